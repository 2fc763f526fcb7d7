"""Where Telegram posts updates to."""

from __future__ import annotations

WEBHOOK_PATH = "/telegram"


def webhook_address(webhook_url: str) -> str:
    """Return the address that is set with Telegram, of a WEBHOOK_URL."""
    return webhook_url.rstrip("/") + WEBHOOK_PATH

"""Whether an address leads to this machine: the preview talks to nobody else."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from bot.preview.api_errors import ApiError, bad_request


def is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def loopback_address(url: str) -> str:
    """Return a webhook's URL unchanged. Raises ApiError unless it leads to this machine.

    Telegram asks for https; on loopback plain http is allowed.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        parts.port  # noqa: B018 (raises ValueError for a wrong port)
    except ValueError:
        raise bad_request("invalid webhook URL specified") from None
    if not host:
        raise bad_request("invalid webhook URL specified")
    if not is_loopback(host):
        raise ApiError(
            400,
            "Bad Request: bad webhook: the preview posts to loopback addresses only "
            "(a limit of the preview, not of Telegram)",
        )
    if parts.scheme not in ("http", "https"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    return url

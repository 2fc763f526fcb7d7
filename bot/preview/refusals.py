"""What a call is refused with: Telegram's error code and description."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Refusal(Exception):
    """An answer with `ok` false. `parameters` are its ResponseParameters (retry_after …)."""

    def __init__(
        self, code: int, description: str, parameters: Mapping[str, int] | None = None
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = dict(parameters or {})


def bad_request(message: str) -> Refusal:
    """A 400. As Telegram does, the first letter goes small unless the word is a constant such as
    BUTTON_DATA_INVALID (telegram-bot-api, Client::fail_query_with_error)."""
    constant = len(message) > 1 and (message[1] == "_" or "A" <= message[1] <= "Z")
    text = message if constant else message[:1].lower() + message[1:]
    return Refusal(400, f"Bad Request: {text}")


def forbidden(message: str) -> Refusal:
    return Refusal(403, f"Forbidden: {message}")


def too_many_requests(retry_after: int) -> Refusal:
    """A 429; `retry_after` is in whole seconds."""
    return Refusal(
        429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after}
    )


def not_in_preview(what: str) -> Refusal:
    """A 400 for what Telegram knows and this stand-in does not."""
    return Refusal(400, f"Bad Request: {what} (a limit of the preview, not of Telegram)")


def refuse_unknown(given: Mapping[str, Any], known: set[str], where: str) -> None:
    """Refuse a field that Telegram does not know, which it would ignore without a word."""
    for name in given:
        if name not in known:
            raise Refusal(
                400,
                f'Bad Request: unknown field "{name}" in {where} '
                "(the preview refuses what Telegram would ignore)",
            )

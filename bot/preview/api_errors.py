"""Errors with which a call is refused: Telegram's error code and description."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class ApiError(Exception):
    """An answer with `ok` false; `parameters` are its ResponseParameters (retry_after …)."""

    def __init__(
        self, code: int, description: str, parameters: Mapping[str, int] | None = None
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = dict(parameters or {})


def bad_request(message: str) -> ApiError:
    """Return a 400.

    As Telegram does, lower the first letter unless the word is a constant such as
    BUTTON_DATA_INVALID (telegram-bot-api, Client::fail_query_with_error).
    """
    constant = len(message) > 1 and (message[1] == "_" or "A" <= message[1] <= "Z")
    text = message if constant else message[:1].lower() + message[1:]
    return ApiError(400, f"Bad Request: {text}")


def forbidden(message: str) -> ApiError:
    return ApiError(403, f"Forbidden: {message}")


def too_many_requests(retry_after: int) -> ApiError:
    """Return a 429; `retry_after` is in whole seconds."""
    return ApiError(
        429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after}
    )


def not_supported(what: str) -> ApiError:
    """Return a 400 for what Telegram supports and the preview does not."""
    return ApiError(400, f"Bad Request: {what} (a limit of the preview, not of Telegram)")


def reject_unknown_fields(given: Mapping[str, Any], known: set[str], where: str) -> None:
    """Raise ApiError for a field that Telegram does not know and would silently ignore."""
    for name in given:
        if name not in known:
            raise ApiError(
                400,
                f'Bad Request: unknown field "{name}" in {where} '
                "(the preview refuses what Telegram would ignore)",
            )

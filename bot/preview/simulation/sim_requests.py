"""Reading the parameters of requests to `/sim`, and recognising those of other sites."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from bot.preview.loopback import is_loopback
from bot.preview.simulation.user_actions import ActionError


class NotFound(LookupError):
    """Something that a request names does not exist; says what."""


class Body:
    """The JSON object of a request. Its methods raise ActionError for a wrong value."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values

    @classmethod
    async def read(cls, request: web.Request) -> Body:
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType(reason="Send application/json")
        try:
            values = json.loads(await request.read() or b"{}")
        except (ValueError, RecursionError):
            raise ActionError("the body is not JSON") from None
        if not isinstance(values, dict):
            raise ActionError("the body is not a JSON object")
        try:
            json.dumps(values, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise ActionError("the body is not Unicode") from None
        return cls(values)

    def text(self, name: str, default: str | None = None) -> str:
        value = self.values.get(name, default)
        if not isinstance(value, str):
            raise ActionError(f'"{name}" must be a string')
        return value

    def integer(self, name: str) -> int:
        value = self.values.get(name)
        if isinstance(value, bool) or not isinstance(value, int):
            raise ActionError(f'"{name}" must be an integer')
        return value

    def optional_text(self, name: str) -> str | None:
        return None if self.values.get(name) is None else self.text(name)

    def objects(self, name: str) -> list[dict[str, Any]]:
        values = self.values.get(name)
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            raise ActionError(f'"{name}" must be a list of objects')
        return values

    def optional_integer(self, name: str) -> int | None:
        return None if self.values.get(name) is None else self.integer(name)

    def real(self, name: str, default: float | None = None) -> float:
        value = self.values.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ActionError(f'"{name}" must be a number')
        if not math.isfinite(value):
            raise ActionError(f'"{name}" must be a number')
        return float(value)

    def flag(self, name: str) -> bool:
        value = self.values.get(name)
        if not isinstance(value, bool):
            raise ActionError(f'"{name}" must be true or false')
        return value


def number(request: web.Request, name: str, default: float, lowest: float, highest: float) -> float:
    """Return a number of the query string, clamped to bounds. Raises ActionError."""
    given = request.query.get(name)
    if given is None:
        return default
    try:
        value = float(given)
    except ValueError:
        raise ActionError(f'"{name}" must be a number') from None
    if not math.isfinite(value):
        raise ActionError(f'"{name}" must be a number')
    return min(max(value, lowest), highest)


def is_cross_site(headers: Mapping[str, str], link: bool) -> bool:
    """Return whether another site may have sent the request. `link` allows it to be a link's.

    Then its Host (DNS rebinding) or its Origin is not the preview's, or the browser says so, which
    it does where a GET has no Origin. Pages of other ports on this machine are "same-site":
    https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
    """
    if not is_loopback(_host(f"//{headers.get('Host', '')}")):
        return True
    if headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin") and not link:
        return True
    origin = headers.get("Origin")
    return origin is not None and _authority(origin) != f"http://{headers.get('Host', '')}".lower()


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _authority(origin: str) -> str:
    return origin.lower().rstrip("/")

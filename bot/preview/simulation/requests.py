"""Reading what a request to `/sim` says, and refusing what it should not."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from bot.preview.simulation.acts import Impossible
from bot.preview.webhook import is_loopback


class NotFound(LookupError):
    """Says what is not there."""


class Body:
    """The JSON object of a request. Its readers raise Impossible for a wrong value."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values

    @classmethod
    async def read(cls, request: web.Request) -> Body:
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType(reason="Send application/json")
        try:
            values = json.loads(await request.read() or b"{}")
        except (ValueError, RecursionError):
            raise Impossible("the body is not JSON") from None
        if not isinstance(values, dict):
            raise Impossible("the body is not a JSON object")
        try:
            json.dumps(values, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise Impossible("the body is not Unicode") from None
        return cls(values)

    def text(self, name: str, default: str | None = None) -> str:
        value = self.values.get(name, default)
        if not isinstance(value, str):
            raise Impossible(f'"{name}" must be a string')
        return value

    def integer(self, name: str) -> int:
        value = self.values.get(name)
        if isinstance(value, bool) or not isinstance(value, int):
            raise Impossible(f'"{name}" must be an integer')
        return value

    def optional_integer(self, name: str) -> int | None:
        return None if self.values.get(name) is None else self.integer(name)

    def real(self, name: str, default: float | None = None) -> float:
        value = self.values.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Impossible(f'"{name}" must be a number')
        if not math.isfinite(value):
            raise Impossible(f'"{name}" must be a number')
        return float(value)

    def flag(self, name: str) -> bool:
        value = self.values.get(name)
        if not isinstance(value, bool):
            raise Impossible(f'"{name}" must be true or false')
        return value


def number(request: web.Request, name: str, default: float, lowest: float, highest: float) -> float:
    """A number of the query string, kept within bounds. Raises Impossible."""
    written = request.query.get(name)
    if written is None:
        return default
    try:
        value = float(written)
    except ValueError:
        raise Impossible(f'"{name}" must be a number') from None
    if not math.isfinite(value):
        raise Impossible(f'"{name}" must be a number')
    return min(max(value, lowest), highest)


def from_elsewhere(headers: Mapping[str, str]) -> bool:
    """Whether another site may have sent the request: a foreign Host (DNS rebinding) or Origin."""
    if not is_loopback(_host(f"//{headers.get('Host', '')}")):
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

"""Calls of the Bot API."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from ssl import SSLContext
from typing import Any
from urllib.parse import quote

import orjson
from aiohttp import FormData

from bot.telegram.client import Client, form
from bot.telegram.errors import InvalidAnswer, refusal
from handlers.framework.reply import File

_READ_SECONDS = 20.0
# The beginning of every successful answer: https://core.telegram.org/bots/api#making-requests
_SUCCESS = b'{"ok":true'

# Told of each call: its method, what it raised, and how many seconds it took.
Observe = Callable[[str, BaseException | None, float], None]


def in_turn(first: Observe, second: Observe) -> Observe:
    """Return what tells both of each call."""

    def both(method: str, problem: BaseException | None, seconds: float) -> None:
        first(method, problem, seconds)
        second(method, problem, seconds)

    return both


class HttpRequest:
    """Connections to a Bot API server. `read_seconds` is how long it may take to answer; see
    `Client` for `connections` and `trusted`."""

    def __init__(
        self,
        connections: int = 64,
        read_seconds: float = _READ_SECONDS,
        trusted: SSLContext | None = None,
    ) -> None:
        self._client = Client(connections, trusted)
        self._read_seconds = read_seconds

    async def shutdown(self) -> None:
        await self._client.close()

    async def ask(self, method: str, url: str, data: bytes | FormData | None = None) -> bytes:
        """Return the body of a successful answer. Raises telegram.error.TelegramError."""
        status, payload = await self._client.request(method, url, data, self._read_seconds)
        if status != HTTPStatus.OK:
            raise refusal(status, payload)
        return payload


class BotApi:
    """The Bot API by method name, with parameters and results as in JSON."""

    def __init__(
        self, base: str, token: str, request: HttpRequest, observe: Observe | None = None
    ) -> None:
        self._observe = observe
        self._address = f"{base}{token}/"
        self._files = f"{base.removesuffix('/bot')}/file/bot{token}"
        self._request = request

    async def download(self, path: str) -> bytes:
        """Return a file's content by its path (https://core.telegram.org/bots/api#file). Raises
        TelegramError."""
        return await self._request.ask("GET", f"{self._files}/{quote(path)}")

    async def call(
        self, method: str, parameters: Mapping[str, Any], file: File | None = None
    ) -> Any:
        """Make one call and return its `result`. `file` is sent as the parameter named for its
        kind. Raises telegram.error.TelegramError."""
        payload = await self._payload(method, parameters, file)
        answer = _parsed(payload)
        if "result" not in answer:
            raise InvalidAnswer("the answer has no result")
        return answer["result"]

    async def act(
        self, method: str, parameters: Mapping[str, Any], file: File | None = None
    ) -> None:
        """Make one call without parsing its result. Raises telegram.error.TelegramError."""
        payload = await self._payload(method, parameters, file)
        if not payload.startswith(_SUCCESS):
            _parsed(payload)

    async def _payload(
        self, method: str, parameters: Mapping[str, Any], file: File | None
    ) -> bytes:
        address = self._address + method
        data = orjson.dumps(parameters) if file is None else _with_file(parameters, file)
        if self._observe is None:
            return await self._request.ask("POST", address, data)
        began = time.perf_counter()
        problem: BaseException | None = None
        try:
            return await self._request.ask("POST", address, data)
        except BaseException as raised:
            problem = raised
            raise
        finally:
            self._observe(method, problem, time.perf_counter() - began)


def _parsed(payload: bytes) -> dict[str, Any]:
    """Return a successful answer. Raises InvalidAnswer for what is none, without its content, which
    may be people's words."""
    try:
        answer = orjson.loads(payload)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise InvalidAnswer("the answer is not the Bot API's")
    return answer


def _with_file(parameters: Mapping[str, Any], file: File) -> FormData:
    texts = {
        name: value if isinstance(value, str) else orjson.dumps(value).decode()
        for name, value in parameters.items()
    }
    return form(texts, {file.kind: (file.name, file.content, file.media_type)})

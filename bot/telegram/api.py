"""Calls of the Bot API."""

from __future__ import annotations

from collections.abc import Mapping
from ssl import SSLContext
from typing import Any
from urllib.parse import quote

import orjson
from aiohttp import FormData
from telegram import error
from telegram.request import BaseRequest, RequestData

from bot.telegram.client import Client, form
from bot.telegram.errors import refusal
from handlers.framework.reply import File

_READ_SECONDS = 20.0
# The beginning of every successful answer: https://core.telegram.org/bots/api#making-requests
_SUCCESS = b'{"ok":true'


class HttpRequest(BaseRequest):
    """The transport of python-telegram-bot's calls and of `BotApi`.

    `read_seconds` is how long the server may take to answer; see `Client` for `trusted`.
    """

    def __init__(
        self,
        connections: int = 64,
        read_seconds: float = _READ_SECONDS,
        trusted: SSLContext | None = None,
    ) -> None:
        self._client = Client(connections, trusted)
        self._read_seconds = read_seconds

    @property
    def read_timeout(self) -> float | None:
        """Seconds."""
        return self._read_seconds

    async def initialize(self) -> None:
        """Nothing is needed before the first call."""

    async def shutdown(self) -> None:
        await self._client.close()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """See BaseRequest.parse_json_payload. An invalid payload is not logged, as it may contain
        people's words."""
        try:
            parsed = orjson.loads(payload)
        except ValueError:
            raise error.TelegramError("Invalid server response") from None
        if not isinstance(parsed, dict):
            raise error.TelegramError("Invalid server response")
        return parsed

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """See BaseRequest.do_request. Raises TelegramError also for a refusal, so that
        python-telegram-bot's calls fail with the same errors as those of `BotApi`."""
        data: bytes | FormData | None = None
        if request_data is not None and request_data.contains_files:
            data = form(request_data.json_parameters, request_data.multipart_data or {})
        elif request_data is not None:
            data = orjson.dumps(request_data.parameters)
        seconds = None if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        status, payload = await self.ask(method, url, data, seconds)
        if not 200 <= status <= 299:
            raise refusal(status, payload)
        return status, payload

    async def ask(
        self, method: str, url: str, data: bytes | FormData | None, seconds: float | None = None
    ) -> tuple[int, bytes]:
        """Return an answer's status and body. See `Client.request`."""
        return await self._client.request(method, url, data, seconds or self._read_seconds)


class BotApi:
    """The Bot API by method name, with parameters and results as in JSON."""

    def __init__(self, base: str, token: str, request: HttpRequest) -> None:
        self._address = f"{base}{token}/"
        self._files = f"{base.removesuffix('/bot')}/file/bot{token}"
        self._request = request

    async def download(self, path: str) -> bytes:
        """Return a file's content by its path (https://core.telegram.org/bots/api#file). Raises
        TelegramError."""
        return await self._request.retrieve(f"{self._files}/{quote(path)}")

    async def call(
        self, method: str, parameters: Mapping[str, Any], file: File | None = None
    ) -> Any:
        """Make one call and return its `result`. `file` is sent as the parameter named for its
        kind. Raises telegram.error.TelegramError."""
        payload = await self._payload(method, parameters, file)
        answer = self._request.parse_json_payload(payload)
        if "result" not in answer:
            raise error.TelegramError("Invalid server response")
        return answer["result"]

    async def act(
        self, method: str, parameters: Mapping[str, Any], file: File | None = None
    ) -> None:
        """Make one call without parsing its result. Raises telegram.error.TelegramError."""
        payload = await self._payload(method, parameters, file)
        if not payload.startswith(_SUCCESS):
            self._request.parse_json_payload(payload)

    async def _payload(
        self, method: str, parameters: Mapping[str, Any], file: File | None
    ) -> bytes:
        address = self._address + method
        data = orjson.dumps(parameters) if file is None else _with_file(parameters, file)
        status, payload = await self._request.ask("POST", address, data)
        if status != 200:
            raise refusal(status, payload)
        return payload


def _with_file(parameters: Mapping[str, Any], file: File) -> FormData:
    texts = {
        name: value if isinstance(value, str) else orjson.dumps(value).decode()
        for name, value in parameters.items()
    }
    return form(texts, {file.kind: (file.name, file.content, file.media_type)})

"""Talking to the Bot API: one transport for python-telegram-bot and for our own calls."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import quote
from urllib.request import getproxies_environment

import aiohttp
import orjson
from telegram import error
from telegram.request import BaseRequest, RequestData

from handlers.reply import File

_READ_SECONDS = 20.0
_CONNECT_SECONDS = 10.0
_JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class ReadyPayload:
    """A call's parameters as they travel, JSON or a form with a file, in the place of PTB's
    `RequestData`."""

    body: bytes | aiohttp.FormData


class AiohttpRequest(BaseRequest):
    """Requests over aiohttp. python-telegram-bot builds on this through `BaseRequest`, so its
    reading of answers and errors (RetryAfter, ChatMigrated, Forbidden …) holds for both."""

    def __init__(self, connections: int = 64, read_seconds: float = _READ_SECONDS) -> None:
        self._connections = connections
        self._read_seconds = read_seconds
        self._timeout = aiohttp.ClientTimeout(sock_connect=_CONNECT_SECONDS, sock_read=read_seconds)
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds."""
        return self._read_seconds

    async def initialize(self) -> None:
        # python-telegram-bot's way to ask for RetryAfter's time as it will be, without a warning.
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=75)
            # Operators behind a proxy set HTTPS_PROXY, as with other clients; asking for it at
            # each request takes its time.
            self._session = aiohttp.ClientSession(
                connector=connector, trust_env=bool(getproxies_environment())
            )

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """See BaseRequest.parse_json_payload; what cannot be read is not logged, as it may hold
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
        request_data: RequestData | ReadyPayload | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """See BaseRequest.do_request. Raises TimedOut or NetworkError; their messages never
        carry the address, which holds the token."""
        if self._session is None:
            raise RuntimeError("the request is not initialized")
        timeout = self._timeout
        if read_timeout is not BaseRequest.DEFAULT_NONE:
            timeout = aiohttp.ClientTimeout(sock_connect=_CONNECT_SECONDS, sock_read=read_timeout)
        body: bytes | aiohttp.FormData | None = None
        headers: Mapping[str, str] = {}
        if isinstance(request_data, ReadyPayload):
            body = request_data.body
            if isinstance(body, bytes):
                headers = _JSON
        elif request_data is not None and request_data.contains_files:
            body = _form(request_data)
        elif request_data is not None:
            body = orjson.dumps(request_data.parameters)
            headers = _JSON
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                return response.status, await response.read()
        except TimeoutError as problem:
            raise error.TimedOut from problem
        except aiohttp.ClientError as problem:
            raise error.NetworkError(type(problem).__name__) from None


def _form(request_data: RequestData) -> aiohttp.FormData:
    form = aiohttp.FormData(request_data.json_parameters)
    for name, (filename, content, kind) in (request_data.multipart_data or {}).items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form


class BotApi:
    """The Bot API by method name, sent as JSON; answers stay plain JSON."""

    def __init__(self, base: str, token: str, request: AiohttpRequest) -> None:
        self._address = f"{base}{token}"
        self._files = f"{base.removesuffix('/bot')}/file/bot{token}"
        self._request = request

    async def download(self, path: str) -> bytes:
        """A file by its path: https://core.telegram.org/bots/api#file. Raises TelegramError."""
        return await self._request.retrieve(f"{self._files}/{quote(path)}")

    async def call(
        self, method: str, parameters: Mapping[str, Any], file: File | None = None
    ) -> Any:
        """The `result` of one call; a file goes along under the name of its kind. Raises
        telegram.error.TelegramError."""
        body = orjson.dumps(parameters) if file is None else _with_file(parameters, file)
        payload = cast(RequestData, ReadyPayload(body))
        return await self._request.post(f"{self._address}/{method}", request_data=payload)


def _with_file(parameters: Mapping[str, Any], file: File) -> aiohttp.FormData:
    form = aiohttp.FormData()
    for name, value in parameters.items():
        form.add_field(name, value if isinstance(value, str) else orjson.dumps(value).decode())
    form.add_field(file.kind, file.content, filename=file.name, content_type=file.media_type)
    return form

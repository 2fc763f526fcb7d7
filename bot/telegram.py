"""Talking to the Bot API: one transport for python-telegram-bot and for our own calls."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import aiohttp
from telegram import error
from telegram.request import BaseRequest, RequestData

_READ_SECONDS = 20.0
_CONNECT_SECONDS = 10.0


@dataclass(frozen=True)
class ReadyPayload:
    """A call's parameters as the JSON they travel as, in the place of PTB's `RequestData`."""

    body: bytes


class AiohttpRequest(BaseRequest):
    """Requests over aiohttp. python-telegram-bot builds on this through `BaseRequest`, so its
    reading of answers and errors (RetryAfter, ChatMigrated, Forbidden …) holds for both."""

    def __init__(self, connections: int = 64, read_seconds: float = _READ_SECONDS) -> None:
        self._connections = connections
        self._read_seconds = read_seconds
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
            # trust_env: operators behind a proxy set HTTPS_PROXY, as with other clients.
            self._session = aiohttp.ClientSession(connector=connector, trust_env=True)

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()

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
        read = self._read_seconds if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        timeout = aiohttp.ClientTimeout(sock_connect=_CONNECT_SECONDS, sock_read=read)
        body: bytes | aiohttp.FormData | None = None
        headers = {}
        if isinstance(request_data, ReadyPayload):
            body, headers = request_data.body, {"Content-Type": "application/json"}
        elif request_data is not None and request_data.contains_files:
            body = _form(request_data)
        elif request_data is not None:
            body = json.dumps(request_data.parameters).encode()
            headers = {"Content-Type": "application/json"}
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
        self._request = request

    async def call(self, method: str, parameters: Mapping[str, Any]) -> Any:
        """The `result` of one call. Raises telegram.error.TelegramError."""
        body = json.dumps(parameters, ensure_ascii=False, separators=(",", ":")).encode()
        payload = cast(RequestData, ReadyPayload(body))
        return await self._request.post(f"{self._address}/{method}", request_data=payload)

"""Talking to the Bot API: one transport for python-telegram-bot and for our own calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any
from urllib.parse import quote

import orjson
from telegram import error
from telegram.request import BaseRequest, RequestData

from bot.telegram.client import Http, HttpError, NoAnswer, NotConnected
from bot.telegram.errors import NotSent, refusal
from handlers.framework.reply import File

_READ_SECONDS = 20.0
_JSON = "application/json"
# What went well says so first: https://core.telegram.org/bots/api#making-requests
_WELL = b'{"ok":true'


class HttpRequest(BaseRequest):
    """python-telegram-bot builds on this through `BaseRequest`."""

    def __init__(self, connections: int = 64, read_seconds: float = _READ_SECONDS) -> None:
        self._http = Http(connections)
        self._read_seconds = read_seconds

    @property
    def read_timeout(self) -> float | None:
        """Seconds."""
        return self._read_seconds

    async def initialize(self) -> None:
        """Nothing is needed before the first call."""

    async def shutdown(self) -> None:
        await self._http.close()

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
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """See BaseRequest.do_request. Raises TelegramError, also for a refusal, so that
        python-telegram-bot's own calls fail with the same errors as ours."""
        body, media_type = b"", ""
        if request_data is not None and request_data.contains_files:
            body, media_type = _form(request_data.json_parameters, request_data.multipart_data)
        elif request_data is not None:
            body, media_type = orjson.dumps(request_data.parameters), _JSON
        seconds = None if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        status, payload = await self.ask(method, url, body, media_type, seconds)
        if not 200 <= status <= 299:
            raise refusal(status, payload)
        return status, payload

    async def ask(
        self, method: str, url: str, body: bytes, media_type: str, seconds: float | None = None
    ) -> tuple[int, bytes]:
        """A request as it travels; its status and body. Raises TimedOut or NetworkError; their
        messages never carry the address, which holds the token."""
        try:
            return await self._http.request(
                method, url, body, media_type, seconds or self._read_seconds
            )
        except NoAnswer:
            raise error.TimedOut from None
        except NotConnected:
            raise NotSent("not connected") from None
        except HttpError as problem:
            raise error.NetworkError(f"connection {problem}") from None


def _form(
    parameters: Mapping[str, str], files: Mapping[str, tuple[str, bytes | IO[bytes], str]] | None
) -> tuple[bytes, str]:
    """A form with files, and its media type: https://www.rfc-editor.org/rfc/rfc7578"""
    import httpx  # python-telegram-bot has it; few calls need it

    form = httpx.Request("POST", "http://form/", data=parameters, files=files)
    return form.read(), form.headers["Content-Type"]


class BotApi:
    """The Bot API by method name, sent as JSON; answers stay plain JSON."""

    def __init__(self, base: str, token: str, request: HttpRequest) -> None:
        self._address = f"{base}{token}/"
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
        payload = await self._payload(method, parameters, file)
        answer = self._request.parse_json_payload(payload)
        if "result" not in answer:
            raise error.TelegramError("Invalid server response")
        return answer["result"]

    async def act(
        self, method: str, parameters: Mapping[str, Any], file: File | None = None
    ) -> None:
        """One call whose result nobody needs, so nobody reads it. Raises
        telegram.error.TelegramError."""
        payload = await self._payload(method, parameters, file)
        if not payload.startswith(_WELL):
            self._request.parse_json_payload(payload)

    async def _payload(
        self, method: str, parameters: Mapping[str, Any], file: File | None
    ) -> bytes:
        address = self._address + method
        if file is None:
            body, media_type = orjson.dumps(parameters), _JSON
        else:
            body, media_type = _with_file(parameters, file)
        status, payload = await self._request.ask("POST", address, body, media_type)
        if status != 200:
            raise refusal(status, payload)
        return payload


def _with_file(parameters: Mapping[str, Any], file: File) -> tuple[bytes, str]:
    texts = {
        name: value if isinstance(value, str) else orjson.dumps(value).decode()
        for name, value in parameters.items()
    }
    return _form(texts, {file.kind: (file.name, file.content, file.media_type)})

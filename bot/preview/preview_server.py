"""The preview's HTTP server: Bot API, chat page and `/sim` on one loopback port."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from aiohttp import BodyPartReader, web

from bot.preview.api_calls import ApiCalls
from bot.preview.api_errors import ApiError
from bot.preview.faults import NoAnswer
from bot.preview.flood_limits import FloodLimits
from bot.preview.loopback import is_loopback
from bot.preview.parameters import Upload
from bot.preview.preview_state import PreviewClock, PreviewState
from bot.preview.seed_data import SeedData, default_seed
from bot.preview.simulation import simulation_routes
from bot.preview.simulation.sim_requests import NotFound, is_cross_site
from bot.preview.simulation.user_actions import ActionError

_PAGE = Path(__file__).parent / "page"
_MAX_BODY_BYTES = 55 * 1024 * 1024  # a file of 50 MB and the rest of its form
_SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Preview:
    """A stand-in for Telegram. `url` is its address once started; bots use `url + "/bot"`.

    It accepts `token` alone. Without `limits` there is no flood control. `next_due` gives the next
    instant at which the bot will act without being asked, or None. The page has a button that sends
    the bot `rehearsal_command`, if there is one.
    """

    def __init__(
        self,
        token: str,
        clock: PreviewClock,
        seed: SeedData | None = None,
        limits: FloodLimits | None = None,
        next_due: Callable[[], Awaitable[datetime | None]] | None = None,
        rehearsal_command: str | None = None,
    ) -> None:
        self.state = PreviewState(clock, seed or default_seed(), next_due, rehearsal_command)
        self.calls = ApiCalls(self.state, token, limits)
        self._runner: web.AppRunner | None = None
        self._url = ""

    @property
    def url(self) -> str:
        """The address, such as http://127.0.0.1:8013; empty before start."""
        return self._url

    def set_next_due(self, next_due: Callable[[], Awaitable[datetime | None]]) -> None:
        """Say how to ask for the next instant at which the bot acts by itself."""
        self.state.set_next_due(next_due)

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen; port 0 picks a free one. Raises ValueError for a host that is not loopback."""
        if not is_loopback(host):
            raise ValueError("the preview listens on loopback addresses only")
        # The access log would contain the token, which is part of each address.
        self._runner = web.AppRunner(
            self._application(), access_log=None, shutdown_timeout=1.0, handler_cancellation=True
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        bound = self._runner.addresses[0]
        name = f"[{bound[0]}]" if ":" in bound[0] else bound[0]
        self._url = f"http://{name}:{bound[1]}"

    async def stop(self) -> None:
        if self.state.webhook is not None:
            await self.state.webhook.close()
            self.state.webhook = None
        await self.calls.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def _application(self) -> web.Application:
        application = web.Application(client_max_size=_MAX_BODY_BYTES, middlewares=[_guard])
        application.on_response_prepare.append(_add_headers)
        application.add_routes(
            [
                web.route("*", "/bot{token:[^/]*}/{method:[^/]*}", self._call),
                web.get("/file/bot{token:[^/]*}/{path:.+}", self._file),
                web.get("/", self._page),
                web.get("/page/{asset:[A-Za-z0-9_-]+\\.[a-z0-9]+}", self._asset),
                *simulation_routes(self.state, self.calls),
            ]
        )
        return application

    async def _call(self, request: web.Request) -> web.Response:
        token, method = request.match_info["token"], request.match_info["method"]
        try:
            if request.method not in ("GET", "POST"):
                raise ApiError(405, "Method Not Allowed")
            given, uploads = await _read(request)
            result = await self.calls.answer(token, method, given, uploads)
        except ApiError as error:
            return _api_error(error)
        except NoAnswer:
            return _close_connection(request)
        return web.json_response({"ok": True, "result": result})

    async def _file(self, request: web.Request) -> web.Response:
        try:
            self.calls.check_token(request.match_info["token"])
        except ApiError as error:
            return _api_error(error)
        stored = self.state.files.at(request.match_info["path"])
        if stored is None:
            return _api_error(ApiError(404, "Not Found"))
        return web.Response(
            body=stored.upload.content,
            content_type="application/octet-stream",
            headers={"Content-Disposition": "attachment"},
        )

    async def _page(self, request: web.Request) -> web.StreamResponse:
        return _page_file("index.html")

    async def _asset(self, request: web.Request) -> web.StreamResponse:
        return _page_file(request.match_info["asset"])


def _page_file(name: str) -> web.StreamResponse:
    path = _PAGE / name
    if not path.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(path)


async def _read(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    """Return parameters and files of the query and the body. Raises ApiError.

    https://core.telegram.org/bots/api#making-requests
    """
    given: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    try:
        if request.content_type == "application/json":
            body = await request.read()
            if body.strip():
                values = json.loads(body)
                if not isinstance(values, dict):
                    raise ApiError(400, "Bad Request: JSON object expected")
                given |= values
        elif request.content_type == "multipart/form-data":
            async for part in await request.multipart():
                if not isinstance(part, BodyPartReader) or part.name is None:
                    raise ApiError(400, "Bad Request: expected form-data content disposition")
                content = bytes(await part.read(decode=True))
                if part.filename is None:
                    given[part.name] = content.decode()
                else:
                    mime = part.headers.get("Content-Type", "application/octet-stream")
                    uploads[part.name] = Upload(part.filename, content, mime)
        else:
            given |= dict(await request.post())
    except web.HTTPRequestEntityTooLarge:
        raise ApiError(413, "Request Entity Too Large") from None
    except (ValueError, RecursionError):
        raise ApiError(400, "Bad Request: can't parse the request's body") from None
    _check_unicode(given)
    return given, uploads


def _check_unicode(given: dict[str, Any]) -> None:
    """Raise ApiError for lone surrogates, which JSON can carry and UTF-8 cannot."""
    try:
        json.dumps(given, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise ApiError(400, "Bad Request: strings must be encoded in UTF-8") from None


@web.middleware
async def _guard(request: web.Request, handler: _Handler) -> web.StreamResponse:
    """Refuse requests of other sites; answer errors in the JSON of the interface asked."""
    if is_cross_site(request.headers, link=_opens_page(request)):
        return _error("This request came from another site.", 403)
    try:
        return await handler(request)
    except NotFound as missing:
        return _error(str(missing), 404)
    except ActionError as error:
        return _error(str(error), 400)
    except web.HTTPException as problem:
        if request.path.startswith(("/bot", "/file/bot")):
            return _api_error(ApiError(problem.status, problem.reason))
        return _error(problem.reason, problem.status)


def _opens_page(request: web.Request) -> bool:
    """Return whether a link to the page was followed, such as the one in a README."""
    return request.path == "/" and request.headers.get("Sec-Fetch-Dest") == "document"


async def _add_headers(request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(_SECURITY_HEADERS)


def _api_error(error: ApiError) -> web.Response:
    """Answer an error: https://core.telegram.org/bots/api#making-requests"""
    answer: dict[str, Any] = {
        "ok": False,
        "error_code": error.code,
        "description": error.description,
    }
    headers = {}
    if error.parameters:
        answer["parameters"] = error.parameters
    if "retry_after" in error.parameters:
        headers["Retry-After"] = str(error.parameters["retry_after"])
    return web.json_response(answer, status=error.code, headers=headers)


def _close_connection(request: web.Request) -> web.Response:
    """Close the connection; nothing of the answer is sent."""
    if request.transport is not None:
        request.transport.close()
    return web.Response()


def _error(sentence: str, status: int) -> web.StreamResponse:
    return web.json_response({"error": sentence}, status=status)

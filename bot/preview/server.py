"""The preview: Bot API, chat page and `/sim` on one loopback port."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from aiohttp import BodyPartReader, web

from bot.preview.calls import Calls
from bot.preview.cast import Cast, default_cast
from bot.preview.clock import PreviewClock
from bot.preview.faults import NoAnswer
from bot.preview.limits import Limits
from bot.preview.parameters import Upload
from bot.preview.refusals import Refusal
from bot.preview.simulation import simulation_routes
from bot.preview.simulation.acts import Impossible
from bot.preview.simulation.requests import NotFound, from_elsewhere
from bot.preview.webhook import is_loopback
from bot.preview.world import World

_PAGE = Path(__file__).parent / "page"
_MAX_BODY = 55 * 1024 * 1024  # bytes: a file of 50 MB and its form
_SAFE_HEADERS = {
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

    `token` is the one it lets in. Without `limits` there is no flood control. `next_due` tells the
    instant at which the bot will next do something by itself, or None.
    """

    def __init__(
        self,
        token: str,
        clock: PreviewClock,
        cast: Cast | None = None,
        limits: Limits | None = None,
        next_due: Callable[[], Awaitable[datetime | None]] | None = None,
    ) -> None:
        self.world = World(clock, cast or default_cast(), next_due)
        self.calls = Calls(self.world, token, limits)
        self._runner: web.AppRunner | None = None
        self._url = ""

    @property
    def url(self) -> str:
        """Such as http://127.0.0.1:8013; empty before start."""
        return self._url

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listens; port 0 picks a free one. Raises ValueError for a host that is not loopback."""
        if not is_loopback(host):
            raise ValueError("the preview listens on loopback addresses only")
        # The access log would write the token, which is part of each address.
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
        if self.world.webhook is not None:
            await self.world.webhook.close()
            self.world.webhook = None
        await self.calls.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def _application(self) -> web.Application:
        application = web.Application(client_max_size=_MAX_BODY, middlewares=[_guarded])
        application.on_response_prepare.append(_make_safe)
        application.add_routes(
            [
                web.route("*", "/bot{token:[^/]*}/{method:[^/]*}", self._call),
                web.get("/file/bot{token:[^/]*}/{path:.+}", self._file),
                web.get("/", self._page),
                web.get("/page/{asset:[A-Za-z0-9_-]+\\.[a-z0-9]+}", self._asset),
                *simulation_routes(self.world, self.calls),
            ]
        )
        return application

    async def _call(self, request: web.Request) -> web.Response:
        token, method = request.match_info["token"], request.match_info["method"]
        try:
            if request.method not in ("GET", "POST"):
                raise Refusal(405, "Method Not Allowed")
            given, uploads = await _read(request)
            result = await self.calls.answer(token, method, given, uploads)
        except Refusal as refusal:
            return _telegram_error(refusal)
        except NoAnswer:
            return _hung_up(request)
        return web.json_response({"ok": True, "result": result})

    async def _file(self, request: web.Request) -> web.Response:
        refusal = self.calls.may_use(request.match_info["token"])
        stored = self.world.files.at(request.match_info["path"])
        if refusal is not None or stored is None:
            return _telegram_error(refusal or Refusal(404, "Not Found"))
        return web.Response(
            body=stored.upload.content,
            content_type="application/octet-stream",
            headers={"Content-Disposition": "attachment"},
        )

    async def _page(self, request: web.Request) -> web.StreamResponse:
        return _served("index.html")

    async def _asset(self, request: web.Request) -> web.StreamResponse:
        return _served(request.match_info["asset"])


def _served(name: str) -> web.StreamResponse:
    path = _PAGE / name
    if not path.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(path)


async def _read(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    """Parameters of the query, then of the body. https://core.telegram.org/bots/api#making-requests"""
    given: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    try:
        if request.content_type == "application/json":
            body = await request.read()
            if body.strip():
                values = json.loads(body)
                if not isinstance(values, dict):
                    raise Refusal(400, "Bad Request: JSON object expected")
                given |= values
        elif request.content_type == "multipart/form-data":
            async for part in await request.multipart():
                if not isinstance(part, BodyPartReader) or part.name is None:
                    raise Refusal(400, "Bad Request: expected form-data content disposition")
                content = bytes(await part.read(decode=True))
                if part.filename is None:
                    given[part.name] = content.decode()
                else:
                    mime = part.headers.get("Content-Type", "application/octet-stream")
                    uploads[part.name] = Upload(part.filename, content, mime)
        else:
            given |= dict(await request.post())
    except web.HTTPRequestEntityTooLarge:
        raise Refusal(413, "Request Entity Too Large") from None
    except (ValueError, RecursionError):
        raise Refusal(400, "Bad Request: can't parse the request's body") from None
    _check_unicode(given)
    return given, uploads


def _check_unicode(given: dict[str, Any]) -> None:
    """JSON can carry lone surrogates, which UTF-8 cannot."""
    try:
        json.dumps(given, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise Refusal(400, "Bad Request: strings must be encoded in UTF-8") from None


@web.middleware
async def _guarded(request: web.Request, handler: _Handler) -> web.StreamResponse:
    """No strangers; errors as JSON of the sort that the address speaks."""
    if from_elsewhere(request.headers):
        return _refused("This request came from another site.", 403)
    try:
        return await handler(request)
    except NotFound as missing:
        return _refused(str(missing), 404)
    except Impossible as wrong:
        return _refused(str(wrong), 400)
    except web.HTTPException as problem:
        if request.path.startswith(("/bot", "/file/bot")):
            return _telegram_error(Refusal(problem.status, problem.reason))
        return _refused(problem.reason, problem.status)


async def _make_safe(request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(_SAFE_HEADERS)


def _telegram_error(refusal: Refusal) -> web.Response:
    """https://core.telegram.org/bots/api#making-requests"""
    answer: dict[str, Any] = {
        "ok": False,
        "error_code": refusal.code,
        "description": refusal.description,
    }
    headers = {}
    if refusal.parameters:
        answer["parameters"] = refusal.parameters
    if "retry_after" in refusal.parameters:
        headers["Retry-After"] = str(refusal.parameters["retry_after"])
    return web.json_response(answer, status=refusal.code, headers=headers)


def _hung_up(request: web.Request) -> web.Response:
    """Closes the connection; of the answer nothing is sent."""
    if request.transport is not None:
        request.transport.close()
    return web.Response()


def _refused(sentence: str, status: int) -> web.StreamResponse:
    return web.json_response({"error": sentence}, status=status)

"""The addresses of a room's screen: `/screen/<secret>`, and what its page asks for."""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections.abc import Mapping
from pathlib import Path

import segno
from aiohttp import web

from bot.clock import Clock
from bot.web.screen.follower import ScreenFollower, Viewer
from bot.web.server import CONNECTION
from handlers.framework.services import Services
from storage.floor import sessions
from storage.floor.records import Session

_PAGE = Path(__file__).parent / "page"
_TYPES = {
    ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml",
}  # fmt: skip
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}
_SECRET = "{secret:[A-Za-z0-9_-]{20,64}}"
_QUIET_ZONE = 4  # modules around a QR code, by ISO/IEC 18004
_RETRY_AFTER = "5"  # seconds
# However many addresses are guessed, delegates' requests find a connection to the database.
_MAX_CONCURRENT_LOOK_UPS = 2


class RoomScreens:
    """Serves the screens of all sessions. An address that nobody has gets 404 without a reason, as
    any other wrong address does."""

    def __init__(self, services: Services, clock: Clock) -> None:
        self._services = services
        self._look_ups = asyncio.Semaphore(_MAX_CONCURRENT_LOOK_UPS)
        self._files = _read_page()
        version = hashlib.sha256(b"".join(self._files.values())).hexdigest()[:16]
        self._follower = ScreenFollower(services, clock, version)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/screen/page/{name:[a-z]{1,20}\\.[a-z]{2,4}}", self._file),
            web.get(f"/screen/{_SECRET}", self._page),
            web.get(f"/screen/{_SECRET}/state", self._state),
            web.get(f"/screen/{_SECRET}/code.svg", self._code),
            web.get(f"/screen/{_SECRET}/events", self._events, allow_head=False),
        ]

    @property
    def open_screens(self) -> int:
        return self._follower.open_screens

    async def stop(self) -> None:
        """End the streams, so that the server can stop."""
        await self._follower.stop()

    async def _session(self, request: web.Request) -> Session:
        """Return the session of an address by one look-up, whether there is one or not. Raises
        HTTPNotFound."""
        async with self._look_ups, self._services.database.transaction() as connection:
            found = await sessions.session_of_screen(connection, request.match_info["secret"])
        if found is None:
            raise web.HTTPNotFound
        return found

    async def _file(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name == "index.html" or name not in self._files:
            raise web.HTTPNotFound
        return _answer(self._files[name], _TYPES[Path(name).suffix])

    async def _page(self, request: web.Request) -> web.Response:
        await self._session(request)
        return _answer(self._files["index.html"], "text/html")

    async def _state(self, request: web.Request) -> web.Response:
        content = await self._follower.state(await self._session(request))
        if content is None:
            return web.Response(status=503, headers={"Retry-After": _RETRY_AFTER})
        return _answer(content, "application/json")

    async def _code(self, request: web.Request) -> web.Response:
        """The QR code that opens the session in the bot."""
        session = await self._session(request)
        link = f"https://t.me/{self._services.bot}?start=floor-{session.id}"
        written = io.BytesIO()
        segno.make_qr(link, error="m").save(
            written, kind="svg", border=_QUIET_ZONE, dark="#000", light="#fff", omitsize=True
        )
        return _answer(written.getvalue(), "image/svg+xml")

    async def _events(self, request: web.Request) -> web.StreamResponse:
        session = await self._session(request)
        connection, transport = request.get(CONNECTION), request.transport
        if transport is None or connection is None or not connection.begin_stream():
            return web.Response(status=503, headers={"Retry-After": _RETRY_AFTER})
        # nginx passes on at once what has this header.
        response = web.StreamResponse(headers=_HEADERS | {"X-Accel-Buffering": "no"})
        response.content_type = "text/event-stream"
        response.charset = "utf-8"
        response.force_close()
        try:
            await response.prepare(request)
            await self._follower.follow(session, Viewer(response, transport))
        except ConnectionError:
            transport.abort()
        return response


def _answer(content: bytes, content_type: str) -> web.Response:
    charset = None if content_type == "application/json" else "utf-8"
    return web.Response(body=content, content_type=content_type, charset=charset, headers=_HEADERS)


def _read_page() -> Mapping[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(_PAGE.iterdir())}

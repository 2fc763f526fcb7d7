"""The addresses of the clerk's page: `/clerk/<token>` opens it once, then a cookie does.

Nothing here waits for Telegram. Requests are answered alike whether a token is nearly right or not,
and no token is logged.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
from aiohttp import web

from bot.clock import Clock, SystemClock
from bot.web.clerk.access import Access, Signed, has_page_token, page_token
from bot.web.clerk.acting import Malformed, act
from bot.web.clerk.init_data import opener_of
from bot.web.clerk.streams import Streams
from bot.web.server import CONNECTION
from content.languages import spoken
from handlers.floor.clerk_state import clerk_state, delegation_list, page_texts
from handlers.floor.wording import refusal
from handlers.framework.reader import Reader
from handlers.framework.services import Services
from storage.floor import clerk_access
from storage.floor.acts import By
from storage.floor.clerk_access import Browser
from storage.floor.machine import Refused

_PAGE = Path(__file__).parent / "page"
_TYPES = {
    ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml",
}  # fmt: skip
_MAX_BODY_BYTES = 8192
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


class ClerkPages:
    """Serves the clerk's page. `bot_token` verifies who opens it as a Mini App."""

    def __init__(self, services: Services, clock: Clock, base: str, bot_token: str) -> None:
        self._services = services
        self._clock = clock
        self._access = Access(services, clock, base)
        self._bot_token = bot_token
        self._files = {path.name: path.read_bytes() for path in sorted(_PAGE.iterdir())}
        self._streams = Streams(services, clock, self._access)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/clerk/files/{name:[a-z_]{1,20}\\.[a-z]{2,4}}", self._file),
            web.get("/clerk/", self._page),
            web.get("/clerk/app", self._sign_in_page),
            web.get("/clerk/{token:[A-Za-z0-9_-]{20,64}}", self._sign_in_page),
            web.get("/clerk/texts", self._texts),
            web.get("/clerk/state", self._state),
            web.get("/clerk/delegations", self._delegations),
            web.get("/clerk/events", self._events, allow_head=False),
            web.post("/clerk/link", self._use_link),
            web.post("/clerk/app", self._use_init_data),
            web.post("/clerk/act", self._act),
            web.post("/clerk/out", self._sign_out),
        ]

    async def stop(self) -> None:
        """End the streams, so that the server can stop."""
        self._streams.stop()

    # What anybody can get: the page without any content.

    async def _file(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in self._files or name.endswith(".html"):
            raise web.HTTPNotFound
        return _answer(self._files[name], _TYPES[Path(name).suffix])

    async def _page(self, request: web.Request) -> web.Response:
        return _answer(self._files["index.html"], "text/html")

    async def _sign_in_page(self, request: web.Request) -> web.Response:
        """The same for all tokens: what looks at links must not use them up."""
        return _answer(self._files["opening.html"], "text/html")

    async def _texts(self, request: web.Request) -> web.Response:
        async with self._services.database.transaction() as connection:
            signed = await self._access.signed(connection, request)
        return _json(page_texts(self._stranger(request) if signed is None else signed.reader))

    def _stranger(self, request: web.Request) -> Reader:
        """Return a reader with the browser's language."""
        asked = request.headers.get("Accept-Language", "")[:200]
        languages = (spoken(part.partition(";")[0].strip()) for part in asked.split(","))
        pack = self._services.packs.in_use.pack
        return self._services.reader(
            pack, self._clock.now(), next(filter(None, languages), None), None
        )

    # Signing in and out.

    async def _use_link(self, request: web.Request) -> web.Response:
        asked = await self._body(request)
        token = asked.get("token")
        if not isinstance(token, str):
            raise web.HTTPBadRequest
        now, database = self._clock.now(), self._services.database
        async with database.transaction() as connection:
            known = await clerk_access.is_link(connection, token, now)
        if not known:
            return _refused()
        async with database.write_transaction(urgent=True) as connection:
            browser = await clerk_access.use_link(connection, token, now)
            cookie = None
            if browser is not None:
                cookie = await self._access.sign_in(connection, browser)
        return self._signed_in(cookie)

    async def _use_init_data(self, request: web.Request) -> web.Response:
        asked = await self._body(request)
        given, session = asked.get("initData"), asked.get("session")
        if not isinstance(given, str) or not isinstance(session, int):
            raise web.HTTPBadRequest
        opener = opener_of(given, self._bot_token, SystemClock().now())
        if opener is None or abs(session) >= 2**31:
            return _refused()
        browser = Browser(opener.user_id, opener.name, session)
        async with self._services.database.write_transaction(urgent=True) as connection:
            cookie = await self._access.sign_in(connection, browser)
        return self._signed_in(cookie)

    def _signed_in(self, cookie: str | None) -> web.Response:
        if cookie is None:
            return _refused()
        response = _json({})
        self._access.set_cookie(response, cookie)
        return response

    async def _sign_out(self, request: web.Request) -> web.Response:
        signed, _ = await self._signed_post(request)
        async with self._services.database.write_transaction() as connection:
            await clerk_access.sign_out(connection, signed.token)
        self._streams.wake()
        response = _json({})
        self._access.delete_cookie(response)
        return response

    # What whoever is on the podium sees and does.

    async def _signed(self, request: web.Request) -> Signed:
        """Return who asks. Raises HTTPUnauthorized."""
        async with self._services.database.transaction() as connection:
            signed = await self._access.signed(connection, request)
        if signed is None:
            raise web.HTTPUnauthorized(headers=_HEADERS)
        return signed

    async def _signed_post(self, request: web.Request) -> tuple[Signed, Mapping[str, Any]]:
        """Return who asks and what, if one of the page's own requests does."""
        asked = await self._body(request)
        signed = await self._signed(request)
        if not has_page_token(request, signed.token):
            raise web.HTTPForbidden(headers=_HEADERS)
        return signed, asked

    async def _body(self, request: web.Request) -> Mapping[str, Any]:
        """Return the JSON object of a request from this very site."""
        if not self._access.is_same_site(request) or request.content_type != "application/json":
            raise web.HTTPForbidden(headers=_HEADERS)
        if (request.content_length or 0) > _MAX_BODY_BYTES:
            raise web.HTTPRequestEntityTooLarge(_MAX_BODY_BYTES, request.content_length or 0)
        content = bytearray()
        async for chunk in request.content.iter_any():
            content += chunk
            if len(content) > _MAX_BODY_BYTES:
                raise web.HTTPRequestEntityTooLarge(_MAX_BODY_BYTES, len(content))
        try:
            asked = json.loads(content)
        except (ValueError, RecursionError):
            raise web.HTTPBadRequest(headers=_HEADERS) from None
        if not isinstance(asked, dict):
            raise web.HTTPBadRequest(headers=_HEADERS)
        return asked

    async def _state(self, request: web.Request) -> web.Response:
        signed = await self._signed(request)
        return _json(self._state_of(signed) | {"page": page_token(signed.token)})

    def _state_of(self, signed: Signed) -> dict[str, Any]:
        return clerk_state(signed.reader, signed.context, self._clock.speed)

    async def _delegations(self, request: web.Request) -> web.Response:
        signed = await self._signed(request)
        return _json(delegation_list(signed.reader, signed.context))

    async def _act(self, request: web.Request) -> web.Response:
        """Do an act. One that is refused changes nothing, and the answer shows what happened."""
        signed, asked = await self._signed_post(request)
        services, browser, now = self._services, signed.browser, self._clock.now()
        by = By(browser.user_id, browser.name, podium=True)
        notice = ""
        try:
            async with services.database.write_transaction(urgent=True) as connection:
                # Again, as a role may have been taken away meanwhile.
                context = await self._access.podium(connection, browser, signed.reader)
                if context is None:
                    raise web.HTTPUnauthorized(headers=_HEADERS)
                await act(connection, context, asked, by, now)
        except Malformed:
            raise web.HTTPBadRequest(headers=_HEADERS) from None
        except Refused as refused:
            notice = refusal(signed.reader, refused.reason)
        services.signals.floor_acted()
        async with services.database.transaction() as connection:
            after = await self._access.podium(connection, browser, signed.reader)
        if after is None:
            raise web.HTTPUnauthorized(headers=_HEADERS)
        state = clerk_state(signed.reader, after, self._clock.speed)
        return _json({"state": state, "notice": notice}, status=409 if notice else 200)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """Send the state whenever it changes, as server-sent events."""
        signed = await self._signed(request)
        connection = request.get(CONNECTION)
        if not self._streams.has_room(signed.token) or (
            connection is None or not connection.begin_stream()
        ):
            return web.Response(status=503, headers=_HEADERS | {"Retry-After": "5"})
        # nginx passes on at once what has this header.
        response = web.StreamResponse(headers=_HEADERS | {"X-Accel-Buffering": "no"})
        response.content_type, response.charset = "text/event-stream", "utf-8"
        response.force_close()
        try:
            await response.prepare(request)
            await self._streams.follow(response, signed)
        except (ConnectionError, TimeoutError):
            if request.transport is not None:
                request.transport.abort()
        return response


def _answer(content: bytes, content_type: str) -> web.Response:
    return web.Response(body=content, content_type=content_type, charset="utf-8", headers=_HEADERS)


def _json(content: object, status: int = 200) -> web.Response:
    return web.Response(
        body=orjson.dumps(content), status=status, content_type="application/json",
        headers=_HEADERS,
    )  # fmt: skip


def _refused() -> web.Response:
    """The one answer to every wrong, used or expired token."""
    return _json({}, status=403)

"""Who may use the clerk's page: cookies, and what keeps other sites from acting through them."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from content.languages import spoken
from handlers.floor.context import FloorContext, read_context
from handlers.floor.roles import roles_of
from handlers.framework.reader import Reader
from handlers.framework.services import Services
from storage import chats
from storage.floor import clerk_access
from storage.floor.clerk_access import BROWSER_LIFETIME, Browser

COOKIE = "roundtable-clerk"
PATH = "/clerk"
PAGE_TOKEN_HEADER = "X-Page-Token"
_MAX_COOKIE_CHARACTERS = 64


@dataclass(frozen=True)
class Signed:
    """A request of somebody who is signed in and on the podium of their session."""

    token: str
    browser: Browser
    reader: Reader
    context: FloorContext


class Access:
    """Reads from the database on each request who is signed in, and their roles: a role that is
    taken away ends it at once, also in another program."""

    def __init__(self, services: Services, clock: Clock, base: str) -> None:
        self._services = services
        self._clock = clock
        parts = urlsplit(base)
        self._origin = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}".lower()
        self._secure = parts.scheme == "https"
        self._path = f"{parts.path}{PATH}"

    async def signed(self, connection: AsyncConnection, request: web.Request) -> Signed | None:
        """Return who asks, or None if nobody is signed in, or not on the podium any more."""
        token = request.cookies.get(COOKIE, "")[:_MAX_COOKIE_CHARACTERS]
        return await self.signed_with(connection, token)

    async def signed_with(self, connection: AsyncConnection, token: str) -> Signed | None:
        now = self._clock.now()
        browser = await clerk_access.browser_of(connection, token, now)
        if browser is None:
            return None
        reader = await self._reader(connection, browser.user_id)
        context = await self.podium(connection, browser, reader)
        return None if context is None else Signed(token, browser, reader, context)

    async def podium(
        self, connection: AsyncConnection, browser: Browser, reader: Reader
    ) -> FloorContext | None:
        """Return the floor of a session in the reader's language, if the person is on its podium
        now."""
        services = self._services
        pack = services.packs.in_use.pack.in_language(reader.language)
        context = await read_context(connection, pack, browser.session)
        if context is None:
            return None
        roles = await roles_of(connection, services.owners, browser.user_id, context.meeting)
        return context if roles.podium else None

    async def sign_in(self, connection: AsyncConnection, browser: Browser) -> str | None:
        """Return a token for the cookie of whoever is on the podium, else None."""
        reader = await self._reader(connection, browser.user_id)
        if await self.podium(connection, browser, reader) is None:
            return None
        return await clerk_access.sign_in(connection, browser, self._clock.now())

    async def _reader(self, connection: AsyncConnection, user_id: int) -> Reader:
        """Return the reader of a person's private chat, whose id is theirs."""
        services = self._services
        chat = await chats.find_chat(connection, user_id)
        language = None if chat is None else chat.language or chat.app_language
        zone = None if chat is None else chat.time_zone
        pack = services.packs.in_use.pack
        return services.reader(pack, self._clock.now(), spoken(language), zone)

    def set_cookie(self, response: web.Response, token: str) -> None:
        """Keep a browser signed in. No script can read the cookie, and no other site sends it."""
        response.set_cookie(
            COOKIE, token, max_age=int(BROWSER_LIFETIME.total_seconds()), path=self._path,
            httponly=True, secure=self._secure, samesite="Strict",
        )  # fmt: skip

    def delete_cookie(self, response: web.Response) -> None:
        response.del_cookie(
            COOKIE, path=self._path, httponly=True, secure=self._secure, samesite="Strict"
        )

    def is_same_site(self, request: web.Request) -> bool:
        """Return whether a page of this very address sends a request. Browsers send Origin with
        each POST: https://fetch.spec.whatwg.org/#origin-header"""
        fetched = request.headers.get("Sec-Fetch-Site", "same-origin")
        return request.headers.get("Origin", "").lower() == self._origin and (
            fetched == "same-origin"
        )


def page_token(token: str) -> str:
    """Return what a page proves with that it could read an answer: other sites cannot."""
    return hashlib.sha256(f"page:{token}".encode()).hexdigest()


def has_page_token(request: web.Request, token: str) -> bool:
    given = request.headers.get(PAGE_TOKEN_HEADER, "")
    return hmac.compare_digest(given.encode(), page_token(token).encode())

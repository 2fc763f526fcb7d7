"""The clerk's page over HTTP, for tests: a server over a room, and a browser's requests."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.app import PREVIEW_TOKEN
from bot.clock import ShiftedClock
from bot.web.clerk import ClerkPages
from bot.web.clerk.access import COOKIE, PAGE_TOKEN_HEADER
from bot.web.server import WebServer
from storage.floor import clerk_access
from tests.handlers.floor.room import BEGINS, CLERK, NAMES, Room, a_room
from tests.program.program import free_port


class Desk:
    """A room whose clerk's page is served on 127.0.0.1."""

    def __init__(self, room: Room, clock: ShiftedClock, base: str) -> None:
        self.room = room
        self.clock = clock
        self.base = base

    async def link(self, user: int = CLERK) -> str:
        """The token of a new link."""
        async with self.room.database.write_transaction() as connection:
            return await clerk_access.new_link(
                connection, user, NAMES[user], self.room.session.id, self.clock.now()
            )

    async def signed_in(self, http: aiohttp.ClientSession, user: int = CLERK) -> Laptop:
        laptop = Laptop(http, self.base)
        status, _ = await laptop.post("link", {"token": await self.link(user)})
        assert status == 200
        await laptop.look()
        return laptop


class Laptop:
    """A browser with its cookie and what it last saw."""

    def __init__(self, http: aiohttp.ClientSession, base: str) -> None:
        self.http = http
        self.base = base
        self.cookie = ""
        self.set_cookie = ""
        self.state: dict[str, Any] = {}

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": f"{COOKIE}={self.cookie}"} if self.cookie else {}

    async def get(self, path: str) -> tuple[int, Any]:
        async with self.http.get(f"{self.base}/clerk/{path}", headers=self.headers) as response:
            content = await response.read()
            is_json = response.content_type == "application/json"
            return response.status, json.loads(content) if is_json else content.decode()

    async def look(self) -> dict[str, Any]:
        status, self.state = await self.get("state")
        assert status == 200
        return self.state

    async def post(
        self, path: str, body: object, headers: Mapping[str, str | None] | None = None
    ) -> tuple[int, Any]:
        """Send what the page sends. `headers` replace those of the page; None leaves one out."""
        sent: dict[str, str | None] = {
            "Origin": self.base, "Content-Type": "application/json",
            PAGE_TOKEN_HEADER: self.state.get("page", ""), **self.headers, **(headers or {}),
        }  # fmt: skip
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = {name: value for name, value in sent.items() if value is not None}
        async with self.http.post(
            f"{self.base}/clerk/{path}", data=data, headers=given,
            skip_auto_headers=["Content-Type"],
        ) as response:  # fmt: skip
            self.set_cookie = response.headers.get("Set-Cookie", "")
            if COOKIE in response.cookies:
                self.cookie = response.cookies[COOKIE].value
            content = await response.read()
            return response.status, json.loads(content) if content[:1] == b"{" else None

    async def act(self, name: str, /, **more: Any) -> tuple[int, Any]:
        """Do an act with the control of the state that is shown."""
        body = {"control": self.state["control"], "act": name, **more}
        status, answer = await self.post("act", body)
        if answer:
            self.state = {**self.state, **answer["state"]}
        return status, answer

    @property
    def waiting(self) -> list[str]:
        return [turn["name"] for turn in self.state["waiting"]]


@asynccontextmanager
async def a_desk(folder: Path, scheme: str = "http") -> AsyncIterator[Desk]:
    async with a_room(folder) as made:
        clock = ShiftedClock(BEGINS)
        port = free_port()
        base = f"http://127.0.0.1:{port}"
        shown = base if scheme == "http" else "https://bot.example.org"
        room = Room(replace(made.services, pages_base=shown), made.board, made.session)
        pages = ClerkPages(room.services, clock, shown, PREVIEW_TOKEN)
        server = WebServer(pages.routes())
        await server.start("127.0.0.1", port)
        try:
            yield Desk(room, clock, base)
        finally:
            await pages.stop()
            await server.stop()


def init_data(
    user: int, /, token: str = PREVIEW_TOKEN, at: datetime | None = None, **changed: str
) -> str:
    """What Telegram's app gives to a Mini App, signed as its server signs it."""
    fields = {
        "query_id": "AAHdF6IQAAAAAN0XohDhrOrc",
        "user": json.dumps({"id": user, "first_name": NAMES.get(user, "Somebody")}),
        "auth_date": str(int((at or datetime.now(UTC)).timestamp())),
        "signature": "third-parties-verify-this",
    }
    checked = "\n".join(f"{name}={value}" for name, value in sorted(fields.items()))
    secret = hmac.digest(b"WebAppData", token.encode(), "sha256")
    signed = hmac.new(secret, checked.encode(), hashlib.sha256).hexdigest()
    return urlencode({**fields, "hash": signed, **changed})

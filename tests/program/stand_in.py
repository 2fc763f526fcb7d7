"""A stand-in for the Bot API that misbehaves as it is told to: it refuses, hangs, fails and blocks.

Other than the preview it keeps no chats, so that it is fast enough for floods.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp import web

TOKEN = "7000000001:floods-floods-floods-floods-floods"
SECRET = "stand-in"
_BATCH = 100  # https://core.telegram.org/bots/api#getupdates
_WEBHOOK_CONNECTIONS = 40  # max_connections: https://core.telegram.org/bots/api#setwebhook


@dataclass(slots=True)
class Sent:
    """A message that was accepted, at an instant of time.monotonic(). It is `confirmed` once the
    program could read the answer."""

    chat: int
    text: str
    at: float
    confirmed: bool = False


class Telegram:
    """Hands out updates, by getUpdates or to a webhook, and takes messages."""

    def __init__(self) -> None:
        self.updates: list[dict[str, Any]] = []
        # By update: when it was asked, and when it was first handed over (time.monotonic()).
        self.asked_at: list[float] = []
        self.handed_at: dict[int, float] = {}
        self.sent: list[Sent] = []
        # By chat: the instants of its messages.
        self.sent_at: defaultdict[int, list[float]] = defaultdict(list)
        # By update of a press: when its button was released.
        self.released_at: dict[int, float] = {}
        self.called: Counter[int] = Counter()
        self.refused: set[int] = set()
        self.retry_after = 300
        self.hanging: set[int] = set()
        self.released = asyncio.Event()
        self.blocked: set[int] = set()
        # Whether messages are answered by 502.
        self.down = False
        # Answers of getUpdates that are given instead of updates.
        self.odd: list[object] = []
        # Seconds that Telegram takes for a call.
        self.latency = 0.0
        self.url = ""
        self.disconnected = False
        # The program asks for updates.
        self.ready = asyncio.Event()
        self._arrived = asyncio.Event()
        self._confirmed = 0

    def asks(self, chat: int, text: str) -> int:
        """Somebody writes in a chat; the update's id."""
        kind = {"id": chat, "type": "private" if chat > 0 else "supergroup", "title": "G"}
        person = {"id": abs(chat), "is_bot": False, "first_name": "A", "language_code": "en"}
        number = len(self.updates) + 1
        message = {"message_id": number, "date": 1369000000, "chat": kind, "from": person,
                   "text": text}  # fmt: skip
        self.updates.append({"update_id": number, "message": message})
        self.asked_at.append(time.monotonic())
        self._arrived.set()
        return number

    def presses(self, chat: int, data: str) -> int:
        """Somebody presses a button in their private chat; the update's id."""
        number = len(self.updates) + 1
        person = {"id": chat, "is_bot": False, "first_name": "A", "language_code": "en"}
        message = {
            "message_id": 1, "date": 1369000000, "chat": {"id": chat, "type": "private"},
            "from": {"id": 7000000001, "is_bot": True, "first_name": "R"}, "text": "a screen",
        }  # fmt: skip
        query = {
            "id": str(number), "from": person, "message": message, "chat_instance": "1",
            "data": data,
        }  # fmt: skip
        self.updates.append({"update_id": number, "callback_query": query})
        self.asked_at.append(time.monotonic())
        self._arrived.set()
        return number

    def answered(self, chat: int) -> int:
        """How many messages a chat was sent."""
        return len(self.sent_at[chat])

    async def answer(self, request: web.Request) -> web.Response:
        """Answer a call."""
        method, body = request.match_info["method"], await request.json()
        if method == "getUpdates":
            return await self._get_updates(body)
        if method == "getMe":
            me = {"id": 7000000001, "is_bot": True, "first_name": "R", "username": "r_bot"}
            return web.json_response({"ok": True, "result": me})
        if method == "setWebhook":
            self.ready.set()
        if method == "answerCallbackQuery":
            self.released_at[int(body["callback_query_id"])] = time.monotonic()
        if method == "sendMessage":
            return await self._send_message(request, body)
        return web.json_response({"ok": True, "result": {"message_id": 1}})

    async def _send_message(self, request: web.Request, body: dict[str, Any]) -> web.Response:
        chat = body["chat_id"]
        self.called[chat] += 1
        if self.down:
            return web.Response(status=502, text="Bad Gateway")
        if chat in self.refused:
            refusal = {"ok": False, "error_code": 429, "description": "Too Many Requests",
                       "parameters": {"retry_after": self.retry_after}}  # fmt: skip
            return web.json_response(refusal, status=429)
        if chat in self.blocked:
            refusal = {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked"}
            return web.json_response(refusal, status=403)
        if chat in self.hanging:
            await self.released.wait()
        sent = Sent(chat, body["text"], time.monotonic())
        self.sent.append(sent)
        self.sent_at[chat].append(sent.at)
        if self.latency:
            await asyncio.sleep(self.latency)
        response = web.json_response({"ok": True, "result": {"message_id": len(self.sent)}})
        with suppress(ConnectionError):
            await response.prepare(request)
            await response.write_eof()
            sent.confirmed = request.transport is not None and not request.transport.is_closing()
        return response

    async def _get_updates(self, body: dict[str, Any]) -> web.Response:
        self.ready.set()
        if self.odd:
            return web.json_response({"ok": True, "result": self.odd.pop(0)})
        if self.latency:
            await asyncio.sleep(self.latency)
        self._confirmed = max(self._confirmed, body.get("offset", 1) - 1)
        until = time.monotonic() + min(body.get("timeout", 0), 50)
        while not (found := self.updates[self._confirmed : self._confirmed + _BATCH]):
            self._arrived.clear()
            try:
                async with asyncio.timeout_at(_loop_time(until)):
                    await self._arrived.wait()
            except TimeoutError:
                break
        now = time.monotonic()
        for update in found:
            self.handed_at.setdefault(update["update_id"], now)
        return web.json_response({"ok": True, "result": found})

    async def post_to(self, url: str) -> None:
        """Post updates to a webhook, in their order, until cancelled. What is not taken is posted
        again."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        connector = aiohttp.TCPConnector(limit=_WEBHOOK_CONNECTIONS)
        numbers: asyncio.Queue[int] = asyncio.Queue()

        async def post() -> None:
            while True:
                update = self.updates[await numbers.get()]
                self.handed_at.setdefault(update["update_id"], time.monotonic())
                while not await self._post(session, url, headers, update):
                    await asyncio.sleep(1.0)

        async with (
            aiohttp.ClientSession(connector=connector) as session,
            asyncio.TaskGroup() as all,
        ):
            for _ in range(_WEBHOOK_CONNECTIONS):
                all.create_task(post())
            queued = 0
            while True:
                for number in range(queued, len(self.updates)):
                    numbers.put_nowait(number)
                queued = len(self.updates)
                self._arrived.clear()
                await self._arrived.wait()

    async def _post(
        self, session: aiohttp.ClientSession, url: str, headers: dict[str, str], update: object
    ) -> bool:
        try:
            async with session.post(url, json=update, headers=headers) as response:
                return response.status == 200
        except aiohttp.ClientError:
            return False

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Serve on loopback; `url` is the value for BOT_API_URL."""
        application = web.Application()
        application.router.add_post("/bot{token}/{method}", self.answer)
        self._runner = web.AppRunner(application, shutdown_timeout=0.1)
        await self._runner.setup()
        self._port = 0
        await self.connect()
        self._port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self._port}/bot"
        try:
            yield
        finally:
            self.released.set()
            await self._runner.cleanup()

    async def connect(self) -> None:
        """Listen, at first or after `disconnect`."""
        self.disconnected = False
        self._site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await self._site.start()

    async def disconnect(self) -> None:
        """Break all connections and refuse new ones."""
        self.disconnected = True
        await self._site.stop()
        server = self._runner.server
        for connection in [] if server is None else server.connections:
            if connection.transport is not None:
                connection.transport.abort()


async def until(what: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait until something holds. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not what():
            await asyncio.sleep(0.01)


def _loop_time(instant: float) -> float:
    """An instant of time.monotonic() as the event loop counts."""
    return asyncio.get_running_loop().time() + instant - time.monotonic()

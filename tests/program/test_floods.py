"""Nobody stops anybody: floods, refusals and hanging calls concern their own chat alone."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.updates.chat_order import MAX_WAITING
from tests.program.crowd import subscribed_to_all
from tests.program.program import Program

TOKEN = "7000000001:floods-floods-floods-floods-floods"
FLOODER, OTHERS = 500, range(9001, 9021)
TOO_MANY = "Too many messages came at once"


class Telegram:
    """A Bot API that hands out updates, and refuses or leaves hanging what it is told to."""

    def __init__(self) -> None:
        self.updates: list[dict[str, Any]] = []
        self.refused: set[int] = set()
        self.hanging: set[int] = set()
        self.odd: list[object] = []
        self.down = False
        self.sent: list[tuple[int, str]] = []
        self.called: Counter[int] = Counter()
        self.released = asyncio.Event()

    def asks(self, chat: int, text: str) -> None:
        kind = {"id": chat, "type": "private" if chat > 0 else "supergroup", "title": "G"}
        person = {"id": abs(chat), "is_bot": False, "first_name": "A", "language_code": "en"}
        number = len(self.updates) + 1
        message = {"message_id": number, "date": 1369000000, "chat": kind, "from": person,
                   "text": text}  # fmt: skip
        self.updates.append({"update_id": number, "message": message})

    def answered(self, chat: int) -> int:
        return sum(1 for to, _ in self.sent if to == chat)

    async def answer(self, request: web.Request) -> web.Response:
        method, body = request.match_info["method"], await request.json()
        if method == "getUpdates":
            return await self._get_updates(body)
        if method == "getMe":
            me = {"id": 7000000001, "is_bot": True, "first_name": "R", "username": "r_bot"}
            return web.json_response({"ok": True, "result": me})
        if method == "sendMessage":
            chat = body["chat_id"]
            self.called[chat] += 1
            if self.down:
                return web.Response(status=502, text="Bad Gateway")
            if chat in self.refused:
                refusal = {"ok": False, "error_code": 429, "description": "Too Many Requests",
                           "parameters": {"retry_after": 300}}  # fmt: skip
                return web.json_response(refusal, status=429)
            if chat in self.hanging:
                await self.released.wait()
            self.sent.append((chat, body["text"]))
        return web.json_response({"ok": True, "result": {"message_id": 1}})

    async def _get_updates(self, body: dict[str, Any]) -> web.Response:
        if self.odd:
            return web.json_response({"ok": True, "result": self.odd.pop(0)})
        first = body.get("offset", 1)
        found = self.updates[first - 1 : first + 99]
        if not found:
            await asyncio.sleep(0.05)
        return web.json_response({"ok": True, "result": found})


async def a_program(telegram: Telegram, folder: Path, **more: str) -> tuple[web.AppRunner, Program]:
    application = web.Application()
    application.router.add_post("/bot{token}/{method}", telegram.answer)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/bot"
    return runner, Program(folder, "run", BOT_TOKEN=TOKEN, BOT_API_URL=url, **more)


async def until(what: Any) -> None:
    async with asyncio.timeout(60):
        while not what():
            await asyncio.sleep(0.01)


async def others_are_answered(telegram: Telegram) -> None:
    for chat in OTHERS:
        telegram.asks(chat, "/roundtable 3")
    await until(lambda: all(telegram.answered(chat) for chat in OTHERS))


async def test_one_persons_flood_is_bounded_and_delays_nobody(tmp_path: Path) -> None:
    telegram = Telegram()
    for number in range(5000):
        telegram.asks(FLOODER, f"/roundtable {number % 4 + 1}")
    for chat in OTHERS:
        telegram.asks(chat, "/roundtable 3")
    runner, program = await a_program(telegram, tmp_path)
    try:
        await until(lambda: all(telegram.answered(chat) for chat in OTHERS))
        await until(lambda: any(TOO_MANY in text for _, text in telegram.sent))
        # What arrived while the first were answered is answered, too.
        assert MAX_WAITING <= telegram.answered(FLOODER) < 2500
    finally:
        assert await program.stopped() == 0, program.said()
        await runner.cleanup()


async def test_refused_chats_wait_alone_and_are_not_called_again(tmp_path: Path) -> None:
    telegram = Telegram()
    telegram.refused = set(range(-500, 0))
    for chat in telegram.refused:
        telegram.asks(chat, "/roundtable 3")
    runner, program = await a_program(telegram, tmp_path)
    try:
        await until(lambda: len(telegram.called) >= 500)
        for _ in range(3):
            telegram.asks(-1, "/help")
        await others_are_answered(telegram)
        # One call each, and no apology in the time that Telegram forbade.
        assert {telegram.called[chat] for chat in telegram.refused} == {1}
    finally:
        await program.killed()
        await runner.cleanup()


async def test_hanging_calls_hold_up_their_own_chats_alone(tmp_path: Path) -> None:
    telegram = Telegram()
    telegram.hanging = set(range(1, 501))
    for chat in telegram.hanging:
        telegram.asks(chat, "/roundtable 3")
    runner, program = await a_program(telegram, tmp_path)
    try:
        await until(lambda: len(telegram.called) >= 500)
        await others_are_answered(telegram)
        assert not any(chat in telegram.hanging for chat, _ in telegram.sent)
    finally:
        telegram.released.set()
        await program.killed()
        await runner.cleanup()


async def test_odd_answers_to_getupdates_are_passed_over(tmp_path: Path) -> None:
    telegram = Telegram()
    telegram.odd = [
        [{}], [1], None, [{"update_id": "7"}, {"update_id": 2**63}, {"update_id": -3}],
        [{"update_id": 5, "message": {"chat": {"id": 2**63 + 1}}}],
    ]  # fmt: skip
    runner, program = await a_program(telegram, tmp_path)
    try:
        await until(lambda: not telegram.odd)
        await others_are_answered(telegram)
        assert "passed over" in program.said()
        assert "Traceback" not in program.said()
    finally:
        assert await program.stopped() == 0
        await runner.cleanup()


async def test_after_an_outage_every_reminder_goes_out_and_no_attempt_was_counted(
    tmp_path: Path,
) -> None:
    telegram, people = Telegram(), range(2001, 2021)
    await subscribed_to_all(tmp_path, people)
    telegram.down = True
    runner, program = await a_program(telegram, tmp_path, CLOCK_START="2013-05-21T13:29:59+00:00")
    try:
        await until(lambda: telegram.called.total() >= 3)
        # One probe at a time, and longer pauses: not one call for each of the twenty.
        assert telegram.called.total() < 10
        telegram.down = False
        await until(lambda: all(telegram.answered(chat) for chat in people))
        assert {telegram.answered(chat) for chat in people} == {1}
    finally:
        assert await program.stopped() == 0
        await runner.cleanup()
    with closing(sqlite3.connect(tmp_path / "var" / "roundtable.db")) as database:
        rows = database.execute("SELECT state, max(attempts) FROM deliveries GROUP BY state")
        assert dict(rows.fetchall()) == {"sent": 1}


async def test_one_refused_group_and_one_hanging_chat_hold_up_no_reminder(tmp_path: Path) -> None:
    telegram, people = Telegram(), range(2001, 2061)
    await subscribed_to_all(tmp_path, [-77, 2000, *people])
    telegram.refused, telegram.hanging = {-77}, {2000}
    start = "2013-05-21T13:29:59+00:00"
    runner, program = await a_program(telegram, tmp_path, CLOCK_START=start, SEND_RATE="25")
    try:
        await until(lambda: all(telegram.answered(chat) for chat in people))
        # The group waits without being asked again, and nobody waited for the hanging chat.
        assert telegram.called[-77] == 1 == telegram.called[2000]
    finally:
        telegram.released.set()
        assert await program.stopped() == 0
        await runner.cleanup()

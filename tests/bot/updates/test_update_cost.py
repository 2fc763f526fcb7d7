"""What an answered update costs, without the network: how many functions it calls.

Calls of Python and C functions are counted in all threads, which gives the same number on every
machine and in every run. They are compared with those that python-telegram-bot needs to read the
same update, so that versions of Python matter little. The counting runs in a process of its own.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

import orjson
from telegram import Update
from telegram.ext import ApplicationBuilder, ExtBot
from telegram.request import BaseRequest, RequestData

from bot.clock import ShiftedClock
from bot.pack.current import CurrentPack
from bot.telegram.sender import Sender
from bot.updates.chat_order import ChatOrder
from bot.updates.dispatch import Dispatcher
from bot.updates.inbox import UpdateInbox
from bot.updates.intake import Intake
from bot.updates.requests import RequestFactory
from content.model import Pack
from handlers import TOPICS
from handlers.framework.switchboard import Switchboard
from storage.database import open_database
from tests.factories import services_over
from tests.program.program import ROOT

# An answered update's calls, as a multiple of those in Update.de_json: 315 of 532 in November 2026.
# Whoever makes an update dearer raises it and says why; whoever makes it cheaper lowers it.
USUAL_RATIO = 0.59
TOLERANCE = 1.15
BATCH, BATCHES = 50, 10
ME = {"id": 7000000001, "is_bot": True, "first_name": "Roundtable", "username": "roundtable_bot"}


class NoNetwork(BaseRequest):
    """Answers at once, so that the network does not count."""

    read_timeout = 1.0

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        return 200, orjson.dumps({"ok": True, "result": ME})


class RecordingApi:
    """Stands in for the Bot API and records the texts sent."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    async def call(self, method: str, parameters: Mapping[str, Any], file: object = None) -> Any:
        await self.act(method, parameters)

    async def act(self, method: str, parameters: Mapping[str, Any], file: object = None) -> None:
        orjson.dumps(parameters)
        self.texts.append(parameters["text"])


def an_update(number: int) -> dict[str, Any]:
    chat = 1000 + number % 200
    person = {"id": chat, "is_bot": False, "first_name": "Amina", "language_code": "en"}
    message = {
        "message_id": number, "date": 1369000000, "from": person,
        "chat": {"id": chat, "type": "private", "first_name": "Amina"},
        "text": f"/roundtable {number % 4 + 1}",
        "entities": [{"offset": 0, "length": 11, "type": "bot_command"}],
    }  # fmt: skip
    return {"update_id": number, "message": message}


async def nobody_told(pack: Pack) -> None:
    raise AssertionError("no pack is changed here")


class CallCounter:
    """Counts calls of Python and C functions in this thread and those that start later."""

    def __init__(self) -> None:
        self.calls = 0

    def start(self) -> None:
        threading.setprofile(self._count)
        sys.setprofile(self._count)

    def stop(self) -> None:
        sys.setprofile(None)
        threading.setprofile(None)  # type: ignore[arg-type]

    def _count(self, frame: FrameType, event: str, argument: object) -> None:
        if event in ("call", "c_call"):
            self.calls += 1


def test_an_update_takes_as_many_calls_as_usual(tmp_path: Path) -> None:
    measured = subprocess.run(
        [sys.executable, "-m", "tests.bot.updates.test_update_cost", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert measured.returncode == 0, measured.stderr
    calls, reference = map(float, measured.stdout.split())
    print(f"an update: {calls:.0f} calls; reading it with python-telegram-bot: {reference:.0f}")
    assert calls / reference <= USUAL_RATIO * TOLERANCE


async def measure(folder: Path) -> tuple[float, float]:
    """Return the calls of an answered update, and those of Update.de_json."""
    counter = CallCounter()
    counter.start()  # before the database starts its thread
    database = open_database(f"sqlite+aiosqlite:///{folder / 'cost.db'}")
    await database.migrate()
    request = NoNetwork()
    token = "7000000001:cost-cost-cost-cost-cost-cost-cost"
    bot = ExtBot(token, request=request, get_updates_request=request)
    application = ApplicationBuilder().bot(bot).updater(None).build()
    clock, api, order = ShiftedClock(datetime(2013, 5, 20, tzinfo=UTC)), RecordingApi(), ChatOrder()
    current = CurrentPack(services_over(database), "hld-2013", clock, nobody_told)
    sender = Sender(api)  # type: ignore[arg-type]
    asking = RequestFactory(current, sender, clock)
    application.add_handlers(Intake(current, Switchboard(TOPICS), sender, asking).handlers())
    await application.initialize()
    dispatcher = Dispatcher(application, order, asking, lambda id: inbox.answered(id))
    inbox = UpdateInbox(database, clock, order, dispatcher.take)
    await inbox.start()

    calls = 0.0
    for batch in range(BATCHES):
        before = counter.calls
        first = 1 + batch * BATCH
        await inbox.keep([an_update(number) for number in range(first, first + BATCH)])
        await order.finish(5.0)
        calls = (counter.calls - before) / BATCH  # of the last batch, when the caches are full
    before = counter.calls
    for number in range(BATCH):
        Update.de_json(an_update(number), bot)
    reference = (counter.calls - before) / BATCH
    await inbox.stop()
    await application.shutdown()
    await database.close()

    assert len(api.texts) == BATCH * BATCHES
    assert len(set(api.texts)) == 4
    counter.stop()
    return calls, reference


if __name__ == "__main__":
    print(*asyncio.run(measure(Path(sys.argv[1]))))

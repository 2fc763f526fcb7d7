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

from bot.clock import ShiftedClock
from bot.telegram.bot_name import BotNameWatch
from bot.telegram.flood_control import FloodControl
from bot.telegram.pack_files import PackFileSender
from bot.telegram.sender import Sender
from bot.updates.dispatch import Dispatcher
from bot.updates.inbox import UpdateInbox
from bot.updates.requests import RequestFactory
from bot.updates.responder import Responder
from bot.updates.slots import Slots
from storage.database import open_database
from tests.databases import database_url
from tests.factories import a_switchboard, services_over
from tests.program.program import ROOT

# An answered update's calls, as a multiple of those in Update.de_json: 325 of 523 in November 2026,
# 10 of them to store the last message of the chat, with which edits are compared.
# Whoever makes an update dearer raises it and says why; whoever makes it cheaper lowers it.
USUAL_RATIO = 0.62
TOLERANCE = 1.15
BATCH, BATCHES = 50, 10


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
    database = open_database(database_url(folder / "cost.db"))
    await database.migrate()
    clock, api = ShiftedClock(datetime(2013, 5, 20, tzinfo=UTC)), RecordingApi()
    services = services_over(database)
    slots = Slots(128)
    sender = Sender(api, FloodControl(), slots.given_back)  # type: ignore[arg-type]
    requests = RequestFactory(services, sender, clock, lambda chat_id: None)
    pack_files = PackFileSender(sender, database, 1, slots.given_back)
    bot_name = BotNameWatch(sender, services.bot_name)
    responder = Responder(services, a_switchboard(), sender, requests, pack_files, 1, bot_name)
    inbox = UpdateInbox(database, clock, lambda problem: None)
    await inbox.start()
    dispatching = asyncio.create_task(Dispatcher(inbox, responder, slots).run())

    calls = 0.0
    for batch in range(BATCHES):
        before = counter.calls
        first = 1 + batch * BATCH
        await inbox.keep([an_update(number) for number in range(first, first + BATCH)])
        async with asyncio.timeout(10):
            while len(api.texts) < BATCH * (batch + 1):
                await asyncio.sleep(0)
        calls = (counter.calls - before) / BATCH  # of the last batch, when the caches are full
    before = counter.calls
    for number in range(BATCH):
        Update.de_json(an_update(number), None)
    reference = (counter.calls - before) / BATCH
    await inbox.stop()
    dispatching.cancel()
    await database.close()

    assert len(api.texts) == BATCH * BATCHES
    assert len(set(api.texts)) == 4
    counter.stop()
    return calls, reference


if __name__ == "__main__":
    print(*asyncio.run(measure(Path(sys.argv[1]))))

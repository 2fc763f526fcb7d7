"""What an answered update costs us, network apart, beside what the framework takes to read it: a
ratio of the same process, whatever the machine. It is printed, and fails only where it has doubled.

Measured in a process of its own: beside all that a whole run of tests has in memory, it is another.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
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

# Seen from 1.5 to 1.9, on a quiet machine and a busy one.
USUAL = 1.9
BATCH, BATCHES = 50, 20
ME = {"id": 7000000001, "is_bot": True, "first_name": "Roundtable", "username": "roundtable_bot"}


class NoNetwork(BaseRequest):
    """Answers at once, so that what is measured is ours."""

    read_timeout = 1.0

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        return 200, orjson.dumps({"ok": True, "result": ME})


class Outbox:
    """Stands for the Bot API; counts what is said."""

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


def yardstick(bot: ExtBot[None]) -> float:
    """CPU seconds in which python-telegram-bot makes objects of an update."""
    began = time.process_time()
    for number in range(BATCH):
        Update.de_json(an_update(number), bot)
    return (time.process_time() - began) / BATCH


def test_an_update_costs_what_it_used_to(tmp_path: Path) -> None:
    measured = subprocess.run(
        [sys.executable, "-m", "tests.program.test_cost", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert measured.returncode == 0, measured.stderr
    cost, unit = map(float, measured.stdout.split())
    print(f"an update: {cost * 1e6:.0f} µs, {cost / unit:.1f} yardsticks of {unit * 1e6:.0f} µs")
    assert cost / unit <= 2 * USUAL


async def measure(folder: Path) -> tuple[float, float]:
    """CPU seconds of an answered update, and of a yardstick."""
    database = open_database(f"sqlite+aiosqlite:///{folder / 'cost.db'}")
    await database.migrate()
    request = NoNetwork()
    token = "7000000001:cost-cost-cost-cost-cost-cost-cost"
    bot = ExtBot(token, request=request, get_updates_request=request)
    application = ApplicationBuilder().bot(bot).updater(None).build()
    clock, outbox, order = ShiftedClock(datetime(2013, 5, 20, tzinfo=UTC)), Outbox(), ChatOrder()
    current = CurrentPack(services_over(database), "hld-2013", clock, nobody_told)
    sender = Sender(outbox)  # type: ignore[arg-type]
    asking = RequestFactory(current, sender, clock)
    application.add_handlers(Intake(current, Switchboard(TOPICS), sender, asking).handlers())
    await application.initialize()
    dispatcher = Dispatcher(application, order, asking, lambda id: inbox.answered(id))
    inbox = UpdateInbox(database, clock, order, dispatcher.take)
    await inbox.start()

    spent, units = [], []
    for batch in range(BATCHES):
        began = time.process_time()
        first = 1 + batch * BATCH
        await inbox.keep([an_update(number) for number in range(first, first + BATCH)])
        await order.finish(5.0)
        spent.append((time.process_time() - began) / BATCH)
        units.append(yardstick(bot))
    await inbox.stop()
    await application.shutdown()
    await database.close()

    assert len(outbox.texts) == BATCH * BATCHES
    assert len(set(outbox.texts)) == 4
    return min(spent), min(units)


if __name__ == "__main__":
    print(*asyncio.run(measure(Path(sys.argv[1]))))

"""Sending an announcement to many chats, and the latency of look-ups meanwhile."""

from __future__ import annotations

import shutil
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.api_double import ApiDouble
from benchmarks.checkouts import Checkout
from benchmarks.programs import RunningBot, bot_of
from benchmarks.reminders import LOOKUPS_A_SECOND, SETTLE_SECONDS, Delivering
from benchmarks.workload import Workload
from storage import announcements
from storage.announcements import Version
from storage.database import open_database

# A day on which no reminder of the filled databases is due.
_NOW = datetime(2013, 5, 10, 13, tzinfo=UTC)
_AUTHOR = 400_000_000
_ALONE_SECONDS = 4.0
# From the program's start until the announcement begins.
_BEGINS_SECONDS = 14.0


async def planned(path: Path, due: datetime) -> Path:
    """Copy a filled database and schedule an announcement to everybody for `due`."""
    copied = path.with_suffix(".announced.db")
    shutil.copy(path, copied)
    database = open_database(f"sqlite+aiosqlite:///{copied}")
    async with database.transaction() as connection:
        draft = await announcements.begin_draft(connection, _AUTHOR, "en", _NOW)
        words = Version("text", "<b>The plenary</b> is moved to room XX.")
        await announcements.save_version(connection, draft.id, "en", draft.edition, words)
        await announcements.schedule(connection, draft.id, due, "en")
    await database.close()
    return copied


def announce(
    workload: Workload,
    folder: Path,
    checkout: Checkout,
    path: Path,
    seconds: float,
    rate: int = 1000,
) -> Delivering:
    """Run the program over a filled database until an announcement has been going out for a while.

    Its clock begins a few seconds before. `rate` is SEND_RATE, in messages a second.
    """
    due = _NOW + timedelta(seconds=_BEGINS_SECONDS)
    database = checkout.call("announcements", "planned", path, due)
    with ApiDouble(workload) as double:
        began = time.monotonic()
        bot = RunningBot(
            double, workload, folder, bot_of(checkout), SEND_RATE=str(rate),
            DATABASE_URL=f"sqlite+aiosqlite:///{database}", CLOCK_START=_NOW.isoformat(),
        )  # fmt: skip
        with bot:
            double.control("ready")
            bot.run("command", SETTLE_SECONDS, rate=LOOKUPS_A_SECOND)
            alone = bot.run("command", _ALONE_SECONDS, rate=LOOKUPS_A_SECOND)
            # Wait until a second before it begins, which the look-ups are to include.
            time.sleep(max(0.0, began + _BEGINS_SECONDS - 1.0 - time.monotonic()))
            before, since = bot.cpu(), time.monotonic()
            beside = bot.run("command", seconds, rate=LOOKUPS_A_SECOND)
            used, took = bot.cpu() - before, time.monotonic() - since
            sent = double.control("sent")
            if not sent["count"]:
                raise RuntimeError("the announcement did not go out")
            memory = bot.memory()
            (folder / "log.txt").rename(folder / "announcing.txt")
    return Delivering(
        sent=sent["count"], seconds=sent["seconds"], a_message=used * 1000 / sent["count"],
        share=used / took, memory=memory,
        alone=(alone.p50, alone.p99), beside=(beside.p50, beside.p99),
    )  # fmt: skip

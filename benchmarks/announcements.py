"""An announcement to many chats, and what a look-up feels of it."""

from __future__ import annotations

import asyncio
import shutil
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.asked import Asked
from benchmarks.double import Bot, Double, ours
from benchmarks.reminders import LOOKUPS_A_SECOND, SETTLE_SECONDS, Delivering
from storage import announcements
from storage.announcements import Version
from storage.database import open_database

# A day on which no meeting of the filled databases reminds of itself.
_NOW = datetime(2013, 5, 10, 13, tzinfo=UTC)
_AUTHOR = 400_000_000
_ALONE_SECONDS = 4.0
# From the program's start until the announcement begins.
_BEGINS_SECONDS = 14.0


async def planned(path: Path, due: datetime) -> Path:
    """A copy of a filled database, with an announcement to everybody that is to begin at an
    instant."""
    copied = path.with_suffix(".announced.db")
    shutil.copy(path, copied)
    database = open_database(f"sqlite+aiosqlite:///{copied}")
    async with database.transaction() as connection:
        draft = await announcements.begin_draft(connection, _AUTHOR, "en", _NOW)
        words = Version("text", "<b>The plenary</b> is moved to room XX.")
        await announcements.keep_version(connection, draft.id, "en", draft.edition, words)
        await announcements.schedule(connection, draft.id, due, "en")
    await database.close()
    return copied


def announce(
    asked: Asked, folder: Path, path: Path, seconds: float, rate: int = 1000
) -> Delivering:
    """The program over a filled database, its clock a few seconds before the announcement begins;
    the look-ups meanwhile see it begin, and go out."""
    due = _NOW + timedelta(seconds=_BEGINS_SECONDS)
    database = asyncio.run(planned(path, due))
    with Double(asked) as double:
        began = time.monotonic()
        bot = Bot(
            double, asked, folder, ours(), DATABASE_URL=f"sqlite+aiosqlite:///{database}",
            SEND_RATE=str(rate), CLOCK_START=_NOW.isoformat(),
        )  # fmt: skip
        with bot:
            double.control("ready")
            bot.under("command", SETTLE_SECONDS, rate=LOOKUPS_A_SECOND)
            idle = bot.under("command", _ALONE_SECONDS, rate=LOOKUPS_A_SECOND)
            # So much is left until it begins; the look-ups are to see that, too.
            time.sleep(max(0.0, began + _BEGINS_SECONDS - 1.0 - time.monotonic()))
            before, since = bot.cpu(), time.monotonic()
            busy = bot.under("command", seconds, rate=LOOKUPS_A_SECOND)
            used, took = bot.cpu() - before, time.monotonic() - since
            sent = double.control("sent")
            if not sent["count"]:
                raise RuntimeError("the announcement did not go out")
            memory = bot.memory()
            (folder / "log.txt").rename(folder / "announcing.txt")
    return Delivering(
        sent["count"], sent["seconds"], used * 1000 / sent["count"], used / took, memory,
        (idle.p50, idle.p99), (busy.p50, busy.p99),
    )  # fmt: skip

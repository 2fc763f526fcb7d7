"""Planning and delivering reminders, and the latency of look-ups meanwhile."""

from __future__ import annotations

import shutil
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks.api_double import ApiDouble
from benchmarks.checkouts import Checkout
from benchmarks.programs import RunningBot, bot_of
from benchmarks.workload import Workload
from bot.pack.calendar import load_calendar
from content.loading import load_pack
from storage import chats, deliveries, subscriptions
from storage.database import Database, open_database

# Above the chats from which the double sends updates: see api_double.mjs.
_FIRST_CHAT = 500_000_000
_ZONE = "America/New_York"
# A day before Lima begins, and nine in the morning in New York the day before Bangkok.
_LIMA, _BANGKOK, _LATER = "global-rcp-lima-2013", "escap-bangkok-2013", "hld-2013"
_BEFORE = datetime(2013, 5, 1, tzinfo=UTC)
LIMA_DUE = datetime(2013, 5, 21, 13, 30, tzinfo=UTC)
BANGKOK_DUE = datetime(2013, 5, 28, 13, tzinfo=UTC)
_FEW = 1_000
LOOKUPS_A_SECOND = 100
_FIRST_REMINDERS_SECONDS = 60  # at most
_ALL_REMINDERS_SECONDS = 180  # at most
# After its first answers the program does what could wait until then.
SETTLE_SECONDS = 4.0
_ALONE_SECONDS = 6.0


@dataclass(frozen=True)
class Size:
    """Milliseconds (medians) with so many chats, each of which has one subscription."""

    chats: int
    look_up: float
    subscribe: float
    plan_few: float  # when 1,000 reminders are due
    plan_tenth: float  # when those of a tenth of all chats are due


@dataclass(frozen=True)
class Delivering:
    """The outcome of sending many messages while people look things up."""

    sent: int
    seconds: float
    a_message: float  # CPU milliseconds, look-ups included
    share: float  # of a core, look-ups included
    memory: float  # the highest, in MB
    alone: tuple[float, float]  # p50 and p99 of look-ups before, in ms
    beside: tuple[float, float]  # and meanwhile
    # How many went out in all and in how many seconds; None if that was not waited for.
    whole: tuple[int, float] | None = None


async def fill(folder: Path, number: int) -> Path:
    """Make a database of so many chats with a subscription each, and return its path.

    A tenth are subscribed to Lima, a thousand to Bangkok, the others to a later meeting.
    """
    path = folder / f"{number}.db"
    database = open_database(f"sqlite+aiosqlite:///{path}")
    await database.migrate()
    await load_calendar(load_pack("hld-2013"), database, _BEFORE)
    given = {"first": _FIRST_CHAT, "number": number, "tenth": number // 10, "few": _FEW,
             "at": "2013-05-02 00:00:00.000000", "day": "2013-05-19", "lima": _LIMA,
             "bangkok": _BANGKOK, "later": _LATER}  # fmt: skip
    numbers = (
        "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :number) "
    )
    async with database.transaction() as connection:
        await connection.execute(
            text(
                "INSERT INTO chats (id, created, last_seen, reachable) "
                f"{numbers} SELECT :first + i, :at, :day, 1 FROM n"
            ),
            given,
        )
        await connection.execute(
            text(
                "INSERT INTO subscriptions (chat_id, what, value, created) "
                f"{numbers} SELECT :first + i, 'meeting', CASE WHEN i < :tenth THEN :lima "
                "WHEN i < :tenth + :few THEN :bangkok ELSE :later END, :at FROM n"
            ),
            given,
        )
    await database.close()
    return path


async def measure(path: Path, number: int) -> Size:
    """Measure settings, subscribing and planning on a copy of a filled database."""
    copied = path.with_suffix(".copy.db")
    shutil.copy(path, copied)
    database = open_database(f"sqlite+aiosqlite:///{copied}")
    some = [_FIRST_CHAT + step * number // 50 for step in range(50)]

    async def look_up(connection: AsyncConnection, chat: int) -> None:
        await chats.get_or_create_chats(connection, [chat], LIMA_DUE)

    async def subscribe(connection: AsyncConnection, chat: int) -> None:
        await subscriptions.subscribe(connection, chat, "kind", "rcp", BANGKOK_DUE)

    async def plan(connection: AsyncConnection, now: datetime) -> None:
        await deliveries.plan(connection, now, now, _ZONE)

    few = await _timed(database, plan, BANGKOK_DUE)
    tenth = await _timed(database, plan, LIMA_DUE)
    looked_up = [await _timed(database, look_up, chat) for chat in some]
    subscribed = [await _timed(database, subscribe, chat) for chat in some]
    await database.close()
    copied.unlink()
    return Size(number, statistics.median(looked_up), statistics.median(subscribed), few, tenth)


async def _timed(
    database: Database, act: Callable[[AsyncConnection, Any], Awaitable[None]], given: Any
) -> float:
    """Return the milliseconds that a transaction takes."""
    began = time.perf_counter()
    async with database.transaction() as connection:
        await act(connection, given)
    return (time.perf_counter() - began) * 1000


def deliver(
    workload: Workload,
    folder: Path,
    checkout: Checkout,
    path: Path,
    seconds: float,
    rate: int = 1000,
    wait_for: int = 0,
) -> Delivering:
    """Run the program over a filled database while reminders go out and people look things up.

    Its clock begins a few seconds before they are due. `rate` is SEND_RATE, in messages a second.
    Afterwards, without look-ups, wait until `wait_for` messages have gone out.
    """
    start = LIMA_DUE.timestamp() - _ALONE_SECONDS - SETTLE_SECONDS - 3.0
    with ApiDouble(workload) as double:
        bot = RunningBot(
            double, workload, folder, bot_of(checkout), SEND_RATE=str(rate),
            DATABASE_URL=f"sqlite+aiosqlite:///{path}",
            CLOCK_START=datetime.fromtimestamp(start, UTC).isoformat(),
        )  # fmt: skip
        with bot:
            double.control("ready")
            bot.run("command", SETTLE_SECONDS, rate=LOOKUPS_A_SECOND)
            alone = bot.run("command", _ALONE_SECONDS, rate=LOOKUPS_A_SECOND)
            until = time.monotonic() + _FIRST_REMINDERS_SECONDS
            while double.control("count")["count"] < rate // 10:
                if time.monotonic() > until:
                    raise RuntimeError("no reminders went out")
                time.sleep(0.05)
            early = double.control("sent")
            before = bot.cpu()
            beside = bot.run("command", seconds, rate=LOOKUPS_A_SECOND)
            used, sent = bot.cpu() - before, double.control("sent")
            whole = _rest(double, early, sent, wait_for) if wait_for else None
            memory = bot.memory()
            (folder / "log.txt").rename(folder / "delivering.txt")
    return Delivering(
        sent=sent["count"], seconds=sent["seconds"],
        a_message=used * 1000 / max(1, sent["count"]), share=used / sent["seconds"],
        memory=memory, alone=(alone.p50, alone.p99), beside=(beside.p50, beside.p99), whole=whole,
    )  # fmt: skip


def _rest(
    double: ApiDouble, early: dict[str, Any], sent: dict[str, Any], number: int
) -> tuple[int, float]:
    """Wait for the rest. Return how many went out and the seconds from the first to the last."""
    before = early["count"] + sent["count"]
    until = time.monotonic() + _ALL_REMINDERS_SECONDS
    last, counted = -1, 0
    # Go on until no more come, so that surplus messages are counted, too.
    while before + counted < number or counted != last:
        if time.monotonic() > until:
            break
        time.sleep(1.0)
        last, counted = counted, double.control("count")["count"]
    rest = double.control("sent")
    return before + rest["count"], (rest["last"] - early["first"]) / 1000

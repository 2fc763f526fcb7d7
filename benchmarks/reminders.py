"""Reminders: planning and delivering them, and what a look-up feels of it."""

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

from benchmarks.asked import Asked
from benchmarks.double import Bot, Double, ours
from bot.pack.calendar import with_calendar
from content.loading import load_pack
from storage import chats, deliveries, subscriptions
from storage.database import Database, open_database

# Chats of the double's own numbers begin lower: see double.mjs.
_FIRST_CHAT = 500_000_000
_ZONE = "America/New_York"
# A day before Lima begins, and nine in the morning in New York the day before Bangkok.
_LIMA, _BANGKOK, _LATER = "global-rcp-lima-2013", "escap-bangkok-2013", "hld-2013"
_BEFORE = datetime(2013, 5, 1, tzinfo=UTC)
LIMA_DUE = datetime(2013, 5, 21, 13, 30, tzinfo=UTC)
BANGKOK_DUE = datetime(2013, 5, 28, 13, tzinfo=UTC)
_FEW = 1_000
LOOKUPS_A_SECOND = 100
_PATIENCE_SECONDS = 60
# After its first answers the program does what nobody was to wait for.
SETTLE_SECONDS = 4.0
_MOST_SECONDS = 180


@dataclass(frozen=True)
class Size:
    """Milliseconds (medians) with so many chats, each with a subscription."""

    chats: int
    look_up: float
    subscribe: float
    plan_few: float  # of 1,000 that fall due
    plan_tenth: float  # of a tenth of all


@dataclass(frozen=True)
class Delivering:
    sent: int
    seconds: float
    a_message: float  # CPU milliseconds, look-ups and all
    share: float  # of a core
    memory: float  # MB, the most
    alone: tuple[float, float]  # p50 and p99 of look-ups, ms
    beside: tuple[float, float]
    # All that waited: how many went out, and in how many seconds; None where not waited for.
    whole: tuple[int, float] | None = None


async def fill(folder: Path, number: int) -> Path:
    """A database of so many chats: a tenth subscribed to Lima, a thousand to Bangkok, the others
    to something later."""
    path = folder / f"{number}.db"
    database = open_database(f"sqlite+aiosqlite:///{path}")
    await database.migrate()
    await with_calendar(load_pack("hld-2013"), database, _BEFORE)
    given = {"first": _FIRST_CHAT, "number": number, "tenth": number // 10, "few": _FEW,
             "at": "2013-05-02 00:00:00.000000", "day": "2013-05-19", "lima": _LIMA,
             "bangkok": _BANGKOK, "later": _LATER}  # fmt: skip
    each = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :number) "
    async with database.transaction() as connection:
        await connection.execute(
            text(
                "INSERT INTO chats (id, created, last_seen, reachable) "
                f"{each} SELECT :first + i, :at, :day, 1 FROM n"
            ),
            given,
        )
        await connection.execute(
            text(
                "INSERT INTO subscriptions (chat_id, what, value, created) "
                f"{each} SELECT :first + i, 'meeting', CASE WHEN i < :tenth THEN :lima "
                "WHEN i < :tenth + :few THEN :bangkok ELSE :later END, :at FROM n"
            ),
            given,
        )
    await database.close()
    return path


async def measure(path: Path, number: int) -> Size:
    """On a copy, which is planned afterwards."""
    copied = path.with_suffix(".copy.db")
    shutil.copy(path, copied)
    database = open_database(f"sqlite+aiosqlite:///{copied}")
    some = [_FIRST_CHAT + step * number // 50 for step in range(50)]

    async def look_up(connection: AsyncConnection, chat: int) -> None:
        await chats.meet_chats(connection, [chat], LIMA_DUE)

    async def subscribe(connection: AsyncConnection, chat: int) -> None:
        await subscriptions.subscribe(connection, chat, "kind", "rcp", BANGKOK_DUE)

    async def plan(connection: AsyncConnection, now: datetime) -> None:
        await deliveries.plan(connection, now, now, _ZONE)

    few = await _timed(database, plan, BANGKOK_DUE)
    tenth = await _timed(database, plan, LIMA_DUE)
    looked_up = [await _timed(database, look_up, each) for each in some]
    subscribed = [await _timed(database, subscribe, each) for each in some]
    await database.close()
    copied.unlink()
    return Size(number, statistics.median(looked_up), statistics.median(subscribed), few, tenth)


async def _timed(
    database: Database, act: Callable[[AsyncConnection, Any], Awaitable[None]], given: Any
) -> float:
    """Milliseconds of a transaction."""
    began = time.perf_counter()
    async with database.transaction() as connection:
        await act(connection, given)
    return (time.perf_counter() - began) * 1000


def deliver(
    asked: Asked, folder: Path, path: Path, seconds: float, rate: int = 1000, wait_for: int = 0
) -> Delivering:
    """The program over a filled database, its clock a few seconds before reminders fall due;
    meanwhile people look things up. Then, until so many went out, nobody does."""
    alone = 6.0
    start = LIMA_DUE.timestamp() - alone - SETTLE_SECONDS - 3.0
    with Double(asked) as double:
        bot = Bot(
            double, asked, folder, ours(), DATABASE_URL=f"sqlite+aiosqlite:///{path}",
            SEND_RATE=str(rate), CLOCK_START=datetime.fromtimestamp(start, UTC).isoformat(),
        )  # fmt: skip
        with bot:
            double.control("ready")
            bot.under("command", SETTLE_SECONDS, rate=LOOKUPS_A_SECOND)
            idle = bot.under("command", alone, rate=LOOKUPS_A_SECOND)
            until = time.monotonic() + _PATIENCE_SECONDS
            while double.control("count")["count"] < rate // 10:
                if time.monotonic() > until:
                    raise RuntimeError("no reminders went out")
                time.sleep(0.05)
            early = double.control("sent")
            before = bot.cpu()
            busy = bot.under("command", seconds, rate=LOOKUPS_A_SECOND)
            used, sent = bot.cpu() - before, double.control("sent")
            whole = _rest(double, early, sent, wait_for) if wait_for else None
            memory = bot.memory()
            (folder / "log.txt").rename(folder / "delivering.txt")
    return Delivering(
        sent["count"], sent["seconds"], used * 1000 / max(1, sent["count"]),
        used / sent["seconds"], memory, (idle.p50, idle.p99), (busy.p50, busy.p99), whole,
    )  # fmt: skip


def _rest(
    double: Double, early: dict[str, Any], sent: dict[str, Any], number: int
) -> tuple[int, float]:
    """All that went out, and the seconds from the first to the last."""
    before = early["count"] + sent["count"]
    until = time.monotonic() + _MOST_SECONDS
    last, counted = -1, 0
    while before + counted < number or counted != last:
        if time.monotonic() > until:
            break
        time.sleep(1.0)  # the last of them, and any that were too many
        last, counted = counted, double.control("count")["count"]
    rest = double.control("sent")
    return before + rest["count"], (rest["last"] - early["first"]) / 1000

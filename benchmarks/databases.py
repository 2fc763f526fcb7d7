"""SQLite and PostgreSQL side by side: look-ups, planning and delivering.

`python -m benchmarks.databases` prints a table of docs/performance.md. It starts a PostgreSQL of
its own, which writes to the disk as it would in production. CHATS and SECONDS make it shorter.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from sqlalchemy import case, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks.api_double import ApiDouble
from benchmarks.lookups import IN_FLIGHT
from benchmarks.programs import OURS, RunningBot
from benchmarks.reminders import LIMA_DUE, SETTLE_SECONDS
from benchmarks.workload import Workload, write_workload
from bot.pack.calendar import load_calendar
from content.loading import load_pack
from storage import deliveries
from storage.database import Database, open_database
from storage.deliveries.results import Sent, apply_results
from storage.tables import Day, Instant, chats, subscriptions
from tests import postgresql

CHATS = int(os.environ.get("CHATS") or 1_000_000)
SECONDS = float(os.environ.get("SECONDS") or 6)
_DELIVERED = 5_000
_BATCH = 250
_ZONE = "America/New_York"
_FIRST_CHAT = 500_000_000
_LIMA, _LATER = "global-rcp-lima-2013", "hld-2013"
_SUBSCRIBED = LIMA_DUE - timedelta(days=19)


class Server(postgresql.PostgreSQL):
    """PostgreSQL as a machine with 1 GB would have it."""

    options = ("shared_buffers=256MB", "max_wal_size=2GB", "work_mem=16MB")

    def cpu(self) -> float:
        """Return the CPU seconds so far of the server and its processes, ended ones included."""
        total = 0.0
        parent = str(self._process.pid)
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                name, fields = stat.read_text().rsplit(") ", 1)
            except OSError:
                continue
            values = fields.split()
            if name.split(" ", 1)[0] == parent:
                total += sum(map(int, values[11:15]))
            elif values[1] == parent:
                total += sum(map(int, values[11:13]))
        return total / os.sysconf("SC_CLK_TCK")


def lookups(workload: Workload, url: str, kind: str, server: Server | None) -> str:
    """Return what a core answers, and the server's share of it."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        double = stack.enter_context(ApiDouble(workload))
        bot = RunningBot(double, workload, Path(folder), OURS, DATABASE_URL=url)
        stack.enter_context(bot)
        double.control("ready")
        time.sleep(SETTLE_SECONDS)
        bot.run(kind, SECONDS / 2, inflight=IN_FLIGHT)
        before = server.cpu() if server else 0.0
        load = bot.run(kind, SECONDS, inflight=IN_FLIGHT)
        beside = (server.cpu() - before if server else 0.0) / load.answers
        if load.lost:
            raise RuntimeError(f"{load.lost} updates were not answered")
    own = load.cpu / load.answers
    return f"{1 / own:.0f} ({1 / (own + beside):.0f} with the server's CPU)"


async def storage(url: str) -> tuple[str, str]:
    """Return how long planning and delivering take."""
    database = open_database(url)
    await database.migrate()
    await load_calendar(load_pack("hld-2013"), database, LIMA_DUE - timedelta(days=20))
    async with database.transaction() as connection:
        await fill(connection)
    if database.on_postgresql:  # as autovacuum does within a minute
        async with database.transaction() as connection:
            await connection.exec_driver_sql("ANALYZE")
    began = time.perf_counter()
    async with database.write_transaction(alone=True) as connection:
        planned = await deliveries.plan(connection, LIMA_DUE, LIMA_DUE, _ZONE)
    took = time.perf_counter() - began
    if database.on_postgresql:
        async with database.transaction() as connection:
            await connection.exec_driver_sql("ANALYZE deliveries")
    delivered = await deliver(database)
    await database.close()
    return f"{took:.1f} s for {planned:,}", f"{delivered:.0f} a second"


async def fill(connection: AsyncConnection) -> None:
    """Add chats with a subscription each, a tenth of them to Lima."""
    first = select(literal(0).label("i")).cte("numbers", recursive=True)
    numbers = first.union_all(select(first.c.i + 1).where(first.c.i + 1 < CHATS))
    chat, since = numbers.c.i + _FIRST_CHAT, literal(_SUBSCRIBED, Instant)
    await connection.execute(
        insert(chats).from_select(
            ["id", "created", "last_seen"], select(chat, since, literal(_SUBSCRIBED.date(), Day))
        )
    )
    meeting = case((numbers.c.i < CHATS // 10, _LIMA), else_=_LATER)
    await connection.execute(
        insert(subscriptions).from_select(
            ["chat_id", "what", "value", "created"],
            select(chat, literal("meeting"), meeting, since),
        )
    )


async def deliver(database: Database) -> float:
    """Claim and note as sent; return how many a second."""
    began, number = time.perf_counter(), 0
    while number < _DELIVERED:
        async with database.write_transaction(urgent=True) as connection:
            claimed = await deliveries.claim(connection, LIMA_DUE, _BATCH, 60)
        results = [Sent((delivery.id,)) for delivery in claimed]
        async with database.write_transaction(urgent=True) as connection:
            await apply_results(connection, results, LIMA_DUE)
        number += len(claimed)
        if not claimed:
            break
    return number / (time.perf_counter() - began)


def main() -> None:
    binaries = postgresql.programs()
    if binaries is None:
        raise SystemExit("needs PostgreSQL and asyncpg")
    server = Server(binaries)
    rows: dict[str, list[str]] = {}
    try:
        with tempfile.TemporaryDirectory() as folder:
            workload = write_workload(Path(folder))
            for name in ("SQLite", "PostgreSQL"):
                if name == "SQLite":
                    urls = [f"sqlite+aiosqlite:///{folder}/{number}.db" for number in range(3)]
                else:
                    urls = [
                        asyncio.run(postgresql.create(server.url, f"bench{number}"))
                        for number in range(3)
                    ]
                beside = server if name == "PostgreSQL" else None
                for url, kind in zip(urls, ("command", "search"), strict=False):
                    figure = lookups(workload, url, kind, beside)
                    rows.setdefault(f"answers a core second: {kind}", []).append(figure)
                planned, delivered = asyncio.run(storage(urls[2]))
                rows.setdefault(f"planning a tenth of {CHATS:,} chats", []).append(planned)
                rows.setdefault("claiming and noting deliveries", []).append(delivered)
    finally:
        server.close()
    print("| | SQLite | PostgreSQL |\n|---|---|---|")
    for title, figures in rows.items():
        print(f"| {title} | {' | '.join(figures)} |")


if __name__ == "__main__":
    main()

"""A trial: a program of one checkout, a stand-in for the Bot API, and a database to begin with."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.checkouts import Checkout
from benchmarks.programs import Process, bot_of
from benchmarks.reminders import LIMA_DUE
from tests.program.stand_in import SECRET, Telegram

# As `benchmarks.reminders.fill` numbers and subscribes them.
FIRST_CHAT = 500_000_000
MEETING = "global-rcp-lima-2013"
_START_SECONDS = 60.0
# From its start until the first reminder is due.
_LEAD_SECONDS = 4.0
SHIFTED = datetime.fromtimestamp(LIMA_DUE.timestamp() - _LEAD_SECONDS, UTC).isoformat()


@dataclass(frozen=True)
class Latency:
    """Seconds that some answers took, and how many never came."""

    seconds: Sequence[float]
    missing: int

    def at(self, share: float) -> float:
        """Return a percentile; what never came took for ever."""
        ordered = sorted(self.seconds) + [float("inf")] * self.missing
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]

    @property
    def p50(self) -> float:
        return self.at(0.5)

    @property
    def p99(self) -> float:
        return self.at(0.99)


class Trial:
    """A running program, whose folder and database outlive it."""

    def __init__(self, checkout: Checkout, telegram: Telegram, folder: Path) -> None:
        self.checkout = checkout
        self.telegram = telegram
        self.folder = folder
        self.database = folder / "bench.db"

    @asynccontextmanager
    async def running(self, **settings: str) -> AsyncIterator[Process]:
        """Run the program until the end, and stop it cleanly."""
        process = await self.start(**settings)
        try:
            yield process
        finally:
            self.telegram.released.set()
            await asyncio.to_thread(process.__exit__)

    async def start(self, **settings: str) -> Process:
        """Start the program and wait until it takes updates."""
        self.telegram.ready.clear()
        process = Process(self.telegram.url, self.folder, bot_of(self.checkout), **settings)
        try:
            async with asyncio.timeout(_START_SECONDS):
                await self.telegram.ready.wait()
        except BaseException as problem:
            process.kill()
            if not isinstance(problem, TimeoutError):
                raise
            raise RuntimeError((self.folder / "log.txt").read_text()) from None
        return process

    @contextmanager
    def connection(self) -> Iterator[sqlite3.Connection]:
        """Open the database; what was done is committed."""
        with closing(sqlite3.connect(self.database, timeout=30)) as connection, connection:
            yield connection

    async def fill(self, reminded: int) -> list[int]:
        """Make a database in which so many chats are reminded at LIMA_DUE; return them."""
        number = max(2_000, reminded * 10)
        filled = await asyncio.to_thread(
            self.checkout.call, "reminders", "fill", self.folder, number
        )
        shutil.move(filled, self.database)
        with self.connection() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute(
                "DELETE FROM subscriptions WHERE chat_id >= ? AND chat_id < ? AND value = ?",
                (FIRST_CHAT + reminded, FIRST_CHAT + number // 10, MEETING),
            )
        return list(range(FIRST_CHAT, FIRST_CHAT + reminded))

    def see_all_today(self) -> None:
        """Let all chats be seen today, for trials in real time."""
        with self.connection() as connection:
            connection.execute("UPDATE chats SET last_seen = ?", (stored(time.time())[:10],))

    def add_chats(self, chats: Iterable[int]) -> None:
        """Add those of these chats that are missing, seen today."""
        at = stored(time.time())
        with self.connection() as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO chats (id, created, last_seen, reachable) "
                "VALUES (?, ?, ?, 1)",
                [(chat, at, at[:10]) for chat in chats],
            )

    def add_snoozed(self, rows: Sequence[tuple[int, float, float]]) -> None:
        """Add reminders that were snoozed: chat, and when they are due and expire (Unix time)."""
        with self.connection() as connection:
            (revision,) = connection.execute(
                "SELECT revision FROM meetings WHERE id = ?", (MEETING,)
            ).fetchone()
            connection.executemany(
                "INSERT INTO deliveries (chat_id, subject, revision, notice, lead, due, expires, "
                "state, attempts, late) VALUES (?, ?, ?, 'snoozed', 0, ?, ?, 'pending', 0, 0)",
                [
                    (chat, MEETING, revision, stored(due), stored(expires))
                    for chat, due, expires in rows
                ],
            )


@asynccontextmanager
async def trial(checkout: Checkout, telegram: Telegram) -> AsyncIterator[Trial]:
    """A trial in a folder of its own, which is deleted at the end."""
    with tempfile.TemporaryDirectory(prefix="attack-") as folder:
        async with telegram.serving():
            yield Trial(checkout, telegram, Path(folder))


@asynccontextmanager
async def webhook(telegram: Telegram, port: int) -> AsyncIterator[None]:
    """Post updates to the program."""
    url = f"http://127.0.0.1:{port}/telegram"
    posting = asyncio.create_task(telegram.post_to(url))
    try:
        yield
    finally:
        posting.cancel()
        await asyncio.gather(posting, return_exceptions=True)


def webhook_settings(port: int) -> dict[str, str]:
    """Return the settings of a program that is told of updates on this port of loopback."""
    address = f"127.0.0.1:{port}"
    return {
        "WEBHOOK_URL": f"http://{address}", "WEBHOOK_SECRET": SECRET, "LISTEN": address,
    }  # fmt: skip


def stored(instant: float) -> str:
    """Return Unix time as the database stores it."""
    return datetime.fromtimestamp(instant, UTC).strftime("%Y-%m-%d %H:%M:%S.%f")

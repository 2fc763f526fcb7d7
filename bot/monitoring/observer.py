"""Connects the parts of the program with its figures and its health."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from sqlalchemy import text
from telegram import error

from bot.clock import Clock
from bot.monitoring.figures import Figures, outcome_of
from bot.monitoring.state import Monitor
from bot.programs.share import ProgramShare
from bot.telegram.api import BotApi
from bot.updates.inbox import Arrival
from bot.updates.parse import Update
from bot.updates.responder import Responder
from bot.version import program_version
from storage import status
from storage.database import Database

# The queries for the figures are asked at most so often, however often somebody reads them.
_KEEP_SECONDS = 5.0
_LAG_SECONDS = 1.0

Keep = Callable[[Sequence[object]], Awaitable[None]]


class Observer:
    """Sees what the parts do. The program has one only where METRICS_LISTEN is set, so that it
    costs nothing otherwise."""

    def __init__(self, clock: Clock) -> None:
        self.monitor = Monitor()
        self.figures = Figures()
        self._clock = clock
        self._database: Database | None = None
        self._screens: Callable[[], int] = lambda: 0
        self._reading = asyncio.Lock()
        self._read_at = float("-inf")

    async def run(self) -> None:
        """Watch how late the event loop is, until cancelled."""
        while True:
            began = time.monotonic()
            await asyncio.sleep(_LAG_SECONDS)
            self.figures.lag.set(max(0.0, time.monotonic() - began - _LAG_SECONDS))

    def use_database(self, database: Database) -> Callable[[], None]:
        """Time the statements of a database and check that it answers; return what ends it."""
        self._database = database
        backend = database.engine.url.get_backend_name()
        self.figures.set_info(program_version(), backend)
        ended = self.figures.measure_statements((database.engine, database.writing_engine))
        forget = self.monitor.add("database", self._check_database)

        def end() -> None:
            forget()
            ended()
            self._database = None

        return end

    def use_telegram(self, api: BotApi) -> None:
        """Check that the Bot API answers: by calls that are made anyway, else by one of `api`."""

        async def check() -> str | None:
            if await self.figures.telegram.check() is None:
                return None
            try:
                await api.call("getMe", {})
            except error.TelegramError as problem:
                return outcome_of(problem)
            return None

        self.monitor.add("telegram", check)

    @contextmanager
    def polling(self) -> Iterator[None]:
        """Check that updates are polled, for as long as this program does so."""
        forget = self.monitor.add("updates", self.figures.polled.check)
        try:
            yield
        finally:
            forget()

    def use_programs(self, share: ProgramShare) -> None:
        """Check that this program takes part with the others on its database."""

        async def check() -> str | None:
            return None if share.joined else "not-joined"

        self.monitor.add("programs", check)

    def use_screens(self, number: Callable[[], int]) -> None:
        """`number` gives how many screens are open."""
        self._screens = number

    def keeping(self, keep: Keep) -> Keep:
        """Return `keep`, counting what it is given."""

        async def counted(batch: Sequence[object]) -> None:
            self.figures.updates_taken(len(batch))
            await keep(batch)

        return counted

    def timing(self, responder: Responder) -> Responder:
        """Return `responder`, timing its answers by kind of update."""
        return cast(Responder, _TimedResponder(responder, self.figures))

    async def text(self) -> bytes:
        """Return all figures as text; those of the database are a few seconds old at most. Where it
        does not answer, they stay as they were."""
        async with self._reading:
            if time.monotonic() - self._read_at > _KEEP_SECONDS:
                await self._read()
                self._read_at = time.monotonic()
        self.figures.screens.set(self._screens())
        self.figures.ready.set(self.monitor.is_ready(await self.monitor.findings()))
        return self.figures.text()

    async def _read(self) -> None:
        database = self._database
        if database is None:
            return
        try:
            async with database.transaction() as connection:
                now = self._clock.now()
                outbox = await status.outbox_status(connection, now)
                self.figures.waiting_updates.set(await status.updates_waiting(connection))
                self.figures.database_bytes.set(await status.database_bytes(connection))
        except Exception:
            return  # /readyz says that the database fails
        for state, number in outbox.open.items():
            self.figures.outbox.labels(state).set(number)
        oldest = outbox.oldest_due
        age = 0.0 if oldest is None else (now - oldest).total_seconds() / self._clock.speed
        self.figures.oldest_due.set(age)
        folder = database.file.parent if database.file.name else Path()
        self.figures.free_bytes.set(shutil.disk_usage(folder).free)

    async def _check_database(self) -> str | None:
        if self._database is not None:
            async with self._database.transaction() as connection:
                await connection.execute(text("SELECT 1"))
        return None


class _TimedResponder:
    def __init__(self, responder: Responder, figures: Figures) -> None:
        self._responder = responder
        self._figures = figures
        self.tell_too_many = responder.tell_too_many

    async def respond(self, update: Update, arrival: Arrival) -> None:
        began = time.perf_counter()
        try:
            await self._responder.respond(update, arrival)
        finally:
            self._figures.answered(_kind(update), time.perf_counter() - began)


def _kind(update: Update) -> str:
    if update.message is not None:
        return "message"
    if update.callback_query is not None:
        return "button"
    return "inline" if update.inline_query is not None else "membership"

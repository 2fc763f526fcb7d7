"""Adds the notices of changed meetings to the outbox in batches, so that other transactions can
run in between. Those that are left when the program ends are added after the next start."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from bot.worker_loop import run_worker
from handlers.framework.services import Signals
from storage import deliveries
from storage.database import Database

# Those who wait for SQLite's lock try at least every tenth of a second.
_PAUSE_SECONDS = 0.15
_MAX_WAIT_SECONDS = 60.0
_LOOK_SECONDS = 0.05
_SWEEP_SECONDS = 600.0


class ChangeNoticeWorker:
    """Woken by `changes_waiting`. Sets `notices_changed` when the first notices are there, and
    when all are."""

    def __init__(self, database: Database, signals: Signals) -> None:
        self._database = database
        self._signals = signals

    async def run(self) -> None:
        """Work until cancelled."""
        wake = self._signals.changes_waiting
        await run_worker("change notices", self._write, wake, sweep_seconds=_SWEEP_SECONDS)

    async def written(self) -> None:
        """Wait until the notices of all changes are in the outbox, at most a minute. Notices that
        are missing then are added by the transaction that changes the same meetings next."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_MAX_WAIT_SECONDS):
                while await self._changes_wait():
                    self._signals.changes_waiting.set()
                    # Where another program writes them, the database alone says when it has.
                    await asyncio.sleep(_LOOK_SECONDS)

    async def _changes_wait(self) -> bool:
        async with self._database.transaction() as connection:
            return await deliveries.changes_waiting(connection)

    async def _write(self) -> None:
        left = await self._changes_wait()
        first = True
        while left:
            async with self._database.write_transaction(urgent=True, alone=True) as connection:
                left = await deliveries.queue_change_notices(connection)
            if first or not left:
                self._signals.notices_changed.set()
            first = False
            await asyncio.sleep(_PAUSE_SECONDS if left else 0.0)

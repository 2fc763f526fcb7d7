"""Writes the results of deliveries to the database, several in one transaction."""

from __future__ import annotations

import asyncio
import logging

from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from storage.database import Database
from storage.deliveries.results import Result, Retry, apply_results
from storage.leases import LeaseLost, current_lease

_logger = logging.getLogger(__name__)

# While several end at once, the next are collected for so long: a transaction costs much more than
# what is in it. Not longer, because a crash meanwhile sends them again.
_BATCH_SECONDS = 0.02
_BATCH_FROM = 8  # fewer at a time are written at once
_RETRY_SECONDS = 0.5
_MAX_FACT_ATTEMPTS = 60


class ResultWriter:
    """Collects results while a transaction is running, and writes them in the next.

    Results that cannot be written are kept in memory and written later. Wait for `written` before
    claiming, because deliveries without a result would be sent again.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._waiting: list[Result] = []
        self._lock = asyncio.Lock()
        self._several = False
        self._task: asyncio.Task[None] | None = None

    def note(self, result: Result) -> None:
        self._waiting.append(result)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())

    async def written(self) -> None:
        """Return once everything is written. Raises SQLAlchemyError where that fails."""
        while self._waiting or self._lock.locked():
            await self._write_some()

    async def _write_some(self) -> None:
        async with self._lock:
            taken, self._waiting = self._waiting, []
            if not taken:
                return
            try:
                async with self._database.write_transaction(urgent=True) as connection:
                    await apply_results(connection, taken, self._clock.now())
            except BaseException:
                self._waiting = taken + self._waiting
                raise
            self._several = len(taken) > _BATCH_FROM

    async def _work(self) -> None:
        try:
            while self._waiting:
                if self._several:
                    await asyncio.sleep(_BATCH_SECONDS)
                await self._write_some()
        except LeaseLost:
            await self._write_facts()
        except SQLAlchemyError as problem:
            _logger.error("what was sent could not be noted; trying again", exc_info=problem)

    async def _write_facts(self) -> None:
        """Another program sends now. What was sent is so all the same, and is written as soon as
        the database is there; what is to be tried again is the other's matter."""
        current_lease.set(None)
        self._waiting = [result for result in self._waiting if not isinstance(result, Retry)]
        for _ in range(_MAX_FACT_ATTEMPTS):
            try:
                await self._write_some()
                return
            except SQLAlchemyError:
                await asyncio.sleep(_RETRY_SECONDS)
        _logger.error("what was sent could not be noted")

"""What became of what was sent, written down in groups."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from storage import deliveries
from storage.database import Database

_logger = logging.getLogger(__name__)

Act = Callable[[AsyncConnection], Awaitable[None]]


class Outcomes:
    """One transaction at a time takes all that ended while the one before was written.

    What cannot be written stays here until it can. Nothing else may be claimed before, or it
    would be sent again: see `written`.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._sent: list[int] = []
        self._acts: list[Act] = []
        self._writing = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    def sent(self, ids: Sequence[int]) -> None:
        self._sent += ids
        self._begin()

    def note(self, act: Act) -> None:
        """Any other outcome; writing it twice must be harmless."""
        self._acts.append(act)
        self._begin()

    async def written(self) -> None:
        """Returns once everything is written. Raises SQLAlchemyError where that fails."""
        async with self._writing:
            while self._sent or self._acts:
                sent, self._sent = self._sent, []
                acts, self._acts = self._acts, []
                try:
                    await self._write(sent, acts)
                except BaseException:
                    self._sent, self._acts = sent + self._sent, acts + self._acts
                    raise

    async def _write(self, sent: Sequence[int], acts: Sequence[Act]) -> None:
        async with self._database.transaction() as connection:
            if sent:
                await deliveries.mark_sent(connection, sent, self._clock.now())
            for act in acts:
                await act(connection)

    def _begin(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())

    async def _work(self) -> None:
        try:
            await self.written()
        except SQLAlchemyError as problem:
            _logger.error("what was sent could not be noted; trying again", exc_info=problem)

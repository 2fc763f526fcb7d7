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

# While several end at once, the next wait so long for company: a transaction costs much, what is
# in it little. Not longer, because a crash meanwhile sends them again.
_GATHER_SECONDS = 0.02

Act = Callable[[AsyncConnection], Awaitable[None]]


class ResultWriter:
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
        self._many = False
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
        while self._sent or self._acts or self._writing.locked():
            await self._write_some()

    async def _write_some(self) -> None:
        async with self._writing:
            sent, self._sent = self._sent, []
            acts, self._acts = self._acts, []
            if not sent and not acts:
                return
            try:
                await self._write(sent, acts)
            except BaseException:
                self._sent, self._acts = sent + self._sent, acts + self._acts
                raise
            self._many = len(sent) + len(acts) > 1

    async def _write(self, sent: Sequence[int], acts: Sequence[Act]) -> None:
        async with self._database.write_transaction() as connection:
            if sent:
                await deliveries.mark_sent(connection, sent, self._clock.now())
            for act in acts:
                await act(connection)

    def _begin(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())

    async def _work(self) -> None:
        try:
            while self._sent or self._acts:
                if self._many:
                    await asyncio.sleep(_GATHER_SECONDS)
                await self._write_some()
        except SQLAlchemyError as problem:
            _logger.error("what was sent could not be noted; trying again", exc_info=problem)

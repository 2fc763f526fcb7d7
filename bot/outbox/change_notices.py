"""Notices of changed meetings on their way to the outbox, bit by bit, so that everybody else can
write meanwhile. What is left when the program ends goes on at the next start."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress

from sqlalchemy.exc import SQLAlchemyError

from storage import deliveries
from storage.database import Database

_logger = logging.getLogger(__name__)
# Who waits for SQLite's lock looks at least every tenth of a second.
_PAUSE_SECONDS = 0.15
_AGAIN_SECONDS = 5.0
_PATIENCE_SECONDS = 60.0


class ChangeNoticeWorker:
    """Woken whenever meetings were changed; `told` is called when the first notices are there,
    and when all are."""

    def __init__(self, database: Database, told: Callable[[], None]) -> None:
        self._database = database
        self._told = told
        self._something = asyncio.Event()
        self._nothing = asyncio.Event()

    def start(self) -> asyncio.Task[None]:
        """Begin; the task runs until it is cancelled."""
        self.wake()
        return asyncio.create_task(self._work())

    def wake(self) -> None:
        self._nothing.clear()
        self._something.set()

    async def all_told(self) -> None:
        """Wait until nothing is left to be told, or for a minute where that is not to be. What is
        left then is told by the next change of those meetings, in its own transaction."""
        self.wake()
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await self._nothing.wait()

    async def _work(self) -> None:
        while True:
            await self._something.wait()
            self._something.clear()
            try:
                await self._tell()
            except SQLAlchemyError as problem:
                _logger.error("changes could not be told; trying again", exc_info=problem)
                await asyncio.sleep(_AGAIN_SECONDS)
                self._something.set()

    async def _tell(self) -> None:
        async with self._database.transaction() as connection:
            left = await deliveries.changes_waiting(connection)
        begun = False
        while left:
            async with self._database.write_transaction() as connection:
                left = await deliveries.queue_change_notices(connection)
            if not (begun and left):
                self._told()
            begun = True
            await asyncio.sleep(_PAUSE_SECONDS if left else 0.0)
        if not self._something.is_set():
            self._nothing.set()

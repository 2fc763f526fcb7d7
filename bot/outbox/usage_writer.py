"""Storing the usage counts every few seconds. A crash loses those since the last time."""

from __future__ import annotations

import logging

from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from handlers.framework.usage import Counts
from storage import counts
from storage.database import Database

_logger = logging.getLogger(__name__)
WRITE_SECONDS = 10


class UsageWriter:
    def __init__(self, database: Database, clock: Clock, noted: Counts) -> None:
        self._database = database
        self._clock = clock
        self._noted = noted

    async def write(self) -> None:
        """Store the counts since the last call. They are lost if the database fails."""
        day = self._clock.now().date()
        taken = self._noted.take(day)
        if not taken:
            return
        try:
            async with self._database.write_transaction() as connection:
                numbers: dict[counts.CountKey, int] = {(day, *key): n for key, n in taken.items()}
                await counts.add(connection, numbers)
        except SQLAlchemyError as problem:
            _logger.warning("counts were lost", extra={"error": type(problem).__name__})

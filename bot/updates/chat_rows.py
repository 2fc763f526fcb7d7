"""Reads the rows of chats, many at a time."""

from __future__ import annotations

import asyncio
import logging
from contextvars import Context

from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from storage import chats
from storage.chats import Chat
from storage.database import Database

_logger = logging.getLogger(__name__)
# Look-ups are answered with default settings when the database stays locked for longer.
_LOCK_TIMEOUT_SECONDS = 0.5

_Waiting = list[tuple[int, "asyncio.Future[Chat | None]"]]


class ChatRows:
    """Whoever asks while others are read is served with the next batch: a transaction costs much
    more than what is in it."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._waiting: _Waiting = []
        self._task: asyncio.Task[None] | None = None

    async def get_or_create(self, chat_id: int) -> Chat | None:
        """Return a chat's row, seen today; None if it is new and the database fails."""
        row: asyncio.Future[Chat | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((chat_id, row))
        if self._task is None or self._task.done():
            # Not in the context of one update, whose slot it would give back while it writes.
            self._task = asyncio.create_task(self._work(), context=Context())
        return await row

    async def _work(self) -> None:
        while self._waiting:
            taken, self._waiting = self._waiting, []
            try:
                await self._serve(taken)
            except Exception as problem:
                for _, row in taken:
                    if not row.done():
                        row.set_exception(problem)

    async def _serve(self, waiting: _Waiting) -> None:
        found: dict[int, Chat] = {}
        try:
            async with self._database.transaction() as connection:
                found = await chats.known_chats(connection, {id for id, _ in waiting})
            today = self._clock.now().date()
            seen = {id for id, row in found.items() if row.reachable and row.last_seen == today}
            _give([each for each in waiting if each[0] in seen], found)
            waiting = [each for each in waiting if each[0] not in seen]
            if waiting:
                found |= await self._note_contact({id for id, _ in waiting})
        except SQLAlchemyError as problem:
            _logger.error("chats could not be remembered", exc_info=problem)
        _give(waiting, found)

    async def _note_contact(self, ids: set[int]) -> dict[int, Chat]:
        """Create what is missing, and note that all were seen today."""
        now = self._clock.now()
        async with self._database.write_transaction(_LOCK_TIMEOUT_SECONDS) as connection:
            rows = await chats.get_or_create_chats(connection, ids, now)
            for id in ids - rows.keys():  # they were unreachable
                rows[id] = await chats.get_or_create_chat(connection, id, now)
        return rows


def _give(waiting: _Waiting, found: dict[int, Chat]) -> None:
    for id, row in waiting:
        if not row.done():
            row.set_result(found.get(id))

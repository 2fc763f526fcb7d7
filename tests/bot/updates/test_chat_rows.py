"""Rows of chats are read together, and nobody gets another's."""

from __future__ import annotations

import asyncio
from pathlib import Path

from sqlalchemy import event

from bot.clock import ShiftedClock
from bot.updates.chat_rows import ChatRows
from storage import chats
from tests.factories import BEFORE, a_database

CHATS = range(1, 101)


async def test_many_that_are_asked_for_at_once_take_few_transactions(tmp_path: Path) -> None:
    with a_database(tmp_path) as database:
        await database.migrate()
        async with database.write_transaction() as connection:
            await chats.record_contact(connection, 1, BEFORE)
            await chats.set_language(connection, 1, "fr")
            await chats.record_contact(connection, 2, BEFORE)
        transactions: list[object] = []
        for engine in {database.engine.sync_engine, database.writing_engine.sync_engine}:
            event.listen(engine, "commit", transactions.append)
        rows = ChatRows(database, ShiftedClock(BEFORE))
        found = await asyncio.gather(*map(rows.get_or_create, CHATS))
        assert [row.id for row in found if row is not None] == list(CHATS)
        assert [row.language for row in found if row is not None][:2] == ["fr", None]
        assert len(transactions) == 2  # to read, and to note that they were seen
        again = await asyncio.gather(*map(rows.get_or_create, CHATS))
        assert [row.id for row in again if row is not None] == list(CHATS)
        assert len(transactions) == 3
        await database.close()


async def test_one_that_gives_up_does_not_keep_the_others_waiting(tmp_path: Path) -> None:
    with a_database(tmp_path) as database:
        await database.migrate()
        rows = ChatRows(database, ShiftedClock(BEFORE))
        first, second = (asyncio.create_task(rows.get_or_create(chat)) for chat in (1, 2))
        await asyncio.sleep(0)
        first.cancel()
        found = await second
        assert found is not None and found.id == 2
        await database.close()

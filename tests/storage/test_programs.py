"""Programs that share a PostgreSQL: one that falls silent does not hold up the others."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import programs
from storage.database import Database, open_database


@pytest.fixture
async def others(postgresql_url: str) -> AsyncIterator[Database]:
    database = open_database(postgresql_url)
    yield database
    await database.close()


@asynccontextmanager
async def joined(database: Database, program: int) -> AsyncIterator[AsyncConnection]:
    """The session of a program that has just joined."""
    async with database.program_session(program, lambda _: None, lambda: None) as session:
        await programs.lock_session(session, program)
        async with session.begin():
            await programs.register(session, program, "")
        yield session


async def test_one_that_stops_in_the_middle_of_its_heartbeat_can_be_removed(
    postgresql_url: str, others: Database
) -> None:
    stopped = open_database(postgresql_url)
    async with joined(stopped, 1) as session:
        began = time.monotonic()
        await session.begin()
        await programs.beat(session, 1, 5.0)
        # Its row stays locked, and nothing more comes from it.
        async with others.burying() as connection, connection.begin():
            await programs.unregister(connection, [1])
        assert time.monotonic() - began < 5.0  # the age at which it is taken for dead
    await stopped.close()


async def test_one_that_stops_while_it_takes_over_does_not_keep_what_it_took_over(
    postgresql_url: str, others: Database
) -> None:
    stopped = open_database(postgresql_url)
    async with joined(others, 1), stopped.burying() as burying:
        await burying.begin()
        await programs.unregister(burying, [1])
        async with others.burying() as connection, connection.begin():
            await programs.unregister(connection, [1])
        with pytest.raises(Exception, match=r"closed|terminated|idle"):
            await burying.commit()
    await stopped.close()

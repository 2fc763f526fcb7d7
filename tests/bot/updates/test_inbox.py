"""Stored updates: counted only when they are begun, and given up only where the program dies."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from bot.clock import SystemClock
from bot.updates.inbox import Arrival, UpdateInbox
from storage import updates
from storage.database import Database, open_database
from tests.databases import database_url

pytestmark = pytest.mark.usefixtures("each_database")

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
RAW = {"update_id": 11, "message": {"chat": {"id": 101}}}
LIVES = updates.MAX_ATTEMPTS + 10


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = open_database(database_url(tmp_path / "test.db"))
    await opened.migrate()
    async with opened.transaction() as connection:
        await updates.store(connection, {11: orjson.dumps(RAW)}, {}, NOW)
    yield opened
    await opened.close()


def an_inbox(database: Database) -> UpdateInbox:
    def fail(problem: Exception) -> None:
        raise problem

    return UpdateInbox(database, SystemClock(), fail)


async def first(inbox: UpdateInbox) -> Arrival | None:
    """The first update that it gives; None if there is none."""
    try:
        async with asyncio.timeout(0.5):
            return await anext(aiter(inbox))
    except TimeoutError:
        return None


async def test_restarts_give_up_no_update_that_was_not_begun(database: Database) -> None:
    for _ in range(LIVES):
        inbox = an_inbox(database)
        await inbox.start()
        assert await first(inbox) is not None
        await inbox.stop()


async def test_an_orderly_end_in_the_middle_of_an_answer_counts_nothing(database: Database) -> None:
    for _ in range(LIVES):
        inbox = an_inbox(database)
        await inbox.start()
        arrival = await first(inbox)
        assert arrival is not None
        await inbox.begin(arrival)
        inbox.interrupted(arrival)
        await inbox.stop()


async def test_an_update_over_which_the_program_dies_is_given_up(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(updates.MAX_ATTEMPTS):
        inbox = an_inbox(database)
        await inbox.start()
        arrival = await first(inbox)
        assert arrival is not None
        await inbox.begin(arrival)
        await inbox.stop()  # nothing is noted of this update, as after a kill
    inbox = an_inbox(database)
    await inbox.start()
    assert await first(inbox) is None
    await inbox.stop()
    assert "given up" in caplog.text


async def test_what_is_answered_while_others_write_is_noted_with_the_next_write(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kill answers again whatever is not noted, and while many write the lock takes long."""
    async with database.transaction() as connection:
        more = {"update_id": 12, "message": {"chat": {"id": 102}}}
        await updates.store(connection, {12: orjson.dumps(more)}, {}, NOW)
    inbox = an_inbox(database)
    await inbox.start()
    arrivals = [await first(inbox), await first(inbox)]
    waits, others_wrote = asyncio.Event(), asyncio.Event()

    @asynccontextmanager
    async def write_lock() -> AsyncIterator[None]:
        waits.set()
        await others_wrote.wait()
        yield

    monkeypatch.setattr(database, "write_lock", write_lock)
    for arrival in arrivals:
        assert arrival is not None
        inbox.answered(arrival)
        await waits.wait()
    others_wrote.set()
    unanswered = [11, 12]
    while 11 in unanswered:
        async with database.transaction() as connection:
            unanswered = [id for id, _ in await updates.bodies_of(connection, [11, 12])]
    assert unanswered == []
    await inbox.stop()

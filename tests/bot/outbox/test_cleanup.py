"""What is deleted by itself, also while the machine's clock is wrong."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.clock import Clock, ShiftedClock, SystemClock
from bot.outbox.cleanup import build_scheduler, clean_up
from bot.outbox.usage_writer import UsageWriter
from handlers.framework.usage import Counts
from handlers.me.retention import CHATS_KEPT_DAYS
from storage import chats, questions, team_members
from storage.database import Database, open_database
from storage.tables import chats as chats_table
from storage.tables import invites
from storage.tables import questions as questions_table
from tests.databases import database_url

pytestmark = pytest.mark.usefixtures("each_database")

TODAY = datetime(2026, 11, 26, 12, tzinfo=UTC)
DAY = timedelta(days=1)
KEPT = timedelta(days=CHATS_KEPT_DAYS)


class At:
    """A clock that stands still."""

    speed = 1.0

    def __init__(self, instant: datetime) -> None:
        self._instant = instant

    def now(self) -> datetime:
        return self._instant


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = open_database(database_url(tmp_path / "test.db"))
    await opened.migrate()
    yield opened
    await opened.close()


async def seen(database: Database, ids: range, instant: datetime) -> None:
    async with database.transaction() as connection:
        for id in ids:
            await chats.record_contact(connection, id, instant)


async def count(database: Database) -> int:
    async with database.transaction() as connection:
        return int(await connection.scalar(select(func.count()).select_from(chats_table)) or 0)


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [each.getMessage() for each in caplog.records if each.levelno >= logging.ERROR]


async def test_a_few_chats_that_were_not_seen_for_long_are_forgotten(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    await seen(database, range(1, 6), TODAY - KEPT - DAY)
    await seen(database, range(6, 51), TODAY)
    await clean_up(database, At(TODAY))
    assert await count(database) == 45
    assert errors(caplog) == []


async def test_with_a_wrong_date_nothing_is_forgotten_and_the_log_says_so(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    await seen(database, range(1, 51), TODAY)
    async with database.transaction() as connection:
        await questions.add_question(connection, 1, 1, "A", "en", "Where?", thread=None, now=TODAY)
    for hours in (0, 1, 22):
        await clean_up(database, At(TODAY + KEPT + 2 * DAY + timedelta(hours=hours)))
    assert await count(database) == 50
    async with database.transaction() as connection:
        assert list(await connection.scalars(select(questions_table.c.words))) == ["Where?"]
    assert len(errors(caplog)) == 3
    assert errors(caplog)[0].startswith("50 of 50 chats were not seen for over 400 days")
    assert "says 2028-01-02" in errors(caplog)[0]
    # The date is mended: what was put off is not done the next time that it would be.
    await clean_up(database, At(TODAY))
    await clean_up(database, At(TODAY + KEPT + 4 * DAY))
    assert await count(database) == 50


async def test_a_day_later_they_are_forgotten_also_after_a_restart(database: Database) -> None:
    await seen(database, range(1, 51), TODAY)
    later = TODAY + KEPT + DAY
    await clean_up(database, At(later))
    assert await count(database) == 50
    await clean_up(database, At(later + DAY - timedelta(seconds=1)))
    assert await count(database) == 0


async def test_a_hold_of_a_wrong_future_does_not_last(database: Database) -> None:
    await seen(database, range(1, 51), TODAY)
    later = TODAY + KEPT + DAY
    await clean_up(database, At(later + 1000 * DAY))
    await clean_up(database, At(later))
    await clean_up(database, At(later + DAY))
    assert await count(database) == 0


async def test_invitations_that_expired_are_deleted(database: Database) -> None:
    async with database.transaction() as connection:
        for made in (TODAY - 3 * DAY, TODAY - DAY):
            await team_members.invite(connection, "organiser", (), 7, made)
    await clean_up(database, At(TODAY + DAY))
    async with database.transaction() as connection:
        assert await connection.scalar(select(func.count()).select_from(invites)) == 0


@pytest.mark.parametrize(("clock", "cleans"), [(SystemClock(), True), (ShiftedClock(TODAY), False)])
async def test_under_a_shifted_clock_nothing_is_forgotten(
    database: Database, clock: Clock, cleans: bool
) -> None:
    scheduler = build_scheduler(database, clock, UsageWriter(database, clock, Counts()))
    assert ("clean-up" in {job.id for job in scheduler.get_jobs()}) is cleans

"""How SQLite finds what the outbox asks for, so that cost grows with a batch and not with all that
waits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert

from storage import announcements, deliveries, subscriptions
from storage.announcements import Version, queueing
from storage.database import Database
from storage.meetings import load_pack_meetings
from storage.tables import chats as chat_table
from tests.storage.calendar import DAY, EVENT_ZONE, NOW, a_chat, a_meeting, mark_sent

Statement = tuple[str, Any]


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    return sqlite_database


@pytest.fixture
def asked(database: Database) -> list[Statement]:
    """Every statement that is executed from here on."""
    found: list[Statement] = []

    @event.listens_for(database.engine.sync_engine, "before_cursor_execute")
    def _(_c: Any, _cursor: Any, statement: str, given: Any, _context: Any, many: bool) -> None:
        if not many and statement.startswith(("SELECT", "UPDATE", "INSERT")):
            found.append((statement, given))

    return found


async def plans_of(database: Database, asked: list[Statement]) -> dict[str, list[str]]:
    plans: dict[str, list[str]] = {}
    async with database.transaction() as connection:
        for statement, given in list(asked):
            rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
            plans[statement] = [str(row[3]) for row in rows]
    return plans


async def test_claiming_and_settling_look_at_the_batch_alone(
    database: Database, asked: list[Statement]
) -> None:
    later = NOW + 2 * DAY + timedelta(seconds=1)
    async with database.transaction() as connection:
        await load_pack_meetings(connection, [a_meeting()], NOW)
        for chat in range(1, 221):
            await a_chat(connection, chat)
            await subscriptions.subscribe(connection, chat, "meeting", "lima", NOW)
        await deliveries.plan(connection, later, later, EVENT_ZONE)
    asked.clear()
    async with database.transaction() as connection:
        claimed = await deliveries.claim(connection, later, 200, 60)
        await mark_sent(connection, [each.id for each in claimed], later)
    assert len(claimed) == 200
    plans = await plans_of(database, asked)
    by_id = [plan for said, plan in plans.items() if "deliveries.id IN" in said]
    assert len(by_id) >= 4
    for plan in by_id:
        assert not any("ix_deliveries_state" in step for step in plan), plan
        assert not any("ix_subscriptions_what" in step for step in plan), plan


async def test_an_announcement_is_fed_and_counted_without_looking_at_all_chats(
    database: Database, asked: list[Statement]
) -> None:
    rows = [{"id": each, "created": NOW, "last_seen": NOW.date()} for each in range(1, 1001)]
    async with database.transaction() as connection:
        await connection.execute(insert(chat_table), rows)
        draft = await announcements.begin_draft(connection, 7, "en", NOW)
        await announcements.save_version(connection, draft.id, "en", 0, Version("text", "Hi"))
        await announcements.start(connection, draft, NOW)
        await announcements.queue_due(connection, NOW)
        batch = await deliveries.claim(connection, NOW, queueing.MAX_QUEUED, 60)
        await mark_sent(connection, [each.id for each in batch], NOW)
    asked.clear()
    async with database.transaction() as connection:
        await announcements.queue_due(connection, NOW)
        under_way = await announcements.find(connection, draft.id)
        assert under_way is not None and under_way.queued_to_chat_id == 2 * queueing.MAX_QUEUED
        await announcements.tally(connection, under_way)
    plans = await plans_of(database, asked)
    looking = [plan for said, plan in plans.items() if "chats" in said or "deliveries" in said]
    assert len(looking) >= 4
    for plan in looking:
        for step in plan:
            assert not step.startswith("SCAN chats"), plan
            assert not step.startswith("SCAN deliveries"), plan


async def test_planning_asks_the_same_whatever_the_number_of_meetings(database: Database) -> None:
    """A statement that grows with the calendar is compiled anew each time, on the event loop."""
    executed: set[str] = set()

    @event.listens_for(database.engine.sync_engine, "before_cursor_execute")
    def _(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        executed.add(statement)

    async def statements(number: int) -> set[str]:
        async with database.transaction() as connection:
            rows = [a_meeting(f"m-{each}") for each in range(number)]
            await load_pack_meetings(connection, rows, NOW)
            executed.clear()
            await deliveries.plan(connection, NOW, NOW, EVENT_ZONE)
            await deliveries.next_due(connection, NOW, EVENT_ZONE)
        return set(executed)

    async with database.transaction() as connection:
        await a_chat(connection, 1)
        await subscriptions.subscribe(connection, 1, "all", "", NOW)
    few = await statements(2)
    assert await statements(50) == few

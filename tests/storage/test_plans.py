"""How SQLite finds what the outbox asks for, so that cost grows with a batch and not with all that
waits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from storage import deliveries, subscriptions
from storage.database import Database
from storage.meetings import load_pack_meetings
from tests.storage.calendar import DAY, EVENT_ZONE, NOW, a_chat, a_meeting

Statement = tuple[str, Any]


@pytest.fixture
def asked(database: Database) -> list[Statement]:
    """Every statement that is executed from here on."""
    found: list[Statement] = []

    @event.listens_for(database.engine.sync_engine, "before_cursor_execute")
    def _(_c: Any, _cursor: Any, statement: str, given: Any, _context: Any, many: bool) -> None:
        if not many and statement.startswith(("SELECT", "UPDATE")):
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
        await deliveries.mark_sent(connection, [each.id for each in claimed], later)
    assert len(claimed) == 200
    plans = await plans_of(database, asked)
    by_id = [plan for said, plan in plans.items() if "deliveries.id IN" in said]
    assert len(by_id) >= 4
    for plan in by_id:
        assert not any("ix_deliveries_state" in step for step in plan), plan
        assert not any("ix_subscriptions_what" in step for step in plan), plan

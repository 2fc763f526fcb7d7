"""SQLite stores anything in any column: a damaged value concerns its row and no other."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

import pytest
from sqlalchemy import Column, MetaData, Table, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import announcements, chats, deliveries, meetings, reminder_settings, subscriptions
from storage import tables as stored
from storage.announcements import Version
from storage.database import Database
from storage.tables import DAMAGED_INSTANT, Instant
from tests.storage.calendar import DAY, EVENT_ZONE, HOUR, NOW, a_chat, a_meeting, due_at, of_days

ODD, OTHER, OLGA = 1, 2, 201
BEGINS = NOW + 3 * DAY
# As SQL: text, bytes, no UTF-8, no minute, and an instant after which there is none.
VALUES = ("''", "'damaged'", "x'ff00'", "CAST(x'ff41' AS TEXT)", "5000", "'9999-12-31 23:59:59.9'")


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    return sqlite_database


@pytest.fixture
async def connection(database: Database) -> AsyncIterator[AsyncConnection]:
    """Two chats with the same subscriptions and settings, and an announcement to both."""
    async with database.transaction() as writing:
        rows = [a_meeting(), a_meeting("other"), of_days("days", date(2013, 5, 24))]
        await meetings.load_pack_meetings(writing, rows, NOW)
        for chat_id in (ODD, OTHER):
            await a_chat(writing, chat_id, "Europe/Paris")
            await subscriptions.subscribe(writing, chat_id, "all", "", NOW)
            await subscriptions.except_meeting(writing, chat_id, "other")
            await reminder_settings.set_lead_times(writing, chat_id, [7200, 86_400], NOW)
            await reminder_settings.set_lead_override(writing, chat_id, "lima", [3600], NOW)
            await reminder_settings.set_quiet_hours(writing, chat_id, 60, 120)
            await reminder_settings.set_digest(writing, chat_id, 9 * 60, NOW)
        draft = await announcements.begin_draft(writing, OLGA, "en", NOW)
        await announcements.save_version(writing, draft.id, "en", 0, Version("text", "Hello"))
        assert await announcements.start(writing, draft, NOW)
    async with database.engine.connect() as reading:
        yield reading


async def damage(connection: AsyncConnection, table: Table, column: str, value: str) -> None:
    """Damage what is stored of the odd chat, or the first row where the table is not of chats."""
    names = table.columns.keys()
    of = "id" if table.name == "chats" else "chat_id" if "chat_id" in names else ""
    which = f"{of} = {ODD}" if of else f"rowid = (SELECT min(rowid) FROM {table.name})"
    damaged = f"UPDATE OR IGNORE {table.name} SET {column} = {value} WHERE {which}"
    assert (await connection.execute(text(damaged))).rowcount > 0


async def sent_to_other(connection: AsyncConnection) -> set[tuple[str, str]]:
    """All that is read and sent until an hour before; what the other chat gets."""
    now = BEGINS - HOUR
    assert OTHER in await chats.get_or_create_chats(connection, [ODD, OTHER], NOW)
    await chats.get_or_create_chat(connection, ODD, NOW)
    await deliveries.next_due(connection, NOW, EVENT_ZONE)
    await announcements.queue_due(connection, now)
    sent = await due_at(connection, now)
    await deliveries.next_due(connection, now, EVENT_ZONE)
    assert all(isinstance(notice.chat_id, int) for notice in sent)
    return {(notice.notice, notice.subject) for notice in sent if notice.chat_id == OTHER}


@pytest.mark.parametrize(
    "table",
    [
        stored.chats, stored.subscriptions, stored.subscription_exceptions,
        stored.reminder_settings, stored.lead_overrides, stored.chats_to_plan,
    ],
)  # fmt: skip
async def test_what_is_damaged_of_a_chat_concerns_no_other(
    connection: AsyncConnection, table: Table
) -> None:
    expected = {
        ("reminder", "lima"), ("reminder", "days"), ("announcement", "announcement:1"),
        ("digest", "day:2013-05-23"),
    }  # fmt: skip
    for column in (column.name for column in table.columns):
        for value in VALUES:
            await damage(connection, table, column, value)
            assert await sent_to_other(connection) == expected, (column, value)
            await connection.rollback()


@pytest.mark.parametrize("table", [stored.deliveries, stored.meeting_changes])
async def test_what_is_damaged_in_the_outbox_stops_nothing_else(
    connection: AsyncConnection, table: Table
) -> None:
    await deliveries.plan(connection, BEGINS - HOUR, BEGINS - HOUR, EVENT_ZONE)
    await announcements.queue_due(connection, BEGINS - HOUR)
    await meetings.change_meetings(connection, [a_meeting("other", venue="Room 2")], NOW)
    await meetings.change_meetings(connection, [a_meeting(venue="Room 2")], NOW + HOUR)
    await connection.commit()
    for column in (column.name for column in table.columns):
        for value in VALUES:
            if (table.name, column) == ("deliveries", "id"):
                continue  # SQLite itself refuses it
            await damage(connection, table, column, value)
            expected = {("change", "lima"), ("reminder", "days"), ("digest", "day:2013-05-23")}
            assert await sent_to_other(connection) >= expected, (column, value)
            assert not await deliveries.changes_waiting(connection), (column, value)
            await connection.rollback()


async def test_damaged_lead_times_count_as_the_defaults(connection: AsyncConnection) -> None:
    await damage(connection, stored.reminder_settings, "lead_times", "'damaged'")
    await damage(connection, stored.lead_overrides, "lead_times", "x'00'")
    settings = await reminder_settings.settings_of(connection, ODD)
    assert settings.lead_times == reminder_settings.DEFAULT_LEADS
    assert await reminder_settings.lead_override(connection, ODD, "lima") is None
    instants = await deliveries.upcoming(connection, ODD, NOW, about=["lima"])
    assert [due for _, due in instants] == [BEGINS - DAY, BEGINS - HOUR]
    await reminder_settings.set_digest(connection, ODD, None, NOW)
    sent = await due_at(connection, BEGINS - DAY)
    assert [notice.lead for notice in sent if notice.chat_id == ODD] == [86_400]


async def test_every_damaged_instant_is_read_as_one_of_1970(database: Database) -> None:
    table = Table("t", MetaData(), Column("at", Instant))
    async with database.transaction() as connection:
        await connection.run_sync(table.create)
        for value in (*VALUES, "'2013-99-99 00:00:00'", "'0001-01-01 00:00:00'"):
            await connection.execute(text("DELETE FROM t"))
            await connection.execute(text(f"INSERT INTO t VALUES ({value})"))
            assert await connection.scalar(table.select()) == DAMAGED_INSTANT, value

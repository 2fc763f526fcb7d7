"""Many meetings changed at once: told bit by bit, and each change once to each chat, whatever is
sent, changed again or killed in between."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import deliveries, meetings, reminder_settings, subscriptions
from storage.database import Database
from storage.deliveries import Delivery
from storage.meetings import Edit, MeetingRow
from storage.tables import deliveries as outbox
from storage.tables import meeting_changes
from tests.storage.calendar import DAY, EVENT_ZONE, HOUR, NOW, a_chat, a_meeting, due_at, mark_sent

BEGINS = NOW + 9 * DAY
SOON = timedelta(minutes=3)


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements that are executed; one with many rows of values is one."""
    seen: list[str] = []

    def note(*given: object) -> None:
        seen.append(str(given[2]))

    engine = database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def some(how_many: int, venue: str = "Room 1", name: str = "m") -> list[MeetingRow]:
    """Every other one with roundtables."""
    return [
        a_meeting(
            f"{name}{number}", BEGINS + number * HOUR, venue=venue,
            roundtables=(1, 2) if number % 2 else (),
        )
        for number in range(how_many)
    ]  # fmt: skip


async def subscribed(connection: AsyncConnection, chat_ids: Sequence[int]) -> None:
    """To everything, and to what covers some of it once more."""
    for chat_id in chat_ids:
        await subscriptions.subscribe(connection, chat_id, "all", "", NOW)
        await subscriptions.subscribe(connection, chat_id, "roundtable", "2", NOW)


async def told(database: Database, now: datetime, most: int = 1_000) -> list[Delivery]:
    """One step of telling and one look at what is due, in turns, until nothing is left: what was
    sent."""
    sent: list[Delivery] = []
    more = True
    while more:
        async with database.transaction() as connection:
            more = await deliveries.queue_change_notices(connection, most)
        async with database.transaction() as connection:
            batch = await deliveries.claim(connection, now, 100, 60)
            await mark_sent(connection, [each.id for each in batch], now)
            sent += batch
    async with database.transaction() as connection:
        return sent + await due_at(connection, now)


def kinds(sent: Sequence[Delivery]) -> Counter[tuple[int, str, str]]:
    return Counter((each.chat_id, each.subject, each.notice) for each in sent)


async def statements(
    database: Database, name: str, how_many: int, chat_ids: Sequence[int]
) -> list[int]:
    """How many it takes to add meetings, change them and cancel them, each with its notices."""
    found: list[int] = []
    async with database.transaction() as connection:
        await subscribed(connection, chat_ids)
    rows, other = some(how_many, name=name), some(how_many, "Room 2", name)
    ids = {row.id for row in rows}
    for given, cancelled in ((rows, set[str]()), (other, set[str]()), (other, ids)):
        with counted(database) as seen:
            async with database.transaction() as connection:
                await meetings.change_meetings(connection, given, NOW, Edit(by="us"), cancelled)
            found.append(len(seen))
            seen.clear()
            async with database.transaction() as connection:
                assert not await deliveries.queue_change_notices(connection)
            found.append(len(seen))
    async with database.transaction() as connection:
        rows_there = (await connection.execute(select(outbox.c.id))).all()
    assert len(rows_there) >= how_many * len(chat_ids)
    return found


async def test_statements_do_not_grow_with_meetings_or_subscribers(database: Database) -> None:
    few = await statements(database, "few", 2, range(1, 3))
    many = await statements(database, "many", 60, range(1, 41))
    assert many == few
    assert max(few) < 20


@pytest.mark.parametrize("most", [1, 7, 1_000])
async def test_each_is_told_once_however_small_the_steps(database: Database, most: int) -> None:
    chat_ids = (-1002000000000, -5, 1, 2, 3, 4_000_000_000)
    async with database.transaction() as connection:
        await subscribed(connection, chat_ids)
        await a_chat(connection, 9)  # who is subscribed to nothing
        await subscriptions.except_meeting(connection, 2, "m1")
        await meetings.change_meetings(connection, some(4), NOW)
    expected = {(chat_id, f"m{each}", "new") for chat_id in chat_ids for each in range(4)}
    assert kinds(await told(database, NOW, most)) == Counter(expected - {(2, "m1", "new")})
    # Each change is compared with what its reader knows.
    async with database.transaction() as connection:
        await meetings.change_meetings(connection, some(4, "Room 2"), NOW + HOUR)
    sent = await told(database, NOW + HOUR + SOON, most)
    assert {(each.notice, each.previous_body == each.body) for each in sent} == {("change", False)}
    assert len(sent) == len(expected) - 1
    async with database.transaction() as connection:
        cancelled = {"m0", "m3"}
        rows = some(4, "Room 2")
        await meetings.change_meetings(connection, rows, NOW + 2 * HOUR, Edit(), cancelled)
        left = await connection.scalars(select(meeting_changes.c.meeting_id))
        assert set(left) == cancelled
    sent = await told(database, NOW + 2 * HOUR, most)
    assert kinds(sent) == Counter(
        (chat_id, each, "cancellation") for chat_id in chat_ids for each in cancelled
    )


async def overtaken(connection: AsyncConnection, last: MeetingRow) -> None:
    """A change that is due and told to nobody, and another of which nothing is told yet when it is
    looked at what is due."""
    await meetings.load_pack_meetings(connection, [a_meeting("m0", BEGINS)], NOW)
    await subscribed(connection, (1, 2))
    await meetings.change_meeting(connection, a_meeting("m0", BEGINS, venue="Room 2"), NOW)
    await deliveries.queue_all_change_notices(connection)
    await meetings.change_meeting(connection, last, NOW + SOON)
    assert await deliveries.claim(connection, NOW + SOON, 100, 60) == []


async def test_what_waits_is_compared_with_what_was_read_though_it_was_judged_meanwhile(
    database: Database,
) -> None:
    last = a_meeting("m0", BEGINS, venue="Room 3")
    async with database.transaction() as connection:
        await overtaken(connection, last)
    sent = await told(database, NOW + 2 * SOON, 1)
    assert kinds(sent) == Counter([(1, "m0", "change"), (2, "m0", "change")])
    first = a_meeting("m0", BEGINS)
    assert {(each.previous_body, each.body) for each in sent} == {(first.body, last.body)}


@pytest.mark.parametrize("venue", ["Room 2", "Room 1"], ids=["seen", "words"])
async def test_who_has_not_heard_of_it_hears_of_it_though_it_was_judged_meanwhile(
    database: Database, venue: str
) -> None:
    last = a_meeting("m0", BEGINS, venue=venue, title="Other words")
    async with database.transaction() as connection:
        await subscribed(connection, (1, 2))
        await meetings.change_meeting(connection, a_meeting("m0", BEGINS), NOW)
        await deliveries.queue_all_change_notices(connection)
        await meetings.change_meeting(connection, last, NOW + SOON)
        assert await deliveries.claim(connection, NOW + SOON, 100, 60) == []
    sent = await told(database, NOW + 2 * SOON, 1)
    assert kinds(sent) == Counter([(1, "m0", "new"), (2, "m0", "new")])
    assert {each.body for each in sent} == {last.body}


async def test_mere_words_leave_a_change_that_waits_though_it_was_judged_meanwhile(
    database: Database,
) -> None:
    async with database.transaction() as connection:
        await overtaken(connection, a_meeting("m0", BEGINS, venue="Room 2", title="Other words"))
    sent = await told(database, NOW + 2 * SOON, 1)
    assert kinds(sent) == Counter([(1, "m0", "change"), (2, "m0", "change")])
    assert {each.previous_body for each in sent} == {a_meeting("m0", BEGINS).body}


async def test_a_change_in_the_midst_of_telling_finds_all_told(database: Database) -> None:
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, some(3), NOW)
        await subscribed(connection, range(1, 6))
        await meetings.change_meetings(connection, some(3, "Room 2"), NOW)
        assert await deliveries.queue_change_notices(connection, 6)  # two chats of five
        # One of the three goes back to where it was: of that one nothing is to be told.
        await meetings.change_meeting(connection, some(3)[1], NOW + SOON / 3)
    sent = await told(database, NOW + 2 * SOON, 1)
    assert kinds(sent) == Counter(
        (chat_id, each, "change") for chat_id in range(1, 6) for each in ("m0", "m2")
    )


async def test_reminders_follow_or_are_armed_again_before_anybody_is_told(
    database: Database,
) -> None:
    rows = [a_meeting("stays", BEGINS), a_meeting("moves", BEGINS)]
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, rows, NOW)
        await subscriptions.subscribe(connection, 1, "all", "", NOW)
        assert len(await due_at(connection, BEGINS - DAY)) == 2
        words = [
            a_meeting("stays", BEGINS, title="Other words"), a_meeting("moves", BEGINS + DAY),
        ]  # fmt: skip
        now = BEGINS - DAY + HOUR
        await meetings.change_meetings(connection, words, now)
        await deliveries.plan(connection, now, now, EVENT_ZONE)
        assert await deliveries.claim(connection, now, 100, 60) == []
    sent = await told(database, BEGINS)
    assert kinds(sent) == Counter([(1, "moves", "change"), (1, "moves", "reminder")])


async def test_quiet_hours_hold_new_meetings_of_every_zone(database: Database) -> None:
    minute = 13 * 60  # NOW in UTC
    rows = [
        a_meeting("lima", BEGINS),
        replace(a_meeting("cairo", BEGINS), time_zone="Africa/Cairo"),
    ]
    async with database.transaction() as connection:
        await subscribed(connection, (1, 2, 3))
        await a_chat(connection, 2, "Europe/London")
        await reminder_settings.set_quiet_hours(
            connection, 1, minute - 330, minute - 270
        )  # in Lima
        await reminder_settings.set_quiet_hours(
            connection, 2, minute + 30, minute + 90
        )  # in London
        await meetings.change_meetings(connection, rows, NOW)
        await deliveries.queue_all_change_notices(connection)
        dues = await connection.execute(select(outbox.c.chat_id, outbox.c.subject, outbox.c.due))
        held = {(row.chat_id, row.subject): row.due - NOW for row in dues}
    half, at_once = timedelta(minutes=30), timedelta(0)
    # The first chose no zone, so that each meeting's own stands in; London's are an hour ahead.
    assert held == {
        (1, "lima"): half, (1, "cairo"): at_once, (2, "lima"): half, (2, "cairo"): half,
        (3, "lima"): at_once, (3, "cairo"): at_once,
    }  # fmt: skip

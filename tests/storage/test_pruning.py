"""What is settled for long is forgotten; nothing goes out twice for it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import ShiftedClock
from bot.outbox.cleanup import prune_notices
from handlers.me.retention import NOTICES_KEPT_DAYS
from storage import chats, deliveries, meetings, reminder_settings, subscriptions
from storage.database import Database
from storage.tables import deliveries as outbox
from storage.tables import meeting_revisions, planned_reminders
from tests.storage.calendar import (
    DAY,
    EVENT_ZONE,
    HOUR,
    NOW,
    a_meeting,
    due_at,
    mark_failed,
    mark_sent,
    states,
)

BEGINS = NOW + 3 * DAY
KEPT = timedelta(days=NOTICES_KEPT_DAYS)
SOON = timedelta(minutes=3)


async def rows_in(connection: AsyncConnection) -> tuple[int, int, int]:
    tables = (outbox, meeting_revisions, planned_reminders)
    counted = [await connection.scalar(select(func.count()).select_from(each)) for each in tables]
    return int(counted[0] or 0), int(counted[1] or 0), int(counted[2] or 0)


async def test_settled_notices_are_forgotten_in_time_and_not_before(database: Database) -> None:
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [a_meeting()], NOW)
        await subscriptions.subscribe(connection, 1, "all", "", NOW)
        await reminder_settings.set_digest(connection, 1, 420, NOW)
        await meetings.change_meeting(connection, a_meeting(venue="Room 2"), NOW)
        for instant in (NOW + SOON, BEGINS - DAY, BEGINS - 2 * HOUR, BEGINS - HOUR, BEGINS + HOUR):
            await due_at(connection, instant)
        assert [each[0] for each in await states(connection, 1)] == [
            *("change", "reminder", "digest", "reminder"),
        ]
        await deliveries.plan(connection, BEGINS, BEGINS, EVENT_ZONE)
        became = await deliveries.outcomes(connection)
        assert sorted(became) == [
            ("change", "sent", "", 1), ("digest", "sent", "", 1), ("reminder", "sent", "", 2),
        ]  # fmt: skip
    assert await prune_notices(database, ShiftedClock(BEGINS + KEPT)) == 2
    async with database.transaction() as connection:
        assert await deliveries.outcomes(connection) == became
    # The digest is of use until midnight, the notice of a change until the meeting is over.
    assert await prune_notices(database, ShiftedClock(BEGINS + DAY + KEPT)) == 2
    async with database.transaction() as connection:
        assert await rows_in(connection) == (0, 1, 0)
        assert await deliveries.outcomes(connection) == became
        (second, *_) = await meetings.revisions_since(connection, "lima", 2)
        assert (second.number, second.body) == (2, a_meeting(venue="Room 2").body)


async def test_what_may_still_be_planned_stays_however_long_ago_it_was_sent(
    database: Database,
) -> None:
    begins = NOW + 59 * DAY
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [a_meeting(begins=begins)], NOW - DAY)
        await subscriptions.subscribe(connection, 1, "all", "", NOW - DAY)
        await reminder_settings.set_lead_times(connection, 1, [58 * 86400], NOW - DAY)
        sent = await due_at(connection, begins - 58 * DAY)
        assert len(sent) == 1
        now = begins - HOUR
        for _ in range(2):
            assert await deliveries.prune_deliveries(connection, now, 9) == 0
            await deliveries.prune_planned_reminders(connection, now)
            assert await due_at(connection, now) == []


async def test_a_notice_on_its_way_keeps_what_it_compares_with(database: Database) -> None:
    long_ago = NOW + 2 * DAY
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [a_meeting()], NOW)
        await subscriptions.subscribe(connection, 1, "all", "", NOW)
        await meetings.change_meeting(connection, a_meeting(venue="Room 2"), NOW + HOUR)
        assert await deliveries.prune_revisions(connection, long_ago) == 0
        (change,) = await due_at(connection, NOW + HOUR + SOON)
        assert change.previous_body == a_meeting().body
        assert await deliveries.prune_revisions(connection, NOW) == 0
        assert await deliveries.prune_revisions(connection, long_ago) == 1


async def test_what_became_of_notices_stays_counted_without_whom(database: Database) -> None:
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [a_meeting()], NOW)
        for chat_id in (1, 2, 3):
            await subscriptions.subscribe(connection, chat_id, "all", "", NOW)
        await deliveries.plan(connection, BEGINS - DAY, BEGINS - DAY, EVENT_ZONE)
        claimed = await deliveries.claim(connection, BEGINS - DAY, 9, 60)
        ids = {each.chat_id: each.id for each in claimed}
        await mark_sent(connection, [ids[1], ids[2]], BEGINS - DAY)
        await mark_failed(connection, [ids[3]], "refused", BEGINS - HOUR)
        # What waits is none that ended, and goes with its chat.
        assert await deliveries.snooze(connection, 1, "lima", BEGINS - HOUR, BEGINS - 2 * HOUR)
        settled = [("reminder", "sent", "", 2), ("reminder", "failed", "refused", 1)]
        waits = [("snoozed", "pending", "", 1)]
        assert await deliveries.outcomes(connection) == settled + waits
        await chats.forget_chat(connection, 1)
        await chats.forget_inactive_chats(connection, NOW.date() + DAY)
        assert await connection.scalar(select(func.count()).select_from(outbox)) == 0
        assert await deliveries.outcomes(connection) == settled
        today = BEGINS.date()
        assert await deliveries.outcomes(connection, today - DAY) == settled
        assert await deliveries.outcomes(connection, today) == settled[1:]
        assert await deliveries.outcomes(connection, today + DAY) == []


async def test_what_is_kept_is_shown_since_a_day_too(database: Database) -> None:
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [a_meeting()], NOW)
        await subscriptions.subscribe(connection, 1, "all", "", NOW)
        await due_at(connection, BEGINS - DAY)
        sent = [("reminder", "sent", "", 1)]
        assert await deliveries.outcomes(connection, (BEGINS - DAY).date()) == sent
        assert await deliveries.outcomes(connection, BEGINS.date()) == []

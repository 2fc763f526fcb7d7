"""The weekly digest: on the chosen weekday, once a week, of weeks with something on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from storage import chats, deliveries, meetings, reminder_settings, subscriptions
from storage.database import Database
from tests.storage.calendar import DAY, EVENT_ZONE, HOUR, NOW, a_chat, a_meeting, due_at, states

MINUTE = timedelta(minutes=1)
BEGINS = NOW + 3 * DAY  # Thursday, 23 May 2013, 13:00 UTC; NOW is a Monday
TUESDAY_SEVEN = 24 * 60 + 7 * 60
SEVEN = datetime(2013, 5, 21, 11, tzinfo=UTC)  # Tuesday, 07:00 in New York


async def chosen(database: Database, *chat_ids: int, weekly_at: int = TUESDAY_SEVEN) -> None:
    """Chats that want a weekly digest, and no reminder near it."""
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [a_meeting()], NOW)
        for chat_id in chat_ids:
            await a_chat(connection, chat_id)
            await subscriptions.subscribe(connection, chat_id, "all", "", NOW)
            await reminder_settings.set_lead_times(connection, chat_id, [60 * 86400], NOW)
            await reminder_settings.set_weekly_digest(connection, chat_id, weekly_at, NOW)


async def test_it_comes_once_before_a_week_with_something_on(database: Database) -> None:
    await chosen(database, 1)
    async with database.transaction() as connection:
        assert await deliveries.next_due(connection, NOW, EVENT_ZONE) == SEVEN
        assert await due_at(connection, SEVEN - MINUTE) == []
        (digest,) = await due_at(connection, SEVEN)
        assert (digest.notice, digest.subject) == ("weekly", "week:2013-05-21")
        assert digest.meeting_bodies == (a_meeting().body,)
        assert (digest.due, digest.late) == (SEVEN, False)
        assert await due_at(connection, SEVEN + MINUTE) == []
        assert await deliveries.next_due(connection, SEVEN, EVENT_ZONE) is None
        assert await due_at(connection, SEVEN + 7 * DAY) == []


async def test_it_lists_what_is_on_up_to_the_seventh_day_and_no_more(database: Database) -> None:
    await chosen(database, 1)
    async with database.transaction() as connection:
        last = a_meeting("last", datetime(2013, 5, 28, 3, tzinfo=UTC))  # 27 May, 23:00
        after = a_meeting("after", datetime(2013, 5, 28, 5, tzinfo=UTC))
        await meetings.load_pack_meetings(connection, [a_meeting(), last, after], NOW)
        sent = await due_at(connection, SEVEN)
        (weekly,) = [each for each in sent if each.notice == "weekly"]
        assert weekly.meeting_bodies == (a_meeting().body, last.body)


async def test_each_zone_has_its_own_hour_and_both_digests_can_be_had(database: Database) -> None:
    await chosen(database, 1, 2, weekly_at=3 * 24 * 60 + 7 * 60)  # Thursday
    async with database.transaction() as connection:
        await chats.set_time_zone(connection, 2, "Europe/Paris")
        await reminder_settings.set_digest(connection, 1, 7 * 60, NOW)
        found: list[tuple[int, str, datetime]] = []
        now = NOW
        while (due := await deliveries.next_due(connection, now, EVENT_ZONE)) is not None:
            now = due
            found += [(each.chat_id, each.notice, now) for each in await due_at(connection, now)]
    paris, new_york = (datetime(2013, 5, 23, hour, tzinfo=UTC) for hour in (5, 11))
    assert sorted(found) == [(1, "digest", new_york), (1, "weekly", new_york), (2, "weekly", paris)]


async def test_it_goes_out_late_while_something_of_the_week_is_left(database: Database) -> None:
    await chosen(database, 1, 2)
    async with database.transaction() as connection:
        await subscriptions.except_meeting(connection, 2, "lima")
        late = await due_at(connection, BEGINS - HOUR)
        assert [(each.chat_id, each.late) for each in late] == [(1, True)]
    async with database.transaction() as connection:
        assert await due_at(connection, BEGINS + DAY) == []


async def test_an_hour_chosen_after_it_has_passed_begins_a_week_later(database: Database) -> None:
    await chosen(database, 1)
    async with database.transaction() as connection:
        await reminder_settings.set_weekly_digest(connection, 1, 60, NOW)  # Monday, 01:00
        assert await due_at(connection, NOW + DAY) == []
        await reminder_settings.set_weekly_digest(connection, 1, None, NOW)
        assert await due_at(connection, SEVEN) == []
        await reminder_settings.set_weekly_digest(connection, 1, TUESDAY_SEVEN, NOW)
        assert len(await due_at(connection, SEVEN)) == 1
        assert ("weekly", 0, "sent", "") in await states(connection, 1)


async def test_damaged_and_impossible_times_count_as_none(sqlite_database: Database) -> None:
    database = sqlite_database
    await chosen(database, 1)
    async with database.transaction() as connection:
        with pytest.raises(ValueError, match="week"):
            await reminder_settings.set_weekly_digest(connection, 1, 7 * 24 * 60, NOW)
        await connection.execute(text("UPDATE reminder_settings SET weekly_at = 'soon'"))
        assert (await reminder_settings.settings_of(connection, 1)).weekly_at is None
        assert await due_at(connection, SEVEN) == []

"""The daily digest: at the chosen hour of each zone, once a day, on days with something on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from storage import chats, deliveries, meetings, reminder_settings, subscriptions
from storage.database import Database
from storage.deliveries.digests import digest_time
from storage.deliveries.subjects import subject_of_day
from tests.storage.calendar import (
    DAY,
    EVENT_ZONE,
    HOUR,
    NOW,
    a_chat,
    a_meeting,
    due_at,
    mark_unreachable,
    of_days,
    states,
)

MINUTE = timedelta(minutes=1)
BEGINS = NOW + 3 * DAY  # 23 May, 13:00 UTC: 08:00 in Lima, 09:00 in New York, 15:00 in Paris
SEVEN = datetime(2013, 5, 23, 11, tzinfo=UTC)  # 07:00 in New York
EIGHT = 8 * 60


async def chosen(database: Database, *chat_ids: int, minute: int = 7 * 60) -> None:
    """Chats that want a digest, and no reminder near it."""
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [a_meeting()], NOW)
        for chat_id in chat_ids:
            await a_chat(connection, chat_id)
            await subscriptions.subscribe(connection, chat_id, "all", "", NOW)
            await reminder_settings.set_lead_times(connection, chat_id, [60 * 86400], NOW)
            await reminder_settings.set_digest(connection, chat_id, minute, NOW)


async def test_a_digest_comes_once_on_a_day_with_something_on(database: Database) -> None:
    await chosen(database, 1)
    async with database.transaction() as connection:
        assert await deliveries.next_due(connection, NOW, EVENT_ZONE) == SEVEN
        assert await due_at(connection, SEVEN - MINUTE) == []
        (digest,) = await due_at(connection, SEVEN)
        assert (digest.notice, digest.subject) == ("digest", "day:2013-05-23")
        assert (digest.due, digest.late, digest.body) == (SEVEN, False, None)
        assert await due_at(connection, SEVEN + MINUTE) == []
        assert await deliveries.next_due(connection, SEVEN, EVENT_ZONE) is None
        assert await due_at(connection, SEVEN + DAY) == []


async def test_each_zone_has_its_own_hour_and_day(database: Database) -> None:
    await chosen(database, 1, 2, 3)
    async with database.transaction() as connection:
        await chats.set_time_zone(connection, 2, "Europe/Paris")
        await chats.set_time_zone(connection, 3, "Pacific/Auckland")  # 01:00 on 24 May
        found: list[tuple[int, str, datetime]] = []
        now = NOW
        while (due := await deliveries.next_due(connection, now, EVENT_ZONE)) is not None:
            assert due > now
            now = due
            found += [(each.chat_id, each.subject, now) for each in await due_at(connection, now)]
    assert found == [
        (2, "day:2013-05-23", datetime(2013, 5, 23, 5, tzinfo=UTC)),
        (1, "day:2013-05-23", SEVEN),
    ], "in Auckland the meeting is over before the morning of its day"


async def test_of_all_that_wants_none_or_has_nothing_on_nobody_is_woken(
    database: Database,
) -> None:
    await chosen(database, 1, 2, 3)
    async with database.transaction() as connection:
        await reminder_settings.set_digest(connection, 1, None, NOW)
        await subscriptions.except_meeting(connection, 2, "lima")
        await mark_unreachable(connection, 3, NOW)
        assert await deliveries.next_due(connection, NOW, EVENT_ZONE) is None
        assert await due_at(connection, SEVEN) == []
        assert await states(connection, 1) == []


async def test_a_meeting_that_one_chat_switched_off_stays_in_the_digest_of_others(
    database: Database,
) -> None:
    await chosen(database, 1, 2)
    async with database.transaction() as connection:
        await subscriptions.except_meeting(connection, 2, "lima")
        assert [each.chat_id for each in await due_at(connection, SEVEN)] == [1]


async def test_a_digest_goes_out_late_while_something_is_left(database: Database) -> None:
    await chosen(database, 1, 2)
    async with database.transaction() as connection:
        await subscriptions.subscribe(connection, 2, "meeting", "evening", NOW)
        # Down since before seven; the meeting of 09:00 to 11:00 is over.
        evening = a_meeting("evening", BEGINS + 9 * HOUR, kind="other", region="other")
        await meetings.load_pack_meetings(connection, [a_meeting(), evening], NOW)
        await subscriptions.unsubscribe(connection, 1, "all", "")
        await subscriptions.subscribe(connection, 1, "kind", "rcp", NOW)
        sent = await due_at(connection, BEGINS + 3 * HOUR)
        digests = [each for each in sent if each.notice == "digest"]
        assert [(each.chat_id, each.late) for each in digests] == [(2, True)]
        assert ("digest", 0, "cancelled", "empty") in await states(connection, 1)


async def test_a_meeting_of_several_days_is_in_the_digest_of_each(database: Database) -> None:
    async with database.transaction() as connection:
        rows = [a_meeting(begins=BEGINS, lasts=2 * DAY + 4 * HOUR)]
        await meetings.load_pack_meetings(connection, rows, NOW)
        await a_chat(connection, 1)
        await subscriptions.subscribe(connection, 1, "all", "", NOW)
        await reminder_settings.set_lead_times(connection, 1, [60 * 86400], NOW)
        await reminder_settings.set_digest(connection, 1, 7 * 60, NOW)
        now, found = NOW, []
        while (due := await deliveries.next_due(connection, now, EVENT_ZONE)) is not None:
            now = due
            found += [
                (each.subject, now, each.meeting_bodies) for each in await due_at(connection, now)
            ]
    body = rows[0].body
    assert found == [
        ("day:2013-05-23", SEVEN, (body,)),
        ("day:2013-05-24", SEVEN + DAY, (body,)),
        ("day:2013-05-25", SEVEN + 2 * DAY, (body,)),
    ]


async def test_a_digest_chosen_after_its_hour_begins_on_the_next_day(database: Database) -> None:
    async with database.transaction() as connection:
        days = of_days("days", date(2013, 5, 23), date(2013, 5, 24), EVENT_ZONE)
        await meetings.load_pack_meetings(connection, [days], NOW)
        await a_chat(connection, 1)
        await subscriptions.subscribe(connection, 1, "all", "", NOW)
        await reminder_settings.set_lead_times(connection, 1, [60 * 86400], NOW)
        now = SEVEN + HOUR
        await reminder_settings.set_digest(connection, 1, 7 * 60, now)
        assert await due_at(connection, now + MINUTE) == []
        assert await deliveries.next_due(connection, now + MINUTE, EVENT_ZONE) == SEVEN + DAY
        # Chosen again, it is the same choice; another hour is another choice, on the same day.
        await reminder_settings.set_digest(connection, 1, 7 * 60, SEVEN + DAY)
        assert len(await due_at(connection, SEVEN + DAY)) == 1
        await reminder_settings.set_digest(connection, 1, EIGHT, SEVEN + DAY + MINUTE)
        assert await due_at(connection, SEVEN + DAY + HOUR) == []


async def test_switched_off_and_on_or_moved_before_it_goes_out(database: Database) -> None:
    await chosen(database, 1, 2)
    async with database.transaction() as connection:
        await deliveries.plan(connection, NOW, SEVEN, EVENT_ZONE)
        await reminder_settings.set_digest(connection, 1, None, NOW)
        await reminder_settings.set_digest(connection, 2, EIGHT, NOW)
        assert await due_at(connection, SEVEN) == []
        await reminder_settings.set_digest(connection, 1, EIGHT, SEVEN)
        sent = await due_at(connection, SEVEN + HOUR)
        assert sorted((each.chat_id, each.due) for each in sent) == [
            (1, SEVEN + HOUR),
            (2, SEVEN + HOUR),
        ]


async def test_a_zone_changed_in_the_morning_brings_the_days_digest_once(
    database: Database,
) -> None:
    await chosen(database, 1, 2)
    async with database.transaction() as connection:
        await chats.set_time_zone(connection, 2, "America/Los_Angeles")
        assert [each.chat_id for each in await due_at(connection, SEVEN + MINUTE)] == [1]
        # One goes on to where it is seven three hours later, the other comes from there.
        await chats.set_time_zone(connection, 1, "America/Los_Angeles")
        await chats.set_time_zone(connection, 2, EVENT_ZONE)
        assert [each.chat_id for each in await due_at(connection, SEVEN + 2 * MINUTE)] == [2]
        assert await due_at(connection, SEVEN + 3 * HOUR) == []


async def test_quiet_hours_do_not_hold_it_and_a_clock_set_back_does_not_repeat_it(
    database: Database,
) -> None:
    await chosen(database, 1)
    async with database.transaction() as connection:
        await reminder_settings.set_quiet_hours(connection, 1, 22 * 60, 9 * 60)
        assert len(await due_at(connection, SEVEN)) == 1
        assert await due_at(connection, SEVEN - HOUR) == []
        assert await due_at(connection, SEVEN) == []


@pytest.mark.parametrize(
    ("zone", "minute", "day", "expected"),
    [
        # 02:30 does not exist: clocks go from 02:00 to 03:00, and it comes at 03:30.
        (EVENT_ZONE, 150, date(2013, 3, 10), datetime(2013, 3, 10, 7, 30, tzinfo=UTC)),
        # 01:30 comes twice, and the digest at the first.
        (EVENT_ZONE, 90, date(2013, 11, 3), datetime(2013, 11, 3, 5, 30, tzinfo=UTC)),
        # Midnight does not exist in São Paulo.
        ("America/Sao_Paulo", 0, date(2013, 10, 20), datetime(2013, 10, 20, 3, tzinfo=UTC)),
        (EVENT_ZONE, EIGHT, date(2016, 2, 29), datetime(2016, 2, 29, 13, tzinfo=UTC)),
        # Samoa went over the date line and had no 30 December.
        ("Pacific/Apia", EIGHT, date(2011, 12, 30), None),
    ],
)
def test_the_hour_on_days_when_clocks_change(
    zone: str, minute: int, day: date, expected: datetime | None
) -> None:
    found = digest_time(zone, minute, day)
    assert (found and found.instant) == expected
    if found is not None:
        assert found.key[0] == subject_of_day(day)


async def test_many_hours_in_several_zones_are_planned_together(database: Database) -> None:
    zones = ("Europe/Paris", "Africa/Lagos", "Asia/Kolkata", EVENT_ZONE)
    await chosen(database, *range(1, 41))
    async with database.transaction() as connection:
        for chat_id in range(1, 41):
            await chats.set_time_zone(connection, chat_id, zones[chat_id % 4])
            await reminder_settings.set_digest(connection, chat_id, 300 + chat_id, NOW)
        sent = await due_at(connection, SEVEN + HOUR, limit=1000)
        assert sorted(each.chat_id for each in sent) == list(range(1, 41))
        assert {each.subject for each in sent} == {"day:2013-05-23"}

"""When reminders fall due, each rule by itself, on a real SQLite file."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from storage import chats, deliveries, meetings, reminder_settings, subscriptions
from storage.database import Database
from storage.deliveries import planning
from storage.deliveries.due_times import QuietHours, after_quiet_hours
from tests.storage.calendar import (
    DAY,
    EVENT_ZONE,
    HOUR,
    NOW,
    a_chat,
    a_meeting,
    count_states,
    due_at,
    of_days,
    states,
)

BEGINS = NOW + 3 * DAY
MINUTE = timedelta(minutes=1)


async def test_a_meeting_with_an_hour_reminds_at_each_lead_time_once(database: Database) -> None:
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [a_meeting()], NOW)
        await subscriptions.subscribe(connection, 1, "kind", "rcp", NOW)
        assert await deliveries.next_due(connection, NOW, EVENT_ZONE) == BEGINS - DAY
        assert await due_at(connection, BEGINS - DAY - MINUTE) == []
        day = await due_at(connection, BEGINS - DAY)
        assert await due_at(connection, BEGINS - DAY) == []
        assert await deliveries.next_due(connection, BEGINS - DAY, EVENT_ZONE) == BEGINS - HOUR
        hour = await due_at(connection, BEGINS - HOUR + MINUTE)
        assert await deliveries.next_due(connection, BEGINS, EVENT_ZONE) is None
    assert [(each.lead, each.late, each.due) for each in day + hour] == [
        (86400, False, BEGINS - DAY),
        (3600, False, BEGINS - HOUR),
    ]
    assert day[0].body == a_meeting().body


@pytest.mark.parametrize(
    ("what", "value", "covers"),
    [
        ("meeting", "lima", True),
        ("meeting", "other", False),
        ("kind", "rcp", True),
        ("kind", "global", False),
        ("region", "americas", True),
        ("region", "africa", False),
        ("roundtable", "2", True),
        ("roundtable", "22", False),
        ("all", "", True),
    ],
)
async def test_what_is_subscribed_to_is_what_reminds(
    database: Database, what: str, value: str, covers: bool
) -> None:
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(
            connection, [a_meeting(), a_meeting("far", NOW + 90 * DAY)], NOW
        )
        await subscriptions.subscribe(connection, 1, what, value, NOW)
        sent = await due_at(connection, BEGINS - HOUR)
        assert [each.subject for each in sent] == ["lima"] * covers
        assert await subscriptions.is_subscribed(connection, 1, "lima") is covers


async def test_two_lead_times_due_together_are_one_message(database: Database) -> None:
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [a_meeting()], NOW)
        await subscriptions.subscribe(connection, 1, "all", "", NOW)
        sent = await due_at(connection, BEGINS - HOUR / 2)
        assert [(each.lead, each.late) for each in sent] == [(3600, True)]
        assert ("reminder", 86400, "cancelled", "merged") in await states(connection, 1)


async def test_a_subscription_inside_a_lead_time_does_not_get_that_one(database: Database) -> None:
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [a_meeting()], NOW)
        await subscriptions.subscribe(connection, 1, "all", "", BEGINS - 5 * HOUR)
        assert await due_at(connection, BEGINS - 4 * HOUR) == []
        assert [each.lead for each in await due_at(connection, BEGINS - HOUR)] == [3600]


async def test_a_meeting_made_inside_its_own_lead_time_is_told_of_instead(
    database: Database,
) -> None:
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [a_meeting("far", NOW + 90 * DAY)], NOW)
        await subscriptions.subscribe(connection, 1, "all", "", NOW)
        made = BEGINS - 5 * HOUR
        assert await meetings.change_meeting(connection, a_meeting(), made) == 1
        sent = await due_at(connection, made)
        assert [(each.notice, each.subject) for each in sent] == [("new", "lima")]
        assert [each.lead for each in await due_at(connection, BEGINS - HOUR)] == [3600]


async def test_after_downtime_a_reminder_is_late_or_expired(database: Database) -> None:
    second = a_meeting("second", BEGINS + 3 * HOUR)
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [a_meeting(), second], NOW)
        await subscriptions.subscribe(connection, 1, "all", "", NOW)
        await deliveries.plan(connection, NOW, BEGINS - DAY, EVENT_ZONE)
        sent = await due_at(connection, BEGINS)
        assert [(each.subject, each.lead, each.late) for each in sent] == [("second", 86400, True)]
        assert await states(connection, 1) == [
            ("reminder", 86400, "expired", ""),
            ("reminder", 86400, "sent", ""),
        ]


async def test_a_meeting_of_days_reminds_in_the_morning_of_each_subscriber(
    database: Database,
) -> None:
    first = date(2013, 5, 29)
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [of_days("days", first)], NOW)
        for chat_id, zone in ((1, "Europe/Paris"), (2, None), (3, "Asia/Kathmandu")):
            await a_chat(connection, chat_id, zone)
            await subscriptions.subscribe(connection, chat_id, "all", "", NOW)
        await reminder_settings.set_lead_times(connection, 1, (3600, 7200), NOW)
        morning = {
            1: datetime(2013, 5, 29, 9, tzinfo=ZoneInfo("Europe/Paris")),
            2: datetime(2013, 5, 28, 9, tzinfo=ZoneInfo(EVENT_ZONE)),
            3: datetime(2013, 5, 28, 9, tzinfo=ZoneInfo("Asia/Kathmandu")),
        }
        now = NOW
        seen: list[tuple[int, datetime]] = []
        while (due := await deliveries.next_due(connection, now, EVENT_ZONE)) is not None:
            now = due
            seen += [(each.chat_id, each.due) for each in await due_at(connection, now)]
    # Both of the first chat's lead times are below a day: one message on the first day. The
    # default hour of the others is the first day's, too.
    assert sorted(seen) == sorted(
        [
            *morning.items(),
            (2, datetime(2013, 5, 29, 9, tzinfo=ZoneInfo(EVENT_ZONE))),
            (3, datetime(2013, 5, 29, 9, tzinfo=ZoneInfo("Asia/Kathmandu"))),
        ]
    )


async def test_the_morning_at_the_venue_counts_where_it_is_earlier(database: Database) -> None:
    """Nobody hears of a meeting in Bangkok when it is afternoon there."""
    first = date(2013, 5, 29)
    in_bangkok = datetime(2013, 5, 28, 9, tzinfo=ZoneInfo("Asia/Bangkok"))
    expected = {
        1: in_bangkok,  # Zurich
        2: in_bangkok,  # the event's zone, New York
        3: datetime(2013, 5, 28, 9, tzinfo=ZoneInfo("Pacific/Auckland")),
    }
    async with database.transaction() as connection:
        row = of_days("days", first, zone="Asia/Bangkok")
        await meetings.load_pack_meetings(connection, [row], NOW)
        for chat_id, zone in ((1, "Europe/Zurich"), (2, None), (3, "Pacific/Auckland")):
            await a_chat(connection, chat_id, zone)
            await subscriptions.subscribe(connection, chat_id, "all", "", NOW)
            await reminder_settings.set_lead_times(connection, chat_id, (86_400,), NOW)
        for chat_id, due in expected.items():
            planned = await deliveries.upcoming(connection, chat_id, NOW, EVENT_ZONE)
            assert planned == [("days", due.astimezone(UTC))]
        now = NOW
        seen: dict[int, datetime] = {}
        while (due_next := await deliveries.next_due(connection, now, EVENT_ZONE)) is not None:
            now = due_next
            seen |= {each.chat_id: each.due for each in await due_at(connection, now)}
    assert seen == expected


@pytest.mark.parametrize(
    ("first", "lead", "due"),
    [
        # Paris goes to summer time on 31 March 2013, New York did on 10 March.
        (date(2013, 4, 1), 86400, datetime(2013, 3, 31, 7, tzinfo=UTC)),
        (date(2013, 4, 1), 2 * 86400, datetime(2013, 3, 30, 8, tzinfo=UTC)),
        (date(2013, 10, 28), 2 * 86400, datetime(2013, 10, 26, 7, tzinfo=UTC)),
        (date(2013, 10, 28), 86400, datetime(2013, 10, 27, 8, tzinfo=UTC)),
        (date(2016, 3, 1), 86400, datetime(2016, 2, 29, 8, tzinfo=UTC)),
        (date(2016, 3, 1), 86400 + 7200, datetime(2016, 2, 29, 8, tzinfo=UTC)),
    ],
)
async def test_the_morning_is_the_clocks_across_daylight_saving_and_leap_days(
    database: Database, first: date, lead: int, due: datetime
) -> None:
    made = due - 10 * DAY
    async with database.transaction() as connection:
        row = of_days("days", first, zone="America/New_York")
        await meetings.load_pack_meetings(connection, [row], made)
        await a_chat(connection, 1, "Europe/Paris", made)
        await subscriptions.subscribe(connection, 1, "meeting", "days", made)
        await reminder_settings.set_lead_times(connection, 1, [lead], made)
        assert await deliveries.next_due(connection, made, EVENT_ZONE) == due
        assert [each.due for each in await due_at(connection, due)] == [due]
        assert await deliveries.upcoming(connection, 1, made, EVENT_ZONE) == [("days", due)]


async def test_a_lead_time_of_a_day_is_24_hours_for_a_meeting_with_an_hour(
    database: Database,
) -> None:
    begins = datetime(2013, 3, 10, 10, tzinfo=ZoneInfo("America/New_York"))
    made = begins - 5 * DAY
    async with database.transaction() as connection:
        row = a_meeting("ny", begins.astimezone(UTC), zone="America/New_York")
        await meetings.load_pack_meetings(connection, [row], made)
        await a_chat(connection, 1, "Europe/Paris", made)
        await subscriptions.subscribe(connection, 1, "all", "", made)
        due = await deliveries.next_due(connection, made, EVENT_ZONE)
    assert due == begins.astimezone(UTC) - DAY
    assert due.astimezone(ZoneInfo("America/New_York")).hour == 9


async def test_a_clock_that_steps_sends_nothing_twice_and_loses_nothing(
    database: Database,
) -> None:
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [a_meeting()], NOW)
        await subscriptions.subscribe(connection, 1, "all", "", NOW)
        ahead = BEGINS - DAY + HOUR
        assert [each.lead for each in await due_at(connection, ahead)] == [86400]
        # Back before the reminder: it was sent; somebody who subscribes now gets theirs.
        back = BEGINS - DAY - HOUR
        await subscriptions.subscribe(connection, 2, "all", "", back)
        assert await due_at(connection, back) == []
        assert await deliveries.next_due(connection, back, EVENT_ZONE) == BEGINS - DAY
        assert [each.chat_id for each in await due_at(connection, BEGINS - DAY)] == [2]
        # Forward over everything.
        assert await due_at(connection, BEGINS + 5 * DAY) == []
        assert await count_states(connection) == {"sent": 2}


async def test_quiet_hours_move_a_reminder_to_their_end(database: Database) -> None:
    begins = datetime(2013, 5, 24, 3, tzinfo=UTC)
    late = a_meeting("late", begins)  # 05:00 in Paris: the end of the quiet hours is too late
    noon = a_meeting("noon", begins + 20 * HOUR)  # a day before: 01:00 in Paris
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [late, noon], NOW)
        await a_chat(connection, 1, "Europe/Paris")
        await subscriptions.subscribe(connection, 1, "all", "", NOW)
        await reminder_settings.set_quiet_hours(connection, 1, 22 * 60, 7 * 60)
        expected = [
            ("late", datetime(2013, 5, 23, 5, tzinfo=UTC)),
            ("noon", datetime(2013, 5, 24, 1 + 4, tzinfo=UTC) - DAY + DAY),
            ("late", begins - HOUR),
            ("noon", begins + 19 * HOUR),
        ]
        found: list[tuple[str, datetime]] = []
        now = NOW
        while (due := await deliveries.next_due(connection, now, EVENT_ZONE)) is not None:
            assert due > now
            now = due
            found += [(each.subject, each.due) for each in await due_at(connection, now)]
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize(
    ("instant", "quiet", "expected"),
    [
        # Until 02:30, which New York leaves out on 10 March: it ends at 03:30.
        (datetime(2013, 3, 10, 6, tzinfo=UTC), (22 * 60, 150), (2013, 3, 10, 7, 30)),
        # Until 01:30, which comes twice on 3 November: at the first; inside the second, not at all.
        (datetime(2013, 11, 3, 4, tzinfo=UTC), (22 * 60, 90), (2013, 11, 3, 5, 30)),
        (datetime(2013, 11, 3, 6, 10, tzinfo=UTC), (22 * 60, 90), (2013, 11, 3, 6, 10)),
        (datetime(2016, 2, 29, 4, tzinfo=UTC), (22 * 60, 7 * 60), (2016, 2, 29, 12, 0)),
    ],
)
def test_quiet_hours_end_once_on_days_when_clocks_change(
    instant: datetime, quiet: tuple[int, int], expected: tuple[int, int, int, int, int]
) -> None:
    end = after_quiet_hours(instant, QuietHours(EVENT_ZONE, *quiet), instant + DAY)
    assert end == datetime(*expected, tzinfo=UTC)


async def test_changed_quiet_hours_and_zones_move_what_waits(database: Database) -> None:
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [of_days("days", date(2013, 5, 29))], NOW)
        await a_chat(connection, 1, "Europe/Paris")
        await subscriptions.subscribe(connection, 1, "all", "", NOW)
        paris = datetime(2013, 5, 28, 7, tzinfo=UTC)
        await reminder_settings.set_quiet_hours(connection, 1, 8 * 60, 10 * 60)
        await deliveries.plan(connection, paris, paris + HOUR, EVENT_ZONE)
        assert await deliveries.claim(connection, paris, 9, 60) == []  # until 10:00
        await reminder_settings.set_quiet_hours(connection, 1, None, None)
        # Its instant is past, and nobody has been reminded.
        await deliveries.plan(connection, paris + 2 * MINUTE, paris + HOUR, EVENT_ZONE)
        await chats.set_time_zone(connection, 1, "America/Lima")
        lima = datetime(2013, 5, 28, 14, tzinfo=UTC)
        assert await due_at(connection, lima - MINUTE) == []
        assert [each.due for each in await due_at(connection, lima)] == [lima]
        await chats.set_time_zone(connection, 1, "America/Los_Angeles")
        assert await due_at(connection, lima + 3 * HOUR) == []


async def test_lead_times_given_up_are_cancelled_and_new_ones_hold_from_now_on(
    database: Database,
) -> None:
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [a_meeting()], NOW)
        await subscriptions.subscribe(connection, 1, "all", "", NOW)
        await deliveries.plan(connection, NOW, BEGINS, EVENT_ZONE)
        chosen = BEGINS - 2 * DAY
        await reminder_settings.set_lead_times(connection, 1, [3600, 7200, 3 * 86400], chosen)
        assert ("reminder", 86400, "cancelled", "unwanted") in await states(connection, 1)
        assert await deliveries.next_due(connection, chosen, EVENT_ZONE) == BEGINS - 2 * HOUR
        await reminder_settings.set_lead_override(connection, 1, "lima", [86400, 1800], chosen)
        await reminder_settings.set_lead_override(connection, 1, "lima", None, BEGINS - 5 * HOUR)
        assert [each.lead for each in await due_at(connection, BEGINS - 4 * HOUR)] == []
        assert [each.lead for each in await due_at(connection, BEGINS - 2 * HOUR)] == [7200]
        await reminder_settings.set_lead_override(connection, 1, "lima", [300], BEGINS - 2 * HOUR)
        assert await reminder_settings.lead_override(connection, 1, "lima") == (300,)
        assert await due_at(connection, BEGINS - HOUR) == []
        assert [each.lead for each in await due_at(connection, BEGINS - 5 * MINUTE)] == [300]


@pytest.mark.parametrize("leads", [(), (299,), (60 * 86400 + 1,), (300, 400, 500, 600, 700, 800)])
async def test_lead_times_have_their_limits(database: Database, leads: tuple[int, ...]) -> None:
    async with database.transaction() as connection:
        with pytest.raises(ValueError, match="lead time"):
            await reminder_settings.set_lead_times(connection, 1, leads, NOW)


async def test_lead_times_that_nobody_has_are_not_looked_for(database: Database) -> None:
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [a_meeting()], NOW)
        await subscriptions.subscribe(connection, 1, "all", "", NOW)
        assert await planning.leads_in_use(connection) == (set(), True)
        await reminder_settings.set_lead_times(connection, 1, [7200], NOW)
        assert await planning.leads_in_use(connection) == ({7200}, False)
        await subscriptions.subscribe(connection, 2, "all", "", NOW)
        assert await planning.leads_in_use(connection) == ({7200}, True)

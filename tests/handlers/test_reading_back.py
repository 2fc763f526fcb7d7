"""What the bot writes of days, hours and durations it can read, in every language."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from content.languages import NAMES
from content.moments import When, read_when
from content.moments.durations import read_delay
from content.moments.hours import read_time
from handlers.reminders.topic import parse_quiet_hours
from handlers.wording import times
from handlers.wording.durations import format_lead_time, format_lead_times, parse_lead_times
from handlers.wording.quiet_hours import quiet_hours
from storage.reminder_settings import ReminderSettings
from tests.factories import a_meeting, a_reader

ZONE = ZoneInfo("Europe/Zurich")
NOW = datetime(2013, 6, 1, 9, tzinfo=UTC)
languages = st.sampled_from(tuple(NAMES))
local_times = st.datetimes(NOW.replace(tzinfo=None), NOW.replace(year=2014, month=5, tzinfo=None))
# The time zone beside an hour is in brackets. Arabic letters are isolated from Latin ones.
ZONE_NAME = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")


def without_zone(text: str) -> str:
    assert ZONE_NAME.search(text), text
    return ZONE_NAME.sub("", text)


@given(languages, local_times)
def test_a_moment(language: str, at: datetime) -> None:
    reader = replace(a_reader(language, NOW), zone=ZONE)
    instant = at.replace(second=0, microsecond=0, tzinfo=UTC)
    local = instant.astimezone(ZONE).replace(tzinfo=None)
    assert read_when(without_zone(times.moment(reader, instant)), ZONE, date(2013, 6, 1)) == When(
        local
    )
    assert read_time(times.hour(reader, local)) == local.time()
    assert read_time(without_zone(times.hour_in_zone(reader, instant))) == local.time()


@given(
    languages, local_times, st.integers(1, 3000),
    st.booleans(),
)  # fmt: skip
def test_the_hours_of_a_meeting(language: str, at: datetime, minutes: int, short: bool) -> None:
    reader = replace(a_reader(language, NOW), zone=ZONE)
    start = at.replace(second=0, microsecond=0)
    end = start + timedelta(minutes=minutes)
    meeting = a_meeting(
        start=start, end=end, time_zone=ZONE.key, kind="regional", deadline=None, prepares=None
    )
    text = without_zone(times.when_text(reader, meeting, short))
    assert read_when(text, ZoneInfo("UTC"), date(2013, 6, 1)) == When(start, end), text


lead_times = st.sampled_from([
    *(minutes * 60 for minutes in (5, 11, 15, 21, 45, 90)),
    *(hours * 3600 for hours in (1, 2, 3, 5, 11, 21)),
    *(days * 86_400 for days in (1, 2, 3, 5, 7, 11, 14, 21, 25, 49)),
])  # fmt: skip


@given(languages, st.sets(lead_times, min_size=1, max_size=5))
def test_lead_times(language: str, leads: set[int]) -> None:
    reader, ordered = a_reader(language), tuple(sorted(leads, reverse=True))
    for lead in leads:
        assert parse_lead_times(format_lead_time(reader, lead)) == (lead,)
    assert parse_lead_times(format_lead_times(reader, ordered)) == ordered


@given(languages, st.integers(0, 1439), st.integers(0, 1439))
def test_quiet_hours_and_the_digest(language: str, begins: int, ends: int) -> None:
    reader = a_reader(language)
    settings = ReminderSettings((3600,), begins, ends, None)
    assert parse_quiet_hours(without_zone(quiet_hours(reader, settings))) == (begins, ends)
    at = read_time(without_zone(times.daily_hour(reader, begins)))
    assert at.hour * 60 + at.minute == begins


@given(languages, st.integers(1, 48 * 60))
def test_how_long_it_is_until_a_meeting(language: str, minutes: int) -> None:
    begins = NOW + timedelta(minutes=minutes)
    reader = a_reader(language, NOW)
    meeting = a_meeting(
        start=begins.replace(tzinfo=None), end=None, time_zone="UTC", prepares=None,
        kind="regional", deadline=None,
    )  # fmt: skip
    text = times.time_until(reader, meeting)
    assert text is not None
    delay = read_delay(text)
    assert delay is not None, text
    assert abs(delay - timedelta(minutes=minutes)) <= timedelta(hours=24)

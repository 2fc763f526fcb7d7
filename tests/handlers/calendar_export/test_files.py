"""Calendar files: programs read from them what the pack says, and nothing invented."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from content.languages import Sentences
from content.model import Meeting
from handlers.calendar_export.files import CalendarEntry, calendar_bytes
from handlers.framework.reader import Reader
from tests.factories import calendar_event, calendar_events, shipped_pack

PACK = shipped_pack()
NOW = datetime(2013, 5, 20, 13, tzinfo=UTC)
READER = Reader("en", ZoneInfo("UTC"), False, NOW, Sentences()["en"], "a_bot")
TIMED = Meeting.model_validate(
    {
        "id": "timed", "title": "Timed", "kind": "rcp", "region": "africa", "city": "Accra",
        "time_zone": "Africa/Accra", "start": "2013-06-03T09:00", "end": "2013-06-03T17:30",
        "source": "Somewhere",
    }
)  # fmt: skip


def changed(**values: object) -> Meeting:
    return Meeting.model_validate(TIMED.model_dump() | values)


def test_a_timed_meeting_has_its_hours_in_its_own_zone() -> None:
    event = calendar_event(changed(time_zone="America/New_York"))
    assert event.decoded("dtstart") == datetime(2013, 6, 3, 9, tzinfo=ZoneInfo("America/New_York"))
    assert event.decoded("dtend").hour == 17
    content = calendar_bytes(
        READER, PACK, [CalendarEntry(changed(time_zone="America/New_York"), 0, NOW)]
    )
    assert b"BEGIN:VTIMEZONE" in content and b"TZID:America/New_York" in content


def test_a_meeting_without_an_hour_takes_whole_days() -> None:
    event = calendar_event(changed(start=date(2013, 6, 3), end=date(2013, 6, 4)))
    assert event.decoded("dtstart") == date(2013, 6, 3)
    assert event.decoded("dtend") == date(2013, 6, 5)  # exclusive


def test_no_closing_hour_is_invented() -> None:
    one_day = calendar_event(changed(end=None))
    assert one_day.decoded("dtstart").hour == 9
    assert "dtend" not in one_day
    several = calendar_event(changed(end=date(2013, 6, 5)))
    assert several.decoded("dtstart") == date(2013, 6, 3)
    assert several.decoded("dtend") == date(2013, 6, 6)
    assert "Begins at 09:00" in several["description"]


@pytest.mark.parametrize(
    ("values", "lead", "trigger"),
    [
        ({}, 3600, timedelta(hours=-1)),
        ({}, 86_400, timedelta(days=-1)),
        # Without an hour: at 09:00, whole days before.
        ({"start": date(2013, 6, 3), "end": date(2013, 6, 4)}, 86_400, timedelta(hours=-15)),
        # The event takes whole days, but the hour is known: an hour before 09:00.
        ({"end": date(2013, 6, 5)}, 3600, timedelta(hours=8)),
    ],
)
def test_alarms_ring_when_the_bot_reminds(
    values: dict[str, object], lead: int, trigger: timedelta
) -> None:
    event = calendar_event(changed(**values), lead_times=(lead,))
    (alarm,) = event.walk("VALARM")
    assert alarm.decoded("trigger") == trigger


def test_a_change_keeps_the_identity_and_raises_the_sequence() -> None:
    before, after = calendar_events(
        CalendarEntry(TIMED, 0, NOW),
        CalendarEntry(changed(title="Renamed"), 3, NOW + timedelta(days=1)),
    )
    assert before["uid"] == after["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 3)
    assert after.decoded("last-modified") > before.decoded("last-modified")


def test_a_cancelled_meeting_says_so_and_does_not_ring() -> None:
    event = calendar_event(TIMED, cancelled=True, lead_times=(3600,))
    assert event["status"] == "CANCELLED"
    assert not event.walk("VALARM")


@example("A\\Nb")
@given(
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=120).filter(
        lambda text: text.strip() and "\n" not in text
    )
)
def test_no_title_breaks_out_of_its_line(title: str) -> None:
    meeting = TIMED.model_copy(update={"title": title})
    (event,) = calendar_events(CalendarEntry(meeting, 0, NOW))
    assert event["uid"].startswith("timed@")
    expected = "".join(character for character in title if character >= " ").replace("\\N", "\\n")
    assert str(event["summary"]).split() == expected.split()


def test_every_meeting_of_the_pack_is_read_back() -> None:
    events = calendar_events(
        *(CalendarEntry(meeting, 0, NOW, lead_times=(86_400, 3600)) for meeting in PACK.meetings)
    )
    assert [str(event["summary"]) for event in events] == [
        meeting.title for meeting in PACK.meetings
    ]

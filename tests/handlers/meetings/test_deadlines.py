"""Deadlines: an instant or a day, with words of their own; they never “take place”."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from content.model import Meeting, Pack
from handlers.framework.reply import Paragraph, Reply
from handlers.meetings import meeting_line
from handlers.meetings.filters import MeetingFilter
from handlers.meetings.meeting_list import meetings_view
from handlers.meetings.meeting_screen import meeting_view
from handlers.meetings.now_next_today import next_view, now_view, today_view
from handlers.reminders.notices import change_view, reminder_view
from handlers.wording import labels, times
from tests.factories import NEW_YORK, a_meeting, a_reader, calendar_event, shipped_pack, text_of

HOUR = "2013-06-03T18:00"
DAY = "2013-06-03"
BEFORE = datetime(2013, 6, 1, 12, tzinfo=UTC)
ON_THE_DAY = datetime(2013, 6, 3, 14, tzinfo=UTC)
AFTER = datetime(2013, 6, 4, 12, tzinfo=UTC)


def a_deadline(start: str = HOUR, deadline: str = "due", **values: Any) -> Meeting:
    given = {
        "id": "papers", "title": "Papers for Accra", "kind": "papers", "region": "africa",
        "time_zone": "America/New_York", "start": start, "deadline": deadline, "source": "a letter",
    }  # fmt: skip
    return Meeting.model_validate(given | values)


def a_pack(*more: Meeting) -> Pack:
    pack = shipped_pack()
    fields: dict[str, Any] = {name: getattr(pack, name) for name in Pack.model_fields}
    fields |= {
        "kinds": {**pack.kinds, "papers": "Papers due"}, "deadlines": {"papers": "due"},
        "meetings": (*pack.meetings, *more),
    }  # fmt: skip
    return Pack(**fields)


def test_its_kind_makes_it_a_deadline_whatever_is_stored() -> None:
    stored = a_deadline(city="Accra", deadline=None)
    found = a_pack(stored).meeting("papers")
    assert found is not None and found.deadline == "due"
    stored = a_meeting(deadline="closes")
    found = a_pack(stored).meeting("accra")
    assert found is not None and found.deadline is None


def test_it_is_over_at_its_instant_or_with_its_day() -> None:
    timed, of_day = a_deadline(), a_deadline(DAY)
    assert timed.opens == timed.closes == timed.begins == datetime(2013, 6, 3, 22, tzinfo=UTC)
    assert of_day.begins is None
    assert of_day.closes == datetime(2013, 6, 4, 4, tzinfo=UTC)
    # One that was stored before its kind became a deadline may have an end.
    assert a_deadline(end="2013-06-09").last_day == date(2013, 6, 3)


@pytest.mark.parametrize(
    ("deadline", "label", "sentence", "past_label"),
    [
        ("due", "Due:", "Due in 2 days.", "Was due:"),
        ("opens", "Opens:", "Opens in 2 days.", "Opened:"),
        ("closes", "Closes:", "Closes in 2 days.", "Closed:"),
    ],
)
@pytest.mark.parametrize("start", [HOUR, DAY])
def test_its_labels_are_those_of_its_kind_of_deadline(
    start: str, deadline: str, label: str, sentence: str, past_label: str
) -> None:
    meeting = a_deadline(start, deadline)
    pack = a_pack(meeting)
    for now, wanted in ((BEFORE, label), (AFTER, past_label)):
        text = text_of(meeting_view(a_reader(now=now), pack, meeting))
        assert wanted in text and "Papers for Accra" in text
        for other in (
            "Begins",
            "Took place",
            "Where",
            "in progress",
            "When:",
            "Now:",
            "from 18:00",
        ):
            assert other not in text
        assert ("18:00 (New York time)" in text) is (start == HOUR)
    reminded = text_of(reminder_view(a_reader(now=BEFORE), meeting, 86_400, False, None))
    assert sentence in reminded and label in reminded and "Where" not in reminded
    changed = text_of(
        change_view(a_reader(now=BEFORE), meeting, a_deadline("2013-06-05", deadline))
    )
    assert f"{label[:-1]} (before):" in changed


@pytest.mark.parametrize(
    ("start", "now", "expected"),
    [
        (HOUR, BEFORE, "in 2 days"),
        (HOUR, ON_THE_DAY, "in 8 hours"),
        (HOUR, datetime(2013, 6, 3, 22, tzinfo=UTC), None),
        (DAY, BEFORE, "in 2 days"),
        (DAY, ON_THE_DAY, "today"),
        (DAY, datetime(2013, 6, 4, 3, 59, tzinfo=UTC), "today"),
        (DAY, datetime(2013, 6, 4, 4, tzinfo=UTC), None),
    ],
)
def test_how_long_until(start: str, now: datetime, expected: str | None) -> None:
    assert times.time_until(a_reader(now=now, zone=NEW_YORK), a_deadline(start)) == expected


def test_lists_show_it_without_a_place() -> None:
    reader = a_reader(now=BEFORE)
    shown = text_of(Reply((Paragraph(meeting_line(reader, a_deadline())),)))
    assert "None" not in shown and "·  ·" not in shown
    label = labels.meeting_label(reader, a_pack(), a_deadline(title="x" * 120), 2013)
    assert label.startswith("x" * 40) and "… · " in label and len(label) <= 64
    pack = a_pack(a_deadline(title="x" * 120))
    assert len(labels.label(reader, pack, "meeting-papers")) <= 64
    assert "None" not in labels.shortest_label(reader, pack, "meeting-papers")


@pytest.mark.parametrize("start", [HOUR, DAY, "2013-06-03T00:00"])
def test_it_comes_next_and_today_but_is_never_on(start: str) -> None:
    pack = a_pack(a_deadline(start))
    assert "Papers for Accra" in text_of(next_view(a_reader(now=BEFORE), pack))
    on_the_day = a_reader(now=ON_THE_DAY)
    assert "Papers for Accra" in text_of(today_view(on_the_day, pack))
    assert "No meeting is in progress." in text_of(now_view(on_the_day, pack))
    tomorrow = a_reader(now=datetime(2013, 6, 4, 14, tzinfo=UTC))
    assert "Papers for Accra" not in text_of(today_view(tomorrow, pack))


def test_a_list_of_deadlines_has_a_title_of_its_own() -> None:
    pack = a_pack(a_deadline())
    to_come = MeetingFilter(False, "kind", "papers")
    ahead = text_of(meetings_view(a_reader(now=BEFORE), pack, to_come))
    assert "Upcoming deadlines" in ahead and "Papers due" in ahead
    past = MeetingFilter(True, "kind", "papers")
    assert "Past deadlines" in text_of(meetings_view(a_reader(now=AFTER), pack, past))


def test_in_a_calendar_it_takes_no_time() -> None:
    timed = calendar_event(a_deadline(), lead_times=(3600,))
    assert timed.decoded("dtstart") == datetime(2013, 6, 3, 18, tzinfo=NEW_YORK)
    assert "dtend" not in timed and "duration" not in timed and "location" not in timed
    assert timed["transp"] == "TRANSPARENT"
    assert "Begins" not in timed["description"]
    assert len(timed.walk("VALARM")) == 1
    of_day = calendar_event(a_deadline(DAY))
    assert of_day.decoded("dtstart") == date(2013, 6, 3)
    assert of_day.decoded("dtend") == date(2013, 6, 4)  # exclusive: one day

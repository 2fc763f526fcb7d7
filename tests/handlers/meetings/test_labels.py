"""Buttons of a list of meetings: no two are alike."""

from __future__ import annotations

from datetime import UTC, datetime

from content.model import Pack
from handlers.meetings.now_next_today import next_view, today_view
from handlers.wording.labels import entry_labels, meeting_labels
from tests.factories import a_meeting, a_reader, shipped_pack, text_of

MORNING = a_meeting(
    id="morning", title="Hearing of the cities", start="2013-06-03T09:00", end="2013-06-03T12:00"
)
AFTERNOON = a_meeting(
    id="afternoon", title="Hearing of the cities", start="2013-06-03T15:00", end="2013-06-03T18:00"
)
DAY = a_meeting(id="day", title="Exhibition", start="2013-06-03", end=None)


def test_meetings_in_one_city_on_one_day_are_told_apart() -> None:
    names = meeting_labels(a_reader(), shipped_pack(), (MORNING, AFTERNOON, DAY), 2013)
    assert names == [
        "05:00 (New York time) · Hearing of the cities",
        "11:00 (New York time) · Hearing of the cities",
        "Exhibition",
    ]


def test_labels_that_are_unlike_stay_short() -> None:
    other = a_meeting(id="other", start="2013-06-04", end=None)
    assert meeting_labels(a_reader(), shipped_pack(), (MORNING, other), 2013) == [
        "Accra · Mon 3 Jun", "Accra · Tue 4 Jun",
    ]  # fmt: skip


def test_other_entries_keep_their_labels_and_their_order() -> None:
    pack = shipped_pack()
    ids = ["rt2", "meeting-global-rcp-lima-2013", "rec-3-2"]
    labelled = entry_labels(a_reader(), pack, ids)
    assert [entry_id for _label, entry_id in labelled] == ids
    assert labelled[1][0] == "Lima · Wed 22 May"
    assert labelled[2][0].startswith("3.2 ")


def test_a_day_of_many_meetings_is_shown_by_the_page() -> None:
    many = tuple(
        a_meeting(id=f"room-{number:02}", title=f"Room {number:02}", start="2013-06-03", end=None)
        for number in range(12)
    )
    fields = {name: getattr(shipped_pack(), name) for name in Pack.model_fields}
    pack = Pack(**{**fields, "meetings": many, "links": ()})
    reader = a_reader(now=datetime(2013, 6, 3, 12, tzinfo=UTC))
    seen = [text_of(today_view(reader, pack, page)) for page in (1, 2, 3)]
    assert all(any(f"Room {number:02}<" in text for text in seen) for number in range(12))
    # All are in one city, so that its name would tell nothing.
    labels = {
        button.label.partition(" · ")[0]
        for row in today_view(reader, pack).buttons
        for button in row
    }
    assert {"Room 00", "Room 04", "Next page ›"} <= labels and "Room 05" not in labels
    before = a_reader(now=datetime(2013, 5, 3, 12, tzinfo=UTC))
    assert "Next page ›" in {
        button.label for row in next_view(before, pack).buttons for button in row
    }

"""Links to calendars on the web and to a map: the right instants, escaped, and short enough."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from content.model import Meeting
from handlers.framework.reply import Open
from handlers.meetings.meeting_screen import meeting_view
from handlers.meetings.web_links import (
    MAX_LINK_CHARACTERS,
    google_calendar_link,
    map_buttons,
    outlook_calendar_link,
)
from handlers.reminders.notices import new_meeting_view, reminder_view
from tests.factories import AFTER, BOT, a_meeting, a_reader, shipped_pack


def query(link: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}


@pytest.mark.parametrize(
    ("meeting", "google", "outlook"),
    [
        # Lima is five hours behind UTC.
        (
            a_meeting(start="2013-05-22T21:30", end="2013-05-22T23:00", time_zone="America/Lima"),
            "20130523T023000Z/20130523T040000Z",
            ("2013-05-23T02:30:00Z", "2013-05-23T04:00:00Z", None),
        ),
        # Without a closing hour none is invented.
        (
            a_meeting(start="2013-06-03T09:00", end=None, time_zone="Africa/Accra"),
            "20130603T090000Z/20130603T090000Z",
            ("2013-06-03T09:00:00Z", "2013-06-03T09:00:00Z", None),
        ),
        # Whole days, whose end is exclusive.
        (
            a_meeting(start="2013-06-03", end="2013-06-04"),
            "20130603/20130605",
            ("2013-06-03", "2013-06-05", "true"),
        ),
        (
            a_meeting(start="2013-06-03T09:00", end="2013-06-04"),
            "20130603/20130605",
            ("2013-06-03", "2013-06-05", "true"),
        ),
    ],
)
def test_calendars_get_the_instants_in_utc_or_whole_days(
    meeting: Meeting, google: str, outlook: tuple[str, str, str | None]
) -> None:
    assert query(google_calendar_link(a_reader(), meeting))["dates"] == google
    found = query(outlook_calendar_link(a_reader(), meeting))
    assert (found["startdt"], found["enddt"], found.get("allday")) == outlook


def test_what_a_meeting_says_is_escaped() -> None:
    meeting = a_meeting(title="A & B = C? #1 + ü", venue="Hall <1>")
    found = query(google_calendar_link(a_reader(), meeting))
    assert found["action"] == "TEMPLATE"
    assert found["text"] == "A & B = C? #1 + ü"
    assert found["location"] == "Hall <1>, Accra, Ghana"
    assert found["details"] == f"https://t.me/{BOT}?start=meeting-accra"
    assert query(outlook_calendar_link(a_reader(), meeting))["subject"] == "A & B = C? #1 + ü"
    (shown,) = map_buttons(a_reader(), meeting)
    assert query(shown.url) == {"api": "1", "query": "Hall <1>, Accra, Ghana"}


@pytest.mark.parametrize("letter", ["x", "я", "会", "😀"])
def test_links_stay_short_in_every_script(letter: str) -> None:
    meeting = a_meeting(title=letter * 120, venue=letter * 120)
    links = [google_calendar_link(a_reader(), meeting), outlook_calendar_link(a_reader(), meeting)]
    links += [button.url for button in map_buttons(a_reader(), meeting)]
    assert max(map(len, links)) <= MAX_LINK_CHARACTERS


def test_without_a_place_there_is_no_map() -> None:
    assert map_buttons(a_reader(), a_meeting(venue=None, city=None, country=None)) == ()


def opened(buttons: tuple[tuple[object, ...], ...]) -> list[str]:
    return [button.label for row in buttons for button in row if isinstance(button, Open)]


def test_a_meeting_that_is_over_goes_into_no_calendar_on_the_web() -> None:
    pack, meeting = shipped_pack(), a_meeting()
    every = ["Google Calendar", "Outlook", "Map"]
    assert opened(meeting_view(a_reader(), pack, meeting).buttons) == every
    assert opened(meeting_view(a_reader(now=AFTER), pack, meeting).buttons) == ["Map"]
    cancelled = a_meeting(cancelled=True)
    assert opened(meeting_view(a_reader(), pack, cancelled).buttons) == ["Map"]


def test_notices_lead_to_the_place_and_new_ones_into_calendars() -> None:
    reader, meeting = a_reader(), a_meeting()
    assert opened(reminder_view(reader, meeting, 3600, False, None).buttons) == ["Map"]
    new = new_meeting_view(reader, meeting, "all meetings")
    assert sorted(opened(new.buttons)) == ["Google Calendar", "Map", "Outlook"]

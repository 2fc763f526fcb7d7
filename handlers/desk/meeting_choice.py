"""Choosing one meeting of a large programme: by day, by words, and by labels that no two share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from content.model import Meeting, Pack
from content.typed_words import folded
from handlers.framework.places import PAGE_SIZE
from handlers.framework.reader import Reader
from handlers.wording import labels, times

_KEY_FORMAT = "%Y%m%d"
DAYS_PER_PAGE = 8


def key_of_day(day: date) -> str:
    """Return the name of a day in places and buttons."""
    return day.strftime(_KEY_FORMAT)


def names_of(reader: Reader, pack: Pack, meetings: Sequence[Meeting]) -> list[str]:
    """Return the label of each meeting: its title, with its hour in a list of one day and else
    with its day."""
    return labels.meeting_labels(reader, pack, meetings, reader.today.year, by_title=True)


def is_large(meetings: Sequence[Meeting]) -> bool:
    """Return whether a list of meetings is easier to read by day."""
    days = {meeting.first_day for meeting in meetings}
    return len(meetings) > PAGE_SIZE and len(days) > 1


def days_of(reader: Reader, meetings: Sequence[Meeting]) -> list[tuple[str, str]]:
    """Return the label and the key of each day on which one of the meetings begins. The label
    ends with their number."""
    numbers = Counter(meeting.first_day for meeting in meetings)
    return [
        (
            reader.annotated(times.short_day(reader, day, reader.today.year), str(number)),
            key_of_day(day),
        )
        for day, number in sorted(numbers.items())
    ]


def on_day(meetings: Sequence[Meeting], key: str) -> list[Meeting]:
    """Return the meetings that begin on a day, the earliest first."""
    found = [meeting for meeting in meetings if key_of_day(meeting.first_day) == key]
    return sorted(found, key=lambda meeting: (meeting.opens, meeting.room or "", meeting.id))


def find_meetings(meetings: Sequence[Meeting], words: str) -> list[Meeting]:
    """Return the meeting that has this id or title, or else those whose title, room and track have
    all the words."""
    wanted = folded(words)
    exact = [meeting for meeting in meetings if wanted in (meeting.id, folded(meeting.title))]
    parts = wanted.split()
    if exact or not parts:
        return exact
    return [meeting for meeting in meetings if all(part in _text(meeting) for part in parts)]


def _text(meeting: Meeting) -> str:
    return folded(" ".join(filter(None, (meeting.title, meeting.room, meeting.track, meeting.id))))

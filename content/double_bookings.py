"""Finds meetings that have the same room, or the same people, at the same time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from content.model import Meeting

# A meeting without an end is taken to last this long.
_UNKNOWN_LENGTH = timedelta(minutes=1)


def double_bookings(meetings: Iterable[Meeting]) -> Iterator[tuple[Meeting, Meeting]]:
    """Yield each meeting that has its room together with one that began before it, and that one.

    Of several such others, the one that began first is told. Cancelled meetings, deadlines, and
    meetings without a room or an hour occupy no room. Nor do a meeting and its parent clash.
    """
    in_rooms: dict[tuple[str, ...], list[Meeting]] = {}
    for meeting in meetings:
        if meeting.room and _takes_time(meeting):
            in_rooms.setdefault(_place(meeting), []).append(meeting)
    for others in in_rooms.values():
        yield from _overlapping(others)


def double_booked_people(meetings: Iterable[Meeting]) -> Iterator[tuple[Meeting, Meeting, str]]:
    """Yield each meeting with one that began before it and has the same person, and the name.

    People are told apart by their names. Which meetings count is as in `double_bookings`.
    """
    of_people: dict[str, list[Meeting]] = {}
    names: dict[str, str] = {}
    for meeting in meetings:
        if meeting.people and _takes_time(meeting):
            for key, name in {
                _folded(person.name): person.name for person in meeting.people
            }.items():
                names.setdefault(key, name)
                of_people.setdefault(key, []).append(meeting)
    for key, theirs in of_people.items():
        for meeting, other in _overlapping(theirs):
            yield meeting, other, names[key]


def _takes_time(meeting: Meeting) -> bool:
    return meeting.begins is not None and not (meeting.cancelled or meeting.deadline)


def _overlapping(meetings: list[Meeting]) -> Iterator[tuple[Meeting, Meeting]]:
    running: list[Meeting] = []
    for meeting in sorted(meetings, key=lambda meeting: (meeting.opens, meeting.id)):
        running = [other for other in running if _end(other) > meeting.opens]
        for other in running:
            if meeting.id not in (other.id, other.parent) and other.id != meeting.parent:
                yield meeting, other
                break
        running.append(meeting)


def _place(meeting: Meeting) -> tuple[str, ...]:
    return tuple(_folded(part or "") for part in (meeting.room, meeting.venue, meeting.city))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _end(meeting: Meeting) -> datetime:
    known = isinstance(meeting.end, datetime)
    return meeting.closes if known else meeting.opens + _UNKNOWN_LENGTH

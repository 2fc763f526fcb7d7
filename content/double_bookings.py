"""Finds meetings that have the same room at the same time."""

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
        if meeting.room and meeting.begins and not (meeting.cancelled or meeting.deadline):
            in_rooms.setdefault(_place(meeting), []).append(meeting)
    for others in in_rooms.values():
        others.sort(key=lambda meeting: (meeting.opens, meeting.id))
        running: list[Meeting] = []
        for meeting in others:
            running = [other for other in running if _end(other) > meeting.opens]
            for other in running:
                if meeting.id not in (other.id, other.parent) and other.id != meeting.parent:
                    yield meeting, other
                    break
            running.append(meeting)


def _place(meeting: Meeting) -> tuple[str, ...]:
    parts = (meeting.room, meeting.venue, meeting.city)
    return tuple(" ".join((part or "").casefold().split()) for part in parts)


def _end(meeting: Meeting) -> datetime:
    known = isinstance(meeting.end, datetime)
    return meeting.closes if known else meeting.opens + _UNKNOWN_LENGTH

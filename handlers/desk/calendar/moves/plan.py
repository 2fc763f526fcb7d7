"""What a draft would do to the calendar as it is now.

Times move on the clock of each meeting's own venue: ten o'clock becomes eleven o'clock, also when
the clocks change in between. An hour that the clocks skip becomes as much later, and of an hour
that comes twice the first counts, as everywhere in the program.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from content.double_bookings import double_booked_people, double_bookings
from content.model import Meeting
from handlers.desk.calendar.moves.draft import Draft, rooms_by_meeting
from handlers.meetings.conversion import meeting_of, meeting_of_revision, row_of
from storage.meetings import KeptMeeting, MadeChange, MeetingRow, notifies_subscribers

_FINGERPRINT_CHARACTERS = 12
_ONE_DAY = timedelta(days=1)
_PLACE_FIELDS = ("room", "venue")


@dataclass(frozen=True)
class Move:
    """A meeting before and after; `kept` is its row before."""

    kept: KeptMeeting
    before: Meeting
    after: Meeting


@dataclass(frozen=True)
class Plan:
    """What would be saved, and what is left out.

    `left_out` are the titles by reason: begun (or over), no-hour (only its day is known), deadline
    (it has no room), over (it would be over by now), same (nothing changes), changed (again since
    the act that is undone), gone (cancelled or not in the calendar any more) or invalid. The
    clashes concern at least one meeting that is moved.
    """

    moves: tuple[Move, ...]
    left_out: Mapping[str, Sequence[str]]
    begun: tuple[str, ...]  # titles of those moved that have begun or are over
    rooms: tuple[tuple[Meeting, Meeting], ...]
    people: tuple[tuple[Meeting, Meeting, str], ...]

    @property
    def fingerprint(self) -> str:
        """A hash of all that would be written, and of what has begun. Two plans with the same one
        do the same."""
        written: list[object] = [
            (move.kept.id, move.kept.revision, move.after.model_dump_json()) for move in self.moves
        ]
        written += self.begun
        return hashlib.sha256(json.dumps(written).encode()).hexdigest()[:_FINGERPRINT_CHARACTERS]

    def rows(self) -> list[MeetingRow]:
        return [row_of(move.after) for move in self.moves]

    def noticed_rows(self, now: datetime) -> list[MeetingRow]:
        """Return the rows of the meetings whose subscribers get a notice."""
        return [
            row
            for move, row in zip(self.moves, self.rows(), strict=True)
            if notifies_subscribers(move.kept, row) and max(move.kept.closes, row.closes) > now
        ]


def make_plan(
    draft: Draft,
    kept: Mapping[str, KeptMeeting],
    calendar: Iterable[Meeting],
    now: datetime,
    made: Sequence[MadeChange] = (),
) -> Plan:
    """Apply a draft to the meetings as they are stored.

    `kept` has the rows of the draft's meetings that are still there, `calendar` all meetings,
    `made` the changes that are to be undone.
    """
    wanted: list[tuple[KeptMeeting, Meeting | str]] = []
    gone = [id for id in draft.meeting_ids if id not in kept]
    match draft.action:
        case "swap" if not gone:
            wanted = _swapped(draft, kept)
        case "shift":
            wanted = _shifted(draft, kept, now)
        case "undo":
            wanted = [(kept[change.meeting_id], _undone(change)) for change in made
                      if change.meeting_id in kept]  # fmt: skip
    moves: list[Move] = []
    left_out: dict[str, list[str]] = {"gone": gone} if gone else {}
    for row, after in wanted:
        before = meeting_of(row)
        if before.cancelled:
            after = "gone"
        elif isinstance(after, Meeting) and after == before:
            after = "same"
        elif isinstance(after, Meeting) and after.closes <= now:
            after = "over"
        if isinstance(after, str):
            left_out.setdefault(after, []).append(before.title)
        else:
            moves.append(Move(row, before, after))
    if draft.action == "swap" and set(left_out) - {"same"}:
        moves = []  # half a swap is none
    return _with_clashes(moves, left_out, calendar, now)


def _with_clashes(
    moves: Sequence[Move],
    left_out: Mapping[str, Sequence[str]],
    calendar: Iterable[Meeting],
    now: datetime,
) -> Plan:
    moved = {move.after.id: move.after for move in moves}
    after = list(({meeting.id: meeting for meeting in calendar} | moved).values())
    return Plan(
        tuple(moves),
        left_out,
        tuple(move.before.title for move in moves if move.before.opens <= now),
        tuple(pair for pair in double_bookings(after) if {pair[0].id, pair[1].id} & moved.keys()),
        tuple(
            clash
            for clash in double_booked_people(after)
            if {clash[0].id, clash[1].id} & moved.keys()
        ),
    )


def swappable(one: Meeting, other: Meeting) -> list[str]:
    """Return what two meetings can swap: rooms, hours, both.

    Rooms are swapped within a city, because another one has other clocks.
    """
    choices: list[str] = []
    city = (one.city, one.country, one.time_zone) == (other.city, other.country, other.time_zone)
    if city and _values(one, _PLACE_FIELDS) != _values(other, _PLACE_FIELDS):
        choices.append("rooms")
    if (one.opens, one.closes) != (other.opens, other.closes):
        choices.append("hours")
    return [*choices, "both"] if len(choices) == 2 else choices


def _swapped(
    draft: Draft, kept: Mapping[str, KeptMeeting]
) -> list[tuple[KeptMeeting, Meeting | str]]:
    rows = [kept[id] for id in draft.meeting_ids]
    one, other = map(meeting_of, rows)
    if draft.what not in swappable(one, other):
        return [(row, "same") for row in rows]
    pairs = ((rows[0], one, other), (rows[1], other, one))
    return [(row, _in_place_of(draft.what, mine, theirs)) for row, mine, theirs in pairs]


def _in_place_of(what: str, meeting: Meeting, other: Meeting) -> Meeting | str:
    """Return a meeting in the room or at the hours of another one, from its beginning to its
    end, by the clock of its own venue."""
    changed: dict[str, Any] = {}
    if what in ("rooms", "both"):
        changed |= {name: getattr(other, name) for name in _PLACE_FIELDS}
    if what in ("hours", "both"):
        changed |= {
            "start": _by_clock(other.start, other, meeting.zone),
            "end": _by_clock(other.end, other, meeting.zone),
        }
    return _changed(meeting, changed)


def _by_clock(moment: date | None, meeting: Meeting, zone: ZoneInfo) -> date | None:
    """Return a local time of a meeting by the clock of another zone; days stay."""
    if not isinstance(moment, datetime) or meeting.zone == zone:
        return moment
    return moment.replace(tzinfo=meeting.zone).astimezone(zone).replace(tzinfo=None)


def _shifted(
    draft: Draft, kept: Mapping[str, KeptMeeting], now: datetime
) -> list[tuple[KeptMeeting, Meeting | str]]:
    rows = [kept[id] for id in draft.meeting_ids if id in kept]
    planned = [row for row in rows if row.status == "planned"]
    if draft.what != "day":
        return [(row, _shifted_one(draft, meeting_of(row))) for row in rows]
    if not planned:
        return [(row, "gone") for row in rows]
    # All move by as many days as the first of them.
    days = date.fromisoformat(draft.value) - min(row.first_day for row in planned)
    return [(row, later(meeting_of(row), days)) for row in rows]


def _shifted_one(draft: Draft, meeting: Meeting) -> Meeting | str:
    if draft.what == "room":
        return "deadline" if meeting.deadline else _changed(meeting, {"room": draft.value})
    if draft.what == "each":
        room = rooms_by_meeting(draft).get(meeting.id)
        if room is None:
            return "same"
        return "deadline" if meeting.deadline else _changed(meeting, {"room": room})
    return later(meeting, timedelta(minutes=int(draft.value)))


def later(meeting: Meeting, by: timedelta) -> Meeting | str:
    """Return a meeting that begins later, or earlier, by the clock of its venue, and lasts as long
    as before; or the reason why it cannot."""
    start: date
    if isinstance(meeting.start, datetime):
        start = _on_clock(meeting.start + by, meeting.zone)
    elif by % _ONE_DAY:
        return "no-hour"
    else:
        start = meeting.start + by
    end = meeting.end_if_moved(start)
    if isinstance(end, datetime):
        end = _on_clock(end, meeting.zone)
    return _changed(meeting, {"start": start, "end": end})


def _on_clock(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return a local time, or as much later if the clocks skip it."""
    return moment.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None)


def _undone(change: MadeChange) -> Meeting | str:
    if change.current_revision != change.made.number:
        return "changed"
    return "gone" if change.before is None else meeting_of_revision(change.before)


def _changed(meeting: Meeting, values: Mapping[str, Any]) -> Meeting | str:
    fields = {name: getattr(meeting, name) for name in Meeting.model_fields}
    try:
        return Meeting.model_validate({**fields, **values})
    except ValidationError:
        return "invalid"


def _values(meeting: Meeting, names: Sequence[str]) -> tuple[object, ...]:
    return tuple(getattr(meeting, name) for name in names)

"""An event of an iCalendar file: its properties, checked, as Python values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from icalendar import Component, vDDDTypes
from icalendar.prop import vDDDLists

from content.calendars.entries import (
    FIRST_YEAR,
    LAST_YEAR,
    LONGEST_MEETING,
    Unreadable,
)
from content.calendars.outline import Block
from content.calendars.time_zones import DefinedZone, duration, iana, instant, local
from content.characters import is_visible, without_direction_controls

_MAX_LINE_CHARACTERS = 20_000  # of a property that is read, unfolded
_MAX_EXCLUDED = 400  # EXDATEs of an event
_MAX_SEQUENCE = 10**9
_SINGLE_PROPERTIES = (
    "UID", "SUMMARY", "DTSTART", "DTEND", "DURATION", "LOCATION", "STATUS", "SEQUENCE", "URL",
    "RRULE", "RECURRENCE-ID",
)  # fmt: skip

# A date or time, and the zone of its clocks: None for a date, for a time in UTC (which is aware)
# and for a time without a zone.
Moment = tuple[date, str | None]


@dataclass(frozen=True)
class Times:
    """`zone` is that of the clocks that show start and end, None if the file names none. `end`
    includes the last day. `ends` is False if the file gives no end."""

    start: date
    end: date | None
    ends: bool
    zone: str | None


@dataclass(frozen=True)
class Event:
    """A VEVENT, with its text for the lines of complaints, and the zones that its file defines.

    All that reads a property raises Unreadable if it is malformed.
    """

    block: Block
    component: Component
    zones: Mapping[str, DefinedZone]

    @property
    def line(self) -> int:
        return self.block.line

    def __contains__(self, name: str) -> bool:
        return name in self.component

    def check(self) -> None:
        """Raise Unreadable for a line that is no property, or a property that occurs twice."""
        for name, message in self.component.errors:
            if name is None:
                line = self.block.line_in(message)
                raise Unreadable("no-property", line, self.block.own_lines.get(line, message))
        for name in _SINGLE_PROPERTIES:
            if isinstance(self.component.get(name), list):
                raise Unreadable("twice", self.block.line_of(name, 1), name)

    def text(self, name: str, longest: int) -> str:
        """A property as text on one line, of at most `longest` characters; empty if missing."""
        written = without_direction_controls(str(self.component.get(name, "")))
        text = " ".join(written.split()) if is_visible(written) else ""
        if len(text) > _MAX_LINE_CHARACTERS:
            raise Unreadable("long-line", self.block.line_of(name), text, _MAX_LINE_CHARACTERS)
        if len(text) > longest:
            raise Unreadable("long-text", self.block.line_of(name), text, longest)
        return text

    def sequence(self) -> int:
        value = self.component.get("SEQUENCE")
        return int(value) if isinstance(value, int) and 0 <= value < _MAX_SEQUENCE else 0

    def moment(self, name: str) -> Moment:
        """The date or time of a property that is there."""
        value = self.component[name]
        moments = self._moments(name, value)
        if len(moments) != 1:
            raise Unreadable("no-moment", self.block.line_of(name), as_written(value))
        return moments[0]

    def excluded(self, zone: str | None) -> set[date]:
        """The EXDATEs, as dates or as naive times on the clocks of `zone`."""
        found: set[date] = set()
        values = self.component.get("EXDATE", [])
        for index, value in enumerate(values if isinstance(values, list) else [values]):
            for at, its in self._moments("EXDATE", value, index):
                if isinstance(at, datetime):
                    if zone is not None and (its or at.tzinfo):
                        at = local(instant(at, its or "UTC"), zone)
                    at = at.replace(tzinfo=None)
                found.add(at)
                if len(found) > _MAX_EXCLUDED:
                    line = self.block.line_of("EXDATE", index)
                    raise Unreadable("too-often", line, number=_MAX_EXCLUDED)
        return found

    def times(self, title: str) -> Times:
        """When it starts and ends. `title` is quoted in complaints."""
        if "DTSTART" not in self:
            raise Unreadable("no-start", self.line, title)
        start, zone = self.moment("DTSTART")
        end: date | None = None
        line = self.line
        if "DTEND" in self:
            line = self.block.line_of("DTEND")
            end = _comparable(*self.moment("DTEND"), start, zone)
            if end is None:
                raise Unreadable("ends-oddly", line, title)
        elif "DURATION" in self:
            line = self.block.line_of("DURATION")
            length = self._length()
            end = start + length
            if isinstance(start, datetime) and zone:
                # An hour is an hour, even while the clocks change.
                end = local(instant(start, zone) + length, zone)
        ends = end is not None
        if end is not None and not isinstance(end, datetime) and end > start:
            end -= timedelta(days=1)  # RFC 5545: DTEND is exclusive
        if end is not None:
            if duration(start, end) < timedelta():
                raise Unreadable("ends-before", line, title)
            if duration(start, end) > LONGEST_MEETING:
                raise Unreadable("too-long", line, title)
            if not duration(start, end):
                end = None
        return Times(start, end, ends, zone)

    def _length(self) -> timedelta:
        value = self.component["DURATION"]
        length = _values(value)[0]
        if not isinstance(length, timedelta) or not timedelta() <= length <= LONGEST_MEETING:
            raise Unreadable("no-duration", self.block.line_of("DURATION"), as_written(value))
        return length

    def _moments(self, name: str, value: Any, index: int = 0) -> list[Moment]:
        """The dates or times that a property holds, if it is the one of this `index` among those
        of its name."""
        tzid = str(value.params.get("TZID", ""))
        found: list[Moment] = []
        for at in _values(value):
            if not isinstance(at, date):
                raise Unreadable("no-moment", self.block.line_of(name, index), as_written(value))
            if not FIRST_YEAR < at.year < LAST_YEAR:
                raise Unreadable("year", self.block.line_of(name, index), at.isoformat())
            zone = None
            if isinstance(at, datetime) and at.tzinfo is None and tzid:
                zone = iana(tzid, self.zones)
                if zone is None:
                    raise Unreadable("zone", self.block.line_of(name, index), tzid)
            found.append((at, zone))
        return found


def as_written(value: Any) -> str:
    """The value of a property as the file writes it."""
    return str(value) if isinstance(value, str) else str(value.to_ical(), "utf-8", "replace")


def _values(value: Any) -> list[object]:
    """The dates, times or durations of a property; at least one, which is a str if malformed."""
    if isinstance(value, vDDDTypes | vDDDLists) and value.dts:
        return [part.dt for part in value.dts]
    # The library refuses values with spaces around them.
    text = ",".join(part.strip() for part in str(value).split(","))
    try:
        return list(vDDDLists.from_ical(text))  # type: ignore[no-untyped-call]
    except (ValueError, OverflowError):
        return [text]


def _comparable(end: date, its: str | None, start: date, zone: str | None) -> date | None:
    """An end on the clocks of the start, or None if the two cannot be compared. `its` and `zone`
    are the zones of end and start."""
    if not isinstance(end, datetime) or not isinstance(start, datetime):
        return end if isinstance(end, datetime) == isinstance(start, datetime) else None
    if (its, end.tzinfo is None) == (zone, start.tzinfo is None):
        return end
    if not (its or end.tzinfo) or not (zone or start.tzinfo):
        return None
    at = instant(end, its or "UTC")
    return at if zone is None else local(at, zone)

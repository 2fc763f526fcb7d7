"""An event of an iCalendar file: its properties, checked, as Python values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from icalendar import Component, vDDDTypes
from icalendar.prop import vDDDLists

from content.calendars.entries import (
    FIRST_YEAR,
    LAST_YEAR,
    LONGEST_MEETING,
    MAX_UID_CHARACTERS,
    Unreadable,
)
from content.calendars.outline import Block
from content.calendars.time_zones import (
    Clocks,
    DefinedZone,
    clocks_of,
    day_of,
    duration,
    instant,
    local,
)
from content.characters import is_visible, without_direction_controls

_MAX_LINE_CHARACTERS = 20_000  # of a property that is read, unfolded
_MAX_LISTED = 400  # EXDATEs or RDATEs of an event
_MAX_SEQUENCE = 10**9
# What Outlook and others write beside the hours of a whole day.
_WHOLE_DAY_MARKS = ("X-MICROSOFT-CDO-ALLDAYEVENT", "X-FUNAMBOL-ALLDAY", "X-ALLDAY")
_LAST_TIMES = (time(23, 59), time(23, 59, 59))
_OFFSET_BEHIND = re.compile(r"(\d{8}T\d{6})([+-]\d{2}):?(\d{2})")
_SINGLE_PROPERTIES = (
    "UID", "SUMMARY", "DTSTART", "DTEND", "DURATION", "LOCATION", "STATUS", "SEQUENCE", "URL",
    "RRULE", "RECURRENCE-ID",
)  # fmt: skip

# A date or time, and the zone of its clocks: None for a date, for a time in UTC (which is aware)
# and for a time without a zone.
Moment = tuple[date, Clocks | None]


@dataclass(frozen=True)
class Times:
    """`zone` is that of the clocks that show start and end, None if the file names none. `end`
    includes the last day. `ends` is False if the file gives no end."""

    start: date
    end: date | None
    ends: bool
    zone: Clocks | None


@dataclass(frozen=True)
class Event:
    """A VEVENT, with its text for the lines of complaints, the zones that its file defines, and the
    zone of hours without one (X-WR-TIMEZONE), if the file names it.

    All that reads a property raises Unreadable if it is malformed.
    """

    block: Block
    component: Component
    zones: Mapping[str, DefinedZone]
    clocks: str | None = None

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

    def text(self, name: str) -> str:
        """A property as text on one line; empty if missing."""
        written = without_direction_controls(str(self.component.get(name, "")))
        text = " ".join(written.split()) if is_visible(written) else ""
        if len(text) > _MAX_LINE_CHARACTERS:
            raise Unreadable("long-line", self.block.line_of(name), text, _MAX_LINE_CHARACTERS)
        return text

    def uid(self) -> str:
        text = self.text("UID")
        if len(text) > MAX_UID_CHARACTERS:
            raise Unreadable("long-text", self.block.line_of("UID"), text, MAX_UID_CHARACTERS)
        return text

    def stamp(self) -> str:
        """When this version was written, in UTC: LAST-MODIFIED, or DTSTAMP; empty if unknown."""
        for name in ("LAST-MODIFIED", "DTSTAMP"):
            value = self.component.get(name)
            at = _values(value)[0] if value is not None and not isinstance(value, list) else None
            if isinstance(at, datetime) and at.tzinfo is not None:
                return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        return ""

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

    def excluded(self, zone: Clocks | None) -> set[date]:
        """The EXDATEs, as dates or as naive times on the clocks of `zone`."""
        return set(self._listed("EXDATE", zone))

    def added(self, start: date, zone: Clocks | None) -> list[date]:
        """The RDATEs, in the form of `start`: dates, or times on the same clocks."""
        found: list[date] = []
        for at in self._listed("RDATE", zone):
            if not isinstance(start, datetime):
                found.append(day_of(at))
            elif isinstance(at, datetime):
                found.append(at.replace(tzinfo=start.tzinfo))
            else:
                found.append(datetime.combine(at, start.timetz()))
        return found

    def _listed(self, name: str, zone: Clocks | None) -> list[date]:
        """The dates of a property that occurs more than once, as `excluded` returns them."""
        found: list[date] = []
        values = self.component.get(name, [])
        for index, value in enumerate(values if isinstance(values, list) else [values]):
            for at, its in self._moments(name, value, index):
                if isinstance(at, datetime):
                    if zone is not None and (its or at.tzinfo):
                        at = local(instant(at, its or "UTC"), zone)
                    at = at.replace(tzinfo=None)
                found.append(at)
                if len(found) > _MAX_LISTED:
                    line = self.block.line_of(name, index)
                    raise Unreadable("too-often", line, number=_MAX_LISTED)
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
        if isinstance(start, datetime) and self._takes_whole_days(start, end):
            end = self._last_day(end)
            start, zone = self._day(start), None
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

    def _takes_whole_days(self, start: datetime, end: date | None) -> bool:
        """Whether hours stand for whole days: a mark says so, or they are from midnight on the
        clocks of the meeting to midnight, or to the last minute of a day."""
        marks = {self.text(mark).upper() for mark in _WHOLE_DAY_MARKS}
        if marks & {"TRUE", "1"}:
            return True
        if marks & {"FALSE", "0"}:
            return False
        if start.time() != time() or not isinstance(end, datetime) or end <= start:
            return False
        return end.time() in _LAST_TIMES or (end.time() == time() and start.tzinfo is None)

    def _last_day(self, end: date | None) -> date | None:
        """The day after the last one, of an end that stands for whole days."""
        if not isinstance(end, datetime):
            return end
        if end.time() in _LAST_TIMES:
            return self._day(end) + timedelta(days=1)
        return self._day(end)

    def _day(self, at: datetime) -> date:
        """The day that begins at an hour. Of one in UTC it is midnight somewhere: by the clocks of
        the file, or else of the zone that is less than twelve hours away."""
        if at.tzinfo is None:
            return at.date()
        if self.clocks is not None:
            return local(at, self.clocks).date()
        return (at + timedelta(hours=12)).date()

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
        only_days = str(value.params.get("VALUE", "")).upper() == "DATE"
        found: list[Moment] = []
        for at in _values(value):
            if isinstance(at, tuple):  # a period
                at = at[0]
            if not isinstance(at, date):
                raise Unreadable("no-moment", self.block.line_of(name, index), as_written(value))
            if not FIRST_YEAR < at.year < LAST_YEAR:
                raise Unreadable("year", self.block.line_of(name, index), at.isoformat())
            if only_days:
                at = day_of(at)
            zone: Clocks | None = None
            if isinstance(at, datetime) and at.tzinfo is None:
                zone = clocks_of(tzid, self.zones) if tzid else self.clocks
                if tzid and zone is None:
                    raise Unreadable("zone", self.block.line_of(name, index), tzid)
                if zone is not None:
                    # RFC 5545, 3.3.5: an hour that the clocks skip is the one after.
                    at = local(instant(at, zone), zone)
            found.append((at, zone))
        return found


def as_written(value: Any) -> str:
    """The value of a property as the file writes it."""
    return str(value) if isinstance(value, str) else str(value.to_ical(), "utf-8", "replace")


def _values(value: Any) -> list[object]:
    """The dates, times or durations of a property; at least one, which is a str if malformed."""
    if isinstance(value, vDDDTypes | vDDDLists) and value.dts:
        return [part.dt for part in value.dts]
    # The library refuses values with spaces around them, and those with an offset.
    text = ",".join(_in_utc(part.strip()) for part in str(value).split(","))
    try:
        return list(vDDDLists.from_ical(text))  # type: ignore[no-untyped-call]
    except (ValueError, OverflowError):
        return [text]


def _in_utc(text: str) -> str:
    """Return `20130824T154000-0500`, which RFC 5545 does not have, in UTC; any other text as it
    is."""
    match = _OFFSET_BEHIND.fullmatch(text)
    if match is None:
        return text
    try:
        at = datetime.strptime(f"{match[1]}{match[2]}{match[3]}", "%Y%m%dT%H%M%S%z")
        return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    except (ValueError, OverflowError):
        return text


def _comparable(end: date, its: Clocks | None, start: date, zone: Clocks | None) -> date | None:
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

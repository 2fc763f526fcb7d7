"""The lines of an iCalendar file (RFC 5545) as what they belong to.

Only lines are taken apart here, each by the icalendar library; nothing is computed from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from icalendar.parser import Contentline

from content.calendars.time_zones import Defined
from content.calendars.values import MOST_ENTRIES, MOST_NESTED, Unreadable

# A description may be long, and is not read; what is read is far shorter.
MOST_OF_A_LINE = 20_000
_MOST_ZONES = 60
_READ = frozenset(
    ("UID", "SUMMARY", "DTSTART", "DTEND", "DURATION", "LOCATION", "STATUS", "SEQUENCE", "URL",
     "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")
)  # fmt: skip
_MANY = frozenset(("EXDATE", "RDATE"))


@dataclass(frozen=True)
class Property:
    value: str
    line: int
    zone: str = ""  # TZID as it was written
    days: bool = False  # VALUE=DATE
    following: bool = False  # RANGE=THISANDFUTURE


@dataclass
class Event:
    """A VEVENT: its properties by name, those that may come often as a list."""

    line: int
    one: dict[str, Property] = field(default_factory=dict)
    many: list[tuple[str, Property]] = field(default_factory=list)


@dataclass
class Components:
    events: list[Event] = field(default_factory=list)
    zones: dict[str, Defined] = field(default_factory=dict)
    place: str = ""  # X-WR-TIMEZONE
    cancels: bool = False  # METHOD:CANCEL
    # Other things that the file has, such as tasks.
    others: set[str] = field(default_factory=set)


@dataclass
class _Zone:
    name: str = ""
    place: str = ""
    offsets: set[str] = field(default_factory=set)
    moves: bool = False


def components_of(text: str) -> Components:
    """Raises Unreadable where the file is not whole, too deep or too large."""
    found = Components()
    stack: list[str] = []
    event: Event | None = None
    zone = _Zone()
    last = 0
    for number, line in _unfolded(text):
        last = number
        name = line[: min((at for at in (line.find(":"), line.find(";")) if at >= 0), default=0)]
        name = name.strip().upper()
        if name == "BEGIN":
            stack.append(line.partition(":")[2].strip().upper()[:40])
            if len(stack) > MOST_NESTED:
                raise Unreadable("nested", number)
            if (stack[0] != "VCALENDAR") or "VCALENDAR" in stack[1:]:
                raise Unreadable("unbalanced", number, line)
            if stack == ["VCALENDAR", "VEVENT"]:
                event = Event(number)
                if len(found.events) >= MOST_ENTRIES:
                    raise Unreadable("too-many", number, number=MOST_ENTRIES)
                found.events.append(event)
            elif stack[1:] == ["VTIMEZONE"]:
                zone = _Zone()
            elif len(stack) == 2:
                found.others.add(stack[1])
        elif name == "END":
            if not stack or stack.pop() != line.partition(":")[2].strip().upper()[:40]:
                raise Unreadable("unbalanced", number, line)
            if stack == ["VCALENDAR"]:
                event = None
                if zone.name and len(found.zones) < _MOST_ZONES:
                    found.zones[zone.name] = Defined(zone.place, _only(zone))
                zone = _Zone()
        elif not stack:
            raise Unreadable("unbalanced", number, line)
        elif stack == ["VCALENDAR"]:
            _of_calendar(found, name, line)
        elif stack[1:2] == ["VTIMEZONE"]:
            _of_zone(zone, name, line)
        elif event is not None and len(stack) == 2 and name in _READ:
            _of_event(event, name, line, number)
        elif len(stack) == 2 and not name:
            raise Unreadable("no-property", number, line)
    if stack:
        raise Unreadable("cut-off", last)
    return found


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Content lines with the number of the physical line on which each begins (3.1). Of one that
    is too long to be read, the beginning."""
    parts: list[str] = []
    began = size = 0
    normal = text.replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate(normal.split("\n"), start=1):
        if parts and line[:1] in (" ", "\t"):
            if size <= MOST_OF_A_LINE:
                parts.append(line[1 : MOST_OF_A_LINE + 2])
                size += len(parts[-1])
            continue
        if parts:
            yield began, "".join(parts)
            parts = []
        if line.strip():
            parts, began = [line[: MOST_OF_A_LINE + 1]], number
            size = len(parts[0])
    if parts:
        yield began, "".join(parts)


def _of_calendar(found: Components, name: str, line: str) -> None:
    value = line.partition(":")[2].strip()
    if name == "X-WR-TIMEZONE":
        found.place = value[:100]
    elif name == "METHOD":
        found.cancels = found.cancels or value.upper() == "CANCEL"


def _of_zone(zone: _Zone, name: str, line: str) -> None:
    value = line.partition(":")[2].strip()[:200]
    match name:
        case "TZID":
            zone.name = value.strip('"')
        case "X-LIC-LOCATION":
            zone.place = value
        case "TZOFFSETTO":
            zone.offsets.add(value)
        case "RRULE" | "RDATE":
            zone.moves = True


def _only(zone: _Zone) -> str:
    return next(iter(zone.offsets)) if len(zone.offsets) == 1 and not zone.moves else ""


def _of_event(event: Event, name: str, line: str, number: int) -> None:
    if len(line) > MOST_OF_A_LINE:
        raise Unreadable("long-line", number, line, MOST_OF_A_LINE)
    try:
        _, parameters, value = Contentline(line).parts()  # type: ignore[no-untyped-call]
    except ValueError:
        raise Unreadable("no-property", number, line) from None
    said: Mapping[str, object] = {str(key).upper(): each for key, each in parameters.items()}
    made = Property(
        value=str(value), line=number, zone=str(said.get("TZID", "")),
        days=str(said.get("VALUE", "")).upper() == "DATE",
        following=str(said.get("RANGE", "")).upper() == "THISANDFUTURE",
    )  # fmt: skip
    if name in _MANY:
        event.many.append((name, made))
    elif name in event.one:
        raise Unreadable("twice", number, name)
    else:
        event.one[name] = made

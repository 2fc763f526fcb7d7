"""iCalendar files (RFC 5545): what their events say of meetings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar.prop import vDDDTypes, vDuration

from content.calendars.components import Components, Event, Property, components_of
from content.calendars.recurring import occurrences
from content.calendars.time_zones import Defined, day_of, iana, instant, local
from content.calendars.values import (
    FIRST_YEAR,
    LAST_YEAR,
    MOST_CHARACTERS,
    MOST_ENTRIES,
    Complaints,
    Entry,
    Read,
    Unreadable,
    written,
)

_LONGEST = timedelta(days=366)
_LINK = re.compile(r"https?://[^\s<>\"]{1,300}")
_MOST_UID = 500
_MOST_LEFT_OUT = 400


@dataclass(frozen=True)
class _When:
    """`zone` is where the hours are, None where the file names none."""

    start: date
    end: date | None
    ends: bool
    zone: str | None


def read_ics(text: str, encoding: str) -> Read:
    complaints = Complaints()
    entries: list[Entry] = []
    unread: tuple[str, ...] = ()
    try:
        found = components_of(text)
        unread = tuple(sorted(found.others - {"VTIMEZONE"}))
        entries = _entries(found, complaints)
        if not entries and not complaints:
            complaints.add("no-events")
    except Unreadable as problem:
        it = problem.complaint
        complaints.add(it.code, it.line, it.words, it.number)
    kept = () if complaints else tuple(entries)
    return Read(
        form="ics", encoding=encoding, entries=kept, unread=unread,
        complaints=complaints.first, more_complaints=complaints.more,
    )  # fmt: skip


def _entries(found: Components, complaints: Complaints) -> list[Entry]:
    """One for each meeting: of several versions of an event the newest, and of one that repeats
    each day it takes place, with the changes made to single ones."""
    shown_in = iana(found.place) if found.place else None
    whole: dict[str, Entry] = {}
    single: dict[str, Entry] = {}
    nameless: list[Entry] = []
    for event in found.events:
        try:
            made = _of_event(event, found, shown_in)
        except Unreadable as problem:
            it = problem.complaint
            complaints.add(it.code, it.line, it.words, it.number)
            continue
        for entry in made:
            if not entry.uid:
                nameless.append(entry)
                continue
            into = single if "RECURRENCE-ID" in event.one else whole
            before = into.get(entry.uid)
            if before is not None and before.sequence == entry.sequence:
                complaints.add("same-uid", entry.line, entry.title, before.line)
            elif before is None or before.sequence < entry.sequence:
                into[entry.uid] = entry
        if len(whole) + len(single) + len(nameless) > MOST_ENTRIES:
            raise Unreadable("too-many", event.line, number=MOST_ENTRIES)
    return [*(whole | single).values(), *nameless]


def _of_event(event: Event, found: Components, shown_in: str | None) -> list[Entry]:
    title = _text(event, "SUMMARY", 120)
    if not title:
        raise Unreadable("no-title", event.line)
    uid = _text(event, "UID", _MOST_UID)
    when = _when(event, found.zones, title)
    status = _text(event, "STATUS", 40).upper()
    link = _LINK.fullmatch(event.one["URL"].value.strip()) if "URL" in event.one else None
    sequence = _text(event, "SEQUENCE", 20)
    entry = Entry(
        line=event.line, title=title, uid=uid, start=written(when.start),
        end=None if when.end is None else written(when.end), ends=when.ends,
        zone=when.zone or (shown_in if _is_instant(when.start) else None),
        sequence=int(sequence) if re.fullmatch("[0-9]{1,9}", sequence) else 0,
        cancelled=status == "CANCELLED" or found.cancels,
        location=_text(event, "LOCATION", 300), link="" if link is None else link[0],
    )  # fmt: skip
    if "RECURRENCE-ID" in event.one:
        said = event.one["RECURRENCE-ID"]
        if said.following or not uid or "RRULE" in event.one:
            raise Unreadable("repeats-oddly", said.line, title)
        at, zone = _moment(said, found.zones)
        return [entry.model_copy(update={"uid": _uid_of(uid, at, zone)})]
    if any(name == "RDATE" for name, _ in event.many):
        raise Unreadable("repeats-oddly", event.line, title)
    if "RRULE" not in event.one:
        return [entry]
    return _repeated(event, found.zones, entry, when)


def _repeated(event: Event, zones: Mapping[str, Defined], entry: Entry, when: _When) -> list[Entry]:
    instants = _is_instant(when.start)
    zone = "UTC" if instants else when.zone
    left_out: set[date] = set()
    for _, said in event.many:
        for value in said.value.split(","):
            at, its = _moment(Property(value.strip(), said.line, said.zone, said.days), zones)
            if isinstance(at, datetime) and (its or at.tzinfo) and zone:
                at = local(instant(at, its or "UTC"), zone)
            left_out.add(at)
            if len(left_out) > _MOST_LEFT_OUT:
                raise Unreadable("too-often", said.line, number=_MOST_LEFT_OUT)
    rule = event.one["RRULE"]
    lasts = None if when.end is None else _lasts(when.start, when.end)
    made = []
    for day in occurrences(rule.value, when.start, zone, left_out, rule.line):
        at = _as(day, when.start)
        end = None if lasts is None else at + lasts
        made.append(
            entry.model_copy(
                update={
                    "start": written(at), "end": None if end is None else written(end),
                    "uid": _uid_of(entry.uid, at, zone) if entry.uid else "",
                }
            )
        )  # fmt: skip
    if not made:
        raise Unreadable("repeats-oddly", rule.line, rule.value)
    return made


def _uid_of(uid: str, at: date, zone: str | None) -> str:
    """One time that something that repeats takes place: its event, and when it was to be."""
    if isinstance(at, datetime) and (zone or at.tzinfo):
        at = instant(at, zone or "UTC")
    return f"{uid}/{written(at)}"


def _when(event: Event, zones: Mapping[str, Defined], title: str) -> _When:
    if "DTSTART" not in event.one:
        raise Unreadable("no-start", event.line, title)
    start, zone = _moment(event.one["DTSTART"], zones)
    end: date | None = None
    line = event.line
    if "DTEND" in event.one:
        line = event.one["DTEND"].line
        end, its = _moment(event.one["DTEND"], zones)
        end = _alike(end, its, start, zone, line, title)
    elif "DURATION" in event.one:
        line = event.one["DURATION"].line
        end = start + _duration(event.one["DURATION"])
        if isinstance(start, datetime) and isinstance(end, datetime) and zone:
            # An hour is an hour, also while clocks change.
            end = local(instant(start, zone) + _duration(event.one["DURATION"]), zone)
    ends = end is not None
    if end is not None and not isinstance(end, datetime) and end > start:
        end -= timedelta(days=1)  # the last day is exclusive
    if end is not None:
        lasts = _lasts(start, end)
        if lasts < timedelta():
            raise Unreadable("ends-before", line, title)
        if lasts > _LONGEST:
            raise Unreadable("too-long", line, title)
        if not lasts:
            end = None
    return _When(start, end, ends, zone)


def _alike(
    end: date, its: str | None, start: date, zone: str | None, line: int, title: str
) -> date:
    """The end on the clocks that the start is written by."""
    if isinstance(end, datetime) != isinstance(start, datetime):
        raise Unreadable("ends-oddly", line, title)
    if not isinstance(end, datetime) or not isinstance(start, datetime):
        return end
    if (its, end.tzinfo is None) == (zone, start.tzinfo is None):
        return end
    if not (its or end.tzinfo) or not (zone or start.tzinfo):
        raise Unreadable("ends-oddly", line, title)
    at = instant(end, its or "UTC")
    return at if zone is None else local(at, zone)


def _moment(said: Property, zones: Mapping[str, Defined]) -> tuple[date, str | None]:
    """A day or a day with its hour, and the zone whose clocks show it. Raises Unreadable."""
    try:
        found = vDDDTypes.from_ical(said.value.strip())  # type: ignore[no-untyped-call]
    except (ValueError, OverflowError):
        raise Unreadable("no-moment", said.line, said.value) from None
    if isinstance(found, datetime):
        found = found.replace(microsecond=0)
    elif not isinstance(found, date):
        raise Unreadable("no-moment", said.line, said.value)
    if not FIRST_YEAR < found.year < LAST_YEAR:
        raise Unreadable("year", said.line, said.value)
    if not isinstance(found, datetime) or found.tzinfo is not None or not said.zone:
        return found, None
    zone = iana(said.zone, zones)
    if zone is None:
        raise Unreadable("zone", said.line, said.zone)
    return found, zone


def _duration(said: Property) -> timedelta:
    try:
        found = vDuration.from_ical(said.value.strip())  # type: ignore[no-untyped-call]
    except (ValueError, OverflowError):
        raise Unreadable("no-duration", said.line, said.value) from None
    if not isinstance(found, timedelta) or not timedelta() <= found <= _LONGEST:
        raise Unreadable("no-duration", said.line, said.value)
    return found


def _lasts(start: date, end: date) -> timedelta:
    if isinstance(start, datetime) and isinstance(end, datetime):
        return end - start
    return day_of(end) - day_of(start)


def _as(day: date, start: date) -> date:
    """A day of a rule in the form of its start."""
    if isinstance(day, datetime) and isinstance(start, datetime):
        return day.replace(tzinfo=start.tzinfo)
    return day


def _is_instant(at: date) -> bool:
    return isinstance(at, datetime) and at.tzinfo is not None


def _text(event: Event, name: str, most: int) -> str:
    if name not in event.one:
        return ""
    said = event.one[name]
    text = " ".join(said.value.split())
    if len(text) > min(most, MOST_CHARACTERS):
        raise Unreadable("long-text", said.line, text, most)
    return text

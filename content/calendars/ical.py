"""Reads iCalendar files (RFC 5545): their events as entries."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from icalendar import Component, vRecur
from icalendar.prop import vUTCOffset

from content.calendars.entries import (
    MAX_ENTRIES,
    MAX_LOCATION_CHARACTERS,
    MAX_TITLE_CHARACTERS,
    MAX_UID_CHARACTERS,
    Complaints,
    Entry,
    Read,
    Unreadable,
    format_moment,
)
from content.calendars.ical_event import Event, Times, as_written
from content.calendars.outline import CalendarOutline, outline
from content.calendars.recurrence import occurrences, text_of
from content.calendars.time_zones import DefinedZone, duration, iana, instant, is_instant

_LINK = re.compile(r"https?://[^\s<>\"]{1,300}")
_MAX_ZONES = 60  # VTIMEZONEs of a file


@dataclass(frozen=True)
class _Context:
    """What a calendar says of all its events: the zone it shows times in (X-WR-TIMEZONE), the
    zones it defines, and whether it cancels them (METHOD:CANCEL)."""

    shown_in: str | None
    zones: Mapping[str, DefinedZone]
    cancels: bool


def read_ical(text: str, encoding: str) -> Read:
    """Read the text of an iCalendar file. With any complaint, the result has no entries."""
    complaints = Complaints()
    entries: list[Entry] = []
    unread: set[str] = set()
    try:
        calendars = outline(text)
        unread = {block.name for calendar in calendars for block in calendar.blocks}
        entries = _entries(calendars, complaints)
        if not entries and not complaints:
            complaints.add("no-events")
    except Unreadable as error:
        complaints.catch(error)
    return Read(
        form="ics", encoding=encoding, entries=() if complaints else tuple(entries),
        unread=tuple(sorted(unread - {"VEVENT", "VTIMEZONE"})),
        complaints=complaints.first, more_complaints=complaints.more,
    )  # fmt: skip


def _entries(calendars: list[CalendarOutline], complaints: Complaints) -> list[Entry]:
    """One entry for each meeting: the newest version of an event, and for one that repeats each
    occurrence, replaced where the file changes a single one. An event that cannot be read adds
    to `complaints`."""
    events: dict[str, Entry] = {}
    changed_occurrences: dict[str, Entry] = {}
    without_uid: list[Entry] = []
    for calendar in calendars:
        context = _context(calendar)
        for block in calendar.named("VEVENT"):
            try:
                event = Event(block, block.component(), context.zones)
                made = _entries_of(event, context)
            except Unreadable as error:
                complaints.catch(error)
                continue
            for entry in made:
                if not entry.uid:
                    without_uid.append(entry)
                    continue
                into = changed_occurrences if "RECURRENCE-ID" in event else events
                before = into.get(entry.uid)
                if before is not None and before.sequence == entry.sequence:
                    complaints.add("same-uid", entry.line, entry.title, before.line)
                elif before is None or before.sequence < entry.sequence:
                    into[entry.uid] = entry
            if len(events) + len(changed_occurrences) + len(without_uid) > MAX_ENTRIES:
                raise Unreadable("too-many", block.line, number=MAX_ENTRIES)
    return [*(events | changed_occurrences).values(), *without_uid]


def _context(calendar: CalendarOutline) -> _Context:
    zones: dict[str, DefinedZone] = {}
    for block in calendar.named("VTIMEZONE")[:_MAX_ZONES]:
        try:
            component = block.component()
        except Unreadable:
            continue  # as if the file did not define it
        zones[str(component.get("TZID", "")).strip().strip('"')] = _defined_zone(component)
    own = calendar.properties.component()
    shown_in = _texts(own, "X-WR-TIMEZONE")
    return _Context(
        shown_in=iana(shown_in[0]) if shown_in else None,
        zones=zones,
        cancels=any(text.upper() == "CANCEL" for text in _texts(own, "METHOD")),
    )


def _texts(component: Component, name: str) -> list[str]:
    """The values of a property, one for each time it occurs."""
    values = component.get(name, [])
    return [str(value).strip() for value in (values if isinstance(values, list) else [values])]


def _defined_zone(component: Component) -> DefinedZone:
    """What a VTIMEZONE says of its zone."""
    written = [part.get("TZOFFSETTO") for part in component.subcomponents]
    offsets = {value.td if isinstance(value, vUTCOffset) else None for value in written}
    changes = any("RRULE" in part or "RDATE" in part for part in component.subcomponents)
    offset = offsets.pop() if len(offsets) == 1 and not changes else None
    return DefinedZone(str(component.get("X-LIC-LOCATION", "")).strip(), offset)


def _entries_of(event: Event, context: _Context) -> list[Entry]:
    """The entry of an event, or one for each occurrence. Raises Unreadable."""
    event.check()
    title = event.text("SUMMARY", MAX_TITLE_CHARACTERS)
    if not title:
        raise Unreadable("no-title", event.line)
    uid = event.text("UID", MAX_UID_CHARACTERS)
    times = event.times(title)
    link = _LINK.fullmatch(str(event.component.get("URL", "")).strip())
    entry = Entry(
        line=event.line, title=title, uid=uid, start=format_moment(times.start),
        end=None if times.end is None else format_moment(times.end), ends=times.ends,
        zone=times.zone or (context.shown_in if is_instant(times.start) else None),
        sequence=event.sequence(),
        cancelled=context.cancels or event.text("STATUS", 40).upper() == "CANCELLED",
        location=event.text("LOCATION", MAX_LOCATION_CHARACTERS),
        link="" if link is None else link[0],
    )  # fmt: skip
    if "RECURRENCE-ID" in event:
        parameters = event.component["RECURRENCE-ID"].params
        following = str(parameters.get("RANGE", "")).upper() == "THISANDFUTURE"
        if following or not uid or "RRULE" in event:
            raise Unreadable("repeats-oddly", event.block.line_of("RECURRENCE-ID"), title)
        at, zone = event.moment("RECURRENCE-ID")
        return [entry.model_copy(update={"uid": _uid_of_occurrence(uid, at, zone)})]
    if "RDATE" in event:
        raise Unreadable("repeats-oddly", event.line, title)
    if "RRULE" not in event:
        return [entry]
    return _repeated(event, entry, times)


def _repeated(event: Event, entry: Entry, times: Times) -> list[Entry]:
    """The entries of an event with an RRULE, made from the first one."""
    zone = "UTC" if is_instant(times.start) else times.zone
    rule, line = event.component["RRULE"], event.block.line_of("RRULE")
    if not isinstance(rule, vRecur) or "FREQ" not in rule:
        raise Unreadable("repeats-oddly", line, as_written(rule) or entry.title)
    excluded = event.excluded(zone)
    length = None if times.end is None else duration(times.start, times.end)
    made = []
    for start in occurrences(rule, times.start, zone, line):
        naive = start.replace(tzinfo=None) if isinstance(start, datetime) else start
        if naive in excluded:
            continue
        update = {
            "start": format_moment(start),
            "end": None if length is None else format_moment(start + length),
            "uid": _uid_of_occurrence(entry.uid, start, zone) if entry.uid else "",
        }
        made.append(entry.model_copy(update=update))
    if not made:
        raise Unreadable("repeats-oddly", line, text_of(rule))
    return made


def _uid_of_occurrence(uid: str, at: date, zone: str | None) -> str:
    """The UID of an event and when, by its rule, the occurrence begins."""
    if isinstance(at, datetime) and (zone or at.tzinfo):
        at = instant(at, zone or "UTC")
    return f"{uid}/{format_moment(at)}"

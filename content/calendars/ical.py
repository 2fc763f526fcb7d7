"""Reads iCalendar files (RFC 5545): their events as entries."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timezone, tzinfo

from icalendar import Component, Timezone
from icalendar.prop import vUTCOffset

from content.calendars.cancellations import is_cancelled, split_title
from content.calendars.entries import (
    FIRST_YEAR,
    LAST_YEAR,
    MAX_ASKED_ZONES,
    MAX_ENTRIES,
    MAX_LOCATION_CHARACTERS,
    MAX_TITLE_CHARACTERS,
    Complaints,
    Entry,
    Options,
    Read,
    Unreadable,
)
from content.calendars.ical_event import Event, Times
from content.calendars.ical_versions import Version, entries_of_uid, occurrences_of, written
from content.calendars.outline import CalendarOutline, outline
from content.calendars.time_zones import (
    DefinedZone,
    OwnClocks,
    chosen_zones,
    iana,
    is_instant,
)
from content.characters import clipped

_LINK = re.compile(r"https?://[^\s<>\"]{1,300}")
_MAX_ZONES = 60  # VTIMEZONEs of a file
_MAX_YEARS = 4  # over which zones are compared
_YEAR = re.compile(r"DT(?:START|END)[^\n]*?:\s*(\d{4})\d{4}", re.IGNORECASE)
# RFC 5546: what is sent about single meetings, and what answers that.
_INVITATIONS = frozenset(("REQUEST", "CANCEL", "ADD"))
_ANSWERS = frozenset(("REPLY", "COUNTER", "DECLINECOUNTER", "REFRESH"))


@dataclass(frozen=True)
class _Context:
    """What a calendar says of all its events: the zone it shows times in (X-WR-TIMEZONE), the
    zones it defines or that were chosen, what it does (METHOD), and the days of which events are
    taken that repeat without end."""

    shown_in: str | None
    zones: Mapping[str, DefinedZone]
    method: str
    window: tuple[date, date] | None


@dataclass
class _Found:
    """What was found so far. An event of which a part cannot be read is left out as a whole: the
    other parts may say nothing, or the opposite. Their UIDs are in `unreadable`."""

    events: dict[str, list[Version]] = field(default_factory=dict)
    changes: dict[str, list[Version]] = field(default_factory=dict)
    without_uid: list[Version] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)
    skipped: Complaints = field(default_factory=Complaints)
    shortened: Complaints = field(default_factory=Complaints)
    unknown_zones: dict[str, None] = field(default_factory=dict)
    own_zones: dict[str, None] = field(default_factory=dict)
    endless: dict[str, None] = field(default_factory=dict)

    def skip(self, uid: str, error: Unreadable) -> None:
        self.unreadable.add(uid)
        self.skipped.catch(error)
        if error.complaint.code == "zone":
            self.unknown_zones[error.words] = None


def read_ical(text: str, encoding: str, options: Options | None = None) -> Read:
    """Read the text of an iCalendar file."""
    options = options or Options()
    complaints, found = Complaints(), _Found()
    entries: list[Entry] = []
    unread: set[str] = set()
    clocks, methods = None, set[str]()
    try:
        calendars = outline(text)
        unread = {block.name for calendar in calendars for block in calendar.blocks}
        contexts = [_context(calendar, text, options) for calendar in calendars]
        clocks = next((context.shown_in for context in contexts if context.shown_in), None)
        methods = {context.method for context in contexts}
        if methods & _ANSWERS:
            raise Unreadable("answer")
        for calendar, context in zip(calendars, contexts, strict=True):
            _collect(found, calendar, context)
        entries = _entries(found)
        if not entries and not found.skipped:
            complaints.add("no-events")
    except Unreadable as error:
        complaints.catch(error)
    if complaints or not entries:
        reasons = complaints or found.skipped
        return Read(
            form="ics", encoding=encoding, complaints=reasons.first, more_complaints=reasons.more,
            unknown_zones=() if complaints else tuple(found.unknown_zones)[:MAX_ASKED_ZONES],
        )  # fmt: skip
    return Read(
        form="ics", encoding=encoding, entries=tuple(entries),
        unread=tuple(sorted(unread - {"VEVENT", "VTIMEZONE"})),
        skipped=found.skipped.first, more_skipped=found.skipped.more,
        shortened=found.shortened.first, clocks=clocks,
        is_invitation=bool(methods & _INVITATIONS),
        unknown_zones=tuple(found.unknown_zones)[:MAX_ASKED_ZONES],
        own_zones=tuple(found.own_zones), endless=tuple(found.endless),
        last_day=options.last_day if found.endless else None,
    )  # fmt: skip


def _collect(found: _Found, calendar: CalendarOutline, context: _Context) -> None:
    """Add the events of a calendar to what was found."""
    for block in calendar.named("VEVENT"):
        uid = ""
        try:
            event = Event(block, block.component(), context.zones, context.shown_in)
            uid = event.uid()
            event.check()
            version = _version(event, uid, context, found.shortened)
            zone = None if version.times is None else version.times.zone
            if isinstance(zone, OwnClocks):
                found.own_zones[zone.name] = None
        except Unreadable as error:
            found.skip(uid, error)
            continue
        if not uid:
            found.without_uid.append(version)
        elif "RECURRENCE-ID" in event:
            found.changes.setdefault(uid, []).append(version)
        else:
            found.events.setdefault(uid, []).append(version)


def _entries(found: _Found) -> list[Entry]:
    """One entry for each meeting: the newest version of an event, and for one that repeats each
    occurrence, replaced where the file changes a single one."""
    entries: list[Entry] = []
    for uid in dict.fromkeys((*found.events, *found.changes)):
        if uid in found.unreadable:
            continue
        events = found.events.get(uid, [])
        try:
            entries += entries_of_uid(events, found.changes.get(uid, []))
            found.endless |= {version.entry.title: None for version in events if version.is_endless}
        except Unreadable as error:
            found.skip(uid, error)
        _check_number(entries)
    for version in found.without_uid:
        try:
            entries += [occurrence.entry for occurrence in occurrences_of(version)]
            if version.is_endless:
                found.endless[version.entry.title] = None
        except Unreadable as error:
            found.skip("", error)
        _check_number(entries)
    return entries


def _check_number(entries: Sequence[Entry]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise Unreadable("too-many", entries[-1].line, number=MAX_ENTRIES)


def _context(calendar: CalendarOutline, text: str, options: Options) -> _Context:
    zones: dict[str, DefinedZone] = {}
    years = sorted({int(year) for year in _YEAR.findall(text)})
    known = tuple(year for year in years if FIRST_YEAR < year < LAST_YEAR)[-_MAX_YEARS:]
    for block in calendar.named("VTIMEZONE")[:_MAX_ZONES]:
        try:
            component = block.component()
        except Unreadable:
            continue  # as if the file did not define it
        name = str(component.get("TZID", "")).strip().strip('"')
        zones[name] = _defined_zone(component, known)
    zones |= chosen_zones(options)
    own = calendar.properties.component()
    shown_in = _texts(own, "X-WR-TIMEZONE")
    methods = _texts(own, "METHOD")
    return _Context(
        shown_in=iana(shown_in[0], zones) if shown_in and shown_in[0] else None,
        zones=zones,
        method=methods[0].upper() if methods else "",
        window=None
        if options.first_day is None or options.last_day is None
        else (options.first_day, options.last_day),
    )


def _texts(component: Component, name: str) -> list[str]:
    """The values of a property, one for each time it occurs."""
    values = component.get(name, [])
    return [str(value).strip() for value in (values if isinstance(values, list) else [values])]


def _defined_zone(component: Component, years: tuple[int, ...]) -> DefinedZone:
    """What a VTIMEZONE says of its zone."""
    place = str(component.get("X-LIC-LOCATION", "")).strip()
    rules = None
    if isinstance(component, Timezone) and years:
        try:
            rules = component.to_tz(lookup_tzid=False)
        except Exception:
            rules = _only_offset(component)  # the library raises whatever it stumbles over
    return DefinedZone(place, rules, years)


def _only_offset(component: Component) -> tzinfo | None:
    """The offset of a definition that has no more than one, and may be incomplete."""
    written = [part.get("TZOFFSETTO") for part in component.subcomponents]
    offsets = {value.td if isinstance(value, vUTCOffset) else None for value in written}
    changes = any("RRULE" in part or "RDATE" in part for part in component.subcomponents)
    offset = offsets.pop() if len(offsets) == 1 and not changes else None
    return None if offset is None else timezone(offset)


def _version(event: Event, uid: str, context: _Context, shortened: Complaints) -> Version:
    """What a component says of its meeting. Raises Unreadable."""
    summary = event.text("SUMMARY")
    title, cancelled = split_title(summary)
    cancelled = cancelled or context.method == "CANCEL" or is_cancelled(event.text("STATUS"))
    if not title and not (cancelled and uid):
        raise Unreadable("no-title", event.line)
    times = None
    if "DTSTART" in event or not (cancelled and uid):
        times = event.times(title)
    link = _LINK.fullmatch(str(event.component.get("URL", "")).strip())
    entry = Entry(
        line=event.line, title=_short(event, "SUMMARY", title, MAX_TITLE_CHARACTERS, shortened),
        uid=uid, sequence=event.sequence(), stamp=event.stamp(), cancelled=cancelled,
        written_title=summary if summary != title else "",
        location=_short(
            event, "LOCATION", event.text("LOCATION"), MAX_LOCATION_CHARACTERS, shortened
        ),
        link="" if link is None else link[0],
        start="" if times is None else written(times.start, times.zone),
        end=None if times is None or times.end is None else written(times.end, times.zone),
        ends=times is not None and times.ends, zone=_shown_in(times, context),
    )  # fmt: skip
    following = False
    if "RECURRENCE-ID" in event:
        parameters = event.component["RECURRENCE-ID"].params
        following = str(parameters.get("RANGE", "")).upper() == "THISANDFUTURE"
        if not uid or "RRULE" in event:
            raise Unreadable("repeats-oddly", event.block.line_of("RECURRENCE-ID"), title)
        event.moment("RECURRENCE-ID")
    return Version(event, entry, times, following, context.window)


def _shown_in(times: Times | None, context: _Context) -> str | None:
    """The IANA zone on whose clocks an entry's times are written, or an instant is shown."""
    if times is None or not isinstance(times.start, datetime):
        return times.zone if times is not None and isinstance(times.zone, str) else None
    if isinstance(times.zone, str):
        return times.zone
    return context.shown_in if times.zone is not None or is_instant(times.start) else None


def _short(event: Event, name: str, text: str, longest: int, shortened: Complaints) -> str:
    """A text, cut where it is too long, which adds to `shortened`."""
    if len(text) <= longest:
        return text
    shortened.add("shortened", event.block.line_of(name), text, longest)
    return clipped(text, longest)

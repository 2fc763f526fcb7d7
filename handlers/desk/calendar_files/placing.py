"""What an entry of a file says of a meeting: only what differs from what our own file would."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from content.calendars import Entry
from content.calendars.entries import format_moment, parse_moment
from content.calendars.time_zones import day_of, instant, local
from content.model import Meeting, Pack
from handlers.calendar_export.files import clean, span
from handlers.desk.calendar_files.sheet import read_cells

_COMMA = re.compile(r"\s*[,،，]\s*")


def when_of(entry: Entry, zone: str) -> tuple[date, date | None]:
    """Start and end on the clocks of a zone."""
    return (
        _there(entry, entry.start, zone),
        None if entry.end is None else _there(entry, entry.end, zone),
    )


def first_day(entry: Entry, zone: str) -> date:
    return day_of(when_of(entry, zone)[0])


def same_title(entry: Entry, title: str) -> bool:
    return folded(entry.title) == folded(str(clean(title)))


def folded(title: str) -> str:
    return " ".join(title.casefold().split())


def changes_of(pack: Pack, form: str, entry: Entry, before: Meeting) -> dict[str, Any]:
    """The fields of a meeting that an entry changes. Raises NoSuch."""
    found: dict[str, Any] = {}
    if entry.title != " ".join(str(clean(before.title)).split()):
        found["title"] = entry.title
    found |= _when(form, entry, before)
    if entry.location and "venue" not in entry.own_cells:
        found |= _where(entry.location, before)
    found |= read_cells(pack, dict(entry.own_cells), before)
    return found


def fields_of_new(pack: Pack, entry: Entry, kind: str, region: str, source: str) -> dict[str, Any]:
    """A new meeting's fields, without its id; kind and region hold where the file names none.
    Raises NoSuch."""
    zone = entry.zone or pack.event.time_zone
    start, end = when_of(entry, zone)
    found = {
        "title": entry.title, "kind": kind, "region": region, "time_zone": zone,
        "start": start, "end": end, "source": entry.link or source,
    }  # fmt: skip
    if entry.location:
        found |= _where(entry.location, None)
    return found | read_cells(pack, dict(entry.own_cells), None)


def _there(entry: Entry, text: str, zone: str) -> date:
    at = parse_moment(text)
    if not isinstance(at, datetime):
        return at
    if at.tzinfo is None and entry.zone in (None, zone):
        return at
    return local(instant(at, entry.zone or zone), zone)


def _when(form: str, entry: Entry, before: Meeting) -> dict[str, Any]:
    """Times, where they differ. Our own table names the zone; elsewhere an hour in another zone
    is the same hour."""
    zone = entry.zone if form == "csv" and entry.zone else before.time_zone
    start, end = when_of(entry, zone)
    theirs = (format_moment(start), _end(start, end))
    ours = [(format_moment(before.start), _end(before.start, before.end))]
    if form == "ics":
        starts, ends = span(before)
        if not isinstance(starts, datetime) and ends is not None:
            ends -= timedelta(days=1)
        ours.append((_bare(starts), _end(starts, ends)))
    found: dict[str, Any] = {} if zone == before.time_zone else {"time_zone": zone}
    only_start = before.deadline is not None or not entry.ends
    if any(theirs == own or (only_start and theirs[0] == own[0]) for own in ours):
        return found
    return {**found, "start": start, "end": end}


def _end(start: date, end: date | None) -> str | None:
    """No end where it says nothing more than the start."""
    if end is None or _bare(end) in (_bare(start), day_of(start).isoformat()):
        return None
    return _bare(end)


def _bare(at: date) -> str:
    return format_moment(at.replace(tzinfo=None) if isinstance(at, datetime) else at)


def _where(location: str, before: Meeting | None) -> dict[str, Any]:
    """Venue, city and country from a place in one line, as far as its commas tell them apart."""
    parts = [each for each in _COMMA.split(location) if each]
    if before is not None:
        whole = ", ".join(each for each in (before.venue, before.city, before.country) if each)
        if parts == [each for each in _COMMA.split(" ".join(str(clean(whole)).split())) if each]:
            return {}
        if len(parts) == 1 and before.city and folded(parts[0]) != folded(before.city):
            return {"venue": parts[0]}
        if len(parts) == 2 and before.country and folded(parts[1]) == folded(before.country):
            return {"venue": None, "city": parts[0]}
    match parts:
        case []:
            return {}
        case [city]:
            return {"venue": None, "city": city} if before else {"city": city}
        case [venue, city]:
            return {"venue": venue, "city": city}
        case [*venue, city, country]:
            return {"venue": ", ".join(venue), "city": city, "country": country}
    return {}

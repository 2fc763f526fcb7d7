"""What an entry of a file says of a meeting.

For a meeting that exists this is what differs from our own export of it. Other calendars keep less
than ours; what they leave out is no change.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from content.calendars import Entry
from content.calendars.entries import format_moment, parse_moment
from content.calendars.time_zones import day_of, instant, local
from content.model import Meeting, Pack
from handlers.calendar_export.files import without_control_characters
from handlers.desk.calendar_files.calendar_table import fields_from_cells
from handlers.meetings.web_links import event_times

_TYPOGRAPHY = str.maketrans("‘’ʼ“”„«»‐‑‒–—", "'''" + '"' * 5 + "-" * 5)
_COMMA = re.compile(r"\s*[,،，]\s*")


def local_times(entry: Entry, zone: str) -> tuple[date, date | None]:
    """Return an entry's start and end by the clocks of a zone."""
    return (
        _local_time(entry, entry.start, zone),
        None if entry.end is None else _local_time(entry, entry.end, zone),
    )


def first_day(entry: Entry, zone: str) -> date:
    return day_of(local_times(entry, zone)[0])


def same_title(entry: Entry, title: str) -> bool:
    return folded(entry.title) == folded(str(without_control_characters(title)))


def _plain(text: str) -> str:
    """Return a text without differences of spacing and typography, which programs change."""
    return " ".join(text.translate(_TYPOGRAPHY).split())


def folded(text: str) -> str:
    """Return a text without differences of case and spacing."""
    return " ".join(text.casefold().split())


def changed_fields(pack: Pack, form: str, entry: Entry, before: Meeting) -> dict[str, Any]:
    """Return the fields of a meeting that an entry changes. Raises UnknownReference."""
    fields: dict[str, Any] = {}
    if _plain(entry.title) != _plain(str(without_control_characters(before.title))):
        fields["title"] = entry.title
    fields |= _changed_times(form, entry, before)
    if entry.location and "venue" not in entry.own_cells:
        fields |= _location_fields(entry.location, before)
    fields |= fields_from_cells(pack, dict(entry.own_cells), before)
    return fields


def new_meeting_fields(
    pack: Pack, entry: Entry, kind: str, region: str | None, source: str
) -> dict[str, Any]:
    """Return the fields of a new meeting but its id; `kind` and `region` are used if the file
    names none. Raises UnknownReference."""
    zone = entry.zone or pack.event.time_zone
    start, end = local_times(entry, zone)
    fields = {
        "title": entry.title, "kind": kind, "region": region, "time_zone": zone,
        "start": start, "end": end, "source": entry.link or source,
    }  # fmt: skip
    if entry.location:
        fields |= _location_fields(entry.location, None)
    return fields | fields_from_cells(pack, dict(entry.own_cells), None)


def _local_time(entry: Entry, text: str, zone: str) -> date:
    at = parse_moment(text)
    if not isinstance(at, datetime):
        return at
    if at.tzinfo is None and entry.zone in (None, zone):
        return at
    return local(instant(at, entry.zone or zone), zone)


def _changed_times(form: str, entry: Entry, before: Meeting) -> dict[str, Any]:
    """Return the times if they differ.

    In our own table the time zone is the meeting's; in other files it only says in which zone the
    hours are written. A file that gives no end moves a meeting with its length.
    """
    zone = entry.zone if form in ("csv", "xlsx") and entry.zone else before.time_zone
    start, end = local_times(entry, zone)
    theirs = (format_moment(start), _end_text(start, end))
    ours = [(format_moment(before.start), _end_text(before.start, before.end))]
    if form == "ics":
        exported_start, exported_end = event_times(before)
        if not isinstance(exported_start, datetime) and exported_end is not None:
            exported_end -= timedelta(days=1)
        ours.append((_naive_text(exported_start), _end_text(exported_start, exported_end)))
    fields: dict[str, Any] = {} if zone == before.time_zone else {"time_zone": zone}
    only_start = before.deadline is not None or not entry.ends
    if any(theirs == own or (only_start and theirs[0] == own[0]) for own in ours):
        return fields
    if not entry.ends:
        end = before.end_if_moved(start)
    return {**fields, "start": start, "end": end}


def _end_text(start: date, end: date | None) -> str | None:
    """Return the end, or None if it says nothing more than the start."""
    if end is None or _naive_text(end) in (_naive_text(start), day_of(start).isoformat()):
        return None
    return _naive_text(end)


def _naive_text(at: date) -> str:
    return format_moment(at.replace(tzinfo=None) if isinstance(at, datetime) else at)


def _location_fields(location: str, before: Meeting | None) -> dict[str, Any]:
    """Take a location of one line apart by its commas: venue, city and country."""
    parts = _location_parts(location)
    if before is not None:
        whole = (before.room, before.venue, before.city, before.country)
        own = _location_parts(", ".join(filter(None, whole)))
        if parts == own:
            return {}
        if before.room:
            in_room = _location_parts(before.room)
            if parts[len(in_room) :] == own[len(in_room) :] != []:
                return {"room": ", ".join(parts[: len(in_room)])}
            if parts[: len(in_room)] == in_room:
                parts = parts[len(in_room) :]
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


def _location_parts(location: str) -> list[str]:
    line = " ".join(str(without_control_characters(location)).split())
    return [part for part in _COMMA.split(line) if part]

"""Reads Indico's JSON: the timetable or the contributions of an event, as entries.

The formats: https://docs.getindico.io/en/stable/http-api/exporters/ (timetable, events with
`detail=contributions` or `detail=sessions`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from content.calendars.entries import (
    FIRST_YEAR,
    LAST_YEAR,
    LONGEST_MEETING,
    MAX_ASKED_ZONES,
    MAX_DESCRIPTION_CHARACTERS,
    MAX_PEOPLE,
    MAX_TITLE_CHARACTERS,
    MAX_UID_CHARACTERS,
    Complaints,
    Entry,
    Options,
    Read,
    Unreadable,
    format_moment,
)
from content.calendars.people import NamedPerson, people_text
from content.calendars.schedules import (
    MAX_DOCUMENTS,
    MAX_LINK_CHARACTERS,
    document_line,
    link_of,
    read_of,
    track_of,
)
from content.calendars.texts import one_line, paragraphs
from content.calendars.time_zones import DefinedZone, chosen_zones, iana

_DAY = re.compile(r"\d{8}")
_MAX_MINUTES = 10_000
_PEOPLE = (
    ("conveners", "chair"),
    ("presenters", "speaker"),
    ("speakers", "speaker"),
)


@dataclass(frozen=True)
class _Item:
    """A session, a contribution or a break, and the title of the session that it is in."""

    values: Mapping[str, Any]
    session: str = ""


def read_indico(
    document: Mapping[str, Any], encoding: str, max_entries: int, options: Options
) -> Read | None:
    """Read an export of Indico, as it was parsed. Returns None if it is none."""
    results = document.get("results")
    if isinstance(results, list):
        items = _events(results)
    elif isinstance(results, dict):
        items = _timetables(results)
    else:
        return None
    complaints, skipped = Complaints(), Complaints()
    entries: list[Entry] = []
    seen, contradicted = set[str](), set[str]()
    zones, unknown_zones = chosen_zones(options), dict[str, None]()
    undated = 0
    try:
        for number, item in enumerate(items, 1):
            if number > max_entries:
                raise Unreadable("too-many", 0, number=max_entries)
            if not isinstance(item.values.get("startDate"), dict):
                undated += 1
                continue
            try:
                entry = _entry(number, item, zones)
            except Unreadable as error:
                skipped.catch(error, _title(item.values))
                if error.complaint.code == "zone":
                    unknown_zones[error.words] = None
                continue
            if entry.uid and entry.uid in seen:
                skipped.add("twice", 0, entry.title)
                contradicted.add(entry.uid)
            seen.add(entry.uid)
            entries.append(entry)
        if not entries and not skipped:
            raise Unreadable("no-events")
    except Unreadable as error:
        complaints.catch(error)
    found = read_of("indico", encoding, entries, contradicted, complaints, skipped)
    asked = tuple(unknown_zones)[:MAX_ASKED_ZONES]
    return found.model_copy(update={"undated": undated, "unknown_zones": asked})


def _timetables(results: Mapping[str, Any]) -> Iterator[_Item]:
    """The entries of each day: contributions and breaks, and for a session with contributions
    these, as Indico shows them."""
    for event in results.values():
        for name, day in event.items() if isinstance(event, dict) else ():
            if not (_DAY.fullmatch(name) and isinstance(day, dict)):
                continue
            for item in day.values():
                if not isinstance(item, dict):
                    continue
                inner = item.get("entries")
                children = list(inner.values()) if isinstance(inner, dict) else []
                if not children:
                    yield _Item(item)
                for child in children:
                    if isinstance(child, dict):
                        place = {name: child.get(name) or item.get(name) for name in ("room",)}
                        convened = {"conveners": item.get("conveners")}
                        yield _Item({**child, **place, **convened}, _title(item))


def _events(results: list[Any]) -> Iterator[_Item]:
    """Each event's contributions, or the event itself if none are told."""
    for event in results:
        if not isinstance(event, dict):
            continue
        found = False
        for session in _dicts(event.get("sessions")):
            for child in _dicts(session.get("contributions")):
                found = True
                yield _Item(child, _title(session))
        for contribution in _dicts(event.get("contributions")):
            found = True
            yield _Item(contribution, one_line(contribution.get("session"), MAX_TITLE_CHARACTERS))
        if not found:
            yield _Item(event)


def _dicts(value: object) -> Iterator[Mapping[str, Any]]:
    for item in value if isinstance(value, list) else ():
        if isinstance(item, dict):
            yield item


def _title(item: Mapping[str, Any]) -> str:
    return one_line(item.get("title"), MAX_TITLE_CHARACTERS)


def _entry(number: int, item: _Item, zones: Mapping[str, DefinedZone]) -> Entry:
    values = item.values
    title = _title(values)
    if not title:
        raise Unreadable("no-title", number)
    start, zone = _moment(number, values["startDate"], zones)
    end: datetime | None = None
    if isinstance(values.get("endDate"), dict):
        end, end_zone = _moment(number, values["endDate"], zones)
        if end_zone != zone:
            raise Unreadable("ends-oddly", number, title)
    elif (minutes := values.get("duration")) is not None:
        if not isinstance(minutes, int) or not 0 <= minutes < _MAX_MINUTES:
            raise Unreadable("no-duration", number, str(minutes))
        end = start + timedelta(minutes=minutes)
    if end is not None and end < start:
        raise Unreadable("ends-before", number, title)
    if end is not None and end - start > LONGEST_MEETING:
        raise Unreadable("too-long", number, title)
    link = one_line(values.get("url"), MAX_LINK_CHARACTERS + 1)
    # A timetable and an event's export name a contribution by the same address.
    uid = one_line(values.get("uniqueId") or link or values.get("id"), MAX_UID_CHARACTERS)
    return Entry(
        line=number, title=title, start=format_moment(start),
        end=None if end in (None, start) else format_moment(end), ends=end is not None, zone=zone,
        uid=f"indico/{uid}" if uid else "",
        link=link_of(link),
        own_cells=_cells(item),
    )  # fmt: skip


def _moment(
    number: int, value: Mapping[str, Any], zones: Mapping[str, DefinedZone]
) -> tuple[datetime, str | None]:
    """Return a time of Indico's, by the clocks of its zone, and the zone."""
    day, hour = one_line(value.get("date"), 12), one_line(value.get("time"), 16)
    try:
        at = datetime.fromisoformat(f"{day}T{hour}")
    except ValueError:
        raise Unreadable("no-moment", number, f"{day} {hour}".strip()) from None
    if not FIRST_YEAR < at.year < LAST_YEAR:
        raise Unreadable("year", number, day)
    name = one_line(value.get("tz"), 80)
    zone = iana(name, zones) if name else None
    if name and zone is None:
        raise Unreadable("zone", number, name)
    return at.replace(second=0, microsecond=0, tzinfo=None), zone


def _cells(item: _Item) -> dict[str, str]:
    values = item.values
    cells = {
        "room": one_line(values.get("room") or values.get("roomFullname"), MAX_TITLE_CHARACTERS),
        "track": track_of(values) or item.session,
        "people": people_text(dict.fromkeys(_people(values))),
        "description": paragraphs(values.get("description"), MAX_DESCRIPTION_CHARACTERS),
    }
    kind = one_line(values.get("type") or values.get("entryType"), MAX_TITLE_CHARACTERS)
    if kind:
        cells["type"] = kind
    documents = "\n".join(list(_documents(values))[:MAX_DOCUMENTS])
    return {**cells, "documents": documents} if documents else cells


def _people(values: Mapping[str, Any]) -> Iterator[NamedPerson]:
    for name, role in _PEOPLE:
        for number, person in enumerate(_dicts(values.get(name))):
            if number >= MAX_PEOPLE:
                break
            parts = (person.get("first_name"), person.get("last_name"))
            whole = " ".join(part for part in parts if isinstance(part, str) and part)
            text = one_line(whole or person.get("name") or person.get("fullName"),
                            MAX_TITLE_CHARACTERS)  # fmt: skip
            if text:
                affiliation = one_line(person.get("affiliation"), MAX_TITLE_CHARACTERS)
                yield NamedPerson(text, role, affiliation)


def _documents(values: Mapping[str, Any]) -> Iterator[str]:
    for folder in _dicts(values.get("folders")):
        for attachment in _dicts(folder.get("attachments")):
            if line := document_line(attachment):
                yield line

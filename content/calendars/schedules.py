"""Reads schedules of pretalx and frab (schedule.json, schedule.xml): their talks as entries.

The formats: https://github.com/voc/schedule (schema, and the XSD of the XML).
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from content.calendars.cells import NotRead, read_day, read_hour
from content.calendars.entries import (
    FIRST_YEAR,
    LAST_YEAR,
    LONGEST_MEETING,
    MAX_DESCRIPTION_CHARACTERS,
    MAX_PEOPLE,
    MAX_TITLE_CHARACTERS,
    MAX_UID_CHARACTERS,
    Complaints,
    Entry,
    Form,
    Options,
    Read,
    Unreadable,
    format_moment,
)
from content.calendars.people import NamedPerson, people_text
from content.calendars.texts import one_line, paragraphs
from content.calendars.time_zones import chosen_zones, iana

MAX_DOCUMENTS = 20
MAX_LINK_CHARACTERS = 280
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_DURATION = re.compile(r"(\d{1,2}):([0-5]\d)")
_MINUTES = re.compile(r"(\d{1,7})(?:\.0)?", re.ASCII)


def read_schedule(
    document: Mapping[str, Any], encoding: str, max_entries: int, options: Options
) -> Read | None:
    """Read a schedule.json, as it was parsed. Returns None if it is none."""
    schedule = document.get("schedule")
    conference = schedule.get("conference") if isinstance(schedule, dict) else None
    if not isinstance(conference, dict) or not isinstance(conference.get("days"), list):
        return None
    zone = one_line(conference.get("time_zone_name"), 80)
    return read_talks(_talks(conference["days"]), zone, encoding, max_entries, options)


def read_talks(
    talks: Iterator[tuple[str, str, Mapping[str, Any]]],
    zone: str,
    encoding: str,
    max_entries: int,
    options: Options,
) -> Read:
    """Read talks, each with the date of its day and its room, as both formats name their parts.

    Of talks with the same id, none is taken.
    """
    complaints, skipped = Complaints(), Complaints()
    entries: list[Entry] = []
    seen, contradicted = set[str](), set[str]()
    undated = 0
    known = iana(zone, chosen_zones(options)) if zone else None
    try:
        if zone and known is None:
            raise Unreadable("zone", 0, zone)
        for number, (day, room, talk) in enumerate(talks, 1):
            if number > max_entries:
                raise Unreadable("too-many", 0, number=max_entries)
            if not (talk.get("date") or talk.get("start")):
                undated += 1
                continue
            try:
                entry = _entry(number, day, room, talk, known)
            except Unreadable as error:
                skipped.catch(error, one_line(talk.get("title"), MAX_TITLE_CHARACTERS))
                continue
            if entry.uid in seen:
                skipped.add("twice", 0, entry.title)
                contradicted.add(entry.uid)
            if entry.uid:
                seen.add(entry.uid)
            entries.append(entry)
        if not entries and not skipped:
            raise Unreadable("no-events")
    except Unreadable as error:
        complaints.catch(error)
    found = read_of("schedule", encoding, entries, contradicted, complaints, skipped)
    unknown = (zone,) if zone and known is None else ()
    return found.model_copy(update={"undated": undated, "unknown_zones": unknown})


def read_of(
    form: Form,
    encoding: str,
    entries: list[Entry],
    contradicted: Container[str],
    complaints: Complaints,
    skipped: Complaints,
) -> Read:
    """Return what was read of a programme, without entries whose UIDs contradict each other, or
    why nothing could be."""
    taken = tuple(entry for entry in entries if not entry.uid or entry.uid not in contradicted)
    if complaints or not taken:
        reasons = complaints or skipped
        return Read(
            form=form, encoding=encoding, complaints=reasons.first, more_complaints=reasons.more
        )
    return Read(
        form=form, encoding=encoding, entries=taken, skipped=skipped.first,
        more_skipped=skipped.more,
    )  # fmt: skip


def _talks(days: list[Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for day in days:
        rooms = day.get("rooms") if isinstance(day, dict) else None
        if not isinstance(rooms, dict):
            continue
        on = one_line(day.get("date"), 30)
        for room, talks in rooms.items():
            for talk in talks if isinstance(talks, list) else ():
                if isinstance(talk, dict):
                    yield on, room, talk


def _entry(number: int, day: str, room: str, talk: Mapping[str, Any], zone: str | None) -> Entry:
    title = one_line(talk.get("title"), MAX_TITLE_CHARACTERS)
    if not title:
        raise Unreadable("no-title", number)
    subtitle = one_line(talk.get("subtitle"), MAX_TITLE_CHARACTERS)
    if subtitle and len(title) + len(subtitle) + 3 <= MAX_TITLE_CHARACTERS:
        title = f"{title} – {subtitle}"
    start = talk_start(number, day, talk)
    end = start + _duration(number, talk)
    uid = one_line(talk.get("guid") or talk.get("id") or "", MAX_UID_CHARACTERS)
    return Entry(
        line=number, title=title, start=format_moment(start),
        end=None if end == start else format_moment(end), zone=zone,
        uid=uid if len(uid) > 12 or not uid else f"schedule/{uid}",
        link=link_of(talk.get("url")),
        own_cells=_cells(room, talk),
    )  # fmt: skip


def talk_start(number: int, day: str, talk: Mapping[str, Any]) -> datetime:
    """Return when a talk begins: in UTC if the file gives an offset, and otherwise naive."""
    written = one_line(talk.get("date"), 40)
    hour = one_line(talk.get("start"), 20)
    try:
        if "T" in written:
            at = datetime.fromisoformat(written)
        else:
            on: date
            on, rest = read_day(written or day, True)
            at = read_hour(hour or rest, on)
    except (ValueError, NotRead):
        raise Unreadable("no-moment", number, f"{written or day} {hour}".strip()) from None
    at = at.replace(second=0, microsecond=0)
    if not FIRST_YEAR < at.year < LAST_YEAR:
        raise Unreadable("year", number, f"{at:%Y-%m-%d}")
    return at if at.tzinfo is None else at.astimezone(UTC)


def _duration(number: int, talk: Mapping[str, Any]) -> timedelta:
    """The length of a talk: `0:45`, or a number of minutes; none if it gives none."""
    written = talk.get("duration")
    if written in (None, ""):
        return timedelta()
    text = one_line(written, 20)
    match = _DURATION.fullmatch(text)
    length = None
    if match is not None:
        length = timedelta(hours=int(match[1]), minutes=int(match[2]))
    elif match := _MINUTES.fullmatch(text):
        length = timedelta(minutes=int(match[1]))
    if length is None or length > LONGEST_MEETING:
        raise Unreadable("no-duration", number, text)
    return length


def _cells(room: str, talk: Mapping[str, Any]) -> dict[str, str]:
    texts = [paragraphs(talk.get(name), MAX_DESCRIPTION_CHARACTERS) for name in
             ("abstract", "description")]  # fmt: skip
    if texts[0] and texts[1].startswith(texts[0]):
        texts[0] = ""
    whole = "\n\n".join(filter(None, texts))
    cells = {
        "room": one_line(room or talk.get("room"), MAX_TITLE_CHARACTERS),
        "track": track_of(talk),
        "type": one_line(_name(talk.get("type")), MAX_TITLE_CHARACTERS),
        "people": people_text(_people(talk)),
        "description": paragraphs(whole, MAX_DESCRIPTION_CHARACTERS),
    }
    documents = "\n".join(_documents(talk))
    return {**cells, "documents": documents} if documents else cells


def track_of(talk: Mapping[str, Any]) -> str:
    return one_line(_name(talk.get("track")), MAX_TITLE_CHARACTERS)


def _name(value: object) -> object:
    """A name, or that in the first language of a mapping, or of a thing that has a name."""
    if isinstance(value, dict):
        value = value.get("name") or value.get("en") or next(iter(value.values()), "")
    return value if isinstance(value, str) else ""


def _people(talk: Mapping[str, Any]) -> Iterator[NamedPerson]:
    people = talk.get("persons")
    for person in people[:MAX_PEOPLE] if isinstance(people, list) else ():
        if isinstance(person, dict):
            name = person.get("public_name") or person.get("name") or person.get("full_public_name")
            if text := one_line(name, MAX_TITLE_CHARACTERS):
                yield NamedPerson(text)


def _documents(talk: Mapping[str, Any]) -> Iterator[str]:
    for name in ("attachments", "links"):
        items = talk.get(name)
        for item in items[:MAX_DOCUMENTS] if isinstance(items, list) else ():
            if isinstance(item, dict) and (line := document_line(item)):
                yield line


def link_of(value: object) -> str:
    """Return a web address, or an empty text for anything else and for a longer one."""
    link = one_line(value, MAX_LINK_CHARACTERS + 1)
    return link if _ADDRESS.fullmatch(link) and len(link) <= MAX_LINK_CHARACTERS else ""


def document_line(item: Mapping[str, Any]) -> str:
    """Write a document as a line of a cell, title and address; empty if it has no address."""
    link = next(
        (
            found
            for name in ("url", "download_url", "link_url", "href")
            if _ADDRESS.fullmatch(found := one_line(item.get(name), MAX_LINK_CHARACTERS))
        ),
        "",
    )
    title = one_line(item.get("title") or item.get("name"), MAX_TITLE_CHARACTERS) or link
    return f"{title[:MAX_TITLE_CHARACTERS]} {link}" if link else ""

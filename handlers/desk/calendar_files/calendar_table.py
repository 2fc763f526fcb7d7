"""The calendar as a CSV table of our own, and reading its cells back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from content.calendars.people import NamedPerson, people_text, read_people
from content.calendars.tables import plain
from content.model import Meeting, Pack
from handlers.calendar_export.files import without_control_characters
from handlers.desk.calendar.field_lists import organisers_of, read_document
from handlers.framework.csv_files import csv_file
from handlers.framework.reply import File
from handlers.meetings.conversion import meeting_of
from handlers.wording.subscribable import value_named
from storage.meetings import KeptMeeting

# Headings stay in English: a table may go to a bot that is used in another language.
_FIRST_HEADINGS = ("Meeting", "Title", "Start", "End", "Time zone")
# The other headings, by the name of their cell.
_HEADINGS = {
    name: name.capitalize()
    for name in (
        "kind", "region", "roundtables", "venue", "city", "country", "theme", "organisers",
        "document", "prepares", "status", "source", "note",
    )
}  # fmt: skip
# These columns are there if a meeting fills them.
_PROGRAMME_HEADINGS = {
    "room": "Room", "track": "Track", "people": "People", "description": "Description",
    "documents": "Documents", "interpretation": "Interpretation", "webcast": "Webcast",
    "join": "Join", "capacity": "Capacity", "parent": "Part of",
}  # fmt: skip
_INTERPRETATION = re.compile(r"([a-z]{2,3})(?:\s*\(([^()]*)\))?", re.IGNORECASE)


class UnknownReference(ValueError):
    """A cell names something that the pack does not have. Its text is a complaint's code."""


def calendar_table(kept_meetings: list[KeptMeeting]) -> File:
    """Return the whole calendar as a file."""
    found = [(kept, meeting_of(kept)) for kept in kept_meetings]
    every = [(meeting, {**_cells(meeting), "status": kept.status}) for kept, meeting in found]
    headings = _HEADINGS | {
        name: heading
        for name, heading in _PROGRAMME_HEADINGS.items()
        if any(cells[name] for _meeting, cells in every)
    }
    rows = [
        (
            meeting.id, _one_line(meeting.title), _time_text(meeting.start),
            "" if meeting.end is None else _time_text(meeting.end), meeting.time_zone,
            *(cells[name] for name in headings),
        )
        for meeting, cells in every
    ]  # fmt: skip
    return csv_file("calendar", (*_FIRST_HEADINGS, *headings.values()), rows)


def _cells(meeting: Meeting) -> dict[str, str]:
    """Return a meeting's cells but for its title and times."""
    return {
        "kind": meeting.kind,
        "region": meeting.region or "",
        "roundtables": ", ".join(map(str, meeting.roundtables)),
        "venue": _one_line(meeting.venue),
        "city": _one_line(meeting.city),
        "country": _one_line(meeting.country),
        "theme": _one_line(meeting.theme),
        "organisers": "\n".join(_one_line(organiser) for organiser in meeting.organisers),
        "document": _one_line(meeting.document),
        "prepares": meeting.prepares or "",
        "source": _one_line(meeting.source),
        "note": _one_line(meeting.note),
        "room": _one_line(meeting.room),
        "track": _one_line(meeting.track),
        "people": people_text(
            NamedPerson(_one_line(person.name), person.role, _one_line(person.affiliation))
            for person in meeting.people
        ),
        "description": without_control_characters(meeting.description or ""),
        "documents": "\n".join(
            f"{_one_line(document.title)} {document.link}" for document in meeting.documents
        ),
        "interpretation": "\n".join(
            f"{spoken.language} ({spoken.channel})" if spoken.channel else spoken.language
            for spoken in meeting.interpretation
        ),
        "webcast": meeting.webcast or "",
        "join": meeting.join or "",
        "capacity": str(meeting.capacity or ""),
        "parent": meeting.parent or "",
    }


def fields_from_cells(
    pack: Pack, cells: Mapping[str, str], before: Meeting | None
) -> dict[str, object]:
    """Return the fields whose cells differ from what the table says of the meeting now. Raises
    UnknownReference."""
    own = {} if before is None else _cells(before)
    changed = {
        name: cell
        for name, cell in cells.items()
        if cell != (own.get(name, "") if name == "description" else plain(own.get(name, "")))
    }
    fields: dict[str, object] = {}
    for name, cell in changed.items():
        match name:
            case "kind" | "region":
                if cell:
                    fields[name] = value_named(pack, name, cell)
                    if fields[name] is None:
                        raise UnknownReference(f"no-{name}")
            case "roundtables":
                fields[name] = _read_roundtables(pack, cell)
            case "organisers":
                fields[name] = organisers_of(cell)
            case "prepares" | "parent":
                if cell and pack.meeting(cell.casefold()) is None:
                    raise UnknownReference("no-meeting" if name == "prepares" else "no-parent")
                fields[name] = cell.casefold() or None
            case "type":
                # What other calendars call the kind of a talk; it need not be one of the pack's.
                if cell and (kind := value_named(pack, "kind", cell)) is not None:
                    fields.setdefault("kind", kind)
            case "room" | "track":
                names = pack.rooms if name == "room" else pack.tracks
                fields[name] = names.get(cell, " ".join(cell.split())) or None
            case "people":
                fields[name] = tuple(
                    {"name": person.name, "role": person.role,
                     "affiliation": person.affiliation or None}
                    for person in read_people(cell)
                )  # fmt: skip
            case "description":
                fields[name] = cell or None
            case "documents":
                fields[name] = tuple(map(read_document, filter(None, cell.split("\n"))))
            case "interpretation":
                parts = re.split(r"[\n,;]", cell)
                fields[name] = tuple(_read_interpretation(part) for part in parts if part.strip())
            case "capacity":
                fields[name] = cell.replace(" ", "") or None
            case "source":
                if cell:
                    fields[name] = " ".join(cell.split())
            case _:
                fields[name] = " ".join(cell.split()) or None
    return fields


def _read_interpretation(part: str) -> dict[str, str | None]:
    """Read `fr` or `fr (2)`, a language and its channel."""
    match = _INTERPRETATION.fullmatch(part.strip())
    if match is None:
        return {"language": part.strip()}
    return {"language": match[1].casefold(), "channel": match[2] or None}


def _read_roundtables(pack: Pack, cell: str) -> tuple[int, ...]:
    parts = [part for part in re.split(r"[\s,;]+", cell) if part]
    numbers = [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 4]
    unknown = any(pack.roundtable(number) is None for number in numbers)
    if len(numbers) != len(parts) or unknown:
        raise UnknownReference("no-roundtable")
    return tuple(numbers)


def _time_text(value: object) -> str:
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)


def _one_line(text: str | None) -> str:
    return "" if text is None else " ".join(str(without_control_characters(text)).split())

"""The calendar as a CSV table of our own, and reading its cells back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from content.calendars.tables import plain
from content.model import Meeting, Pack
from handlers.calendar_export.files import without_control_characters
from handlers.desk.csv_files import csv_file
from handlers.framework.reply import File
from handlers.meetings.conversion import meeting_of
from handlers.wording.subscribable import value_named
from storage.meetings import KeptMeeting

# Headings stay in English: a table may go to a bot that is used in another language.
_HEADINGS = (
    "Meeting", "Title", "Start", "End", "Time zone", "Kind", "Region", "Roundtables", "Venue",
    "City", "Country", "Theme", "Organisers", "Document", "Prepares", "Status", "Source", "Note",
)  # fmt: skip


class UnknownReference(ValueError):
    """A cell names something that the pack does not have. Its text is a complaint's code."""


def calendar_table(kept_meetings: list[KeptMeeting]) -> File:
    """Return the whole calendar as a file."""
    rows = []
    for kept in kept_meetings:
        meeting = meeting_of(kept)
        cells = _cells(meeting)
        rows.append(
            (
                meeting.id, _one_line(meeting.title), _time_text(meeting.start),
                "" if meeting.end is None else _time_text(meeting.end), meeting.time_zone,
                *(cells[name.casefold()] for name in _HEADINGS[5:15]),
                kept.status, cells["source"], cells["note"],
            )
        )  # fmt: skip
    return csv_file("calendar", _HEADINGS, rows)


def _cells(meeting: Meeting) -> dict[str, str]:
    """Return a meeting's cells but for its title and times."""
    return {
        "kind": meeting.kind,
        "region": meeting.region,
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
    }


def fields_from_cells(
    pack: Pack, cells: Mapping[str, str], before: Meeting | None
) -> dict[str, object]:
    """Return the fields whose cells differ from what the table says of the meeting now. Raises
    UnknownReference."""
    own = {} if before is None else _cells(before)
    changed = {name: cell for name, cell in cells.items() if cell != plain(own.get(name, ""))}
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
                parts = cell.split("\n" if "\n" in cell else ";")
                fields[name] = tuple(part.strip() for part in parts if part.strip())
            case "prepares":
                if cell and pack.meeting(cell.casefold()) is None:
                    raise UnknownReference("no-meeting")
                fields[name] = cell.casefold() or None
            case "source":
                if cell:
                    fields[name] = " ".join(cell.split())
            case _:
                fields[name] = " ".join(cell.split()) or None
    return fields


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

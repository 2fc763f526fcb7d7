"""Meetings as the rows of our own table, and its cells read back."""

from __future__ import annotations

import re
from datetime import datetime

from content.calendars.tables import plain
from content.model import Meeting, Pack
from handlers.calendar_export.files import clean
from handlers.desk.csv_files import csv_file
from handlers.framework.reply import File
from handlers.meetings.conversion import meeting_of
from storage.meetings import KeptMeeting

# Headings stay in English, so that a table goes from one person's bot to another's.
_HEADINGS = (
    "Meeting", "Title", "Start", "End", "Time zone", "Kind", "Region", "Roundtables", "Venue",
    "City", "Country", "Theme", "Organisers", "Document", "Prepares", "Status", "Source", "Note",
)  # fmt: skip


class NoSuch(ValueError):
    """A cell that names what the pack does not have: the code of the complaint."""


def calendar_sheet(kept: list[KeptMeeting]) -> File:
    """The whole calendar as a table."""
    rows = []
    for each in kept:
        meeting = meeting_of(each)
        cells = cells_of(meeting)
        rows.append(
            (
                meeting.id, _text(meeting.title), _when(meeting.start),
                "" if meeting.end is None else _when(meeting.end), meeting.time_zone,
                *(cells[name.casefold()] for name in _HEADINGS[5:15]),
                each.status, cells["source"], cells["note"],
            )
        )  # fmt: skip
    return csv_file("calendar", _HEADINGS, rows)


def cells_of(meeting: Meeting) -> dict[str, str]:
    """What our table says of a meeting, beside its title and time."""
    return {
        "kind": meeting.kind,
        "region": meeting.region,
        "roundtables": ", ".join(map(str, meeting.roundtables)),
        "venue": _text(meeting.venue),
        "city": _text(meeting.city),
        "country": _text(meeting.country),
        "theme": _text(meeting.theme),
        "organisers": "\n".join(_text(each) for each in meeting.organisers),
        "document": _text(meeting.document),
        "prepares": meeting.prepares or "",
        "source": _text(meeting.source),
        "note": _text(meeting.note),
    }


def read_cells(pack: Pack, said: dict[str, str], before: Meeting | None) -> dict[str, object]:
    """The fields that cells change: all that differs from what the table would say of the meeting
    now. Raises NoSuch."""
    own = {} if before is None else cells_of(before)
    changed = {name: cell for name, cell in said.items() if cell != plain(own.get(name, ""))}
    found: dict[str, object] = {}
    for name, cell in changed.items():
        match name:
            case "kind" | "region":
                if cell:
                    found[name] = _id(pack.kinds if name == "kind" else pack.regions, cell, name)
            case "roundtables":
                found[name] = _roundtables(pack, cell)
            case "organisers":
                parts = cell.split("\n" if "\n" in cell else ";")
                found[name] = tuple(each.strip() for each in parts if each.strip())
            case "prepares":
                if cell and pack.meeting(cell.casefold()) is None:
                    raise NoSuch("no-meeting")
                found[name] = cell.casefold() or None
            case "source":
                if cell:
                    found[name] = " ".join(cell.split())
            case _:
                found[name] = " ".join(cell.split()) or None
    return found


def _id(names: object, cell: str, what: str) -> str:
    """A kind or region by its id or its name."""
    known = dict(names) if isinstance(names, dict) else {}
    wanted = " ".join(cell.casefold().split())
    for id, title in known.items():
        if wanted in (id, " ".join(str(title).casefold().split())):
            return str(id)
    raise NoSuch(f"no-{what}")


def _roundtables(pack: Pack, cell: str) -> tuple[int, ...]:
    parts = [each for each in re.split(r"[\s,;]+", cell) if each]
    numbers = [int(each) for each in parts if each.isascii() and each.isdigit() and len(each) < 4]
    if len(numbers) != len(parts) or any(pack.roundtable(each) is None for each in numbers):
        raise NoSuch("no-roundtable")
    return tuple(numbers)


def _when(value: object) -> str:
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)


def _text(words: str | None) -> str:
    return "" if words is None else " ".join(str(clean(words)).split())

"""Parses tables (CSV): finds the separator and the headings, and gives rows as cells by column."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from content.calendars.entries import MAX_COLUMNS, MAX_ENTRIES, Unreadable
from content.characters import is_visible, without_direction_controls
from content.typed_words import fold, typed_words

_MAX_HEADING_CHARACTERS = 60
_MAX_LINE_CHARACTERS = 20_000
MAX_ROWS_ABOVE = 10  # above the headings: a title, a logo
_SEPARATORS = (",", ";", "\t")
_DECLARED = re.compile(r"sep=([,;\t])$", re.IGNORECASE)
# What begins a formula for a spreadsheet; some pass over white space, and Excel takes full-width
# signs for the others: https://owasp.org/www-community/attacks/CSV_Injection
FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
# Our own tables put an apostrophe before such a cell.
_GUARDED = re.compile(f"'(?={FORMULA.pattern})")

# The headings of Google's, Indico's, Outlook's, conferences' and our own tables, by what the column
# holds. Case, spaces and signs within them make no difference: see `_key`.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "title": (
        "title",
        "subject",
        "summary",
        "session title",
        "talk",
        "talk title",
        "proposal title",
        "meeting title",
        "meeting name",
        "event title",
        "event name",
    ),
    "start": (
        "start",
        "start date",
        "date",
        "starts",
        "day",
        "start datetime",
        "date and time",
        "datetime",
    ),
    "start-hour": ("start time", "time start", "time", "begin", "from"),
    "end": ("end", "end date", "ends", "end datetime"),
    "end-hour": ("end time", "time end", "until", "to"),
    "duration": ("duration",),
    "whole-days": ("all day event", "all day"),
    "location": ("location",),
    "uid": ("uid",),
    "id": ("meeting",),
    "kind": ("kind",),
    "type": ("type", "session type", "format", "session format"),
    "region": ("region",),
    "roundtables": ("roundtables",),
    "zone": ("time zone",),
    "room": ("room", "hall", "stage", "room name", "room/location"),
    "venue": ("venue",),
    "city": ("city",),
    "country": ("country",),
    "track": ("track", "stream", "track name"),
    "theme": ("theme",),
    "people": ("people",),
    "chair": ("chair", "chairs", "chairperson", "convener", "conveners"),
    "co-chair": ("co-chair", "co-chairs"),
    "moderator": ("moderator", "moderators"),
    "speaker": ("speaker", "speakers", "speaker names", "presenter", "presenters"),
    "panellist": ("panellist", "panellists", "panelist", "panelists"),
    "rapporteur": ("rapporteur", "rapporteurs"),
    "description": ("description", "abstract"),
    "organisers": ("organisers",),
    "document": ("document",),
    "documents": ("documents",),
    "interpretation": ("interpretation",),
    "webcast": ("webcast",),
    "join": ("join", "join link"),
    "capacity": ("capacity", "seats"),
    "prepares": ("prepares",),
    "parent": ("part of",),
    "status": ("status",),
    "source": ("source",),
    "note": ("note",),
}


def _key(heading: str) -> str:
    return "".join(sign for sign in fold(heading) if sign.isalnum())


@cache
def _by_key() -> dict[str, str]:
    """Return the columns by the keys of their headings, in every language."""
    translated = {
        _key(name): column for column in COLUMNS for name in typed_words(f"column-{column}")
    }
    return translated | {_key(name): column for column, names in COLUMNS.items() for name in names}


# Headings that mean this if no other column does.
_LESS_EXACT = {
    "name": "title",
    "event": "title",
    "what": "title",
    "topic": "title",
    "when": "start",
}
# Of a table without another start, where one cell has day and hour.
_BOTH = {"start-hour": "start", "end-hour": "end"}

# Calendars keep there what is for the invited alone, such as how to dial in.
_PRIVATE_IF = {"description": "subject"}


@dataclass(frozen=True)
class Row:
    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    """`unread` are the headings of columns that nothing is taken from."""

    unread: tuple[str, ...]
    rows: tuple[Row, ...]


# Returns the known columns of a row of headings by their index, or None if a table of its kind has
# other headings.
Headings = Callable[[Sequence[str]], Mapping[int, str] | None]


def meeting_headings(cells: Sequence[str]) -> dict[int, str] | None:
    """Return the known columns of a table of meetings: it has at least title and start."""
    columns = find_headings(cells)
    if "start" not in columns.values():  # From, To
        columns = {place: _BOTH.get(column, column) for place, column in columns.items()}
    for place, cell in enumerate(cells[: MAX_COLUMNS + 1]):
        column = _LESS_EXACT.get(_key(cell[:_MAX_HEADING_CHARACTERS]))
        if column and column not in columns.values() and place not in columns:
            columns[place] = column
    return columns if {"title", "start"} <= set(columns.values()) else None


def sheet_of(
    text: str, max_entries: int = MAX_ENTRIES, headings: Headings = meeting_headings
) -> Sheet | None:
    """Parse a table, of meetings if no other headings are given. Returns None if none of
    its first lines has the headings that are needed. Raises Unreadable."""
    for separator, line, cells in _first_lines(text):
        columns = headings(cells)
        if columns is None:
            continue
        rows = _lines(text, separator)
        for number, names in rows:
            if number == line:
                return read_rows((number, names), rows, columns, max_entries)
    return None


def missing_column(text: str) -> Unreadable | None:
    """Return what to say of a table that has either the titles or the starts of meetings."""
    for _separator, line, cells in _first_lines(text):
        columns = set(find_headings(cells).values())
        if len(columns) > 1 and len({"title", "start"} & columns) == 1:
            missing = "no-start-column" if "title" in columns else "no-title-column"
            return Unreadable(missing, line)
    return None


def _first_lines(text: str) -> Iterator[tuple[str, int, list[str]]]:
    """Yield the lines that may be the headings, split by each separator, with their numbers."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n", MAX_ROWS_ABOVE + 1)
    declared = _DECLARED.match(lines[0].strip())
    for separator in (declared[1],) if declared else _SEPARATORS:
        for number, line in enumerate(lines[: MAX_ROWS_ABOVE + 1], 1):
            yield separator, number, _cells(line[:_MAX_LINE_CHARACTERS], separator)


def _cells(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return []


def find_headings(cells: Sequence[str]) -> dict[int, str]:
    """Return the known columns of a row of headings, by their index."""
    keys = [_key(cell[:_MAX_HEADING_CHARACTERS]) for cell in cells[: MAX_COLUMNS + 1]]
    return {
        place: column
        for place, key in enumerate(keys)
        if (column := _by_key().get(key)) is not None and _PRIVATE_IF.get(column) not in keys
    }


def read_rows(
    headings: tuple[int, Sequence[str]],
    lines: Iterable[tuple[int, list[str]]],
    columns: Mapping[int, str],
    max_entries: int,
) -> Sheet:
    """Read the rows below the headings; `columns` are the known ones. Each row comes with its line.

    Raises Unreadable.
    """
    line, names = headings
    if len(names) > MAX_COLUMNS:
        raise Unreadable("columns", line, number=MAX_COLUMNS)
    known = list(columns.values())
    for name in known:
        if known.count(name) > 1:
            raise Unreadable("same-column", line, name)
    rows: list[Row] = []
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(names):
            raise Unreadable("cells", line, number=len(names))
        if len(rows) >= max_entries:
            raise Unreadable("too-many", line, number=max_entries)
        filled = [*cells, *[""] * (len(names) - len(cells))]
        rows.append(
            Row(
                line,
                {
                    name: (unguarded if name == "description" else plain)(filled[place])
                    for place, name in columns.items()
                },
            )
        )
    unread = tuple(
        " ".join(heading.split())[:40]
        for place, heading in enumerate(names)
        if place not in columns and heading.strip()
    )
    return Sheet(unread, tuple(rows))


def _lines(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield rows, each with the line on which it ends. Raises Unreadable if the text is no CSV, for
    example because a quotation mark is never closed."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error:
            raise Unreadable("no-table", rows.line_num) from None
        yield rows.line_num, cells


def plain(cell: str) -> str:
    """A cell without the apostrophe that guards it from a spreadsheet, without excess space, and
    without characters that turn the writing direction."""
    lines = (" ".join(line.split()) for line in unguarded(cell).splitlines())
    return "\n".join(line for line in lines if is_visible(line))


def unguarded(cell: str) -> str:
    """A cell without the apostrophe that guards it from a spreadsheet."""
    text = _GUARDED.sub("", cell, count=1) if cell.startswith("'") else cell
    return without_direction_controls(text)

"""Parses tables (CSV): finds the separator and the headings, and gives rows as cells by column."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from content.calendars.entries import MAX_COLUMNS, MAX_ENTRIES, Unreadable
from content.typed_words import fold, typed_words

_SEPARATORS = (",", ";", "\t")
_DECLARED = re.compile(r"sep=([,;\t])$", re.IGNORECASE)
# What begins a formula for a spreadsheet; some pass over white space, and Excel takes full-width
# signs for the others: https://owasp.org/www-community/attacks/CSV_Injection
FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
# Our own tables put an apostrophe before such a cell.
_GUARDED = re.compile(f"'(?={FORMULA.pattern})")

# The headings of Google's, Indico's, Outlook's and our own tables, by what the column holds.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "subject", "summary"),
    "start": ("start", "start date", "date", "starts", "start_date"),
    "start-hour": ("start time", "start_time"),
    "end": ("end", "end date", "ends", "end_date"),
    "end-hour": ("end time", "end_time"),
    "duration": ("duration",),
    "whole-days": ("all day event", "all day"),
    "location": ("location",),
    "uid": ("uid",),
    "id": ("meeting",),
    "kind": ("kind",),
    "region": ("region",),
    "roundtables": ("roundtables",),
    "zone": ("time zone", "timezone"),
    "venue": ("venue",),
    "city": ("city",),
    "country": ("country",),
    "theme": ("theme",),
    "organisers": ("organisers",),
    "document": ("document",),
    "prepares": ("prepares",),
    "status": ("status",),
    "source": ("source",),
    "note": ("note",),
}


@cache
def _by_name() -> dict[str, str]:
    """Return the columns by their folded headings, in every language."""
    translated = {name: column for column in COLUMNS for name in typed_words(f"column-{column}")}
    return translated | {name: column for column, names in COLUMNS.items() for name in names}


@dataclass(frozen=True)
class Row:
    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    """`unread` are the headings of columns that nothing is taken from."""

    unread: tuple[str, ...]
    rows: tuple[Row, ...]


def sheet_of(text: str) -> Sheet | None:
    """Parse a table. Returns None if its first line has no headings for title and start. Raises
    Unreadable."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n", 2)
    declared = _DECLARED.match(lines[0].strip())
    for separator in (declared[1],) if declared else _SEPARATORS:
        columns = _headings(lines[1 if declared else 0], separator)
        if {"title", "start"} <= set(columns.values()):
            return _read(text, separator, columns, 1 if declared else 0)
    return None


def _headings(line: str, separator: str) -> dict[int, str]:
    """The known columns of a line of headings, by their index."""
    try:
        cells = next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return {}
    return {
        place: _by_name()[name]
        for place, cell in enumerate(cells[: MAX_COLUMNS + 1])
        if (name := " ".join(fold(cell).split())) in _by_name()
    }


def _read(text: str, separator: str, columns: Mapping[int, str], skipped: int) -> Sheet:
    lines = _lines(text, separator)
    for _ in range(skipped):
        next(lines)
    line, headings = next(lines)
    if len(headings) > MAX_COLUMNS:
        raise Unreadable("columns", line, number=MAX_COLUMNS)
    names = list(columns.values())
    for name in names:
        if names.count(name) > 1:
            raise Unreadable("same-column", line, name)
    rows: list[Row] = []
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(headings):
            raise Unreadable("cells", line, number=len(headings))
        if len(rows) >= MAX_ENTRIES:
            raise Unreadable("too-many", line, number=MAX_ENTRIES)
        filled = [*cells, *[""] * (len(headings) - len(cells))]
        rows.append(Row(line, {name: plain(filled[place]) for place, name in columns.items()}))
    unread = tuple(
        " ".join(heading.split())[:40]
        for place, heading in enumerate(headings)
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
    """A cell without the apostrophe that guards it from a spreadsheet, and without excess space."""
    cell = _GUARDED.sub("", cell, count=1) if cell.startswith("'") else cell
    lines = (" ".join(line.split()) for line in cell.splitlines())
    return "\n".join(line for line in lines if line)

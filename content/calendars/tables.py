"""Tables (CSV): their separator, their header and their rows as cells by column."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from content.calendars.values import MOST_COLUMNS, MOST_ENTRIES, Unreadable

_SEPARATORS = (",", ";", "\t")
_HEADER_LINES = 5
_DECLARED = re.compile(r"sep=([,;\t])$", re.IGNORECASE)
# What begins with one of these is a formula to a spreadsheet, and was written with an apostrophe
# before it.
_GUARDED = re.compile(r"'(?=[=+\-@\t\r])")

# The names of columns in Google's, Indico's, Outlook's and our own tables, by what they hold.
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
_BY_NAME = {name: column for column, names in COLUMNS.items() for name in names}


@dataclass(frozen=True)
class Row:
    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    """`unread` are the headings of the columns that nothing is taken from."""

    columns: tuple[str, ...]
    unread: tuple[str, ...]
    rows: tuple[Row, ...]


def sheet_of(text: str) -> Sheet | None:
    """The table, or None where no line at its beginning names a title and a day. Raises
    Unreadable."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n", _HEADER_LINES)
    declared = _DECLARED.match(lines[0].strip())
    for separator in (declared[1],) if declared else _SEPARATORS:
        columns = _headings(lines[1 if declared else 0], separator)
        if {"title", "start"} <= set(columns.values()):
            return _read(text, separator, columns, 1 if declared else 0)
    return None


def _headings(line: str, separator: str) -> dict[int, str]:
    """Columns by their place."""
    try:
        cells = next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return {}
    return {
        place: _BY_NAME[name]
        for place, cell in enumerate(cells[: MOST_COLUMNS + 1])
        if (name := " ".join(cell.casefold().split())) in _BY_NAME
    }


def _read(text: str, separator: str, columns: Mapping[int, str], skipped: int) -> Sheet:
    lines = _lines(text, separator)
    for _ in range(skipped):
        next(lines)
    line, headings = next(lines)
    if len(headings) > MOST_COLUMNS:
        raise Unreadable("columns", line, number=MOST_COLUMNS)
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
        if len(rows) >= MOST_ENTRIES:
            raise Unreadable("too-many", line, number=MOST_ENTRIES)
        filled = [*cells, *[""] * (len(headings) - len(cells))]
        rows.append(Row(line, {name: plain(filled[place]) for place, name in columns.items()}))
    unread = tuple(
        " ".join(each.split())[:40]
        for place, each in enumerate(headings)
        if place not in columns and each.strip()
    )
    return Sheet(tuple(names), unread, tuple(rows))


def _lines(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line on which it ends. Raises Unreadable for what is no table, such as a
    quotation mark that never closes."""
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
    """A cell as it was meant: without the mark that keeps a spreadsheet from computing it, its
    lines without space around them."""
    cell = _GUARDED.sub("", cell, count=1) if cell.startswith("'") else cell
    lines = (" ".join(line.split()) for line in cell.splitlines())
    return "\n".join(line for line in lines if line)

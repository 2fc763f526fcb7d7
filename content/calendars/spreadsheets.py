"""Reads spreadsheets (.xlsx): the rows of the first sheet that has the headings of a table.

openpyxl reads one row after the other. Before it, the sizes that the file declares are checked,
beyond which zipfile unpacks nothing; its XML is parsed by defusedxml.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from content.calendars.entries import MAX_COLUMNS, Unreadable
from content.calendars.tables import MAX_ROWS_ABOVE, Headings, Sheet, meeting_headings, read_rows

BEGINNING = b"PK\x03\x04"
_MAX_PARTS = 300  # files in the archive
_MAX_UNPACKED_BYTES = 40_000_000
# Of each part but those with the rows: openpyxl reads styles and names into objects, which take
# thirty times their size.
_MAX_OTHER_BYTES = 2_000_000
_WITH_ROWS = ("xl/worksheets/", "xl/sharedStrings")
_READ_WHOLE = (".xml", ".rels")
_MAX_SHEETS = 20
_MAX_ROWS = 5_000  # empty ones, too


def read_workbook(
    content: bytes, max_entries: int, headings: Headings = meeting_headings
) -> Sheet | None:
    """Return the table of a workbook, of meetings if no other headings are given; None if no sheet
    has the headings that are needed.

    Raises Unreadable.
    """
    _check_sizes(content)
    # Not needed for any other kind of file, and slow to import.
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        names = [sheet.title for sheet in book.worksheets]
        for sheet in book.worksheets[:_MAX_SHEETS]:
            table = _table(sheet, max_entries, headings)
            if table is not None:
                others = tuple(name[:40] for name in names if name != sheet.title)
                return Sheet((*table.unread, *others), table.rows)
    except Unreadable:
        raise
    except Exception:  # openpyxl raises many kinds for a damaged file
        raise Unreadable("no-workbook") from None
    if not names:
        raise Unreadable("no-workbook")
    return None


def _check_sizes(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise Unreadable("no-workbook") from None
    if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > _MAX_UNPACKED_BYTES:
        raise Unreadable("too-large-inside")
    for part in parts:
        read_whole = part.filename.endswith(_READ_WHOLE) and not part.filename.startswith(
            _WITH_ROWS
        )
        if read_whole and part.file_size > _MAX_OTHER_BYTES:
            raise Unreadable("too-large-inside")


def _table(sheet: Any, max_entries: int, headings: Headings) -> Sheet | None:
    lines = _lines(sheet)
    for number, cells in lines:
        if number > MAX_ROWS_ABOVE:
            break
        columns = headings(cells)
        if columns is not None:
            return read_rows((number, cells), lines, columns, max_entries)
    return None


def _lines(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    """Yield rows with their numbers, without the empty cells at their ends."""
    rows = sheet.iter_rows(max_row=_MAX_ROWS, max_col=MAX_COLUMNS + 1, values_only=True)
    for number, values in enumerate(rows, 1):
        cells = [_text(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        yield number, cells


def _text(value: object) -> str:
    """A cell as a table of text writes it."""
    match value:
        case None:
            return ""
        case datetime():
            whole_day = value.time() == time()
            return f"{value:%Y-%m-%d}" if whole_day else f"{value:%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case time():
            return f"{value:%H:%M}"
        case timedelta():
            minutes = round(value.total_seconds()) // 60
            return f"{minutes // 60}:{minutes % 60:02}"
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)

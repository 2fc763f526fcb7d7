"""Spreadsheets (.xlsx) of a programme, and hostile ones."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, time

from openpyxl import Workbook


def workbook(*rows: tuple[object, ...], second: bool = False) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    if second:
        sheet.append(("Notes",))
        sheet = book.create_sheet("Programme")
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


HEADINGS = ("Title", "Date", "Start time", "End time", "Room", "Track", "Speakers", "Chair",
            "Abstract")  # fmt: skip
ROW = ("Exactly once", datetime(2030, 5, 14), time(10), time(10, 45), "Hall", "Data",  # noqa: DTZ001
       "Bruno Haddad (ETH), Elena Novák", "Ana Silva", "Three\nyears\n\nof it")  # fmt: skip


def part_of_workbook(name: str, old: bytes, new: bytes) -> bytes:
    """A workbook with other content in one of its parts."""
    with zipfile.ZipFile(io.BytesIO(workbook(HEADINGS, ROW))) as archived:
        parts = {each: archived.read(each) for each in archived.namelist()}
    parts[name] = parts[name].replace(old, new)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        for part, content in parts.items():
            zipped.writestr(part, content)
    return file.getvalue()


def workbook_of_many_cells() -> bytes:
    """A small file that a parser unpacks to a row of 800,000 cells."""
    cells = b'<c r="A3" t="inlineStr"><is><t>a</t></is></c>' * 800_000
    row = b'<row r="3">' + cells + b"</row></sheetData>"
    return part_of_workbook("xl/worksheets/sheet1.xml", b"</sheetData>", row)

"""Tables as CSV files for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from content.calendars.tables import FORMULA
from handlers.framework.reply import File


def csv_file(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> File:
    """Return a file with a header row; `name` is without its ending. Cells that a spreadsheet would
    take for formulas become text."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    for row in rows:
        writer.writerow([guarded(str(cell)) for cell in row])
    # The byte order mark tells spreadsheets that the file is UTF-8.
    return File(f"{name}.csv", "text/csv", text.getvalue().encode("utf-8-sig"))


def guarded(cell: str) -> str:
    """Return the cell, with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{cell}" if FORMULA.match(cell) else cell

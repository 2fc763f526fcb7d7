"""Tables as CSV files, as spreadsheets read them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from content.calendars.tables import FORMULA
from handlers.framework.reply import File


def csv_file(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> File:
    """A file with a header; `name` without its ending. Cells that would be formulas are text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    for row in rows:
        writer.writerow([guarded(str(cell)) for cell in row])
    # The mark at the beginning tells spreadsheets that it is UTF-8.
    return File(f"{name}.csv", "text/csv", out.getvalue().encode("utf-8-sig"))


def guarded(cell: str) -> str:
    """Return the cell, with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{cell}" if FORMULA.match(cell) else cell

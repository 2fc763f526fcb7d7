"""Tables as CSV files, as spreadsheets read them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from handlers.framework.reply import File

# A cell that begins with one of these is a formula to a spreadsheet:
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


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
    return f"'{cell}" if cell.startswith(_FORMULA) else cell

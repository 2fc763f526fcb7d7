"""Tables for spreadsheets: no cell of one is a formula."""

from __future__ import annotations

import csv
import io

import pytest

from content.calendars.tables import plain
from handlers.framework.csv_files import csv_file

# https://owasp.org/www-community/attacks/CSV_Injection
OPENERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", " =", "\u00a0@", "\n＝")


@pytest.mark.parametrize("opener", OPENERS)
def test_what_would_be_a_formula_is_text(opener: str) -> None:
    cell = f"{opener}HYPERLINK(1)"
    content = csv_file("table", ("Title",), [(cell,)]).content.decode("utf-8-sig")
    _, row = csv.reader(io.StringIO(content, newline=""))
    assert row == [f"'{cell}"]
    # A table of ours that comes back says what it said.
    assert plain(row[0]) == plain(cell)
    assert not plain(row[0]).startswith("'")


@pytest.mark.parametrize("cell", ["", "Lima", "a = b", "1-2", "’=1", "'tis"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    content = csv_file("table", ("Title", "City"), [(cell, "x")]).content.decode("utf-8-sig")
    _, row = csv.reader(io.StringIO(content, newline=""))
    assert row == [cell, "x"]

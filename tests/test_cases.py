"""docs/cases.md has every case whose file is kept."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
FOLDERS = ("content/calendars_cases", "content/pack_cases", "program/update_cases")
FILES = sorted(file for folder in FOLDERS for file in (TESTS / folder).glob("case-*"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_each_case_has_its_verdict(file: Path) -> None:
    page = (TESTS.parent / "docs" / "cases.md").read_text(encoding="utf-8")
    listed: set[int] = set()
    for row in re.findall(r"^\| (\d+(?:(?:, |–)\d+)*) ", page, re.MULTILINE):
        for part in row.split(","):
            first, _, last = part.strip().partition("–")
            listed |= set(range(int(first), int(last or first) + 1))
    match = re.match(r"case-(\d+)", file.name)
    assert match is not None and int(match[1]) in listed

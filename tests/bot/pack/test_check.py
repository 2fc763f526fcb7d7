"""The check of a pack: what it costs."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.pack.check import check
from tests.calls import count_calls
from tests.large_packs import write_pack


def test_checking_takes_time_in_proportion_to_the_pack(tmp_path: Path) -> None:
    small = write_pack(tmp_path / "small", 60, 90)
    large = write_pack(tmp_path / "large", 240, 360)
    check(small)  # fills the caches of languages and time zones
    once = count_calls(lambda: check(small))
    reports = []
    many = count_calls(lambda: reports.append(check(large)))
    assert not reports[0].problems
    assert reports[0].summary
    print(f"calls to check 60 passages and 90 meetings: {once:,}, four times as many: {many:,}")
    assert many < 4.2 * once


@pytest.mark.parametrize("sections", [1, 40])
def test_a_mandate_of_any_size_fits_its_screens(tmp_path: Path, sections: int) -> None:
    report = check(write_pack(tmp_path / "large", 600, 0, mandate_sections=sections))
    assert not report.problems
    assert "600 passages" in report.summary

"""The check of a pack: what it costs."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.pack.check import check
from tests.calls import count_calls
from tests.large_packs import write_pack


def test_checking_takes_time_in_proportion_to_the_pack(tmp_path: Path) -> None:
    small = write_pack(tmp_path / "small", 44, 50)
    large = write_pack(tmp_path / "large", 132, 150)
    check(small)  # fills the caches of languages and time zones
    reports = []
    once = count_calls(lambda: reports.append(check(small)))
    many = count_calls(lambda: reports.append(check(large)))
    assert not any(report.problems for report in reports)
    print(f"calls to check 44 passages and 50 meetings: {once:,}, three times as many: {many:,}")
    assert many < 3.15 * once


@pytest.mark.parametrize("sections", [1, 40])
def test_a_mandate_of_any_size_fits_its_screens(tmp_path: Path, sections: int) -> None:
    report = check(write_pack(tmp_path / "large", 300, 0, mandate_sections=sections))
    assert not report.problems
    assert "300 passages" in report.summary

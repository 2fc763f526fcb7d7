"""The passages before and after one, and its section, are looked up, not searched for."""

from __future__ import annotations

from pathlib import Path

from content.loading import load_pack
from tests.calls import count_calls
from tests.factories import shipped_pack
from tests.large_packs import write_pack


def test_each_passage_has_the_one_before_and_the_one_after() -> None:
    pack = shipped_pack()
    assert pack.neighbours("rt1") == (None, "rt2")
    assert pack.neighbours("rec-1-1")[0] is None
    last_of_area = pack.areas[0].recommendations[-1].id
    assert pack.neighbours(last_of_area)[1] == "rec-2-1"
    assert pack.neighbours("area-1") == (None, None)
    for section in pack.sections:
        first, *_middle, last = (passage.id for passage in section.passages)
        assert pack.neighbours(first)[0] is None
        assert pack.neighbours(last)[1] is None
        assert pack.section_of(last) is section
    for passage_id in pack.passages:
        after = pack.neighbours(passage_id)[1]
        assert after is None or pack.neighbours(after)[0] == passage_id


def test_finding_them_takes_no_longer_in_a_large_pack(tmp_path: Path) -> None:
    calls = []
    for size in (100, 1600):
        pack = load_pack(write_pack(tmp_path / str(size), size, 0))
        last = pack.sections[-1].passages[-1].id
        pack.neighbours(last)  # indexes are made once
        pack.section_of(last)
        calls.append(count_calls(lambda: (pack.neighbours(last), pack.section_of(last))))  # noqa: B023
    assert calls[0] == calls[1]

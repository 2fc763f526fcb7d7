"""Packs as word processors and people write them; see pack_cases/README.md."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from content.loading import load_pack
from content.search import Search
from tests.content.example import example, problems

CASES = Path(__file__).parent / "pack_cases"


def case(name: str) -> str:
    (file,) = CASES.glob(f"case-{name}-*")
    return file.read_text(encoding="utf-8")


def with_meeting(folder: Path, text: str) -> list[str]:
    """What is said of an example pack with a meeting at the end."""
    pack = example(folder)
    file = pack / "meetings.yaml"
    before = file.read_text(encoding="utf-8").rstrip("\n")
    file.write_text(f"{before}\n{text}", encoding="utf-8")
    lines = len(before.splitlines())
    return [str(problem).replace("meetings.yaml, line ", "").replace(
        f"{lines + place}:", f"line {place}:"
    ) for problem in problems(pack) for place in [_place(str(problem), lines)]]  # fmt: skip


def _place(problem: str, lines: int) -> int:
    """The line of the meeting that a problem names, from 1."""
    number = problem.removeprefix("meetings.yaml, line ").split(":")[0].split(",")[0]
    return int(number) - lines


def test_spaces_of_another_kind_are_named(tmp_path: Path) -> None:
    (problem,) = with_meeting(tmp_path, case("49"))
    assert problem.startswith("line 5: the line begins with spaces of another kind")
    assert "ordinary ones" in problem


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u3000", "\u2003"])
def test_each_kind_of_space_is_named(tmp_path: Path, space: str) -> None:
    text = case("49").replace("\u00a0", " ").replace("  country:", f"{space * 2}country:")
    (problem,) = with_meeting(tmp_path, text)
    assert problem.startswith("line 6: the line begins with spaces of another kind")


def test_straight_quotation_marks_are_asked_for(tmp_path: Path) -> None:
    (problem,) = with_meeting(tmp_path, case("50"))
    assert problem.startswith("line 2: ")
    assert 'Put straight double quotes in their place: title: "Rivers: a forum".' in problem


def test_dates_as_people_write_them_are_each_named(tmp_path: Path) -> None:
    found = with_meeting(tmp_path, case("51"))
    named = [problem for problem in found if "Write a date as 2013-05-29" in problem]
    assert ["14.05.2030 09:00" in named[0], "2030-5-15" in named[1]] == [True, True]
    # CET is a zone that is known, and shown by a city.
    assert not any("CET" in problem for problem in found)


@pytest.mark.parametrize(
    "words",
    ["الهجره والتنميه", "الأُجور المتساويه", "الاجور المتساويه", "移徙工人权利", "移徙工人", "同酬",
     "droits des migrants", "DROITS DES MIGRANTS"],
)  # fmt: skip
def test_search_words_are_found_by_other_spellings_and_by_pieces(
    tmp_path: Path, words: str
) -> None:
    pack = example(tmp_path)
    written = yaml.safe_load(case("52"))["words"]
    file = pack / "areas.yaml"
    areas = yaml.safe_load(file.read_text(encoding="utf-8"))
    areas[0]["recommendations"][0]["words"] = written
    file.write_text(yaml.safe_dump(areas, allow_unicode=True, sort_keys=False), encoding="utf-8")
    loaded = load_pack(pack)
    search = Search(loaded)
    found = {hit.id for hit in search.find(words).hits[:3]}
    assert f"rec-{areas[0]['number']}-1" in found

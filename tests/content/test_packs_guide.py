"""docs/packs.md is true: its examples hold, and the checker says what it says there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from content.loading import load_pack
from content.loading.folder import (
    MAX_FILES,
    MAX_FOLDER_BYTES,
    MAX_PACK_BYTES,
    MAX_SOURCE_BYTES,
    MAX_YAML_BYTES,
)
from content.loading.yaml_parser import parse
from content.model import Pack, Passage
from tests.content.example import edit, example, problems

GUIDE = (Path(__file__).parents[2] / "docs" / "packs.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n# (\w+)\.yaml\n(.*?)```", GUIDE, re.DOTALL)

# Each slip the guide explains: the new pack's file, what stands there, and the slip.
SLIPS = [
    ("meetings.yaml", "title: Preparatory meeting", "title: Danube: a meeting"),
    ("meetings.yaml", "  city: Vienna", "\tcity: Vienna"),
    ("meetings.yaml", "  city: Vienna", " city: Vienna"),
    ("areas.yaml", "title: Warn those downstream", "titel: Warn those downstream"),
    ("meetings.yaml", "source: the invitation\n  words", "source: letter #12\n  words"),
    ("meetings.yaml", "time_zone: Europe/Vienna", "time_zone: Vienna"),
    ("meetings.yaml", "start: 2030-03-20", "start: 20 March 2030"),
    ("meetings.yaml", "start: 2030-03-20", "start: 2030-03-31T02:30"),
    ("areas.yaml", "at every border", "at each border"),
    ("areas.yaml", "border, and publish", "border […] publish"),
    ("pack.yaml", '      - "source.1"\n', '      - "source.2"\n'),
    ("links.yaml", "[rec-1-2, rt1]", "[rec-1-2, rt5]"),
    ("links.yaml", "meeting-preparatory-vienna", "preparatory-vienna"),
    ("areas.yaml", "id: rec-1-2", "id: rec-1-3"),
    ("pack.yaml", "file: sources/appeal.txt", "file: sources/apeal.txt"),
]


@pytest.mark.parametrize(("file", "old", "new"), SLIPS)
def test_the_checker_says_what_the_guide_says(
    tmp_path: Path, file: str, old: str, new: str
) -> None:
    pack = example(tmp_path)
    edit(pack, file, old, new)
    told = problems(pack)
    assert told
    for problem in told:
        assert f"    ✗ {problem}\n" in GUIDE


def test_the_guide_shows_no_other_errors() -> None:
    assert len(re.findall(r"^    ✗ ", GUIDE, re.MULTILINE)) == 18


@pytest.mark.parametrize(("name", "block"), BLOCKS)
def test_its_examples_hold(name: str, block: str) -> None:
    parsed = parse(block)
    assert not parsed.faults
    assert parsed.value
    if name != "pack":
        TypeAdapter(Pack.model_fields[name].annotation).validate_python(parsed.value)
        return
    assert isinstance(parsed.value, dict)
    for field, value in parsed.value.items():
        TypeAdapter(Pack.model_fields[field].annotation).validate_python(value)


def test_it_quotes_the_shipped_pack() -> None:
    pack = load_pack("hld-2013")
    quoted = 0
    for name, block in BLOCKS:
        if name in ("roundtables", "areas", "mandate", "position"):
            value = TypeAdapter(Pack.model_fields[name].annotation).validate_python(
                parse(block).value
            )
            for passage in passages(value):
                assert passage.text == pack.passages[passage.id].text
                quoted += 1
    assert quoted >= 5


def passages(value: object) -> list[Passage]:
    if isinstance(value, Passage):
        return [value]
    if isinstance(value, tuple):
        return [found for each in value for found in passages(each)]
    fields = getattr(value, "__dict__", {})
    return [found for each in fields.values() for found in passages(each)]


def test_every_file_has_its_example() -> None:
    assert {name for name, _block in BLOCKS} == {
        "pack", "roundtables", "areas", "mandate", "position", "background", "collections",
        "glossary", "processes", "meetings", "pages", "delegations", "links",
    }  # fmt: skip


def test_its_limits_are_the_checkers() -> None:
    for size in (MAX_YAML_BYTES, MAX_SOURCE_BYTES, MAX_PACK_BYTES, MAX_FOLDER_BYTES):
        assert f"{size // 1_000_000} MB" in GUIDE
    assert f"{MAX_FILES} files" in GUIDE
    assert "3,500 characters" in GUIDE

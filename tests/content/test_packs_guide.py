"""docs/packs.md is true: its examples hold, and the checker says what it says there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

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
from content.model import (
    Area,
    AttachedDocument,
    Citation,
    Collection,
    Deadline,
    Document,
    Event,
    Link,
    Meeting,
    Pack,
    Page,
    Passage,
    Process,
    Roundtable,
    Section,
    Status,
    Term,
    Translation,
)
from content.model.delegations import Delegation
from content.model.documents import Unit
from content.model.field_types import Value
from content.model.floor import (
    Category,
    FloorRules,
    GroupThenNational,
    LimitName,
    Order,
    Public,
    Questions,
    TextRules,
)
from content.model.item_status import Proposer
from content.model.programme import Interpretation, Person, Role
from content.model.translation import DocumentWords, EntryWords, EventWords, LinkWords
from content.new_pack import TEMPLATES
from tests.content.example import edit, example, problems

GUIDE = (Path(__file__).parents[2] / "docs" / "packs.md").read_text(encoding="utf-8")
BLOCKS: list[tuple[str, str]] = re.findall(r"```yaml\n# (\w+)\.yaml\n(.*?)```", GUIDE, re.DOTALL)

# Each slip the guide explains: the new pack's file, what stands there, and the slip.
SLIPS = [
    ("meetings.yaml", "title: Preparatory meeting", "title: Danube: a meeting"),
    ("meetings.yaml", "  city: Vienna", "\tcity: Vienna"),
    ("areas.yaml", "title: Warn those downstream", "titel: Warn those downstream"),
    ("meetings.yaml", "time_zone: Europe/Vienna", "time_zone: Vienna"),
    ("meetings.yaml", "start: 2030-03-20", "start: 2030-03-31T02:30"),
    ("areas.yaml", "at every border", "at each border"),
    ("links.yaml", "[rec-1-2, rt1]", "[rec-1-2, rt5]"),
    ("links.yaml", "meeting-preparatory-vienna", "preparatory-vienna"),
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
    assert len(re.findall(r"^    ✗ ", GUIDE, re.MULTILINE)) == 10


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
        if name in ("roundtables", "areas", "mandate"):
            value = TypeAdapter(Pack.model_fields[name].annotation).validate_python(
                parse(block).value
            )
            for passage in passages(value):
                assert passage.text == pack.passages[passage.id].text
                quoted += 1
    assert quoted == 4


def passages(value: object) -> list[Passage]:
    if isinstance(value, Passage):
        return [value]
    if isinstance(value, tuple):
        return [found for each in value for found in passages(each)]
    fields = getattr(value, "__dict__", {})
    return [found for each in fields.values() for found in passages(each)]


def test_every_file_has_its_example() -> None:
    assert {name for name, _block in BLOCKS} == {
        "pack", "roundtables", "areas", "mandate", "background", "collections",
        "glossary", "processes", "meetings", "delegations", "pages", "links",
    }  # fmt: skip


def test_its_limits_are_the_checkers() -> None:
    for size in (MAX_YAML_BYTES, MAX_SOURCE_BYTES, MAX_PACK_BYTES, MAX_FOLDER_BYTES):
        assert f"{size // 1_000_000} MB" in GUIDE
    assert f"{MAX_FILES} files" in GUIDE
    assert "3,500 characters" in GUIDE


# By the heading of each table: what it describes, and the fields of it that nobody writes.
TABLES: dict[str, tuple[type[Value], ...]] = {
    "pack.yaml": (Pack, Event, Document),
    "Passages": (Passage, Citation),
    "roundtables.yaml": (Roundtable,),
    "areas.yaml": (Area,),
    "mandate.yaml, position.yaml, background.yaml": (Section,),
    "collections.yaml": (Collection,),
    "glossary.yaml": (Term,),
    "processes.yaml": (Process,),
    "meetings.yaml": (Meeting,),
    "Floor": (FloorRules,),
    "delegations.yaml": (Delegation,),
    "pages.yaml": (Page,),
    "links.yaml": (Link,),
    "Translations": (Translation,),
}
# Fields of a pack with a file of their own; those that follow from others; those of values that
# have a row, and not a table, of their own.
FILES = {
    "roundtables", "areas", "mandate", "position", "background", "collections", "glossary",
    "processes", "meetings", "pages", "links", "delegations", "translations",
}  # fmt: skip
DERIVED: dict[type[Value], set[str]] = {
    Pack: FILES, Passage: {"language", "texts"}, Meeting: {"deadline"},
}  # fmt: skip
ROWS: dict[tuple[str, str], type[Value]] = {
    ("meetings.yaml", "people"): Person,
    ("meetings.yaml", "interpretation"): Interpretation,
    ("meetings.yaml", "documents"): AttachedDocument,
    ("Passages", "proposers"): Proposer,
    ("Floor", "texts"): TextRules,
    ("Translations", "event"): EventWords,
    ("Translations", "documents"): DocumentWords,
    ("Translations", "entries"): EntryWords,
    ("Translations", "links"): LinkWords,
}


def tables_under(heading: str) -> list[dict[str, str]]:
    """The tables below a heading: by field, its row."""
    (section,) = re.findall(rf"^###? {re.escape(heading)}$(.*?)(?=^###? |\Z)", GUIDE, re.M | re.S)
    tables: list[dict[str, str]] = []
    for table in re.findall(r"^\| field .*\n\|---.*\n((?:\|.*\n)+)", section, re.MULTILINE):
        rows: dict[str, str] = {}
        for row in table.splitlines():
            for field in re.findall(r"`(\w+)`", row.split("|")[1]):
                rows[field] = row
        tables.append(rows)
    return tables


@pytest.mark.parametrize("heading", TABLES)
def test_every_field_stands_in_the_guide(heading: str) -> None:
    models, tables = TABLES[heading], tables_under(heading)
    assert len(models) == len(tables)
    for model, table in zip(models, tables, strict=True):
        assert set(table) == set(model.model_fields) - DERIVED.get(model, set())
        for name, field in model.model_fields.items():
            needed = re.search(rf"\*\*`{name}`\*\*", table.get(name, "")) is not None
            assert needed == field.is_required() or name in DERIVED.get(model, ()), name
    for (of, name), model in ROWS.items():
        if of == heading:
            (row,) = [table[name] for table in tables if name in table]
            for field in model.model_fields:
                assert re.search(rf"\b{field}\b", row), (name, field)


def test_every_value_is_in_the_guide() -> None:
    for values in (
        *(get_args(one) for one in (Role, Status, Unit, Category, Deadline, LimitName)),
        *(get_args(one) for one in (Order, GroupThenNational, Public, Questions)),
        tuple(TEMPLATES),
    ):
        for value in values:
            assert re.search(rf"\b{value}\b", GUIDE), value

"""A pack loads whole, or says in plain words everything that is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from content.loading import PACKS, PackError, load_pack, plain_yaml
from content.loading.folder import find_folder
from content.loading.yaml_parser import parse
from tests.content.example import edit, example, problems


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return example(tmp_path)


def test_a_pack_loads_by_name_and_by_path() -> None:
    by_name = load_pack("hld-2013")
    assert by_name == load_pack(PACKS / "hld-2013") == load_pack(str(PACKS / "hld-2013"))
    assert by_name == load_pack(PACKS / "hld-2013" / "pack.yaml")
    assert by_name.id == "hld-2013"


def test_a_relative_path_counts_from_the_working_folder(
    pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(pack)
    assert load_pack(Path()).id == load_pack(".").id == "example"


def test_a_name_is_looked_for_in_the_working_folder_before_the_installed_packs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hld-2013").mkdir()  # holds no pack
    assert load_pack("hld-2013") == load_pack(PACKS / "hld-2013")
    example(tmp_path / "content" / "packs", "hld-2013")
    assert find_folder("hld-2013") == tmp_path / "content" / "packs" / "hld-2013"
    example(tmp_path, "hld-2014")
    assert find_folder("hld-2014") == tmp_path / "hld-2014"


def test_only_pack_yaml_is_needed(pack: Path) -> None:
    for file in pack.glob("*.yaml"):
        if file.name != "pack.yaml":
            file.unlink()
    edit(pack, "pack.yaml", "  meeting: forum ", "  #")
    loaded = load_pack(pack)
    assert loaded.entries == {}
    assert loaded.event.name == "Example Forum on Rivers"


def test_a_file_of_remarks_counts_as_left_out(pack: Path) -> None:
    (pack / "links.yaml").write_text("# to come\n", encoding="utf-8")
    assert load_pack(pack).links == ()


def test_a_byte_order_mark_and_other_line_ends_are_no_matter(pack: Path) -> None:
    before = load_pack(pack)
    for file in (pack / "areas.yaml", pack / "sources" / "appeal.txt"):
        text = file.read_text(encoding="utf-8").replace("\n", "\r\n")
        file.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert load_pack(pack) == before


@pytest.mark.parametrize("word", ["no", "yes", "off", "null", "1.10", "2013-05-29", "012", "1e3"])
def test_what_is_written_is_what_is_meant(pack: Path, word: str) -> None:
    edit(pack, "meetings.yaml", "city: Vienna", f"city: {word}")
    if word == "null":
        assert "“city” is missing or empty" in str(problems(pack)[0])
    else:
        assert load_pack(pack).meetings[1].city == word


def test_unknown_packs_are_named_with_those_that_are_there() -> None:
    with pytest.raises(PackError) as error:
        load_pack("hld-2031")
    assert "Did you mean hld-2013?" in str(error.value)
    with pytest.raises(PackError, match="no such folder"):
        load_pack("/nowhere/at/all")
    with pytest.raises(PackError, match="no such folder"):
        load_pack("\0")


def test_a_file_is_no_pack(pack: Path) -> None:
    with pytest.raises(PackError, match="a pack is a folder"):
        load_pack(pack / "areas.yaml")


def test_all_problems_are_told_at_once(pack: Path) -> None:
    edit(pack, "meetings.yaml", "  time_zone: Europe/Vienna\n", "")
    edit(pack, "areas.yaml", "number: 2}", "number: two}")
    edit(pack, "links.yaml", "[rec-1-1, rt1]", "[rec-1-1, rt1")
    edit(pack, "pack.yaml", "  start: 2030-05-14 ", "  start: May ")
    files = [(problem.file, problem.line) for problem in problems(pack)]
    assert sorted(files) == [
        ("areas.yaml", 31), ("links.yaml", 5), ("meetings.yaml", 17), ("pack.yaml", 21),
    ]  # fmt: skip


def test_when_pack_yaml_cannot_be_read_the_other_files_still_are(pack: Path) -> None:
    edit(pack, "pack.yaml", "kinds:", "kinds")
    edit(pack, "areas.yaml", "number: 2}", "number: two}")
    assert [problem.file for problem in problems(pack)] == ["pack.yaml", "areas.yaml"]


def test_a_problem_reads_as_place_what_and_how_to_mend_it(pack: Path) -> None:
    edit(pack, "areas.yaml", "title: Warn those downstream", "titel: Warn those downstream")
    assert [str(problem) for problem in problems(pack)] == [
        "areas.yaml, line 27, rec-1-2: “title” is missing or empty. "
        "Add a line “title: …” to the entry.",
        "areas.yaml, line 28, rec-1-2: “titel” is not a field here. Did you mean “title”?",
    ]


CITY = "  city: Vienna"
SLIPS = [
    # What YAML's rules do to beginners.
    ("meetings.yaml", "title: Preparatory", "title: Vienna: a", 18, 'title: "Vienna: a meeting of'),
    ("meetings.yaml", CITY, "\tcity: Vienna", 21, "begins with a tab"),
    ("meetings.yaml", CITY, "   city: Vienna", 21, "stands further in"),
    ("meetings.yaml", CITY, " city: Vienna", 21, "not in step"),
    ("meetings.yaml", CITY, "  city Vienna", 21, "“city Vienna” is no field"),
    ("meetings.yaml", "- id: forum", "- id:forum", 4, "no space after the colon"),
    ("meetings.yaml", CITY, "  city: 'L'Aquila'", 21, "goes on after the second one"),
    ("meetings.yaml", CITY, '  city: "Vienna', 21, "closing quotation mark is missing"),
    ("meetings.yaml", CITY, '  city: "C:\\Vienna"', 21, "a backslash"),
    ("meetings.yaml", CITY, "  city: @Vienna", 21, "begins with @"),
    ("meetings.yaml", CITY, "  city: *Vienna*", 21, "begins with *"),
    ("meetings.yaml", CITY, "  city: &Vienna", 21, "begins with &"),
    ("meetings.yaml", CITY, "  city: !Vienna", 21, "begins with !"),
    ("meetings.yaml", CITY, "  city: Room #5", 21, "“#5” and what follows is not read"),
    ("meetings.yaml", CITY, "  city: >-Vienna", 21, "text follows >"),
    ("meetings.yaml", CITY, "  city: - Vienna", 21, "a list begins on the same line"),
    ("meetings.yaml", "[1, 2, 3, 4]", "[1", 14, "do not come to their end"),
    ("meetings.yaml", CITY, f"{CITY}\n{CITY}", 22, "“city” stands twice"),
    ("meetings.yaml", CITY, f"{CITY}\n---", 22, "three hyphens"),
    ("meetings.yaml", CITY, "  [city]: Vienna", 21, "field's name is a list"),
    ("meetings.yaml", CITY, '  city: "\\e[31mred"', 21, "invisible character (U+001B)"),
    ("meetings.yaml", CITY, '  city: "\\u202Ered"', 21, "turns the writing direction"),
    ("meetings.yaml", CITY, "  city: \u2066red", 21, "turns the writing direction"),
    ("links.yaml", "- between: [rec-1-2, rt1]\n  why", "between: [a, b]\nwhy", 7, "not in step"),
    # What a pack's fields are.
    ("meetings.yaml", CITY, "", 17, "“city” is missing"),
    ("meetings.yaml", CITY, "  city:", 21, "“city” is missing or empty"),
    ("meetings.yaml", CITY, "  city: [Vienna]", 21, "a list where a text belongs"),
    ("meetings.yaml", CITY, "  city: {a: b, c: d}", 21, "holds fields where a text belongs"),
    ("meetings.yaml", CITY, f"{CITY}\n  land: X", 22, "The fields are: id, title, theme"),
    ("meetings.yaml", "id: preparatory-vienna", "id: Vorbereitung Wien", 17, "vorbereitung-wien"),
    ("meetings.yaml", "id: preparatory-vienna", "id: " + "v" * 41, 17, "40 are the most"),
    ("meetings.yaml", "Europe/Vienna", "Vienna", 23, "Did you mean Europe/Vienna?"),
    ("meetings.yaml", "Europe/Vienna", "../etc/passwd", 23, "not a time zone"),
    ("meetings.yaml", "start: 2030-03-20", "start: 20 March", 24, "Write a date as 2013-05-29"),
    ("meetings.yaml", "start: 2030-03-20", "start: 2030-02-30", 24, "no such day or hour"),
    ("meetings.yaml", "start: 2030-03-20", "start: 2030-03-20T09:00Z", 24, "without an offset"),
    ("meetings.yaml", "start: 2030-03-20", "start: 0001-01-01", 24, "between 1900 and 2199"),
    ("meetings.yaml", "start: 2030-03-20", "start: 1896393600", 24, "Write a date as 2013-05-29"),
    ("meetings.yaml", "start: 2030-03-20", "start: 2030-03-20\n  end: 2030-03-19", 17, "it ends"),
    ("meetings.yaml", "[1, 2, 3, 4]", "1", 14, "Write it as roundtables: [one, another]"),
    ("meetings.yaml", "[1, 2, 3, 4]", "[one]", 14, "not a whole number"),
    ("meetings.yaml", "[1, 2, 3, 4]", "[1, [2]]", 14, "not a whole number"),
    ("pack.yaml", 'version: "0.1"', "", None, "Add a line “version: …” to pack.yaml"),
    ("pack.yaml", "language: en", "language: English", 14, "such as en, fr or ar"),
    ("pack.yaml", "start: 2030-05-14 ", "start: 2030-05-14T10:00 ", 21, "without an hour"),
    ("pack.yaml", "+02:00", "", 26, "an hour and an offset"),
    ("pack.yaml", "  europe: Europe", "  Europe: Europe", 48, "“Europe” cannot be a name"),
    ("pack.yaml", "kinds:", "meetings: []\nkinds:", 41, "Write its contents into meetings.yaml"),
    ("pack.yaml", "    file:", "    link: example.org\n    file:", 34, "from https:// on"),
    ("areas.yaml", "- number: 1\n", "- number: 0\n", 4, "Write 1 or more"),
    ("areas.yaml", "- number: 1\n", f"- number: {'9' * 5000}\n", 4, "not a whole number"),
    ("areas.yaml", "number: 2}", "number: 10000}", 31, "Write 9999 or less"),
    ("areas.yaml", "unit: call", "unit: cal", 12, "Did you mean call?"),
    ("areas.yaml", '{document: appeal, section: "3", unit: call}', "x", 12, "has no fields"),
    ("areas.yaml", "title: Warn those", "title: " + "x" * 130, 28, "120 are the most"),
    ("areas.yaml", "title: Warn those downstream", 'title: " "', 28, "is empty"),
    ("areas.yaml", "        - alarm", "        - alarm: false", 35, '"alarm: false"'),
    ("areas.yaml", "        - alarm", "        -", 35, "entry 1 of “words” is empty"),
    ("links.yaml", "[rec-1-2, rt1]", "[rec-1-2]", 7, "names one id"),
    ("links.yaml", "[rec-1-2, rt1]", "[rec-1-2, rt1, rt2]", 7, "more than two ids"),
    ("mandate.yaml", "- id: mandate-association\n", "mandate:\n", None, "not a list"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "line", "said"), SLIPS)
def test_slips_are_explained(
    pack: Path, file: str, old: str, new: str, line: int | None, said: str
) -> None:
    edit(pack, file, old, new)
    told = [problem for problem in problems(pack) if said in str(problem)]
    assert told, [str(problem) for problem in problems(pack)]
    assert told[0].file == file
    if line is not None:
        assert told[0].line == line


@pytest.mark.parametrize(("file", "old", "new", "line", "said"), SLIPS)
def test_explanations_need_no_knowledge_of_the_machinery(
    pack: Path, file: str, old: str, new: str, line: int | None, said: str
) -> None:
    edit(pack, file, old, new)
    for problem in problems(pack):
        text = str(problem)
        assert len(text) < 400
        for jargon in (
            "YAML",
            "pydantic",
            "mapping",
            "scalar",
            "token",
            "Input",
            "dict",
            "Value ",
        ):
            assert jargon not in text
        assert problem.fix.endswith((".", "?")), text


def test_both_parsers_find_the_same(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one in C is quicker; where it is missing, nothing else may differ."""
    assert plain_yaml.LOADER is yaml.CSafeLoader
    texts = [file.read_text(encoding="utf-8") for file in sorted(pack.glob("*.yaml"))]
    for file, old, new, _line, _said in SLIPS:
        texts.append((pack / file).read_text(encoding="utf-8").replace(old, new))
    quick = [parse(text) for text in texts]
    lines = [parsed.lines for parsed in quick]
    monkeypatch.setattr(plain_yaml, "LOADER", yaml.SafeLoader)
    slow = [parse(text) for text in texts]
    assert slow == quick
    assert [parsed.lines for parsed in slow] == lines


def test_a_list_where_fields_belong_and_the_reverse(pack: Path) -> None:
    (pack / "areas.yaml").write_text("number: 1\n", encoding="utf-8")
    (pack / "position.yaml").write_text("- id: position\n", encoding="utf-8")
    (pack / "background.yaml").write_text("just words\n", encoding="utf-8")
    said = {problem.file: problem.what for problem in problems(pack)}
    assert said == {
        "areas.yaml": "the file is not a list",
        "position.yaml": "the file is a list where fields belong",
        "background.yaml": "“background” has no fields",
    }


@pytest.mark.parametrize(
    ("name", "near"),
    [("area.yaml", "areas.yaml"), ("areas.yml", "areas.yaml"), ("Links.yaml", "links.yaml")],
)
def test_misnamed_files_are_not_passed_over(pack: Path, name: str, near: str) -> None:
    (pack / name).write_text("[]", encoding="utf-8")
    assert f"Rename it to {near}" in str(problems(pack)[0])


def test_without_pack_yaml_it_is_no_pack(tmp_path: Path) -> None:
    [problem] = problems(tmp_path)
    assert str(problem).startswith("pack.yaml: the file is missing.")


def test_more_problems_than_a_person_can_read_are_cut(pack: Path) -> None:
    entries = "".join(f"- between: [a-{number}, b]\n  why: none\n" for number in range(5000))
    (pack / "links.yaml").write_text(entries, encoding="utf-8")
    assert len(problems(pack)) == 100
    (pack / "links.yaml").write_text("- what: this\n" * 500, encoding="utf-8")
    told = problems(pack)
    assert len(told) == 101
    assert "there are more problems" in str(told[-1])

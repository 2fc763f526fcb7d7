"""Ids, links and times of a pack hold together."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from content.checking import check_pack, pack_warnings
from content.loading import load_pack
from tests.content.example import edit, example, problems


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    made = example(tmp_path)
    pages = made / "pages.yaml"
    text = pages.read_text(encoding="utf-8")
    pages.write_text(re.sub(r"\[(name|password.*?)\]", "1", text), encoding="utf-8")
    return made


CASES = [
    # Ids and numbers.
    (
        "areas.yaml", "id: rec-1-2",
        "id: rec-1-3",
        "rec-1-3: its id is rec-1-3. In this place it must be rec-1-2.",
    ),
    ("areas.yaml", "id: rec-1-2", "id: rec-1-1", "the id rec-1-1 is used twice"),
    ("areas.yaml", "id: area-1", "id: area-2", "In this place it must be area-1."),
    ("areas.yaml", "- number: 1\n", "- number: 2\n", "its number is 2, but it stands in place 1"),
    (
        "areas.yaml", "  recommendations:",
        "  box: {id: box-2, title: t, text: KEEP RIVERS CLEAN, citation: {document: "
        "appeal}}\n  recommendations:",
        "it must be box-1",
    ),
    ("roundtables.yaml", "id: rt1", "id: rt-1", "it must be rt1"),
    ("roundtables.yaml", "number: 1\n", "number: 3\n", "its number is 3, but it stands in place 1"),
    ("mandate.yaml", "id: mandate-statutes", "id: statutes", "It must begin with mandate-."),
    ("mandate.yaml", "id: mandate-association", "id: association", "It must begin with mandate-."),
    (
        "mandate.yaml", "id: mandate-association",
        "id: mandate-statutes",
        "the id mandate-statutes is used twice",
    ),
    ("glossary.yaml", "id: term-era", "id: era", "It must begin with term-."),
    ("glossary.yaml", "id: term-era", "id: rt1", "the id rt1 is used twice"),
    (
        "glossary.yaml", "- id: term-era",
        "- {id: term-a, term: era, expansion: e}\n- id: term-era",
        "“ERA” is explained twice, also in term-a",
    ),
    ("meetings.yaml", "id: preparatory-vienna", "id: forum", "forum: the id forum is used twice"),
    (
        "pack.yaml", "documents:\n",
        "documents:\n  - {id: appeal, title: t, short: t, author: a, file: sources/appeal.txt}\n",
        "two documents with the id appeal",
    ),
    # What is named must be there.
    (
        "areas.yaml", '{document: appeal, section: "3", unit: call}',
        "{document: apeal}",
        "there is no document “apeal”. Did you mean appeal?",
    ),
    (
        "glossary.yaml", "see: [mandate-statutes]",
        "see: [mandate-statute]",
        "there is no entry “mandate-statute”. Did you mean mandate-statutes?",
    ),
    ("links.yaml", "[rec-1-2, rt1]", "[rec-1-2, rt5]", "there is no entry “rt5”"),
    (
        "links.yaml", "[rec-1-2, rt1]",
        "[mandate-association, rt1]",
        "there is no entry “mandate-association”",
    ),
    (
        "links.yaml", "meeting-preparatory-vienna",
        "preparatory-vienna",
        "“preparatory-vienna” is a meeting. Write meeting-preparatory-vienna.",
    ),
    ("links.yaml", "[rec-1-2, rt1]", "[rt1, rt1]", "linked to itself"),
    ("links.yaml", "[rec-1-2, rt1]", "[rt1, rec-1-1]", "these two are linked already, in entry 1"),
    (
        "meetings.yaml", "kind: preparatory",
        "kind: prepartory",
        "pack.yaml knows no kind “prepartory”. Did you mean preparatory?",
    ),
    (
        "meetings.yaml", "region: europe",
        "region: atlantis",
        "pack.yaml knows no region “atlantis”. Add it to “regions” in pack.yaml.",
    ),
    ("meetings.yaml", "[1, 2, 3, 4]", "[1, 5]", "there is no roundtable 5"),
    # Deadlines.
    (
        "pack.yaml", "  papers: due", "  paper: due",
        "deadlines: there is no kind “paper”. Did you mean papers?",
    ),
    (
        "pack.yaml", "  papers: due", "  papers: over",
        "“papers” is “over”. It can be: due, opens, closes.",
    ),
    ("pack.yaml", "deadlines:\n  papers: due", "deadlines: papers", "has no fields"),
    (
        "meetings.yaml", "start: 2030-04-26T18:00",
        "start: 2030-04-26T18:00\n  end: 2030-04-27",
        "papers-forum: a deadline has one moment, and this one has an end. Take “end” out.",
    ),
    (
        "meetings.yaml", "prepares: forum", "deadline: due",
        "the kind preparatory says what is a deadline, not the entry. Take it out",
    ),
    ("meetings.yaml", "  city: Vienna\n", "", "“city” is missing or empty. Add a line “city: …”"),
    (
        "meetings.yaml", "prepares: forum", "cancelled: perhaps",
        "“cancelled” is “perhaps”. Write true, or take the line out.",
    ),
    (
        "meetings.yaml", "prepares: forum", "prepares: forun",
        "there is no meeting “forun”. Did you mean forum?",
    ),
    (
        "meetings.yaml", "prepares: forum", "prepares: preparatory-vienna",
        "preparatory-vienna: it prepares itself",
    ),
    ("meetings.yaml", "[1, 2, 3, 4]", "[1, 1]", "roundtable 1 is named twice"),
    (
        "pack.yaml", "meeting: forum ",
        "meeting: fourm ",
        "there is no meeting “fourm”. Did you mean forum?",
    ),
    # Days and hours that the venue's clocks skip.
    (
        "meetings.yaml", "start: 2030-03-20",
        "start: 2030-03-31T02:30",
        "there is no 2030-03-31T02:30 in Europe/Vienna",
    ),
    (
        "meetings.yaml", "start: 2030-03-20",
        "start: 2030-03-30\n  end: 2030-03-31T02:59",
        "there is no 2030-03-31T02:59",
    ),
    (
        "meetings.yaml", "Europe/Vienna\n  start: 2030-03-20",
        "Pacific/Apia\n  start: 2011-12-29\n  end: 2011-12-30",
        "there is no 2011-12-30 in Pacific/Apia",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "said"), CASES)
def test_what_does_not_hold_together_is_told(
    pack: Path, file: str, old: str, new: str, said: str
) -> None:
    edit(pack, file, old, new)
    told = [problem for problem in problems(pack) if said in str(problem)]
    assert told, [str(problem) for problem in problems(pack)]
    assert told[0].file == file
    assert told[0].line is not None


def test_hours_that_do_exist_are_not_refused(pack: Path) -> None:
    # Half past two comes twice that night; the clocks of Cairo skip the midnight of that day.
    edit(pack, "meetings.yaml", "start: 2030-03-20", "start: 2030-10-27T02:30")
    edit(pack, "meetings.yaml", "start: 2030-05-14T09:30", "start: 2014-05-16")
    zone = "Switzerland\n  time_zone: "
    edit(pack, "meetings.yaml", f"{zone}Europe/Zurich", f"{zone}Africa/Cairo")
    assert problems(pack) == ()
    said = [str(problem) for problem in pack_warnings(load_pack(pack))]
    assert any("2030-10-27T02:30 comes twice in Europe/Vienna" in each for each in said)


def test_a_good_pack_has_no_warnings(pack: Path) -> None:
    loaded, source = load_pack(pack), (pack / "sources/appeal.txt").read_text("utf-8")
    assert pack_warnings(loaded) == []
    assert check_pack(loaded, {("appeal", "en"): source}) == []


def test_a_meeting_that_is_part_of_itself_by_way_of_another_is_told(pack: Path) -> None:
    edit(pack, "meetings.yaml", "- id: forum\n", "- id: forum\n  parent: preparatory-vienna\n")
    edit(pack, "meetings.yaml", "  prepares: forum", "  parent: forum")
    told = [str(problem) for problem in problems(pack)]
    assert len(told) == 2
    assert "it is part of “forum”, which is part of it. Take one of the two out." in told[1]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("links.yaml", "[rec-1-2, rt1]", "[rec-1-2, area-1]", "areas.yaml, rec-1-2: no roundtable"),
        ("areas.yaml", "        - alarm", "        - Accidents", "“accidents” stands twice"),
        ("mandate.yaml", "      words:\n        - founding purpose\n        - legal basis\n"
         "        - neutrality\n", "", "mandate.yaml, mandate-statutes: it has no search words"),
        ("pack.yaml", "  europe: Europe", "  europe: Europe\n  asia: Asia", "no meeting is of"),
        ("pack.yaml", "documents:\n", "documents:\n  - {id: d, title: t, short: t, author: a, "
         "file: sources/appeal.txt}\n", "pack.yaml, d: no passage is quoted from it"),
        ("pack.yaml", "end: 2030-05-15", "end: 2030-05-16", "not those of its meeting forum"),
    ],
)  # fmt: skip
def test_warnings_do_not_keep_a_pack_from_loading(
    pack: Path, file: str, old: str, new: str, said: str
) -> None:
    edit(pack, file, old, new)
    told = [str(problem) for problem in pack_warnings(load_pack(pack))]
    assert any(said in each for each in told), told
    assert len(told) == 1


def test_a_roundtable_on_which_nothing_bears_is_a_warning(pack: Path) -> None:
    (pack / "links.yaml").unlink()
    told = [problem.entry for problem in pack_warnings(load_pack(pack))]
    assert told == ["rt1", "rt2", "rt3", "rt4", "rec-1-1", "rec-1-2"]


def test_every_entry_can_be_opened_by_a_link(pack: Path) -> None:
    """A start payload has at most 64 characters; the longest ids leave room."""
    edit(pack, "meetings.yaml", "id: preparatory-vienna", f"id: {'v' * 40}")
    edit(pack, "links.yaml", "meeting-preparatory-vienna", f"meeting-{'v' * 40}")
    loaded = load_pack(pack)
    assert max(len(name) for name in loaded.entries) == 48

"""The pack hld-2013 is whole: all that a delegate may quote is in it, word for word."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from content.checking import check_pack, pack_warnings
from content.checking.quotation_check import sources
from content.loading import PACKS, load_pack
from content.model import Pack, Passage
from tests.calls import count_calls
from tests.content.example import example

DOCUMENT = "iom-hld-2013-position-paper.txt"


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("hld-2013")


@pytest.fixture(scope="module")
def text() -> str:
    return (PACKS / "hld-2013" / "sources" / DOCUMENT).read_text(encoding="utf-8")


def test_it_has_nothing_to_mend_or_to_better(pack: Pack, text: str) -> None:
    assert check_pack(pack, {("position-paper", "en"): text}) == []
    assert [str(problem) for problem in pack_warnings(pack)] == []


def test_the_work_of_loading_grows_with_the_pack_and_no_faster(tmp_path: Path) -> None:
    """Each line costs about what it costs in a small pack. For the time see `make bench`."""
    small = example(tmp_path)
    of_small = count_calls(lambda: load_pack(small)) / _lines(small)
    of_large = count_calls(lambda: load_pack("hld-2013")) / _lines(PACKS / "hld-2013")
    assert _lines(PACKS / "hld-2013") > 20 * _lines(small)
    assert of_large < 1.5 * of_small


def _lines(folder: Path) -> int:
    return sum(len(file.read_text("utf-8").splitlines()) for file in folder.rglob("*.yaml"))


def test_everything_is_there(pack: Pack) -> None:
    assert Counter(pack.kind_of.values()) == {
        "roundtable": 4, "area": 6, "recommendation": 30, "box": 6, "mandate": 19, "position": 6,
        "background": 6, "process": 13, "meeting": 16, "term": len(pack.glossary),
    }  # fmt: skip
    assert [len(area.recommendations) for area in pack.areas] == [5, 6, 5, 4, 5, 5]


def test_resolution_1244_has_each_of_its_parts(pack: Pack) -> None:
    council = next(section for section in pack.mandate if section.id == "mandate-council")
    beginnings = {passage.id: passage.text[:28] for passage in council.passages}
    assert beginnings == {
        "mandate-1244": "At the 101st Session of the ",
        "mandate-1244-1": "Request the Director General",
        "mandate-1244-2": "Further request the Director",
        "mandate-1244-3": "Affirm the support of the Me",
        "mandate-1244-4": "Encourage Member States to r",
        "mandate-1244-forwarded": "As further requested in the ",
    }


def test_ids_are_those_that_links_and_printed_codes_hold(pack: Pack) -> None:
    """Ids are permanent. One that is missing here breaks a link somebody has shared."""
    permanent = {
        "mandate-basis", "mandate-constitution", "mandate-65-170", "mandate-65-170-regional",
        "mandate-65-170-rcp", "mandate-modalities", "mandate-modalities-regional",
        "mandate-modalities-format", "mandate-ceb", "mandate-approach-intro", "mandate-strand-1",
        "mandate-strand-2", "mandate-strand-3", "background-0", "background-5", "position-6",
        "rcp-puebla", "rcp-igc", "term-gfmd", "term-gmg", "term-srsg", "term-hlcp", "term-rcp",
        "meeting-global-rcp-lima-2013", "meeting-hld-2013", "box-1", "box-6", "rt4", "rec-6-5",
    }  # fmt: skip
    assert permanent <= pack.entries.keys()


def test_the_whole_document_is_quoted_but_for_its_headings(pack: Pack, text: str) -> None:
    letters = sources(pack.documents[0], text)[-1].letters
    for passage in sorted(pack.passages.values(), key=lambda each: -len(each.text)):
        letters = letters.replace(re.sub(r"\s", "", passage.text), "|")
    areas = [f"{area.number}.{re.sub(' ', '', area.heading)}" for area in pack.areas]
    assert [part for part in re.split(r"\|+", letters) if part] == [
        "A.Background",
        "B.BasisforIOMEngagementinthe2013HLD",
        *("1", "2", "(i)", ";(ii)", ";(iii)", ";(iv)", "."),  # of the footnotes
        "C.IOMPositionon2013HLDandPossibleOutcomes",
        "D.IOMPolicyRecommendationstothe2013HLD",
        *areas,
    ]


def test_every_acronym_of_the_document_is_explained(pack: Pack, text: str) -> None:
    sentences = [line for line in text.splitlines() if line != line.upper()]
    acronyms = {
        found for line in sentences for found in re.findall(r"\b[A-Z]{2,}(?=s?\b)", line)
    } - {"RES"}  # of A/RES/65/170
    explained = {word for term in pack.glossary for word in (term.term, *term.also)}
    assert len(acronyms) >= 12
    assert acronyms <= explained


def test_only_known_hours_are_given(pack: Pack) -> None:
    """Where a meeting's source gives a date and no hour, there is none."""
    timed = {meeting.id: f"{meeting.start:%H:%M}" for meeting in pack.meetings if meeting.begins}
    assert timed == {
        "coordination-meeting-11": "10:00", "global-rcp-lima-2013": "08:30",
        "civil-society-hearings-2013": "10:00", "hld-2013": "09:00",
    }  # fmt: skip


def test_what_is_wrong_in_the_document_has_a_note(pack: Pack) -> None:
    roundtable = pack.passages["rt2"]
    assert "woman and children" in roundtable.text
    assert "regular orderly and safe migration" in roundtable.text
    assert "women and children" in (roundtable.note or "")
    assert "2011 Resolution A/RES/65/170" in pack.passages["mandate-65-170"].text
    assert pack.passages["mandate-65-170"].note


def test_footnote_marks_are_no_text(pack: Pack) -> None:
    for passage in pack.passages.values():
        assert not re.search(r"HLD\.?[0-9]|building\.1|\uf0b7", passage.text)


def test_links_lead_from_each_recommendation_both_ways(pack: Pack) -> None:
    for area in pack.areas:
        for recommendation in area.recommendations:
            assert pack.related(recommendation.id, "roundtable")
            assert pack.related(recommendation.id, "mandate")
            for other in pack.related(recommendation.id):
                assert recommendation.id in {each.id for each in pack.related(other.id)}
                assert other.why


def quoted(pack: Pack) -> list[Passage]:
    return list(pack.passages.values())


def test_any_changed_character_of_any_quotation_is_found(pack: Pack, text: str) -> None:
    found = sources(pack.documents[0], text)
    changed = 0
    for passage in quoted(pack):
        words = unicodedata.normalize("NFC", passage.text)
        assert any(source.holds(words) for source in found)
        for place, character in enumerate(words):
            other = "x" if character != "x" else "y"
            spoilt = words[:place] + other + words[place + 1 :]
            assert not any(source.holds(spoilt) for source in found), (passage.id, place)
            changed += 1
    assert changed > 15_000


def test_any_left_out_or_doubled_letter_is_found(pack: Pack, text: str) -> None:
    """But for a sign at the very end, without which the words still stand there."""
    found = sources(pack.documents[0], text)
    for passage in quoted(pack):
        words = unicodedata.normalize("NFC", passage.text)
        last = max(place for place, character in enumerate(words) if character.isalnum())
        for place, character in enumerate(words[: last + 1]):
            if character.isspace():
                continue
            if words[place + 1 : place + 2] != character or place == last:
                without = words[:place] + words[place + 1 :]
                assert not any(source.holds(without) for source in found), (passage.id, place)
            twice = words[:place] + character + words[place:]
            assert not any(source.holds(twice) for source in found), (passage.id, place)

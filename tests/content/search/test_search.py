"""What an answer holds, and that no text can do harm."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.model import Document, Event, Pack, Passage
from content.search import Search, SearchResults
from content.search.excerpts import MAX_CHARACTERS
from content.search.words import EnglishStemmer, fold, tokenize
from tests.calls import count_calls
from tests.content.search.conftest import Asked


def ids(found: SearchResults) -> list[str]:
    return [hit.id for hit in found.hits]


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("labour", "labor"),
        ("labourers", "laborers"),
        ("organisations", "organizations"),
        ("harmonising", "harmonizing"),
        ("programmes", "programs"),
        ("centre", "center"),
        ("travelling", "traveling"),
        ("enrolment", "enrollment"),
        ("defence", "defense"),
        ("analyse", "analyze"),
        ("ageing", "aging"),
        ("dialogue", "dialog"),
        ("acknowledgement", "acknowledgment"),
        ("favourable", "favorable"),
        ("paediatric", "pediatric"),
        ("practise", "practice"),
    ],
)
def test_british_and_american_spelling_are_one(british: str, american: str) -> None:
    stemmer = EnglishStemmer()
    assert stemmer.stem(british) == stemmer.stem(american)


def test_folding_keeps_other_words_apart() -> None:
    stemmer = EnglishStemmer()
    for word, other in (("four", "for"), ("hour", "hor"), ("our", "or"), ("there", "ther")):
        assert stemmer.stem(word) != stemmer.stem(other)
    assert stemmer.stem("four") == "four"


@pytest.mark.parametrize(
    "written",
    ["A/RES/65/170", "a res 65 170", "65/170", "65-170", "res65/170", "UN GA Res. No. 65/170"],
)
def test_a_symbol_is_found_in_any_writing(search: Search, written: str) -> None:
    assert set(ids(search.find(written))[:3]) >= {"mandate-65-170", "mandate-65-170-regional"}


@pytest.mark.parametrize(
    ("written", "first"),
    [
        ("rec 3.2", "rec-3-2"),
        ("Recommendation no. 3.2", "rec-3-2"),
        ("rec-3-2", "rec-3-2"),
        ("3.2", "rec-3-2"),
        ("recommendation 2 of area 3", "rec-3-2"),
        ("second recommendation of area 3", "rec-3-2"),
        ("area 5", "area-5"),
        ("Area five", "area-5"),
        ("recommendation 5", "area-5"),
        ("roundtable 2", "rt2"),
        ("round-table II", "rt2"),
        ("the 2nd round table", "rt2"),
        ("RT2", "rt2"),
        ("rt ２", "rt2"),  # full-width
        ("rt ٢", "rt2"),  # Arabic-Indic
        ("box 4", "box-4"),
        ("position 5", "position-5"),
        ("Art. 1 (1) (e)", "mandate-constitution"),
        ("Resolution1244", "mandate-1244"),
    ],
)
def test_references_lead_to_their_place(search: Search, written: str, first: str) -> None:
    assert ids(search.find(written))[0] == first


@pytest.mark.parametrize(
    "written", ["rec 3.99", "roundtable 9", "65/171", "resolution 1245", "G20"]
)
def test_a_reference_to_nothing_finds_nothing(search: Search, written: str) -> None:
    assert not search.find(written).hits


def test_a_way_on_from_nothing(search: Search) -> None:
    assert search.find("rec 3.99").suggestions == ("area 3",)
    assert search.find("65/171").suggestions == ("65/170",)
    assert search.find("xenophobia on Mars").suggestions == ("xenophobia",)
    assert search.find("qwertyuiop").suggestions == ()
    for words in ("rec 3.99", "65/171", "xenophobia on Mars", "portability of unicorns"):
        for way in search.find(words).suggestions:
            assert search.find(way).hits, way


def test_a_mended_slip_is_told(search: Search) -> None:
    found = search.find("Portabilty of benefits")
    assert ids(found)[0] == "rec-3-2"
    assert found.corrections == (("Portabilty", "portability"),)
    assert search.find("portability of benefits").corrections == ()


def test_kinds_narrow_the_answer(search: Search) -> None:
    assert ids(search.find("gmg", kinds={"term"}))[0] == "term-gmg"
    mandate = search.find("1244", kinds={"mandate"})
    assert mandate.hits
    assert {hit.kind for hit in mandate.hits} == {"mandate"}
    assert not search.find("lima", kinds={"roundtable"}).hits


def test_a_kind_by_name_lists_all_of_it_in_order(search: Search) -> None:
    assert ids(search.find("roundtables"))[:4] == ["rt1", "rt2", "rt3", "rt4"]
    assert ids(search.find("recommendations", limit=30))[:2] == ["rec-1-1", "rec-1-2"]


def test_who_is_an_acronym_only_where_it_is_meant(search: Search) -> None:
    assert "term-who" in ids(search.find("WHO"))
    assert "term-who" in ids(search.find("who"))
    assert "term-who" not in ids(search.find("who wrote on land disputes"))


def test_limit(search: Search) -> None:
    assert len(search.find("migration", limit=7).hits) == 7
    assert len(search.find("migration").hits) == 50


def test_words_that_only_ask_find_nothing(search: Search) -> None:
    for words in ("the", "what is the", "of and to", "show me", ""):
        assert search.find(words) == SearchResults()


def test_excerpts_are_the_document_s_words_and_marks_what_was_asked(
    pack: Pack, search: Search, queries: list[Asked]
) -> None:
    marked = 0
    for asked in queries:
        if asked.held:
            continue
        found = search.find(asked.query)
        understood = fold(" ".join((asked.query, *(meant for _, meant in found.corrections))))
        beginnings = tuple({word.text[:2] for word in tokenize(understood)})
        for hit in found.hits:
            assert len(hit.excerpt) <= MAX_CHARACTERS + 2
            assert hit.kind == pack.kind_of[hit.id]
            entry = pack.entries[hit.id]
            assert hit.official == isinstance(entry, Passage)
            if isinstance(entry, Passage):
                piece = hit.excerpt.strip("…")
                assert piece in entry.text.replace("\n", " ")
            last = 0
            for start, end in hit.marked:
                assert last <= start < end <= len(hit.excerpt)
                last = end
                for word in hit.excerpt[start:end].split():
                    assert fold(word).startswith(beginnings), (asked.query, word)
                    marked += 1
    assert marked > 500


def test_what_leads_there_is_told_where_the_text_does_not_show_it(search: Search) -> None:
    by_word = search.find("human trafficking", kinds={"roundtable"}).hits[0]
    assert by_word.marked
    by_number = search.find("rec 3.2").hits[0]
    assert by_number.marked == ()
    unsaid = next(hit for hit in search.find("lima").hits if hit.id == "box-6")
    assert unsaid.search_word is not None
    assert "lima" in unsaid.search_word.lower()


def test_a_pack_with_nothing_in_it() -> None:
    document = Document(id="paper", title="Paper", short="Paper", author="Someone", file="a.txt")
    event = Event.model_validate(
        {
            "name": "Event",
            "short": "Event",
            "place": "Geneva",
            "time_zone": "Europe/Zurich",
            "start": "2026-05-05",
            "end": "2026-05-08",
            "source": "example.org",
        }
    )
    empty = Search(Pack(id="empty", version="1", event=event, documents=(document,)))
    assert empty.find("anything at all 65/170 rt3") == SearchResults()


HOSTILE = {
    "nul": "\x00" * 4096,
    "a letter": "a" * 4096,
    "words": " ".join(f"wordle{number}ing" for number in range(500))[:4096],
    "slips": "xenophobai portabilty regulariztion observatroy governence " * 60,
    "operators": '"NEAR(a b, 5)" OR title:* NOT ^x AND (rights',
    "quotes": "\"'`" * 1300,
    "sql": "'; DROP TABLE entries; --",
    "emoji": "👍🏽" * 2000,
    "right to left": "\u202eحقوق الإنسان لجميع المهاجرين " * 100,
    "thai": "สิทธิมนุษยชน" * 300,
    "digits": "12/34.56-78 " * 340,
    "one number": "9" * 4096,
    "ligature": "\ufdfa" * 4096,
    "accents": "a" + "\u0301" * 4095,
    "surrogates": "\ud800" * 4096,
    "references": "rt" * 2000,
    "articles": "art 1 1 1 " * 400,
    "common": "migration development rights migrants labour health policy states " * 60,
}


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_words_are_harmless_and_cost_no_more_than_others(
    search: Search, words: str
) -> None:
    search.find(words)
    usual = count_calls(lambda: search.find("refugee convention article 33"))
    assert count_calls(lambda: search.find(words)) < 3 * usual


_PIECES = st.sampled_from(
    [
        "rec",
        "3.2",
        "rt",
        "A/RES/65/170",
        "§",
        "-",
        "/",
        '"',
        "*",
        "NEAR(",
        "migrnats",
        "WHO",
        "1(1)(e)",
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.text(max_size=4096), st.lists(st.one_of(_PIECES, st.text(max_size=8))).map(" ".join)
    )
)
def test_any_text_gets_an_answer(search: Search, words: str) -> None:
    found = search.find(words)
    assert bool(found.hits) or not found.corrections
    assert len(found.suggestions) <= 3
    assert not (found.hits and found.suggestions)
    for hit in found.hits:
        assert all(0 <= start < end <= len(hit.excerpt) for start, end in hit.marked)

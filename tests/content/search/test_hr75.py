"""What search promises for the pack hr75 in all six languages, in figures, on queries that were
written before any was tried."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from content.loading import load_pack
from content.model import Pack
from content.search import Search
from tests.catalogues import OFFICIAL
from tests.content.search.conftest import Asked, read_queries

QUERIES = Path(__file__).parent / "queries_hr75"
PROMISED = 0.95
TOP = 3


@pytest.fixture(scope="module")
def hr75() -> Pack:
    return load_pack("hr75")


@pytest.fixture(scope="module")
def hr75_search(hr75: Pack) -> Search:
    return Search(hr75)


def _right(search: Search, asked: Asked, language: str) -> bool:
    hits = search.find(asked.query, language=language).hits
    if not asked.right:
        return not hits
    return any(hit.id in asked.right for hit in hits[:TOP])


@pytest.mark.parametrize("language", OFFICIAL)
def test_there_are_enough_queries_and_every_answer_exists(hr75: Pack, language: str) -> None:
    queries = read_queries(QUERIES / f"{language}.yaml")
    assert sum(bool(asked.right) for asked in queries) >= 60
    assert {answer for asked in queries for answer in asked.right} <= set(hr75.entries)
    held = [asked for asked in queries if asked.held]
    assert 0.3 < len(held) / len(queries) < 0.6
    assert sum(asked.sort == "third sample" for asked in held) >= 20


@pytest.mark.parametrize("held", [False, True], ids=["tuned", "held"])
@pytest.mark.parametrize("language", OFFICIAL)
def test_the_right_entry_is_among_the_first_three(
    hr75_search: Search, language: str, held: bool
) -> None:
    """Held queries are only counted, never shown, so that nobody tunes on them."""
    of_sort: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for asked in read_queries(QUERIES / f"{language}.yaml"):
        if asked.held != held:
            continue
        good = _right(hr75_search, asked, language)
        of_sort[asked.sort] += 1
        right[asked.sort] += good
        if not good and not held:
            shown = [hit.id for hit in hr75_search.find(asked.query, language=language).hits[:TOP]]
            print(f"missed ({asked.sort}): {asked.query!r} {sorted(asked.right)} {shown}")
    print(f"\n{language}, {'held' if held else 'tuned'}")
    for sort, count in of_sort.items():
        print(f"  {sort:18} {right[sort]:3} of {count:3}")
    nothing = right.pop("nothing") / of_sort.pop("nothing")
    found = right.total() / of_sort.total()
    print(f"  right entry among the first {TOP}: {found:.1%}; nothing found: {nothing:.1%}")
    assert found >= PROMISED
    assert nothing >= PROMISED


@pytest.mark.parametrize(
    ("language", "queries"),
    [
        ("en", "article twenty-five | twenty-fifth article | 25th article | article 25(1)"),
        ("en", "art. 25, paragraph 2 | UDHR article 25 | Article 25 of the Universal Declaration"),
        ("fr", "article vingt-cinq | vingt-cinquième article | art. 25 alinéa 1 | DUDH article 25"),
        ("es", "artículo veinticinco | art. 25 párrafo 1 | DUDH artículo 25"),
        ("ru", "статья двадцать пять | двадцать пятая статья | ст. 25 п. 1 | ВДПЧ статья 25"),
        ("ar", "المادة الخامسة والعشرون | المادة ٢٥ الفقرة ١ | م 25"),
        ("zh", "第二十五条 | 第25条第一款 | 25条 | 二十五条 | 世界人权宣言第二十五条"),
    ],
)
def test_an_article_is_found_by_its_number_as_people_write_it(
    hr75_search: Search, language: str, queries: str
) -> None:
    for query in queries.split(" | "):
        hits = hr75_search.find(query, language=language).hits
        assert [hit.id for hit in hits[:1]] == ["article-25"], query


@pytest.mark.parametrize(
    ("language", "query"),
    [
        ("fr", "article premier"), ("fr", "article 1er"), ("es", "artículo 1.º"),
        ("ru", "первая статья"), ("ar", "المادة الأولى"), ("zh", "第一条"),
    ],
)  # fmt: skip
def test_the_first_article_is_found_by_its_rank(
    hr75_search: Search, language: str, query: str
) -> None:
    assert hr75_search.find(query, language=language).hits[0].id == "article-1"


@pytest.mark.parametrize(
    ("language", "queries"),
    [
        ("en", "Resolution 217 A (III) | 217 A | 217(III) | A/RES/217(III) | A/RES/217 (III) A"),
        ("en", "UDHR | Universal Declaration of Human Rights | 1948 | 10 December 1948"),
        ("fr", "résolution 217 A (III) | A/RES/217(III) | DUDH | 10 décembre 1948 | 1948"),
        ("es", "resolución 217 A (III) | A/RES/217(III) | DUDH | 10 de diciembre de 1948"),
        ("ru", "резолюция 217 A (III) | A/RES/217(III) | ВДПЧ | 10 декабря 1948 года"),
        ("ar", "القرار 217 ألف (د-3) | A/RES/217(III) | ١٠ ديسمبر ١٩٤٨ | 10 كانون الأول 1948"),
        ("zh", "第217 A (III)号决议 | A/RES/217(III) | 1948年12月10日 | 1948年"),
    ],
)
def test_a_document_is_found_by_its_names_symbol_and_day(
    hr75_search: Search, language: str, queries: str
) -> None:
    """Its first passage stands for it."""
    for query in queries.split(" | "):
        hits = hr75_search.find(query, language=language).hits
        assert "preamble" in [hit.id for hit in hits[:3]], query


def test_what_is_no_number_of_the_document_finds_nothing(hr75_search: Search) -> None:
    for query in ("article 31", "article thirty-one", "resolution 218", "1949", "第三十一条"):
        assert not hr75_search.find(query).hits, query


def test_results_use_the_comma_of_their_language(hr75_search: Search) -> None:
    for language, place in (
        ("en", "Palais des Nations, Geneva"), ("ar", "قصر الأمم، جنيف"), ("zh", "万国宫，日内瓦"),
    ):  # fmt: skip
        hits = hr75_search.find("climate roundtable", language=language).hits
        excerpts = {hit.id: hit.excerpt for hit in hits}
        assert place in excerpts["meeting-hr75-rt4"], language

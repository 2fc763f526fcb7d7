"""The numbered parts of a document are found by its headings, in any of the languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.numbering import InvalidNumbering, Part, parts


@pytest.mark.parametrize(
    ("pattern", "first", "second", "twelfth"),
    [
        ("Article {n}", "Article 1", "Article 2", "Article 12"),
        ("Article {n}", "Article premier", "Article\u00a02", "ARTICLE 12"),
        ("المادة {n}", "المادة 1", "المادة ٢", "المادة ١٢"),
        ("第{n}条", "第一条", "第二条", "第十二条"),
        ("第 {n} 条", "第 1 条", "第 2 条", "第 12 条"),
        ("{n}.", "1.", "2.", "12."),
        ("({letter})", "(a)", "(b)", "(l)"),
        ("{roman}.", "I.", "II.", "XII."),
    ],
)
def test_numbers_are_read_as_the_language_writes_them(
    pattern: str, first: str, second: str, twelfth: str
) -> None:
    found = parts(f"Title\n{first}\nOne.\n{second}\nTwo.\n", pattern, {})
    assert found == [Part(1, "", "One."), Part(2, "", "Two.")]
    assert parts(f"{twelfth}\nTwelve.\n", pattern, {}) == [Part(12, "", "Twelve.")]


def test_text_may_follow_its_number_in_the_same_line() -> None:
    text = "We declare:\n1. We commit to act,\n   and to report.\n2. We also\n\ninvite others.\n"
    assert parts(text, "{n}.", {}) == [
        Part(1, "", "We commit to act, and to report."),
        Part(2, "", "We also\n\ninvite others."),
    ]
    lines = parts(text, "{n}.", {}, each_line=True)
    assert lines[0].text == "We commit to act,\n\nand to report."


def test_a_reference_at_the_start_of_a_line_is_no_heading() -> None:
    text = "Article 1\n\nSee what is said in\nArticle 3 of this text.\n\nArticle 2\n\nTwo.\n"
    assert [part.number for part in parts(text, "Article {n}", {})] == [1, 2]


def test_a_table_of_contents_is_not_the_text() -> None:
    text = "Article 1\nArticle 2\n\nArticle 1\nThe first.\nArticle 2\nThe second.\n"
    assert parts(text, "Article {n}", {}) == [Part(1, "", "The first."), Part(2, "", "The second.")]


def test_a_number_that_a_language_lacks_does_not_end_the_others() -> None:
    assert [part.number for part in parts("1. a\n2. b\n4. d\n5. e\n", "{n}.", {})] == [1, 2, 4, 5]


def test_parts_without_a_number_have_headings_of_their_own() -> None:
    text = "PREAMBLE\nWhereas,\n\nArticle 1\nOne.\n\nAnnex\nA list.\n"
    found = parts(text, "Article {n}", {"preamble": "Preamble", "annex": "Annex"})
    assert found == [
        Part(0, "preamble", "Whereas,"),
        Part(1, "", "One."),
        Part(0, "annex", "A list."),
    ]


def test_chinese_numerals_up_to_hundreds() -> None:
    numerals = {
        10: "十",
        11: "十一",
        20: "二十",
        21: "二十一",
        99: "九十九",
        105: "一百零五",
        120: "一百二十",
    }
    for number, written in numerals.items():
        assert parts(f"第{written}条\n文本\n", "第{n}条", {})[0].number == number


@pytest.mark.parametrize("pattern", ["Article", "{n} {n}", "{roman}{letter}"])
def test_a_pattern_says_once_where_the_number_stands(pattern: str) -> None:
    with pytest.raises(InvalidNumbering):
        parts("Article 1\n", pattern, {})


@pytest.mark.parametrize("text", ["", "\n", "Article", "Article 0\nx", "第百条\n", "(a)" * 50_000])
def test_any_text_is_read(text: str, tmp_path: Path) -> None:
    for pattern in ("Article {n}", "第{n}条", "({letter})", "{roman}"):
        parts(text, pattern, {"annex": "Annex"})

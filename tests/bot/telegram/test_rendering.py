"""Rendering: within Telegram's limits, everything escaped, no word lost."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.rendering import cut, isolated, render, units
from handlers.framework.reply import (
    Bold,
    Bullets,
    Code,
    Copy,
    Copyable,
    Excerpt,
    Footnote,
    Heading,
    LocalTime,
    Paragraph,
    Quotation,
    Reply,
)
from handlers.framework.telegram_limits import MESSAGE_ENTITIES, MESSAGE_UNITS

TEXTS = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=6000
).filter(str.strip)


def shown(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def test_official_words_stand_alone_in_their_quote() -> None:
    rendered = render(Reply((Heading("Ours"), Quotation("Theirs & <only>", "Paper, section B"))))
    assert rendered.texts == (
        "<b>Ours</b>\n\n<blockquote>Theirs &amp; &lt;only&gt;</blockquote>\n"
        "<i>— Paper, section B</i>",
    )


def test_a_long_quotation_folds_and_a_group_folds_every_one() -> None:
    long = Reply((Quotation("word " * 100, "Paper"),))
    short = Reply((Quotation("word", "Paper"),))
    assert "<blockquote expandable>" in render(long).texts[0]
    assert "<blockquote>" in render(short).texts[0]
    assert "<blockquote expandable>" in render(short, folded=True).texts[0]


def test_the_words_of_an_instant_hold_on_every_device() -> None:
    at = datetime(2013, 5, 22, 13, 30, tzinfo=UTC)
    text = render(Reply((Paragraph((LocalTime(at, "08:30 (Lima time)"),)),))).texts[0]
    assert text == '<tg-time unix="1369229400">08:30 (Lima time)</tg-time>'


def test_code_is_never_inside_other_formatting() -> None:
    # https://core.telegram.org/bots/api#formatting-options: code contains and is part of nothing.
    text = render(Reply((Footnote(("a ", Code("b"), " c")),))).texts[0]
    assert text == "<i>a </i><code>b</code><i> c</i>"


def test_latin_symbols_keep_their_order_in_right_to_left_lines() -> None:
    text = render(Reply((Paragraph("القرار A/RES/65/170."),)), right_to_left=True).texts[0]
    assert text == "القرار \u2068A/RES/65/170\u2069."


@pytest.mark.parametrize(
    ("text", "shown_as"),
    [
        ("ليما (22 أيار)", "ليما (\u206822\u2069 أيار)"),
        ("ليما (أيار 22)", "ليما (أيار \u206822\u2069)"),
        ("المنظمة (IOM) هنا", "المنظمة \u2068(IOM)\u2069 هنا"),
    ],
)
def test_both_brackets_of_a_pair_are_isolated_or_neither(text: str, shown_as: str) -> None:
    assert isolated(text) == shown_as


def test_code_keeps_its_order_in_right_to_left_lines_and_is_copied_alone() -> None:
    line = Reply((Paragraph((Code("/roundtable 3"), ": مائدة مستديرة")),))
    text = render(line, right_to_left=True).texts[0]
    assert text == "\u2068<code>/roundtable 3</code>\u2069: مائدة مستديرة"


def test_a_copy_button_takes_no_more_than_telegram_does() -> None:
    render(Reply(buttons=((Copy("Copy", "x" * 256),),)))
    with pytest.raises(ValueError, match="256"):
        render(Reply(buttons=((Copy("Copy", "x" * 257),),)))


def test_marks_outside_the_excerpt_are_left_out() -> None:
    text = render(Reply((Excerpt("equal pay", ((0, 5), (3, 7), (20, 30))),))).texts[0]
    assert text == "<blockquote><b>equal</b> pay</blockquote>"


def test_a_message_holds_at_most_a_hundred_entities() -> None:
    reply = Reply((Bullets(tuple((Bold(str(number)),) for number in range(250))),))
    rendered = render(reply)
    assert all(text.count("<b>") <= MESSAGE_ENTITIES for text in rendered.texts)
    assert sum(text.count("<b>") for text in rendered.texts) == 250


@given(TEXTS, st.integers(min_value=2, max_value=5000))
def test_cutting_loses_no_word_and_keeps_to_the_limit(text: str, limit: int) -> None:
    pieces = cut(text, limit)
    assert all(0 < units(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@given(TEXTS)
def test_units_count_as_utf_16_does(text: str) -> None:
    assert units(text) == len(text.encode("utf-16-le", "surrogatepass")) // 2


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_every_block_is_shown_whole_and_escaped(texts: list[str]) -> None:
    kinds = (Paragraph, Heading, Footnote, Copyable, lambda text: Quotation(text, "Paper"))
    blocks = tuple(kinds[number % len(kinds)](text) for number, text in enumerate(texts))
    rendered = render(Reply(blocks))
    assert all(units(shown(text)) <= MESSAGE_UNITS for text in rendered.texts)
    together = "".join("".join(shown(text).split()) for text in rendered.texts)
    for text in texts:
        assert "".join(text.split()) in together
    for text in rendered.texts:
        assert set(re.findall(r"</?([a-z-]*)", text)) <= {"b", "i", "code", "blockquote"}


@given(TEXTS)
def test_isolation_only_adds_isolates(text: str) -> None:
    assert isolated(text).replace("\u2068", "").replace("\u2069", "") == text.replace(
        "\u2068", ""
    ).replace("\u2069", "")

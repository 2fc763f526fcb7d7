"""The HTML Telegram reads: https://core.telegram.org/bots/api#html-style

Texts and errors marked (tdlib) are those of tdlib's own test/message_entities.cpp.
"""

from __future__ import annotations

import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.preview.api_errors import ApiError
from bot.preview.entities import Entity, utf16_length
from bot.preview.entities.html_parser import parse_html


@pytest.mark.parametrize(
    ("text", "error"),
    [
        # (tdlib)
        ("&#57311;", "Text contains invalid Unicode characters after decoding HTML entities, "
         "check for unmatched surrogate code units"),
        ("🏟 🏟&lt;<abacaba", "Unclosed start tag at byte offset 13"),
        ("🏟 🏟&lt;<abac aba>", 'Unsupported start tag "abac" at byte offset 13'),
        ("🏟 🏟&lt;<i   =aba>", 'Empty attribute name in the tag "i" at byte offset 13'),
        ("🏟 🏟&lt;<i    aba>", 'Can\'t find end tag corresponding to start tag "i"'),
        ("🏟 🏟&lt;<i    aba  =  ", 'Unclosed start tag "i" at byte offset 13'),
        ("🏟 🏟&lt;<i    aba  =  190azAz-.,", "Unexpected end of name token at byte offset 27"),
        ('🏟 🏟&lt;<i    aba  =  "&lt;&gt;&quot;>', "Unclosed start tag at byte offset 13"),
        ("🏟 🏟&lt;</", "Unexpected end tag at byte offset 13"),
        ("🏟 🏟&lt;<i>a</i   ", "Unclosed end tag at byte offset 17"),
        ("🏟 🏟&lt;<i>a</em   >",
         'Unmatched end tag at byte offset 17, expected "</i>", found "</em>"'),
        ('<tg-time unix="12345" format="rt">x</tg-time>', "Invalid date format used"),
        # (tdlib, td/telegram/MessageEntity.cpp)
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<tg-emoji emoji-id="x">x</tg-emoji>', "Invalid custom emoji identifier specified"),
        ("<br>", 'Unsupported start tag "br" at byte offset 0'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
    ],
)  # fmt: skip
def test_wrong_html_is_refused_in_telegrams_words(text: str, error: str) -> None:
    with pytest.raises(ApiError) as refused:
        parse_html(text)
    assert refused.value.code == 400
    assert refused.value.description == f"Bad Request: can't parse entities: {error}"


def _entities(text: str) -> tuple[str, list[tuple[str, int, int]]]:
    plain, entities = parse_html(text)
    return plain, [(entity.type, entity.offset, entity.length) for entity in entities]


@pytest.mark.parametrize(
    ("text", "plain", "entities"),
    [
        # (tdlib)
        ("&ge;&lt;&gt;&amp;&quot;&laquo;&#12345678;", '&ge;<>&"&laquo;&#12345678;', []),
        ("➡️ ➡️<strong>➡️ ➡️</strong>", "➡️ ➡️➡️ ➡️", [("bold", 5, 5)]),
        ("➡️ ➡️<ins>➡️ ➡️</ins>", "➡️ ➡️➡️ ➡️", [("underline", 5, 5)]),
        ("➡️ ➡️<del>➡️ ➡️</del>", "➡️ ➡️➡️ ➡️", [("strikethrough", 5, 5)]),
        ("🏟 🏟<i>🏟 &gt;<b aba   =   caba>&lt🏟</b></i>", "🏟 🏟🏟 ><🏟",
         [("italic", 5, 7), ("bold", 9, 3)]),
        ("🏟 🏟&lt;<i>🏟 🏟&lt;</>", "🏟 🏟<🏟 🏟<", [("italic", 6, 6)]),
        ("🏟 🏟&lt;<b></b>", "🏟 🏟<", []),
        ('🏟 🏟<span class="tg-spoiler">🏟 &lt🏟</span>', "🏟 🏟🏟 <🏟", [("spoiler", 5, 6)]),
        ("<code><i><b> </b></i></code><i><b><code> </code></b></i>", "  ",
         [("code", 0, 1), ("bold", 0, 1), ("italic", 0, 1),
          ("code", 1, 1), ("bold", 1, 1), ("italic", 1, 1)]),
        ("<blockquote   expandable   asd>a&lt;<pre  >b;</></>", "a<b;",
         [("expandable_blockquote", 0, 4), ("pre", 2, 2)]),
        ('<blockquote   cite="" askdlbas>a&lt;<pre  >b;</></>', "a<b;",
         [("blockquote", 0, 4), ("pre", 2, 2)]),
        ('🏟 🏟&lt;<pre><code class="language-fift">🏟 🏟&lt;</> </>', "🏟 🏟<🏟 🏟< ",
         [("pre", 6, 7), ("code", 6, 6)]),
        # Right-to-left text counts as any other; a mark is a character too.
        ("<b>المنظمة</b> \u2068A/RES/65/170\u2069", "المنظمة \u2068A/RES/65/170\u2069",
         [("bold", 0, 7)]),
        ("<u>👩‍👩‍👧</u>é", "👩‍👩‍👧é", [("underline", 0, 8)]),
    ],
)  # fmt: skip
def test_html_becomes_text_and_entities_in_utf16_units(
    text: str, plain: str, entities: list[tuple[str, int, int]]
) -> None:
    assert _entities(text) == (plain, entities)


@pytest.mark.parametrize(
    ("text", "details"),
    [
        # (tdlib)
        ('<pre><code class="language-fift">x</></>', {"language": "fift"}),
        ("<a href=telegram.org>x</a>", {"url": "http://telegram.org/"}),
        ("<a   href=  'telegram.org?&lt;'   >x</a>", {"url": "http://telegram.org/?<"}),
        ("<a>telegram.org</a>", {"url": "http://telegram.org/"}),
        ('<tg-time unix = "12345", format = "tttTTdDwW">x</tg-time>',
         {"unix_time": 12345, "date_time_format": "wDT"}),
        # https://core.telegram.org/bots/api#date-time-entity-formatting
        ('<tg-time unix="1647531900" format="wDT">22:45 tomorrow</tg-time>',
         {"unix_time": 1647531900, "date_time_format": "wDT"}),
        ('<tg-time unix="1647531900">22:45 tomorrow</tg-time>', {"unix_time": 1647531900}),
        ('<tg-time unix="1647531900" format="R">x</tg-time>',
         {"unix_time": 1647531900, "date_time_format": "r"}),
        ('<a href="tg://user?id=123456789">x</a>', {"user": {"id": 123456789}}),
        ('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>',
         {"custom_emoji_id": "5368324170671202286"}),
    ],
)  # fmt: skip
def test_attributes_become_the_fields_of_an_entity(text: str, details: dict[str, object]) -> None:
    [entity] = parse_html(text)[1]
    assert entity.details == details


@pytest.mark.parametrize("text", ["<a> </a>", "<a href='nonsense'>x</a>", "<tg-time>x</tg-time>"])
def test_a_link_or_time_that_leads_nowhere_is_dropped_and_its_text_kept(text: str) -> None:
    plain, entities = parse_html(text)
    assert plain.strip() in ("", "x")
    assert entities == []


@settings(deadline=None)
@given(st.text())
def test_escaped_text_comes_back_unchanged(text: str) -> None:
    assert parse_html(html.escape(text, quote=False)) == (text, [])


@settings(deadline=None)
@given(st.text(), st.text(min_size=1), st.text())
def test_offsets_count_utf16_units(before: str, inside: str, after: str) -> None:
    written = [html.escape(part, quote=False) for part in (before, inside, after)]
    plain, [entity] = parse_html(f"{written[0]}<b>{written[1]}</b>{written[2]}")
    units = plain.encode("utf-16-le")
    assert units[entity.offset * 2 : entity.end * 2].decode("utf-16-le") == inside
    assert utf16_length(plain) == len(units) // 2


_TAGS = ("b", "i", "code", "pre", "a", "blockquote", "span", "tg-spoiler", "tg-time", "em", "br")
_SCRAPS = st.one_of(
    st.text(max_size=4),
    st.sampled_from(["<", ">", "/", "=", '"', "'", "&", "&lt;", "&#x1F3DF;", "&#0;", "\x00", " "]),
    st.sampled_from([f"<{tag}>" for tag in _TAGS] + [f"</{tag}>" for tag in _TAGS]),
    st.sampled_from(["<a href=x.org>", "<span class='tg-spoiler'>", "<tg-time unix=1 format=r>"]),
)


@settings(deadline=None)
@given(st.lists(_SCRAPS, max_size=20).map("".join))
def test_whatever_comes_is_read_or_refused(text: str) -> None:
    try:
        plain, entities = parse_html(text)
    except ApiError as refused:
        assert refused.code == 400
        assert refused.description.startswith("Bad Request: can't parse entities: ")
    else:
        length = utf16_length(plain)
        assert all(_inside(entity, length) for entity in entities)


def _inside(entity: Entity, length: int) -> bool:
    return 0 <= entity.offset < entity.end <= length

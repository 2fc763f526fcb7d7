"""What Telegram makes of a text: cleaned and trimmed, entities nested and detected.

Cases marked (tdlib) are those of tdlib's own test/message_entities.cpp.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.preview.api_errors import ApiError
from bot.preview.entities import Entity, format_text, utf16_length
from bot.preview.entities.detected_entities import detect_entities
from bot.preview.entities.link_rules import WrongLink, normal_link

Spans = list[tuple[str, int, int]]


def _formatted(text: str, spans: Spans) -> tuple[str, Spans]:
    formatted = format_text(text, [Entity(*span) for span in spans], allow_empty=True)
    return formatted.text, [
        (entity.type, entity.offset, entity.length) for entity in formatted.entities
    ]


@pytest.mark.parametrize(
    ("text", "given_spans", "kept_text", "kept"),
    [
        # (tdlib)
        ("  aba\n ", [], "aba", []),
        ("  \n ", [], "", []),
        ("a\rb", [("bold", 0, 1), ("italic", 0, 1), ("bold", 2, 1), ("italic", 2, 1)],
         "ab", [("bold", 0, 2), ("italic", 0, 2)]),
        ("a ", [("italic", 0, 2), ("bold", 0, 1)], "a", [("bold", 0, 1), ("italic", 0, 1)]),
        ("abc", [("italic", 0, 2), ("bold", 1, 2)],
         "abc", [("italic", 0, 1), ("bold", 1, 2), ("italic", 1, 1)]),
        ("abc", [("italic", 0, 2), ("italic", 2, 1)], "abc", [("italic", 0, 3)]),
        ("@tests @tests", [("italic", 0, 13)], "@tests @tests",
         [("mention", 0, 6), ("italic", 0, 6), ("italic", 6, 1), ("mention", 7, 6),
          ("italic", 7, 6)]),
        ("abc", [("pre", 1, 1), ("strikethrough", 0, 3)],
         "abc", [("strikethrough", 0, 1), ("pre", 1, 1), ("strikethrough", 2, 1)]),
        ("abc", [("pre", 0, 3), ("blockquote", 1, 1)], "abc", [("blockquote", 1, 1)]),
        ("abc", [("blockquote", 0, 3), ("pre", 1, 1)],
         "abc", [("blockquote", 0, 3), ("pre", 1, 1)]),
        ("www.a.com", [("blockquote", 0, 3)], "www.a.com", [("blockquote", 0, 3)]),
        ("www.a.com", [("blockquote", 0, 9)], "www.a.com",
         [("blockquote", 0, 9), ("url", 0, 9)]),
        # White space that an entity begins with stays.
        ("  x", [("bold", 0, 3)], "  x", [("bold", 0, 3)]),
        ("  x", [("bold", 1, 2)], " x", [("bold", 0, 2)]),
        # A quote inside a quote is dropped.
        ("abcd", [("blockquote", 0, 4), ("expandable_blockquote", 1, 2)], "abcd",
         [("blockquote", 0, 4)]),
        # Bold around a time does not reach into it.
        ("a 12:00 b", [("bold", 0, 9), ("date_time", 2, 5)], "a 12:00 b",
         [("bold", 0, 2), ("date_time", 2, 5), ("bold", 7, 2)]),
    ],
)  # fmt: skip
def test_entities_are_kept_as_telegram_keeps_them(
    text: str, given_spans: Spans, kept_text: str, kept: Spans
) -> None:
    assert _formatted(text, given_spans) == (kept_text, kept)


@pytest.mark.parametrize(
    ("text", "span", "error"),
    [
        # tdlib, clean_input_string_with_entities and fix_formatted_text
        ("👉x", ("bold", 1, 1), "entity begins in a middle of a UTF-16 symbol at byte offset 4"),
        ("👉x", ("bold", 0, 1), "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 "
         "symbol at byte offset 4"),
        ("abc", ("bold", 1, 5), "entity beginning at UTF-16 offset 1 ends after the end of the "
         "text at UTF-16 offset 6"),
        ("abc", ("bold", 7, 1), "entity begins after the end of the text at UTF-16 offset 7"),
        ("abc", ("bold", -1, 1), "receive an entity with incorrect offset -1"),
        ("abc", ("bold", 0, -1), "receive an entity with incorrect length -1"),
    ],
)  # fmt: skip
def test_entities_beyond_the_text_are_refused(
    text: str, span: tuple[str, int, int], error: str
) -> None:
    with pytest.raises(ApiError) as refused:
        format_text(text, [Entity(*span)])
    assert refused.value.description == f"Bad Request: {error}"


@pytest.mark.parametrize("text", ["", " \n ", "\u200b", "\ufeff \u2003"])
def test_a_text_of_nothing_is_refused(text: str) -> None:
    with pytest.raises(ApiError, match="text must be non-empty"):
        format_text(text)


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        # (tdlib)
        ("/abc", "bot_command", ["/abc"]),
        ("/a/abc", "bot_command", []),
        ("https://telegram.org/a/b", "bot_command", []),
        ("/abc@botname and /def", "bot_command", ["/abc@botname", "/def"]),
        ("/abc@ab", "bot_command", []),
        ("@mention", "mention", ["@mention"]),
        ("a@mention", "mention", []),
        ("@abc", "mention", []),
        ("@gif", "mention", ["@gif"]),
        (" #a# ", "hashtag", []),
        ("#1", "hashtag", []),
        ("#я #2013hld", "hashtag", ["#я", "#2013hld"]),
        ("tg://resolve?domain=x", "url", ["tg://resolve?domain=x"]),
        ("Такой сайт: http://www.google.com или такой ", "url", ["http://www.google.com"]),
        ("https://abc@c.com", "url", ["https://abc@c.com"]),
        ("https://abc@c.com", "email", []),
        ("Look mailto:test@example.com", "email", ["test@example.com"]),
        # What a delegate reads
        ("See A/RES/65/170, Art. 1(1)(e). It says …", "url", []),
        ("Write to hld@iom.int.", "email", ["hld@iom.int"]),
        ("(https://www.iom.int/hld?q=(a)), or WWW.un.org.", "url",
         ["https://www.iom.int/hld?q=(a)", "WWW.un.org"]),
        ("http://127.0.0.1:8013/calendar/x.ics", "url", ["http://127.0.0.1:8013/calendar/x.ics"]),
        ("https:// and http://nonsense", "url", []),
        # A limit of the preview: Telegram links bare domains, too.
        ("un.org", "url", []),
    ],
)  # fmt: skip
def test_these_are_detected(text: str, kind: str, words: list[str]) -> None:
    units = text.encode("utf-16-le")
    found = [
        units[entity.offset * 2 : entity.end * 2].decode("utf-16-le")
        for entity in detect_entities(text)
        if entity.type == kind
    ]
    assert found == words


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        # tdlib, LinkManager::check_link and parse_url
        ("telegram.org", "http://telegram.org/"),
        ("HTTPS://Telegram.ORG/Path?q=A b", "https://telegram.org/Path?q=A%20b"),
        ("https://t.me:443/x#y", "https://t.me:443/x#y"),
        ("tg://resolve?domain=x", "tg://resolve?domain=x"),
        ("tg:resolve?domain=x", "tg://resolve?domain=x"),
    ],
)
def test_a_link_is_kept_in_its_normal_form(link: str, kept: str) -> None:
    assert normal_link(link) == kept


@pytest.mark.parametrize(
    ("link", "error"),
    [
        ("nonsense", "Wrong HTTP URL"),
        ("javascript://x.org/", "Unsupported URL protocol"),
        ("", "URL host is empty"),
        ("http://x.org:99999/", "Wrong port number specified in the URL"),
        ("http://a b.org/", "Disallowed character in URL host"),
        ("http://a%zz.org/", "Wrong percent-encoded symbol in URL host"),
        ("tg://a.b", "Unallowed characters in URL host"),
    ],
)
def test_a_wrong_link_is_refused(link: str, error: str) -> None:
    with pytest.raises(WrongLink, match=error):
        normal_link(link)


_TEXTS = st.text(st.sampled_from("ab \n\r👉é@/.#م"), min_size=1, max_size=30)
_KINDS = st.sampled_from(
    ["bold", "italic", "code", "pre", "text_link", "blockquote", "date_time", "spoiler"]
)


@settings(deadline=None)
@given(_TEXTS, st.lists(st.tuples(_KINDS, st.integers(0, 30), st.integers(1, 30)), max_size=6))
def test_kept_entities_are_in_order_and_never_cross(text: str, spans: Spans) -> None:
    try:
        formatted = format_text(text, [Entity(*span) for span in spans])
    except ApiError:
        return
    kept = formatted.entities
    assert formatted.text == formatted.text.rstrip(" \n")
    assert list(kept) == sorted(kept, key=lambda entity: entity.rank)
    for index, entity in enumerate(kept):
        assert 0 <= entity.offset < entity.end <= utf16_length(formatted.text)
        for other in kept[index + 1 :]:
            assert other.offset >= entity.end or other.end <= entity.end
            if other.offset < entity.end:
                assert other.type != entity.type
                assert entity.type not in ("code", "pre", "date_time")

"""Counting and cutting text as Telegram counts it: in UTF-16 units."""

from __future__ import annotations

import html
import re

from handlers.framework.reader import Reader

# A run of Latin words, numbers and the signs between them.
_LATIN = re.compile(
    r"[(\[“‘]?[A-Za-z0-9\u00C0-\u024F@/#](?:[A-Za-z0-9\u00C0-\u024F_ ,.:;/&@#+()’'“”–-]*"
    r"[A-Za-z0-9\u00C0-\u024F_)”’])?"
)
_ISOLATE, _END = "\u2068", "\u2069"


def units(text: str) -> int:
    """Length in UTF-16 units, as https://core.telegram.org/api/entities#entity-length counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shown_units(markup: str) -> int:
    """Length of what HTML shows, as Telegram counts it after parsing."""
    return units(html.unescape(re.sub(r"<[^>]*>", "", markup)))


def cut(text: str, limit: int) -> list[str]:
    """Cut text into pieces of at most `limit` UTF-16 units, at paragraphs, sentences or words
    where there are any. Nothing but white space at the cuts is lost."""
    if limit < 2:
        raise ValueError("a piece needs room for at least one character")
    pieces: list[str] = []
    rest = text.strip()
    while units(rest) > limit:
        end = _fitting(rest, limit)
        head = rest[:end]
        marks = ("\n\n", "\n", ". ", " ")
        place = next((after for mark in marks if (after := _after(head, mark))), end)
        pieces.append(rest[:place].rstrip())
        rest = rest[place:].lstrip()
    if rest:
        pieces.append(rest)
    return [piece for piece in pieces if piece]


def _fitting(text: str, limit: int) -> int:
    """How many characters of `text` fit into `limit` units."""
    used = 0
    for place, character in enumerate(text):
        used += 2 if ord(character) > 0xFFFF else 1
        if used > limit:
            return place
    return len(text)


def _after(text: str, mark: str) -> int:
    """The place behind the last `mark`; only in the second half, so pieces stay large."""
    place = text.rfind(mark)
    return place + len(mark) if place >= len(text) // 2 else 0


def isolated(text: str) -> str:
    """Text for a right-to-left line: each Latin run stands in U+2068 … U+2069, so that symbols
    such as A/RES/65/170 keep their order (https://www.unicode.org/reports/tr9/)."""
    return _LATIN.sub(lambda run: f"{_ISOLATE}{run.group()}{_END}", text)


def line(reader: Reader, text: str) -> str:
    """A line outside messages, with Latin kept in order for right-to-left readers."""
    return isolated(text) if reader.right_to_left else text

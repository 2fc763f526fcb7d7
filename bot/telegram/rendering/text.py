"""Measuring and cutting text in UTF-16 units, as Telegram counts, and isolating Latin text."""

from __future__ import annotations

import html
import re

from handlers.framework.reader import Reader

# A run of Latin words, numbers and the punctuation between them.
_LATIN = re.compile(
    r"[(\[“‘]?[A-Za-z0-9\u00C0-\u024F@/#](?:[A-Za-z0-9\u00C0-\u024F_ ,.:;/&@#+()’'“”–-]*"
    r"[A-Za-z0-9\u00C0-\u024F_)”’])?"
)
_PAIRS = {"(": ")", "[": "]", "“": "”"}
_ISOLATE, _END = "\u2068", "\u2069"


def units(text: str) -> int:
    """Return the length in UTF-16 units (https://core.telegram.org/api/entities#entity-length)."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shown_units(markup: str) -> int:
    """Return the length of the text that HTML shows, in UTF-16 units."""
    return units(html.unescape(re.sub(r"<[^>]*>", "", markup)))


def cut(text: str, limit: int) -> list[str]:
    """Cut text into pieces of at most `limit` UTF-16 units, between paragraphs,
    sentences or words if possible. Only white space at the cuts is lost."""
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
    """Return how many characters of `text` fit into `limit` units."""
    used = 0
    for place, character in enumerate(text):
        used += 2 if ord(character) > 0xFFFF else 1
        if used > limit:
            return place
    return len(text)


def _after(text: str, mark: str) -> int:
    """Return the position after the last `mark`, or 0 if that is in the first half."""
    place = text.rfind(mark)
    return place + len(mark) if place >= len(text) // 2 else 0


def isolated(text: str) -> str:
    """Return text for a right-to-left line: each Latin run is in U+2068 … U+2069, so that symbols
    such as A/RES/65/170 keep their order (https://www.unicode.org/reports/tr9/)."""
    return _LATIN.sub(_isolated_run, text)


def _isolated_run(run: re.Match[str]) -> str:
    """Isolate a run, without brackets or quotation marks whose other one is beyond it: the two
    would be mirrored differently."""
    text = run.group()
    made, begin = "", 0
    for at in (*_unmatched(text), len(text)):
        part = text[begin:at]
        inside = part.strip()
        if inside:
            before, _, after = part.partition(inside)
            made += f"{before}{_ISOLATE}{inside}{_END}{after}"
        else:
            made += part
        made += text[at : at + 1]
        begin = at + 1
    return made


def _unmatched(text: str) -> list[int]:
    """The places of brackets and quotation marks whose other one is not in the text."""
    opened: list[int] = []
    unmatched: list[int] = []
    for at, sign in enumerate(text):
        if sign in _PAIRS:
            opened.append(at)
        elif sign in _PAIRS.values():
            if opened and _PAIRS[text[opened[-1]]] == sign:
                opened.pop()
            else:
                unmatched.append(at)
    return sorted((*opened, *unmatched))


def isolated_for(reader: Reader, text: str) -> str:
    """Isolate Latin runs if the reader's language is written from right to left. For text that is
    not rendered as a message, such as popups and inline results."""
    return isolated(text) if reader.right_to_left else text

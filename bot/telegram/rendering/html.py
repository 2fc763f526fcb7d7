"""Phrases and blocks as Telegram's HTML (https://core.telegram.org/bots/api#html-style).

Lengths are in UTF-16 units of the text without markup.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.telegram.rendering.text import cut, isolated, shown_units, units
from handlers.framework.reply import (
    Block,
    Bold,
    Bullets,
    Code,
    Copyable,
    Excerpt,
    Facts,
    Folded,
    Footnote,
    Formatted,
    Heading,
    Inline,
    Italic,
    Link,
    LocalTime,
    Paragraph,
    Phrase,
    Quotation,
    Struck,
    Verbatim,
)

_FOLDED_ABOVE_UNITS = 360  # about eight lines on a phone


@dataclass(frozen=True)
class Piece:
    """A part of a message: its markup, length and number of entities as Telegram counts them.
    Before a `tight` piece there is no blank line."""

    markup: str
    length: int
    entities: int = 0
    tight: bool = False

    def __add__(self, other: Piece) -> Piece:
        return Piece(
            self.markup + other.markup,
            self.length + other.length,
            self.entities + other.entities,
            self.tight,
        )


def _plain(text: str, right_to_left: bool) -> Piece:
    shown = isolated(text) if right_to_left else text
    return Piece(html.escape(shown, quote=False), units(shown))


def _tagged(name: str, inner: Piece, attributes: str = "") -> Piece:
    return Piece(f"<{name}{attributes}>{inner.markup}</{name}>", inner.length, inner.entities + 1)


def _inline(part: Inline, right_to_left: bool) -> Piece:
    match part:
        case str():
            return _plain(part, right_to_left)
        case Bold(text):
            return _tagged("b", _plain(text, right_to_left))
        case Italic(text):
            return _tagged("i", _plain(text, right_to_left))
        case Struck(text):
            return _tagged("s", _plain(text, right_to_left))
        case Code(text):
            code = _tagged("code", _plain(text, False))
            # Around the tag, so that a tap copies the code alone.
            return Piece("\u2068", 1) + code + Piece("\u2069", 1) if right_to_left else code
        case Link(text, url):
            return _tagged("a", _plain(text, right_to_left), f' href="{html.escape(url)}"')
        case LocalTime(at, text):
            unix = int(at.timestamp())
            # Without a format, the text stays as it is:
            # https://core.telegram.org/bots/api#date-time-entity-formatting
            return _tagged("tg-time", _plain(text, right_to_left), f' unix="{unix}"')


def _phrase(phrase: Phrase, right_to_left: bool) -> Piece:
    parts = (phrase,) if isinstance(phrase, str) else phrase
    whole = Piece("", 0)
    for part in parts:
        whole += _inline(part, right_to_left)
    return whole


def _styled(name: str, phrase: Phrase, right_to_left: bool) -> Piece:
    """Return a phrase in one style, except code, which no other entity may contain."""
    whole = Piece("", 0)
    for part in (phrase,) if isinstance(phrase, str) else phrase:
        piece = _inline(part, right_to_left)
        whole += piece if isinstance(part, Code) else _tagged(name, piece)
    return whole


def _lines(pieces: Iterable[Piece]) -> Piece:
    whole = Piece("", 0)
    for number, piece in enumerate(pieces):
        whole += Piece("\n", 1) + piece if number else piece
    return whole


def _quote(text: str, folded: bool) -> Piece:
    attribute = " expandable" if folded or units(text) > _FOLDED_ABOVE_UNITS else ""
    return _tagged("blockquote", Piece(html.escape(text, quote=False), units(text)), attribute)


def _marked(block: Excerpt) -> Piece:
    whole, position = Piece("", 0), 0
    for start, end in sorted(block.marked):
        if position <= start < end <= len(block.text):
            whole += _plain(block.text[position:start], False)
            whole += _tagged("b", _plain(block.text[start:end], False))
            position = end
    return _tagged("blockquote", whole + _plain(block.text[position:], False))


def pieces(block: Block, limit: int, right_to_left: bool, folded: bool) -> list[Piece]:
    """Return a block's pieces of at most `limit` UTF-16 units. A block that is too long for one
    loses its inner formatting, never text."""
    match block:
        case Heading(text):
            whole = [_styled("b", text, right_to_left)]
        case Paragraph(text):
            whole = [_phrase(text, right_to_left)]
        case Footnote(text):
            whole = [_styled("i", text, right_to_left)]
        case Facts(rows):
            whole = [
                _lines(
                    _tagged("b", _plain(label, right_to_left))
                    # A full-width colon includes its space.
                    + (Piece("", 0) if label.endswith("：") else Piece(" ", 1))
                    + _phrase(value, right_to_left)
                    for label, value in rows
                )
            ]
        case Bullets(items, title):
            listed = [Piece("• ", 2) + _phrase(item, right_to_left) for item in items]
            if title is not None:
                listed.insert(0, _styled("b", title, right_to_left))
            # Each item is a piece, so that a long list breaks between items.
            whole = [
                Piece(item.markup, item.length, item.entities, tight=number > 0)
                for number, item in enumerate(listed)
            ]
        case Folded(lines):
            inner = _lines(_plain(line, right_to_left) for line in lines)
            whole = [_tagged("blockquote", inner, " expandable")]
        case Quotation(text, citation, proof, _):
            whole = [_quote(part, folded) for part in cut(text, limit)]
            below_lines = [_tagged("i", _plain(f"— {citation}", right_to_left))]
            if proof:
                below_lines.append(_tagged("code", _plain(proof, False)))
            below = _lines(below_lines)
            whole.append(Piece(below.markup, below.length, below.entities, tight=True))
        case Excerpt():
            marked = _marked(block)
            whole = [Piece(marked.markup, marked.length, marked.entities, tight=True)]
        case Formatted(markup):
            entities = len(re.findall(r"<[a-z]", markup))
            whole = [Piece(markup, shown_units(markup), entities)]
        case Verbatim(text):
            whole = [
                Piece(html.escape(part, quote=False), units(part)) for part in cut(text, limit)
            ]
        case Copyable(text):
            whole = [
                _tagged("code", Piece(html.escape(part, quote=False), units(part)))
                for part in cut(text, limit)
            ]
    return [part for piece in whole for part in _within(piece, limit)]


def _within(piece: Piece, limit: int) -> list[Piece]:
    if piece.length <= limit:
        return [piece]
    bare = html.unescape(re.sub(r"<[^>]*>", "", piece.markup))
    return [Piece(html.escape(part, quote=False), units(part)) for part in cut(bare, limit)]

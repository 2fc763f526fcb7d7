"""Texts of programmes: on one line, or in paragraphs; without HTML and control characters."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from content.characters import clipped, is_visible, without_direction_controls

MAX_WRITTEN_CHARACTERS = 40_000  # of a description with its markup; the rest is not looked at
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,5});")
_BLOCKS = frozenset(("p", "div", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "table", "tr",
                     "blockquote", "pre"))  # fmt: skip
_HIDDEN = frozenset(("script", "style", "template"))


def one_line(value: object, max_characters: int) -> str:
    """Return a text of a file on one line, cut where it is too long; empty if it is no text."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return ""
    text = " ".join(_printable(value[: 4 * max_characters]).split())
    return clipped(text, max_characters) if is_visible(text) else ""


def paragraphs(value: object, max_characters: int) -> str:
    """Return a text in paragraphs with a blank line between them, without its HTML tags, cut where
    it is too long; empty if it is no text."""
    if not isinstance(value, str):
        return ""
    text = value[:MAX_WRITTEN_CHARACTERS]
    if _TAG.search(text) is not None:
        reader = _TextReader()
        reader.feed(text)
        reader.close()
        text = "".join(reader.parts)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    parts = (" ".join(_printable(part).split()) for part in re.split(r"\n[ \t]*\n", text))
    return clipped("\n\n".join(part for part in parts if part), max_characters)


def _printable(text: str) -> str:
    """Replace control characters, and letters that no file may hold, by spaces; remove those that
    turn the writing direction."""
    return re.sub("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]", " ",
                  without_direction_controls(text))  # fmt: skip


class _TextReader(HTMLParser):
    """Collects the text of HTML; the end of a block is a blank line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in _HIDDEN
        if tag in _BLOCKS:
            self.parts.append("\n\n")
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append("\n\n• ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN and self._hidden:
            self._hidden -= 1
        if tag in _BLOCKS:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)

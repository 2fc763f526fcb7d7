"""Telegram's HTML: checking and cleaning the formatted text that a person sent.

https://core.telegram.org/bots/api#html-style
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from html.parser import HTMLParser

# The attributes that each tag may have.
_TAGS: dict[str, frozenset[str]] = {
    **{tag: frozenset() for tag in ("b", "i", "u", "s", "pre")},
    "a": frozenset({"href"}),
    "code": frozenset({"class"}),
    "blockquote": frozenset({"expandable"}),
    "span": frozenset({"class"}),
    "tg-time": frozenset({"unix", "format"}),
}
# Only bots with a purchased username may send custom emoji; the plain emoji inside stays.
_DROPPED = frozenset({"tg-emoji"})
_SCHEMES = ("http://", "https://", "tg://", "mailto:", "tel:")


class InvalidMarkup(ValueError):
    """The markup is not Telegram's HTML."""


class _Cleaner(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.shown: list[str] = []
        self.entities = 0
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kept = tag not in _DROPPED
        if kept:
            allowed = _TAGS.get(tag)
            if allowed is None or any(name not in allowed for name, _ in attrs):
                raise InvalidMarkup(tag)
            href = dict(attrs).get("href")
            # Of a link that Telegram would not open, only the text stays.
            kept = tag != "a" or (href or "").lower().startswith(_SCHEMES)
        if kept:
            self.entities += 1
            attributes = "".join(
                f" {name}" if value is None else f' {name}="{html.escape(value)}"'
                for name, value in attrs
            )
            self.parts.append(f"<{tag}{attributes}>")
        self._open.append((tag, kept))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1][0] != tag:
            raise InvalidMarkup(tag)
        if self._open.pop()[1]:
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.shown.append(data)
        self.parts.append(html.escape(data, quote=False))

    def close(self) -> None:
        super().close()
        if self._open:
            raise InvalidMarkup(self._open[-1][0])


@dataclass(frozen=True)
class CleanHtml:
    """Markup that may be sent. `shown_units` is the length of what it shows, in UTF-16 units."""

    markup: str
    shown_units: int
    entities: int


def clean_html(markup: str) -> CleanHtml:
    """Return the markup with everything escaped that Telegram would not read as a tag, and without
    tags that a bot may not send. Raises InvalidMarkup."""
    cleaner = _Cleaner()
    cleaner.feed(markup.strip())
    cleaner.close()
    shown = "".join(cleaner.shown)
    return CleanHtml(
        "".join(cleaner.parts).strip(), len(shown.encode("utf-16-le")) // 2, cleaner.entities
    )

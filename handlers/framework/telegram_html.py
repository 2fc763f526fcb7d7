"""Formatted words, as Telegram's HTML: what a person sent, made safe to be sent again.

https://core.telegram.org/bots/api#html-style
"""

from __future__ import annotations

import html
from html.parser import HTMLParser

# By tag, the attributes it may have.
_TAGS: dict[str, frozenset[str]] = {
    **{tag: frozenset() for tag in ("b", "i", "u", "s", "pre")},
    "a": frozenset({"href"}),
    "code": frozenset({"class"}),
    "blockquote": frozenset({"expandable"}),
    "span": frozenset({"class"}),
    "tg-time": frozenset({"unix", "format"}),
}
# A bot may send these only where it has bought a name: the emoji itself stays.
_DROPPED = frozenset({"tg-emoji"})
_SCHEMES = ("http://", "https://", "tg://", "mailto:", "tel:")


class NotFormatted(ValueError):
    """Markup that is not Telegram's."""


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
                raise NotFormatted(tag)
            href = dict(attrs).get("href")
            # A link that Telegram would not open stays as its words.
            kept = tag != "a" or (href or "").lower().startswith(_SCHEMES)
        if kept:
            self.entities += 1
            said = "".join(
                f" {name}" if value is None else f' {name}="{html.escape(value)}"'
                for name, value in attrs
            )
            self.parts.append(f"<{tag}{said}>")
        self._open.append((tag, kept))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1][0] != tag:
            raise NotFormatted(tag)
        if self._open.pop()[1]:
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.shown.append(data)
        self.parts.append(html.escape(data, quote=False))

    def close(self) -> None:
        super().close()
        if self._open:
            raise NotFormatted(self._open[-1][0])


def cleaned(markup: str) -> tuple[str, int, int]:
    """The markup as it may be sent; how long it shows, in UTF-16 units; and how many pieces of it
    are formatted. Raises NotFormatted."""
    cleaner = _Cleaner()
    cleaner.feed(markup.strip())
    cleaner.close()
    shown = "".join(cleaner.shown)
    return "".join(cleaner.parts).strip(), len(shown.encode("utf-16-le")) // 2, cleaner.entities

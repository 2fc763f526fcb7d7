"""Telegram's HTML, read as strictly as Telegram reads it.

https://core.telegram.org/bots/api#html-style. The rules and error texts follow tdlib's parse_html
(td/telegram/MessageEntity.cpp).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.preview.entities.entity import Entity, checked_date_format, in_order, utf16_length
from bot.preview.entities.html_scanner import SPACES, HtmlScanner, parse_error
from bot.preview.entities.link_rules import checked_link, mentioned_user

_TYPES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline",
    "ins": "underline", "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "tg-spoiler": "spoiler", "span": "spoiler",
}  # fmt: skip
_OTHER_TAGS = frozenset({"a", "tg-emoji", "tg-time", "pre", "code", "blockquote"})


def parse_html(text: str) -> tuple[str, list[Entity]]:
    """Return plain text and entities, in order. Raises ApiError with Telegram's error text."""
    return _Parser(text.encode()).parse()


@dataclass
class _OpenTag:
    """A tag that is not closed yet.

    `argument` is the attribute that its entity needs, `date` the Unix time of a tg-time. It begins
    at `offset` UTF-16 units and `position` bytes of the plain text.
    """

    name: str
    offset: int
    position: int
    argument: str = ""
    date: int = 0


class _Parser:
    def __init__(self, source: bytes) -> None:
        self._scanner = HtmlScanner(source)
        self._text = bytearray()
        self._utf16 = 0  # length of the text in UTF-16 units
        self._open: list[_OpenTag] = []
        self._entities: list[Entity] = []

    def parse(self) -> tuple[str, list[Entity]]:
        scanner = self._scanner
        while not scanner.at_end:
            plain = scanner.plain_text()
            if plain:
                self._text += plain
                self._utf16 += utf16_length(plain.decode())
            elif scanner.byte == b"&":
                character = scanner.reference()
                if character is None:
                    character = "&"
                    scanner.skip()
                self._text += character.encode("utf-8", "surrogatepass")
                self._utf16 += 2 if character > "\uffff" else 1
            else:
                self._tag()
        if self._open:
            name = self._open[-1].name
            raise parse_error(f'Can\'t find end tag corresponding to start tag "{name}"')
        try:
            text = self._text.decode()
        except UnicodeDecodeError:
            raise parse_error(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            ) from None
        return text, in_order([_without_class(entity) for entity in self._entities])

    def _tag(self) -> None:
        begin = self._scanner.position
        self._scanner.skip()
        if self._scanner.byte == b"/":
            self._end_tag(begin)
        else:
            self._start_tag(begin)

    def _start_tag(self, begin: int) -> None:
        scanner = self._scanner
        name = scanner.until(SPACES + b">").decode().lower()
        if scanner.at_zero:
            raise parse_error(f"Unclosed start tag at byte offset {begin}")
        if name not in _TYPES and name not in _OTHER_TAGS:
            raise parse_error(f'Unsupported start tag "{name}" at byte offset {begin}')
        tag = _OpenTag(name, self._utf16, len(self._text))
        while scanner.byte != b">":
            scanner.skip_spaces()
            if scanner.byte == b">":
                break
            self._attribute(tag, begin)
        scanner.skip()
        if name == "span" and tag.argument != "spoiler":
            raise parse_error(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self._open.append(tag)

    def _attribute(self, tag: _OpenTag, begin: int) -> None:
        scanner = self._scanner
        name = scanner.until(SPACES + b"=>/\"'").decode()
        if not name:
            raise parse_error(
                f'Empty attribute name in the tag "{tag.name}" at byte offset {begin}'
            )
        scanner.skip_spaces()
        if scanner.byte != b"=":
            if scanner.at_zero:
                raise parse_error(f'Unclosed start tag "{tag.name}" at byte offset {begin}')
            if tag.name == "blockquote" and name == "expandable":
                tag.argument = "1"
            return
        scanner.skip()
        scanner.skip_spaces()
        if scanner.at_zero:
            raise parse_error(f'Unclosed start tag "{tag.name}" at byte offset {begin}')
        value = scanner.attribute_value()
        if scanner.at_zero:
            raise parse_error(f"Unclosed start tag at byte offset {begin}")
        match tag.name, name:
            case ("a", "href") | ("tg-emoji", "emoji-id") | ("tg-time", "format"):
                tag.argument = value
            case ("code", "class") if value.startswith("language-"):
                tag.argument = value.removeprefix("language-")
            case ("span", "class") if value.startswith("tg-"):
                tag.argument = value.removeprefix("tg-")
            case ("blockquote", "expandable"):
                tag.argument = "1"
            case ("tg-time", "unix"):
                tag.date = _leading_integer(value)

    def _end_tag(self, begin: int) -> None:
        if not self._open:
            raise parse_error(f"Unexpected end tag at byte offset {begin}")
        scanner = self._scanner
        scanner.skip()
        name = scanner.until(SPACES + b">").decode().lower()
        scanner.skip_spaces()
        if scanner.byte != b">":
            raise parse_error(f"Unclosed end tag at byte offset {begin}")
        scanner.skip()
        tag = self._open.pop()
        if name and name != tag.name:
            raise parse_error(
                f"Unmatched end tag at byte offset {begin}, "
                f'expected "</{tag.name}>", found "</{name}>"'
            )
        if self._utf16 > tag.offset:
            self._close(tag)

    def _close(self, tag: _OpenTag) -> None:
        """Add the entity of a tag."""
        if tag.name in _TYPES:
            self._add(_TYPES[tag.name], tag)
            return
        length = self._utf16 - tag.offset
        last = self._entities[-1] if self._entities else None
        same_span = last is not None and (last.offset, last.length) == (tag.offset, length)
        match tag.name:
            case "blockquote":
                self._add("expandable_blockquote" if tag.argument else "blockquote", tag)
            case "pre" if last and same_span and last.type == "code" and last.details:
                self._entities[-1] = Entity("pre", last.offset, last.length, last.details)
            case "code" if last and same_span and last.type == "pre" and tag.argument:
                language = {"language": tag.argument}
                self._entities[-1] = Entity("pre", last.offset, last.length, language)
            case "pre":
                self._add("pre", tag)
            case "code":
                self._add("code", tag, {"language": tag.argument} if tag.argument else {})
            case "a":
                self._close_link(tag)
            case "tg-emoji":
                if not tag.argument.isascii() or not tag.argument.isdigit():
                    raise parse_error("Invalid custom emoji identifier specified")
                self._add("custom_emoji", tag, {"custom_emoji_id": tag.argument})
            case "tg-time":
                self._close_time(tag)

    def _close_link(self, tag: _OpenTag) -> None:
        address = tag.argument or self._text[tag.position :].decode("utf-8", "replace")
        user = mentioned_user(address)
        if user is not None:
            self._add("text_mention", tag, {"user": {"id": user}})
            return
        link = checked_link(address)
        if link is not None:  # Telegram drops a link that it cannot use and keeps the text.
            self._add("text_link", tag, {"url": link})

    def _close_time(self, tag: _OpenTag) -> None:
        try:
            date_format = checked_date_format(tag.argument)
        except ValueError:
            raise parse_error("Invalid date format used") from None
        if tag.date > 0:
            details: dict[str, Any] = {"unix_time": tag.date}
            if date_format:
                details["date_time_format"] = date_format
            self._add("date_time", tag, details)

    def _add(self, kind: str, tag: _OpenTag, details: dict[str, Any] | None = None) -> None:
        self._entities.append(Entity(kind, tag.offset, self._utf16 - tag.offset, details or {}))


def _without_class(entity: Entity) -> Entity:
    """Drop the language of a `code`, which it had in case a `pre` around it took it over."""
    return Entity("code", entity.offset, entity.length) if entity.type == "code" else entity


def _leading_integer(written: str) -> int:
    """Read a number as C does: a sign and the leading digits, in 32 bits; 0 for none."""
    digits = written[1:] if written.startswith("-") else written
    value = 0
    for character in digits:
        if character not in "0123456789":
            break
        value = value * 10 + int(character)
    value = -value if written.startswith("-") else value
    return (value + 2**31) % 2**32 - 2**31

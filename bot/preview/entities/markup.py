"""The HTML of https://core.telegram.org/bots/api#html-style, read as strictly as Telegram reads it.

The rules and the words of the errors follow tdlib's parse_html (td/telegram/MessageEntity.cpp);
byte offsets are into the UTF-8 of the text sent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from bot.preview.entities.links import checked_link, mentioned_user
from bot.preview.entities.units import Entity, in_order, utf16_length
from bot.preview.refusals import Refusal

_TYPES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline",
    "ins": "underline", "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "tg-spoiler": "spoiler", "span": "spoiler",
}  # fmt: skip
_OTHER_TAGS = frozenset({"a", "tg-emoji", "tg-time", "pre", "code", "blockquote"})
_NAMED = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
_SPACES = b" \t\r\n\x00\x0b"
_LETTERS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS = b"0123456789"
_HEX = b"0123456789abcdefABCDEF"
_PLAIN = re.compile(rb"[^&<]+")
# What goes on within a value, by its quotation mark.
_QUOTED = {ord(quote): re.compile(rb"[^&\x00%s]+" % quote.encode()) for quote in "'\""}
_MAX_REFERENCE = 10  # bytes of a numeric character reference


def parse_html(text: str) -> tuple[str, list[Entity]]:
    """Plain text and entities, in order. Raises Refusal in Telegram's words."""
    return _Parser(text.encode()).parse()


def checked_date_format(written: str) -> str:
    """A date_time_format in the order Telegram keeps it.

    https://core.telegram.org/bots/api#date-time-entity-formatting. Raises ValueError.
    """
    if written in ("r", "R"):
        return "r"
    if set(written) - set("tTdDwW"):
        raise ValueError(written)
    parts = ["w" if set(written) & set("wW") else ""]
    for pair in ("dD", "tT"):
        # Of a short and a long form, Telegram keeps the long one.
        parts.append(pair[1] if pair[1] in written else pair[0] if pair[0] in written else "")
    return "".join(parts)


@dataclass
class _Open:
    tag: str
    argument: str
    date: int
    offset: int
    position: int


def _refuse(message: str) -> Refusal:
    return Refusal(400, f"Bad Request: can't parse entities: {message}")


class _Parser:
    def __init__(self, source: bytes) -> None:
        self._source = source + b"\x00"
        self._size = len(source)
        self._at = 0
        self._text = bytearray()
        self._utf16 = 0
        self._open: list[_Open] = []
        self._entities: list[Entity] = []

    def parse(self) -> tuple[str, list[Entity]]:
        while self._at < self._size:
            plain = _PLAIN.match(self._source, self._at, self._size)
            if plain is not None:
                self._text += plain[0]
                self._utf16 += utf16_length(plain[0].decode())
                self._at = plain.end()
                continue
            byte = self._source[self._at]
            if byte == ord("&"):
                character = self._reference()
                if character is not None:
                    self._text += character.encode("utf-8", "surrogatepass")
                    self._utf16 += 2 if character > "\uffff" else 1
                    continue
            if byte == ord("<"):
                begin = self._at
                self._at += 1
                if self._source[self._at] == ord("/"):
                    self._end_tag(begin)
                else:
                    self._start_tag(begin)
                continue
            self._text.append(byte)  # an & that begins no reference
            self._utf16 += 1
            self._at += 1
        if self._open:
            tag = self._open[-1].tag
            raise _refuse(f'Can\'t find end tag corresponding to start tag "{tag}"')
        try:
            text = self._text.decode()
        except UnicodeDecodeError:
            raise _refuse(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            ) from None
        return text, in_order([_without_class(entity) for entity in self._entities])

    def _reference(self) -> str | None:
        """The character of a reference such as `&lt;` or `&#8212`, and past it; None for none."""
        source, at = self._source, self._at + 1
        if source[at] == ord("#"):
            at += 1
            base, digits = 10, _DIGITS
            if source[at] == ord("x"):
                at += 1
                base, digits = 16, _HEX
            begin = at
            while source[at] in digits:
                at += 1
            code = int(source[begin:at] or b"0", base)
            if code == 0 or code >= 0x10FFFF or at - self._at >= _MAX_REFERENCE:
                return None
            character = chr(code)
        else:
            begin = at
            while source[at] in _LETTERS:
                at += 1
            name = source[begin:at]
            if name not in _NAMED:
                return None
            character = _NAMED[name]
        self._at = at + 1 if source[at] == ord(";") else at
        return character

    def _skip_spaces(self) -> None:
        while self._at < self._size and self._source[self._at] in _SPACES:
            self._at += 1

    def _until(self, stops: bytes) -> bytes:
        begin = self._at
        while self._source[self._at] not in stops:
            self._at += 1
        return self._source[begin : self._at]

    @property
    def _ended(self) -> bool:
        return self._source[self._at] == 0

    def _start_tag(self, begin: int) -> None:
        name = self._until(_SPACES + b">")
        if self._ended:
            raise _refuse(f"Unclosed start tag at byte offset {begin}")
        tag = name.decode().lower()
        if tag not in _TYPES and tag not in _OTHER_TAGS:
            raise _refuse(f'Unsupported start tag "{tag}" at byte offset {begin}')
        opened = _Open(tag, "", 0, self._utf16, len(self._text))
        while self._source[self._at] != ord(">"):
            self._skip_spaces()
            if self._source[self._at] == ord(">"):
                break
            self._attribute(opened, begin)
        self._at += 1
        if tag == "span" and opened.argument != "spoiler":
            raise _refuse(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self._open.append(opened)

    def _attribute(self, opened: _Open, begin: int) -> None:
        unclosed = _refuse(f'Unclosed start tag "{opened.tag}" at byte offset {begin}')
        name = self._until(_SPACES + b"=>/\"'").decode()
        if not name:
            raise _refuse(f'Empty attribute name in the tag "{opened.tag}" at byte offset {begin}')
        self._skip_spaces()
        if self._source[self._at] != ord("="):
            if self._ended:
                raise unclosed
            if opened.tag == "blockquote" and name == "expandable":
                opened.argument = "1"
            return
        self._at += 1
        self._skip_spaces()
        if self._ended:
            raise unclosed
        value = self._value()
        if self._ended:
            raise _refuse(f"Unclosed start tag at byte offset {begin}")
        match opened.tag, name:
            case ("a", "href") | ("tg-emoji", "emoji-id") | ("tg-time", "format"):
                opened.argument = value
            case ("code", "class") if value.startswith("language-"):
                opened.argument = value.removeprefix("language-")
            case ("span", "class") if value.startswith("tg-"):
                opened.argument = value.removeprefix("tg-")
            case ("blockquote", "expandable"):
                opened.argument = "1"
            case ("tg-time", "unix"):
                opened.date = _leading_integer(value)

    def _value(self) -> str:
        quote = self._source[self._at]
        if quote not in b"'\"":
            begin = self._at
            while self._source[self._at] in _LETTERS + _DIGITS + b".-":
                self._at += 1
            if self._source[self._at] not in _SPACES + b">":
                raise _refuse(f"Unexpected end of name token at byte offset {begin}")
            return self._source[begin : self._at].decode().lower()
        self._at += 1
        value = bytearray()
        run = _QUOTED[quote]
        while self._source[self._at] != quote and not self._ended:
            plain = run.match(self._source, self._at)
            if plain is not None:
                value += plain[0]
                self._at = plain.end()
                continue
            if self._source[self._at] == ord("&"):
                character = self._reference()
                if character is not None:
                    value += character.encode("utf-8", "surrogatepass")
                    continue
            value.append(self._source[self._at])
            self._at += 1
        if self._source[self._at] == quote:
            self._at += 1
        return value.decode("utf-8", "replace")

    def _end_tag(self, begin: int) -> None:
        if not self._open:
            raise _refuse(f"Unexpected end tag at byte offset {begin}")
        self._at += 1
        name = self._until(_SPACES + b">").decode().lower()
        self._skip_spaces()
        if self._source[self._at] != ord(">"):
            raise _refuse(f"Unclosed end tag at byte offset {begin}")
        self._at += 1
        opened = self._open.pop()
        if name and name != opened.tag:
            raise _refuse(
                f"Unmatched end tag at byte offset {begin}, "
                f'expected "</{opened.tag}>", found "</{name}>"'
            )
        if self._utf16 > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        length = self._utf16 - opened.offset
        if opened.tag in _TYPES:
            self._add(_TYPES[opened.tag], opened)
            return
        last = self._entities[-1] if self._entities else None
        same_span = last is not None and (last.offset, last.length) == (opened.offset, length)
        match opened.tag:
            case "blockquote":
                kind = "expandable_blockquote" if opened.argument else "blockquote"
                self._add(kind, opened)
            case "pre" if last and same_span and last.type == "code" and last.details:
                self._entities[-1] = Entity("pre", last.offset, last.length, last.details)
            case "code" if last and same_span and last.type == "pre" and opened.argument:
                language = {"language": opened.argument}
                self._entities[-1] = Entity("pre", last.offset, last.length, language)
            case "pre":
                self._add("pre", opened)
            case "code":
                language = {"language": opened.argument} if opened.argument else {}
                self._add("code", opened, language)
            case "a":
                self._close_link(opened)
            case "tg-emoji":
                if not opened.argument.isascii() or not opened.argument.isdigit():
                    raise _refuse("Invalid custom emoji identifier specified")
                self._add("custom_emoji", opened, {"custom_emoji_id": opened.argument})
            case "tg-time":
                self._close_time(opened)

    def _close_link(self, opened: _Open) -> None:
        address = opened.argument or self._text[opened.position :].decode("utf-8", "replace")
        user = mentioned_user(address)
        if user is not None:
            self._add("text_mention", opened, {"user": {"id": user}})
            return
        checked = checked_link(address)
        if checked is not None:  # Telegram drops a link it cannot use and keeps the text.
            self._add("text_link", opened, {"url": checked})

    def _close_time(self, opened: _Open) -> None:
        try:
            written = checked_date_format(opened.argument)
        except ValueError:
            raise _refuse("Invalid date format used") from None
        if opened.date > 0:
            details: dict[str, Any] = {"unix_time": opened.date}
            if written:
                details["date_time_format"] = written
            self._add("date_time", opened, details)

    def _add(self, kind: str, opened: _Open, details: dict[str, Any] | None = None) -> None:
        length = self._utf16 - opened.offset
        self._entities.append(Entity(kind, opened.offset, length, details or {}))


def _without_class(entity: Entity) -> Entity:
    """A language belongs to `pre` only; it stood on `code` while its `pre` was still open."""
    return Entity("code", entity.offset, entity.length) if entity.type == "code" else entity


def _leading_integer(written: str) -> int:
    """As C reads it: a sign and the digits that lead, in 32 bits; 0 for none."""
    digits = written[1:] if written.startswith("-") else written
    value = 0
    for character in digits:
        if character not in "0123456789":
            break
        value = value * 10 + int(character)
    value = -value if written.startswith("-") else value
    return (value + 2**31) % 2**32 - 2**31

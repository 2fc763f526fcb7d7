"""Reading Telegram's HTML byte by byte: character references, names, attribute values.

The rules and error texts follow tdlib's parse_html (td/telegram/MessageEntity.cpp); byte offsets
are into the UTF-8 of the text sent.
"""

from __future__ import annotations

import re

from bot.preview.api_errors import ApiError

SPACES = b" \t\r\n\x00\x0b"
_NAMED_REFERENCES = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
_LETTERS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS = b"0123456789"
_HEX_DIGITS = b"0123456789abcdefABCDEF"
_PLAIN = re.compile(rb"[^&<]+")
# The bytes that continue a quoted value, by its quotation mark.
_QUOTED = {ord(quote): re.compile(rb"[^&\x00%s]+" % quote.encode()) for quote in "'\""}
_MAX_REFERENCE_BYTES = 10  # of a numeric character reference


def parse_error(message: str) -> ApiError:
    return ApiError(400, f"Bad Request: can't parse entities: {message}")


class HtmlScanner:
    """A source with a position. A zero byte marks the end of the source."""

    def __init__(self, source: bytes) -> None:
        self._source = source + b"\x00"
        self._size = len(source)
        self.position = 0

    @property
    def at_end(self) -> bool:
        return self.position >= self._size

    @property
    def at_zero(self) -> bool:
        """Whether the next byte is zero: the end, or a zero byte in the source."""
        return self._source[self.position] == 0

    @property
    def byte(self) -> bytes:
        """The next byte."""
        return self._source[self.position : self.position + 1]

    def skip(self) -> None:
        """Move past one byte."""
        self.position += 1

    def skip_spaces(self) -> None:
        while not self.at_end and self._source[self.position] in SPACES:
            self.position += 1

    def plain_text(self) -> bytes:
        """Read up to the next `&` or `<`."""
        match = _PLAIN.match(self._source, self.position, self._size)
        if match is None:
            return b""
        self.position = match.end()
        return match[0]

    def until(self, stops: bytes) -> bytes:
        """Read up to one of the bytes `stops`, which have to include zero."""
        begin = self.position
        while self._source[self.position] not in stops:
            self.position += 1
        return self._source[begin : self.position]

    def reference(self) -> str | None:
        """Read a character reference such as `&lt;` or `&#8212`; None, unmoved, if it is none."""
        source, at = self._source, self.position + 1
        if source[at] == ord("#"):
            at += 1
            base, digits = 10, _DIGITS
            if source[at] == ord("x"):
                at += 1
                base, digits = 16, _HEX_DIGITS
            begin = at
            while source[at] in digits:
                at += 1
            if at - self.position >= _MAX_REFERENCE_BYTES:
                return None
            code = int(source[begin:at] or b"0", base)
            if code == 0 or code >= 0x10FFFF:
                return None
            character = chr(code)
        else:
            begin = at
            while source[at] in _LETTERS:
                at += 1
            name = source[begin:at]
            if name not in _NAMED_REFERENCES:
                return None
            character = _NAMED_REFERENCES[name]
        self.position = at + 1 if source[at] == ord(";") else at
        return character

    def attribute_value(self) -> str:
        """Read a value, quoted or not. Raises ApiError."""
        quote = self._source[self.position]
        if quote not in _QUOTED:
            return self._unquoted_value()
        self.position += 1
        value = bytearray()
        run = _QUOTED[quote]
        while self._source[self.position] != quote and not self.at_zero:
            plain = run.match(self._source, self.position)
            if plain is not None:
                value += plain[0]
                self.position = plain.end()
                continue
            if self._source[self.position] == ord("&"):
                character = self.reference()
                if character is not None:
                    value += character.encode("utf-8", "surrogatepass")
                    continue
            value.append(self._source[self.position])
            self.position += 1
        if self._source[self.position] == quote:
            self.position += 1
        return value.decode("utf-8", "replace")

    def _unquoted_value(self) -> str:
        begin = self.position
        while self._source[self.position] in _LETTERS + _DIGITS + b".-":
            self.position += 1
        if self._source[self.position] not in SPACES + b">":
            raise parse_error(f"Unexpected end of name token at byte offset {begin}")
        return self._source[begin : self.position].decode().lower()

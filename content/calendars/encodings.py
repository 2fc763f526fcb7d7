"""Decodes files of unknown encoding. Nothing is replaced: bytes that are no text are a fault."""

from __future__ import annotations

import codecs
import re

from content.calendars.entries import MAX_BYTES, Unreadable

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_UTF_8_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
# A line of a calendar folded within a character, as programs do that count bytes.
_FOLD_WITHIN = re.compile(
    rb"([\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})(\r?\n[ \t])"
    rb"([\x80-\xbf]{1,3})"
)
_IS_CALENDAR = re.compile(rb"\s*BEGIN\s*:\s*VCALENDAR", re.IGNORECASE)
_END_OF_FILE = "\x1a"  # Ctrl-Z, of DOS
_HIGH_BYTES = re.compile(rb"[\x80-\xff]+")
# In Windows-1251 all letters of a word are high bytes; in western languages most are ASCII.
_MIN_CYRILLIC_RUN = 3  # bytes


def decoded(content: bytes) -> tuple[str, str]:
    """Return the text of a file and the name of its encoding. Raises Unreadable."""
    if len(content) > MAX_BYTES:
        raise Unreadable("too-large")
    text, name = _decoded(content)
    if text.rstrip().endswith(_END_OF_FILE):
        text = text.rstrip().rstrip(_END_OF_FILE)
    if not text.strip():
        raise Unreadable("empty")
    control = _CONTROL_CHARACTERS.search(text)
    if control is not None:
        raise Unreadable("control", text.count("\n", 0, control.start()) + 1)
    return text, name


def _decoded(content: bytes) -> tuple[str, str]:
    if _IS_CALENDAR.match(content.removeprefix(codecs.BOM_UTF8)) is not None:
        content = _FOLD_WITHIN.sub(rb"\1\3\2", content)
    for mark, codec, name in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _strictly(content[len(mark) :], codec), name
    codec_without_mark = _utf_16_codec(content)
    if codec_without_mark is not None:
        return _strictly(content, codec_without_mark), "UTF-16"
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as error:
        # If part of it is UTF-8, the rest is damaged rather than in another encoding.
        if _UTF_8_SEQUENCE.search(content) is not None:
            raise _broken(content, error) from None
    codec, name = _legacy(content)
    return _strictly(content, codec), name


def _utf_16_codec(content: bytes) -> str | None:
    """The codec of UTF-16 without a byte order mark: every other byte is 0 in ASCII text."""
    half = len(content) // 2
    if len(content) % 2 or not half:
        return None
    if content[1::2].count(0) > half * 0.6 and content[::2].count(0) == 0:
        return "utf-16-le"
    if content[::2].count(0) > half * 0.6 and content[1::2].count(0) == 0:
        return "utf-16-be"
    return None


def _legacy(content: bytes) -> tuple[str, str]:
    runs = [len(run) for run in _HIGH_BYTES.findall(content)]
    if sum(run for run in runs if run >= _MIN_CYRILLIC_RUN) > sum(runs) / 2:
        return "cp1251", "Windows-1251"
    return "cp1252", "Windows-1252"


def _strictly(content: bytes, codec: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        raise _broken(content, error) from None


def _broken(content: bytes, error: UnicodeDecodeError) -> Unreadable:
    return Unreadable("broken-bytes", content.count(b"\n", 0, error.start) + 1)

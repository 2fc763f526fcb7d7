"""Bytes to text. Nothing is replaced: bytes that are no text are a complaint."""

from __future__ import annotations

import codecs
import re

from content.calendars.values import MOST_BYTES, Unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_HIGH = re.compile(rb"[\x80-\xff]+")
# Letters of Windows-1251 are high bytes throughout, so a word is a run of them; in western
# languages they stand between others.
_RUN = 3


def decoded(content: bytes) -> tuple[str, str]:
    """The text, and the name of its encoding. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable("too-large")
    text, name = _decoded(content)
    if not text.strip():
        raise Unreadable("empty")
    control = _CONTROL.search(text)
    if control is not None:
        raise Unreadable("control", text.count("\n", 0, control.start()) + 1)
    return text, name


def _decoded(content: bytes) -> tuple[str, str]:
    for mark, codec, name in _MARKS:
        if content.startswith(mark):
            return _strictly(content[len(mark) :], codec), name
    wide = _wide(content)
    if wide is not None:
        return _strictly(content, wide), "UTF-16"
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as problem:
        # With some of it in UTF-8, the rest is broken and no other encoding.
        if _SEQUENCE.search(content) is not None:
            raise _broken(content, problem) from None
    codec, name = _legacy(content)
    return _strictly(content, codec), name


def _wide(content: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of what is mostly ASCII is empty."""
    half = len(content) // 2
    if len(content) % 2 or not half:
        return None
    if content[1::2].count(0) > half * 0.6 and content[::2].count(0) == 0:
        return "utf-16-le"
    if content[::2].count(0) > half * 0.6 and content[1::2].count(0) == 0:
        return "utf-16-be"
    return None


def _legacy(content: bytes) -> tuple[str, str]:
    runs = [len(each) for each in _HIGH.findall(content)]
    if sum(each for each in runs if each >= _RUN) > sum(runs) / 2:
        return "cp1251", "Windows-1251"
    return "cp1252", "Windows-1252"


def _strictly(content: bytes, codec: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as problem:
        raise _broken(content, problem) from None


def _broken(content: bytes, problem: UnicodeDecodeError) -> Unreadable:
    return Unreadable("broken-bytes", content.count(b"\n", 0, problem.start) + 1)

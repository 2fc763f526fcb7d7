"""Decodes files of unknown encoding. Nothing is replaced: bytes that are no text are a fault."""

from __future__ import annotations

import codecs
import re
import unicodedata
from contextlib import suppress

from content.calendars.entries import MAX_BYTES, Unreadable

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
# A line of a calendar folded within a character, as programs do that count bytes.
_FOLD_WITHIN = re.compile(
    rb"([\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})(\r?\n[ \t])"
    rb"([\x80-\xbf]{1,3})"
)
_IS_CALENDAR = re.compile(rb"\s*BEGIN\s*:\s*VCALENDAR", re.IGNORECASE)
_END_OF_FILE = "\x1a"  # Ctrl-Z, of DOS
_HIGH_BYTES = re.compile(rb"[\x80-\xff]+")
_MAX_SAMPLE_BYTES = 20_000
_Readings = tuple[tuple[str, str], ...]  # a codec, and the text that it gives
_MAX_READINGS = 8
_AS_LIKELY = 0.04  # differences of likelihood that mean nothing
_CERTAIN = 0.05
_RARE = 0.1  # what counts against an encoding that few files have
_PUNCTUATION = frozenset("–—‘’‚“”„«»‹›…•№§€£、。，：；（）「」《》")
_NAMES = {
    "cp1252": "Windows-1252", "cp1250": "Windows-1250", "cp1251": "Windows-1251",
    "cp1253": "Windows-1253", "cp1254": "Windows-1254", "cp1255": "Windows-1255",
    "cp1256": "Windows-1256", "cp874": "Windows-874", "gb18030": "GB 18030", "big5": "Big5",
    "shift_jis": "Shift-JIS", "euc_kr": "EUC-KR", "koi8_r": "KOI8-R", "cp866": "DOS 866",
    "mac_roman": "Mac OS Roman",
}  # fmt: skip
_ORDER = tuple(_NAMES)


def decoded(content: bytes) -> tuple[str, str]:
    """Return the text of a file and the name of its encoding. Raises Unreadable."""
    return decoded_with_doubt(content)[:2]


def decoded_with_doubt(content: bytes) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """Return the text of a file, the name of its encoding, and the codecs that give other texts,
    each with its text; the first of these is that of the text itself. If there are any, a person
    has to confirm the letters. Raises Unreadable."""
    if len(content) > MAX_BYTES:
        raise Unreadable("too-large")
    text, name, readings = _decoded(content)
    return _checked(text), name, readings


def decoded_as(content: bytes, codec: str) -> tuple[str, str]:
    """Return the text of a file whose encoding a person chose, and the encoding's name. Raises
    Unreadable."""
    return _checked(_strictly(content, codec)), _NAMES[codec]


def _checked(text: str) -> str:
    """Return a text without the mark at its end. Raises Unreadable if it is empty, or none."""
    if text.rstrip().endswith(_END_OF_FILE):
        text = text.rstrip().rstrip(_END_OF_FILE)
    if not text.strip():
        raise Unreadable("empty")
    control = _CONTROL_CHARACTERS.search(text)
    if control is not None:
        raise Unreadable("control", text.count("\n", 0, control.start()) + 1)
    return text


def _decoded(content: bytes) -> tuple[str, str, _Readings]:
    if _IS_CALENDAR.match(content.removeprefix(codecs.BOM_UTF8)) is not None:
        content = _FOLD_WITHIN.sub(rb"\1\3\2", content)
    for mark, codec, name in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _strictly(content[len(mark) :], codec), name, ()
    codec_without_mark = _utf_16_codec(content)
    if codec_without_mark is not None:
        return _strictly(content, codec_without_mark), "UTF-16", ()
    try:
        return content.decode("utf-8"), "UTF-8", ()
    except UnicodeDecodeError as error:
        # If most of it is UTF-8, the rest is damaged rather than in another encoding.
        lines = [line for line in content.splitlines() if _HIGH_BYTES.search(line)]
        if sum(map(_is_utf_8, lines)) >= len(lines) / 2:
            raise _broken(content, error) from None
        return _legacy(content, error)


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


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


def _legacy(content: bytes, error: UnicodeDecodeError) -> tuple[str, str, _Readings]:
    """Decode what is not Unicode. It is certain if no other encoding that is as likely gives
    another text."""
    # Not needed for any other file.
    from charset_normalizer import from_bytes

    lines = b"\n".join(line for line in content.splitlines() if _HIGH_BYTES.search(line))
    found = from_bytes(lines[:_MAX_SAMPLE_BYTES], cp_isolation=list(_NAMES))
    likely = {
        match.encoding: _unlikeliness(match.encoding, str(match), match.chaos) for match in found
    }
    best = min(likely.values(), default=0.0)
    texts: dict[str, str] = {}
    as_likely = 0
    # Of those that are equally likely, the one that more files have.
    for codec in sorted(likely, key=lambda codec: (round(likely[codec], 2), _ORDER.index(codec))):
        with suppress(UnicodeDecodeError):
            texts.setdefault(content.decode(codec), codec)
        if likely[codec] <= best + _AS_LIKELY:
            as_likely = len(texts)
    if not texts:
        raise _broken(content, error) from None
    text, codec = next(iter(texts.items()))
    readings = tuple((codec, text) for text, codec in texts.items())[:_MAX_READINGS]
    return text, _NAMES[codec], readings if as_likely > 1 or best > _CERTAIN else ()


def _unlikeliness(codec: str, text: str, chaos: float) -> float:
    """How little a text looks like one: 0 to 2. Signs among the letters, and the narrow katakana
    that any bytes make in Shift-JIS, are not what titles are made of."""
    signs = [sign for sign in text if not sign.isascii()]
    others = sum(
        unicodedata.category(sign)[0] not in "LMZ" or "\uff61" <= sign <= "\uff9f"
        for sign in signs
        if sign not in _PUNCTUATION
    )
    share = others / len(signs) if signs else 0.0
    return chaos + share / 2 + (_RARE if codec == "mac_roman" else 0.0)


def _strictly(content: bytes, codec: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        raise _broken(content, error) from None


def _broken(content: bytes, error: UnicodeDecodeError) -> Unreadable:
    return Unreadable("broken-bytes", content.count(b"\n", 0, error.start) + 1)

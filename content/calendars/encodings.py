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
_MIN_ZEROS = 4  # of a file in UTF-16
_Readings = tuple[tuple[str, str], ...]  # a codec, and the text that it gives
_MAX_READINGS = 8
_RARE = 0.3  # what counts against an encoding that few files have
# Those that more files have come first.
_NAMES = {
    "cp1252": "Windows-1252", "cp1250": "Windows-1250", "cp1251": "Windows-1251",
    "cp1253": "Windows-1253", "cp1254": "Windows-1254", "cp1255": "Windows-1255",
    "cp1256": "Windows-1256", "gb18030": "GB 18030", "big5": "Big5", "shift_jis": "Shift-JIS",
    "euc_kr": "EUC-KR", "cp874": "Windows-874", "koi8_r": "KOI8-R",
    "mac_roman": "Mac OS Roman", "cp866": "DOS 866", "cp850": "DOS 850", "koi8_u": "KOI8-U",
    "euc_jp": "EUC-JP", "mac_cyrillic": "Mac OS Cyrillic", "iso8859_2": "ISO 8859-2",
    "iso8859_5": "ISO 8859-5", "iso8859_6": "ISO 8859-6", "cp1257": "Windows-1257",
    "cp1258": "Windows-1258",
}  # fmt: skip
_FIRST_RARE = list(_NAMES).index("mac_roman")


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
    """The codec of UTF-16 without a byte order mark: of each ASCII character, such as a comma or
    the end of a line, one byte is 0, and it is always the same one."""
    first, second = content[::2].count(0), content[1::2].count(0)
    if len(content) % 2 or max(first, second) < _MIN_ZEROS:
        return None
    if not first:
        return "utf-16-le"
    return None if second else "utf-16-be"


def _legacy(content: bytes, error: UnicodeDecodeError) -> tuple[str, str, _Readings]:
    """Decode what is not Unicode. It is certain if a single text looks like one in any language."""
    # Not needed for any other file.
    from charset_normalizer import from_bytes

    from content.calendars.plausible_letters import is_plausible

    lines = b"\n".join(line for line in content.splitlines() if _HIGH_BYTES.search(line))
    sample = lines[:_MAX_SAMPLE_BYTES].rpartition(b"\n")[0] or lines
    chaos = {match.encoding: match.chaos for match in from_bytes(sample, cp_isolation=list(_NAMES))}
    ranked: list[tuple[bool, float, int, str, str]] = []
    for place, codec in enumerate(_NAMES):
        with suppress(UnicodeDecodeError):
            plausible = is_plausible(unicodedata.normalize("NFC", sample.decode(codec)), codec)
            unlikeliness = chaos.get(codec, 1.0) + (_RARE if place >= _FIRST_RARE else 0.0)
            # Windows-1258 has accents by themselves.
            text = unicodedata.normalize("NFC", content.decode(codec))
            ranked.append((not plausible, round(unlikeliness, 1), place, codec, text))
    if not ranked:
        raise _broken(content, error) from None
    ranked.sort()
    texts: dict[str, str] = {}
    for _implausible, _unlikeliness, _place, codec, text in ranked:
        texts.setdefault(text, codec)
    text, codec = next(iter(texts.items()))
    plausible_texts = {text for implausible, *_rest, text in ranked if not implausible}
    readings = tuple((codec, text) for text, codec in texts.items())[:_MAX_READINGS]
    return text, _NAMES[codec], () if len(plausible_texts) == 1 else readings


def _strictly(content: bytes, codec: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        raise _broken(content, error) from None


def _broken(content: bytes, error: UnicodeDecodeError) -> Unreadable:
    return Unreadable("broken-bytes", content.count(b"\n", 0, error.start) + 1)

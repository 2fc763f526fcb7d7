"""Characters that nobody sees, or that change how the text around them is shown."""

from __future__ import annotations

import re
import unicodedata

# Controls, line separators, byte order marks, non-characters and surrogates.
INVISIBLE = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
# These change the writing direction of what follows, to the end of the line if nothing ends them:
# https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
DIRECTION_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_NOT_SHOWN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp", "Zs"))
DIRECTION_OVERRIDES = re.compile("[\u202d\u202e]")

_JOINER = "\u200d"
# The joiner, and the colours of skin that follow an emoji.
_JOINED = frozenset((_JOINER, *map(chr, range(0x1F3FB, 0x1F400))))


def clipped(text: str, max_characters: int) -> str:
    """Cut a text that is too long and end it with `…`, never within an emoji, a flag or a letter
    with its marks."""
    if len(text) <= max_characters:
        return text
    end = max_characters - 1
    while end > 0 and _joined(text, end):
        end -= 1
    return f"{text[:end].rstrip()}…"


def _joined(text: str, at: int) -> bool:
    """Return whether the characters before and at a place make one that people see."""
    before, after = text[at - 1], text[at]
    if unicodedata.category(after) in ("Mn", "Me", "Mc") or after in _JOINED or before == _JOINER:
        return True
    if not (_is_flag_letter(before) and _is_flag_letter(after)):
        return False
    start = at
    while start > 0 and _is_flag_letter(text[start - 1]):
        start -= 1
    return (at - start) % 2 == 1  # two letters make a flag


def _is_flag_letter(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def is_visible(text: str) -> bool:
    """Return whether a text has a character that is shown, beside white space and controls."""
    return any(unicodedata.category(character) not in _NOT_SHOWN for character in text)


def without_direction_controls(text: str) -> str:
    return DIRECTION_CONTROLS.sub("", text)

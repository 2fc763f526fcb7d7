"""Characters that nobody sees, or that change how the text around them is shown."""

from __future__ import annotations

import re
import unicodedata

# Controls, line separators, byte order marks, non-characters and surrogates.
INVISIBLE = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
# These change the writing direction of what follows, to the end of the line if nothing ends them:
# https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
DIRECTION_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
DIRECTION_OVERRIDES = re.compile("[\u202d\u202e]")


def is_visible(text: str) -> bool:
    """Return whether a text has a character that is shown, beside white space and controls."""
    # A character that is newer than Python's tables (Cn) may be shown.
    return any(
        unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Zs", "Zl", "Zp")
        for character in text
    )


def without_direction_controls(text: str) -> str:
    return DIRECTION_CONTROLS.sub("", text)

"""Posters and charts. The bot imports their libraries only in the process that draws."""

import unicodedata
from pathlib import Path

FONTS = Path(__file__).with_name("fonts")


def is_right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction goes from right to left
    (https://www.unicode.org/reports/tr9/#P2)."""
    kinds = (unicodedata.bidirectional(letter) for letter in text)
    return next((kind != "L" for kind in kinds if kind in ("L", "R", "AL")), False)

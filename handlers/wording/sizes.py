"""Sizes of files and disks in words."""

from __future__ import annotations

from babel.units import format_unit

from content.languages import cldr_locale
from handlers.framework.reader import Reader

_UNITS = ((1e9, "digital-gigabyte"), (1e6, "digital-megabyte"), (1e3, "digital-kilobyte"))
_ONE_DECIMAL_BELOW = 10


def size(reader: Reader, number_bytes: int) -> str:
    """Return a size in the largest unit that it fills: 3.2 GB, 120 MB."""
    scale, unit = next((pair for pair in _UNITS if number_bytes >= pair[0]), _UNITS[-1])
    value = number_bytes / scale
    value = round(value, 1) if value < _ONE_DECIMAL_BELOW else round(value)
    return format_unit(value, unit, "short", locale=cldr_locale(reader.language))

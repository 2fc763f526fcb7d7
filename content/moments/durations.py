"""Reads durations as people write them: `1 week, 1 day`, `2h 30m`, `2 часа`, `يومين`, `提前1天`."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cache
from typing import Literal

from babel.units import format_unit

from content.languages import LANGUAGES
from content.typed_words import Phrases, fold, numbered_words, typed_words, without

_UNITS = ("second", "minute", "hour", "day", "week")
_WIDTHS: tuple[Literal["long", "short", "narrow"], ...] = ("long", "short", "narrow")
# Between them, these numbers have every plural form of CLDR.
_PLURAL_NUMBERS = (1, 2, 3, 11, 100, 0.5)
_FIXED = {
    "quarter_hour": timedelta(minutes=15),
    "half_hour": timedelta(minutes=30),
    "hour_and_half": timedelta(minutes=90),
    "two_minutes": timedelta(minutes=2),
    "two_hours": timedelta(hours=2),
    "two_days": timedelta(days=2),
    "two_weeks": timedelta(weeks=2),
}
_NUMBER = re.compile(r"(\d{1,4})(?:[.,](25|5|75)(?!\d))?\s*")
# Behind hours: 1h30.
_MINUTES = re.compile(r"\s?([0-5]\d)(?!\d)\s*")
_GAP = re.compile(r"[\s,;+&.·、]+")
_HOUR = timedelta(hours=1)
_MIN_BARE_LETTERS = 3  # of a unit without a number that means one: "час", "day", but not "h"
_MAX_CHARACTERS = 200


class NotADuration(ValueError):
    """Text that is not a list of durations; its argument is the part that is not understood."""


def read_durations(
    words: str, least: timedelta = timedelta(), most: timedelta = timedelta.max
) -> list[timedelta]:
    """Return the durations that words list, in their order. Raises NotADuration, also for one that
    is shorter than `least` or longer than `most`."""
    text = fold(words[:_MAX_CHARACTERS])
    found: list[timedelta] = []
    position = 0
    while position < len(text):
        gap = _GAP.match(text, position)
        fixed = None if gap else _fixed().at(text, position)
        filling = None if gap or fixed else _filling().at(text, position)
        if gap is not None:
            position = gap.end()
        elif fixed is not None:
            found.append(_fixed_lengths()[fixed])
            position += len(fixed)
        elif filling is not None:
            position += len(filling)
        else:
            duration, end = _duration_at(text, position)
            if not least <= duration <= most:
                raise NotADuration(text[position:end])
            found.append(duration)
            position = end
    if not found:
        raise NotADuration(words)
    return found


def read_delay(words: str) -> timedelta | None:
    """Return the time from now that words such as `in 2 hours` or `через час` name, or None for
    other words."""
    rest = without(words, "in")
    if not rest:
        return None
    try:
        return sum(read_durations(rest), timedelta())
    except NotADuration:
        return None


def _duration_at(text: str, position: int) -> tuple[timedelta, int]:
    """Return the number and unit at a position, and the position behind them."""
    digits = _NUMBER.match(text, position)
    named = _number_words().at(text, position)
    number, unit_at = 1.0, position
    if digits is not None:
        number, unit_at = float(f"{digits[1]}.{digits[2] or 0}"), digits.end()
    elif named is not None:
        number, unit_at = numbered_words("numbers")[named], position + len(named)
        unit_at += text.startswith(" ", unit_at)
    unit = _unit_names().at(text, unit_at) if unit_at < len(text) else None
    is_bare = digits is None and named is None
    if unit is None or (is_bare and len(unit) < _MIN_BARE_LETTERS):
        raise NotADuration(text[position : position + 20].strip())
    end = unit_at + len(unit)
    if is_bare and text.startswith(" ", end) and end + 1 < len(text):
        # In Arabic, "one" stands behind its noun.
        end += len(f" {single}") if (single := _single().at(text, end + 1)) else 0
    length = number * _units()[unit]
    minutes = _MINUTES.match(text, end) if length and _units()[unit] == _HOUR else None
    if minutes is not None and not is_bare:
        after = minutes.end()
        if after == len(text) or _unit_names().at(text, after) is None:
            return length + timedelta(minutes=int(minutes[1])), after
    return length, end


@cache
def _units() -> dict[str, timedelta]:
    """Return what each folded name of a unit means, in every language."""
    units: dict[str, timedelta] = {}
    for unit in _UNITS:
        one = timedelta(**{f"{unit}s": 1})
        for name in (*typed_words(unit), *typed_words(f"{unit}_short")):
            units.setdefault(name, one)
        for language in LANGUAGES.values():
            for width in _WIDTHS:
                for number in _PLURAL_NUMBERS:
                    text = fold(
                        format_unit(number, f"duration-{unit}", width, locale=language.locale)
                    )
                    name = re.sub(r"[\d.,\s]", "", text)
                    # The Arabic dual has no number in it. Babel has no name for some widths.
                    if "duration" not in name and (re.search(r"\d", text) or number == 1):
                        units.setdefault(name, one)
    return units


@cache
def _fixed_lengths() -> dict[str, timedelta]:
    return {word: length for name, length in _FIXED.items() for word in typed_words(name)}


@cache
def _fixed() -> Phrases:
    return Phrases(_fixed_lengths())


@cache
def _unit_names() -> Phrases:
    return Phrases(_units())


@cache
def _number_words() -> Phrases:
    return Phrases(numbered_words("numbers"))


@cache
def _single() -> Phrases:
    return Phrases(typed_words("single"))


@cache
def _filling() -> Phrases:
    return Phrases(typed_words("before") | typed_words("and"))

"""Days, hours and durations as tables write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from content.calendars.values import FIRST_YEAR, LAST_YEAR
from content.moments import Unread, read_when

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(.+))?")
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:,?\s+(.+))?")
_HOUR = re.compile(
    r"(\d{1,2})(?:[:.h](\d{2}))?(?::\d{2}(?:\.\d+)?)?\s*([ap])?\.?(?:m\.?)?\s*(Z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_PIECE = re.compile(
    r"(\d{1,4})\s*(days?|d|hours?|h|minutes?|mins?|min|m|seconds?|secs?|s)\b", re.IGNORECASE
)
_CLOCK = re.compile(r"(\d{1,3}):(\d{2})(?::(\d{2}))?")
_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
_LONGEST_CELL = 60


class NotRead(ValueError):
    """A cell that is no day, hour or duration."""


class TwoWays(ValueError):
    """Dates in one file that put the day first and others that put the month first."""


def day_first(cells: Iterable[str]) -> tuple[bool | None, str]:
    """Whether dates such as 3/4/2013 put the day first, by those that can be only one way; None
    with a date that is two, where none settles it. Raises TwoWays."""
    first = second = False
    either, numeric = "", False
    for cell in cells:
        match = _NUMBERS.fullmatch(cell.strip())
        if match is None:
            continue
        numeric = True
        # With dots between them, the day stands first wherever it is written so.
        first = first or int(match[1]) > 12 or match[2] == "."
        second = second or int(match[3]) > 12
        if match[1] != match[3]:
            either = either or cell.strip()
    if first and second:
        raise TwoWays
    if first or second:
        return first, ""
    # Where each date is the same both ways, there is nothing to ask.
    return (None, either) if either or not numeric else (True, "")


def read_day(cell: str, days_first: bool) -> tuple[date, str]:
    """A day, and what stands behind it. Raises NotRead."""
    cell = cell.strip()
    if len(cell) > _LONGEST_CELL or not cell.isprintable():
        raise NotRead
    rest: str | None
    if match := _ISO.fullmatch(cell):
        year, month, day, rest = match[1], match[2], match[3], match[4]
    elif match := _NUMBERS.fullmatch(cell):
        day, month = (match[1], match[3]) if days_first else (match[3], match[1])
        year, rest = match[4], match[5]
    else:
        return _in_words(cell)
    try:
        found = date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        raise NotRead from None
    if not FIRST_YEAR < found.year < LAST_YEAR:
        raise NotRead
    return found, rest or ""


def _in_words(cell: str) -> tuple[date, str]:
    """As in 22 May 2013, with an hour or without; not without its year."""
    if not re.search(r"\d{4}", cell):
        raise NotRead
    try:
        when = read_when(cell, ZoneInfo("UTC"), date(FIRST_YEAR + 1, 1, 1))
    except Unread:
        raise NotRead from None
    if when.end is not None:
        raise NotRead
    if isinstance(when.start, datetime):
        return when.start.date(), f"{when.start:%H:%M}"
    return when.start, ""


def read_hour(cell: str, day: date) -> datetime:
    """A day with the hour of a cell: 9:00, 9:00 AM, 21.30; an instant where it has an offset.
    Raises NotRead."""
    match = _HOUR.fullmatch(cell.strip()[:_LONGEST_CELL])
    if match is None or not (match[2] or match[3]):
        raise NotRead
    hour, minute = int(match[1]), int(match[2] or 0)
    if match[3]:
        if not 1 <= hour <= 12:
            raise NotRead
        hour = hour % 12 + (12 if match[3].casefold() == "p" else 0)
    try:
        found = datetime.combine(day, time(hour, minute))
    except ValueError:
        raise NotRead from None
    if not match[4]:
        return found
    offset = match[4].upper().replace(":", "")
    if offset == "Z":
        return found.replace(tzinfo=UTC)
    ahead = timedelta(hours=int(offset[1:3]), minutes=int(offset[3:5]))
    return (found - (ahead if offset[0] == "+" else -ahead)).replace(tzinfo=UTC)


def read_duration(cell: str) -> timedelta:
    """1 hour and 30 minutes, 1h 30m, 01:30:00. Raises NotRead."""
    cell = cell.strip()[:_LONGEST_CELL]
    if clock := _CLOCK.fullmatch(cell):
        found = timedelta(hours=int(clock[1]), minutes=int(clock[2]), seconds=int(clock[3] or 0))
    else:
        pieces = _PIECE.findall(cell)
        left = _PIECE.sub("", cell).replace("and", "").strip(" ,")
        if not pieces or left:
            raise NotRead
        found = sum(
            (timedelta(**{_UNITS[unit[0].lower()]: int(number)}) for number, unit in pieces),
            timedelta(),
        )
    if found > timedelta(days=366):
        raise NotRead
    return found

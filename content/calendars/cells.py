"""Dates, times and durations as the cells of tables hold them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from content.calendars.entries import FIRST_YEAR, LAST_YEAR
from content.moments import NotADate, read_when
from content.moments.durations import NotADuration, read_durations
from content.moments.hours import read_time

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(.+))?")
_NUMERIC = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:,?\s+(.+))?")
_OFFSET = re.compile(r"\s*(?:Z|([+-])(\d{2}):?(\d{2}))$", re.IGNORECASE)
_DURATION_CLOCK = re.compile(r"(\d{1,3}):(\d{2})(?::(\d{2}))?")
_MAX_CHARACTERS = 60
_LONGEST_DURATION = timedelta(days=366)


class NotRead(ValueError):
    """Raised for a cell that holds no date, time or duration."""


class MixedOrder(ValueError):
    """Raised for a file in which some dates begin with the day and others with the month."""


def day_first(cells: Iterable[str]) -> tuple[bool | None, str]:
    """Tell whether dates such as 3/4/2013 begin with the day, from those that can be read in one
    way only. If none can, returns None and one of the ambiguous dates. Raises MixedOrder."""
    first = second = False
    ambiguous, numeric = "", False
    for cell in cells:
        match = _NUMERIC.fullmatch(cell.strip())
        if match is None:
            continue
        numeric = True
        # Wherever dates are written with dots, they begin with the day.
        first = first or int(match[1]) > 12 or match[2] == "."
        second = second or int(match[3]) > 12
        if match[1] != match[3]:
            ambiguous = ambiguous or cell.strip()
    if first and second:
        raise MixedOrder
    if first or second:
        return first, ""
    # If all dates are like 5/5/2013, there is nothing to ask.
    return (None, ambiguous) if ambiguous or not numeric else (True, "")


def read_day(cell: str, days_first: bool) -> tuple[date, str]:
    """Read a date, and return it with the text behind it. Raises NotRead."""
    cell = cell.strip()
    if len(cell) > _MAX_CHARACTERS or not cell.isprintable():
        raise NotRead
    rest: str | None
    if match := _ISO.fullmatch(cell):
        year, month, day, rest = match[1], match[2], match[3], match[4]
    elif match := _NUMERIC.fullmatch(cell):
        day, month = (match[1], match[3]) if days_first else (match[3], match[1])
        year, rest = match[4], match[5]
    else:
        return _day_in_words(cell)
    try:
        found = date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        raise NotRead from None
    if not FIRST_YEAR < found.year < LAST_YEAR:
        raise NotRead
    return found, rest or ""


def _day_in_words(cell: str) -> tuple[date, str]:
    """Read `22 May 2013` or `22 May 2013 9:00`; a date without its year is not read."""
    if not re.search(r"\d{4}", cell):
        raise NotRead
    try:
        when = read_when(cell, ZoneInfo("UTC"), date(FIRST_YEAR + 1, 1, 1))
    except NotADate:
        raise NotRead from None
    if when.end is not None:
        raise NotRead
    if isinstance(when.start, datetime):
        return when.start.date(), f"{when.start:%H:%M}"
    return when.start, ""


def read_hour(cell: str, day: date) -> datetime:
    """Combine a day and the time in a cell: 9:00, 9:00 AM, 21.30. The result is naive, or in UTC
    if the cell gives an offset (9:00+02:00). Raises NotRead."""
    cell = cell.strip()[:_MAX_CHARACTERS]
    offset = _OFFSET.search(cell)
    try:
        at = read_time(cell if offset is None else cell[: offset.start()], bare=False)
    except ValueError:
        raise NotRead from None
    found = datetime.combine(day, at)
    if offset is None:
        return found
    ahead = timedelta(hours=int(offset[2] or 0), minutes=int(offset[3] or 0))
    return (found + ahead if offset[1] == "-" else found - ahead).replace(tzinfo=UTC)


def read_duration(cell: str) -> timedelta:
    """Read `1 hour and 30 minutes`, `1h 30m` or `01:30:00`, in any language. Raises NotRead."""
    cell = cell.strip()[:_MAX_CHARACTERS]
    if clock := _DURATION_CLOCK.fullmatch(cell):
        found = timedelta(hours=int(clock[1]), minutes=int(clock[2]), seconds=int(clock[3] or 0))
    else:
        try:
            found = sum(read_durations(cell), timedelta())
        except NotADuration:
            raise NotRead from None
    if found > _LONGEST_DURATION:
        raise NotRead
    return found

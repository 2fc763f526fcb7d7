"""Reads dates and times as people write them: `29/5 9am`, `22-23 May`, `5月29日`, `demain à 9h`.

All languages of the bot are understood, whatever the reader's is: months and weekdays from Babel,
other words from the `typed_words.toml` of each language. Nothing is guessed: what may mean two
dates is told with both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from content.moments.days import Reading, Weekdays, readings_of, with_days
from content.moments.durations import read_delay
from content.moments.hours import with_hours
from content.moments.tokens import NotADate, Token, tokens_of

__all__ = ["AmbiguousDate", "NotADate", "When", "read_when"]

_DAY = timedelta(days=1)
_LONGEST_DELAY = timedelta(days=20 * 365)
_LONGEST_SPAN = timedelta(days=180)
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_DATE = "(?:I|YMD|DMY?|MDY?)"
_TIMES = "(?:(?P<from>T)(?:-(?P<till>T))?|(?P<from_number>D)-(?P<till_number>D))?"
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        f"(?P<first>D)[-&](?P<last>DMY?){_TIMES}",
        f"(?P<first>MD)[-&](?P<last>DY?){_TIMES}",
        f"(?P<first>{_DATE}){_TIMES}",
        f"(?P<from>T)(?:-(?P<till>T))?(?P<first>{_DATE})",
        "(?P<from>T)(?:-(?P<till>T))?(?P<first>D)-(?P<last>DMY?)",
        f"(?P<from_number>D)-(?P<till_number>D)(?P<first>{_DATE})",
        f"(?P<first>{_DATE})[-&](?P<last>{_DATE}){_TIMES}",
        f"(?P<first>I)[-&](?P<last>D){_TIMES}",
        f"(?P<first>{_DATE})(?P<from>T)-(?P<last>{_DATE})(?P<till>T)?",
        "(?P<from>T)(?:-(?P<till>T))?",
    )
)


@dataclass(frozen=True)
class When:
    """A date, or a naive time on the venue's clocks; `end` likewise, None if none is given. The
    end of `29-29 May` is its start."""

    start: date
    end: date | None = None


class AmbiguousDate(NotADate):
    """Raised for words that may mean several dates, such as 3/5 or "next Friday"."""

    def __init__(self, readings: tuple[When, ...]) -> None:
        super().__init__("ambiguous")
        self.readings = readings


def read_when(words: str, zone: ZoneInfo, today: date, on: date | None = None) -> When:
    """Read the date, time or range that words name.

    A date without a year is the next one from `today` (at the venue) on; a time alone is on the
    day `on`. Raises AmbiguousDate, and NotADate, also for a time that the clocks of `zone` skip.
    """
    delay = read_delay(words)
    if delay is not None and delay % _DAY == timedelta():  # "in two weeks"
        return When(today + min(delay, _LONGEST_DELAY))
    tokens = with_hours(tokens_of(words))
    found: list[When] = []
    problem = NotADate("unknown words")
    for reading in readings_of(tokens):
        try:
            when = _read(*with_days(tokens, today, reading), reading, zone, today, on)
        except NotADate as refused:
            problem = refused
            continue
        if when not in found:
            found.append(when)
    if not found:
        raise problem
    if len(found) > 1:
        raise AmbiguousDate(tuple(sorted(found, key=lambda when: _order(when.start))))
    return found[0]


def _read(
    tokens: list[Token],
    weekdays: Weekdays,
    reading: Reading,
    zone: ZoneInfo,
    today: date,
    on: date | None,
) -> When:
    shape = "".join(token.shape for token in tokens)
    for known in _SHAPES:
        match = known.fullmatch(shape)
        if match is not None:
            break
    else:
        raise NotADate("no month" if shape in ("D", "D-D") else "unknown words")

    def part(*names: str) -> list[Token]:
        for name in names:
            if name in known.groupindex and match[name] is not None:
                return tokens[match.start(name) : match.end(name)]
        return []

    first, last = _days(part("first"), part("last"), today, on)
    if "&" in shape and last != first + timedelta(days=1):
        raise NotADate("two days")
    if not weekdays.agree(first, last or first):
        raise NotADate("another weekday")
    hours = part("from", "from_number"), part("till", "till_number")
    when = _with_hours(first, last, *hours, reading.later)
    for moment in (when.start, when.end):
        if moment is not None:
            _check(moment, zone)
    if when.end is not None and _order(when.end) < _order(when.start):
        raise NotADate("ends before it starts")
    return when


def _with_hours(
    first: date, last: date | None, begins: list[Token], ends: list[Token], later: bool
) -> When:
    if not begins:
        return When(first, last)
    start = _at(first, begins[0], later)
    if not ends:
        return When(start, last)
    end = _at(last or first, ends[0], later)
    if end <= start:
        raise NotADate("ends before it starts")
    return When(start, end)


def _at(day: date, token: Token, later: bool) -> datetime:
    """Return a time on a day. Midnight may be at its beginning or, `later`, at its end."""
    hour, minute = (*token.numbers, 0)[:2]
    if hour > 23:
        raise NotADate("no hour")
    days = 1 if token.text == "midnight" and later else 0
    return datetime.combine(day, time(hour, minute)) + timedelta(days=days)


def _days(
    first: list[Token], last: list[Token], today: date, on: date | None
) -> tuple[date, date | None]:
    if not first:
        if on is None:
            raise NotADate("no day")
        return on, None
    one, two = _parts(first), _parts(last)
    if not last:
        return _dated(one, today), None
    year = one[0] or two[0]
    month = one[1] or two[1]
    begins = _dated((year, month, one[2]), today)
    if two[1] is None:
        ends = _dated((begins.year, begins.month, two[2]), begins)
    elif two[0] is None:
        ends = _dated((None, two[1], two[2]), begins)
    else:
        ends = _dated(two, begins)
        if ends < begins and one[0] is None and two[1] < begins.month:
            # 28 December - 2 January 2014: the year stands beside the second.
            begins = _dated((ends.year - 1, month, one[2]), today)
    if not begins <= ends <= begins + _LONGEST_SPAN:
        raise NotADate("ends before it starts")
    return begins, ends


def _parts(tokens: list[Token]) -> tuple[int | None, int | None, int]:
    """Year, month and day; None for a year or month that is not given."""
    year: int | None = None
    month: int | None = None
    day = 0
    for token in tokens:
        match token.shape:
            case "I":
                year, month, day = token.numbers[0] or None, token.numbers[1], token.numbers[2]
            case "Y":
                year = token.numbers[0]
            case "M":
                month = token.numbers[0]
            case "D":
                day = token.numbers[0]
    return year, month, day


def _dated(parts: tuple[int | None, int | None, int], today: date) -> date:
    year, month, day = parts
    if month is None:
        raise NotADate("no month")
    # The next 29 February may be eight years off.
    for candidate in [year] if year else range(today.year, today.year + 9):
        if not _FIRST_YEAR <= candidate <= _LAST_YEAR:
            raise NotADate("too far off")
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if year or found >= today:
            return found
    raise NotADate("no such day")


def _check(moment: date, zone: ZoneInfo) -> None:
    """Raise NotADate for a time that the clocks of the venue skip."""
    if isinstance(moment, datetime):
        back = moment.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
        if back.replace(tzinfo=None) != moment:
            raise NotADate("skipped hour")


def _order(moment: date) -> datetime:
    if isinstance(moment, datetime):
        return moment
    return datetime.combine(moment, time()) + timedelta(hours=23, minutes=59)

"""Reads dates and times as people write them: `29/5 9am`, `22-23 May`, `5月29日`.

Months and weekdays are known in all languages of the bot, from Babel. Nothing is guessed: what may
mean two dates, or none, is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from content.moments.tokens import NotADate, Token, tokens_of, with_shared_half, with_tuesdays

__all__ = ["NotADate", "When", "read_when"]

_LONGEST_SPAN = timedelta(days=180)
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_DATE = "(?:I|YMD|DMY?|MDY?)"
_TIMES = "(?:(?P<from>T)(?:-(?P<till>T))?)?"
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        f"(?P<first>{_DATE}){_TIMES}",
        f"(?P<from>T)(?:-(?P<till>T))?(?P<first>{_DATE})",
        f"(?P<first>D)-(?P<last>DMY?){_TIMES}",
        f"(?P<first>MD)-(?P<last>DY?){_TIMES}",
        f"(?P<first>{_DATE})-(?P<last>{_DATE}){_TIMES}",
        f"(?P<first>I)-(?P<last>D){_TIMES}",
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


def read_when(words: str, zone: ZoneInfo, today: date, on: date | None = None) -> When:
    """Read the date, time or range that words name.

    A date without a year is the next one from `today` (at the venue) on; a time alone is on the
    day `on`. Raises NotADate, also for a time that the clocks of `zone` skip.
    """
    tokens = with_tuesdays(with_shared_half(tokens_of(words)))
    weekdays = [token.numbers[0] for token in tokens if token.shape == "W"]
    tokens = [token for token in tokens if token.shape != "W"]
    shape = "".join(token.shape for token in tokens)
    for known in _SHAPES:
        match = known.fullmatch(shape)
        if match is not None:
            break
    else:
        raise NotADate(words)

    def part(name: str) -> list[Token]:
        if name not in known.groupindex or match[name] is None:
            return []
        return tokens[match.start(name) : match.end(name)]

    first, last = _days(part("first"), part("last"), today, on)
    if weekdays and weekdays[0] != first.weekday():
        raise NotADate(words)
    if len(weekdays) > 1 and weekdays[1] != (last or first).weekday():
        raise NotADate(words)
    when = _with_hours(first, last, part("from"), part("till"))
    for moment in (when.start, when.end):
        if moment is not None:
            _check(moment, zone)
    if when.end is not None and _order(when.end) < _order(when.start):
        raise NotADate(words)
    return when


def _with_hours(first: date, last: date | None, begins: list[Token], ends: list[Token]) -> When:
    if not begins:
        return When(first, last)
    start = datetime.combine(first, _hour(begins[0]))
    if not ends:
        return When(start, last)
    end = datetime.combine(last or first, _hour(ends[0]))
    if end <= start:
        raise NotADate("it ends before it starts")
    return When(start, end)


def _hour(token: Token) -> time:
    hour, minute = token.numbers
    return time(hour, minute)


def _days(
    first: list[Token], last: list[Token], today: date, on: date | None
) -> tuple[date, date | None]:
    if not first:
        if on is None:
            raise NotADate("an hour without a day")
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
        raise NotADate("it ends before it starts")
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
        raise NotADate("a day without its month")
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
    raise NotADate("there is no such day")


def _check(moment: date, zone: ZoneInfo) -> None:
    """Raise NotADate for a time that the clocks of the venue skip."""
    if isinstance(moment, datetime):
        back = moment.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
        if back.replace(tzinfo=None) != moment:
            raise NotADate("the clocks skip it")


def _order(moment: date) -> datetime:
    if isinstance(moment, datetime):
        return moment
    return datetime.combine(moment, time()) + timedelta(hours=23, minutes=59)

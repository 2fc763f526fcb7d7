"""An entry that repeats, as single ones.

Every day of some two years is looked at once, so that no rule takes longer than another. A rule
that has no end, goes on for longer or names something finer than days is refused.
"""

from __future__ import annotations

import re
from calendar import isleap, monthrange
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from content.calendars.time_zones import day_of, local
from content.calendars.values import Unreadable

MOST_OCCURRENCES = 100
_LONGEST = timedelta(days=730)
_MOST_LISTED = 31
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_BY_DAY = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")
_PARTS = frozenset(
    ("FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST")
)


@dataclass(frozen=True)
class _Rule:
    """`days` are (which of them in the month or year, 0 for all; weekday from Monday)."""

    frequency: str
    interval: int
    count: int
    until: datetime
    days: tuple[tuple[int, int], ...]
    month_days: tuple[int, ...]
    months: tuple[int, ...]
    places: tuple[int, ...]
    week_begins: int


def occurrences(
    rule: str, start: date, zone: str | None, left_out: Collection[date], line: int
) -> list[date]:
    """The days, or days with their hour, of an RRULE (RFC 5545, 3.3.10); `left_out` are not among
    them. Raises Unreadable where it has no end, or more of them than a calendar of an event."""
    begins = start if isinstance(start, datetime) else datetime.combine(start, time())
    begins = begins.replace(tzinfo=None)
    horizon = begins + _LONGEST
    parts = _parts(rule, line)
    if "COUNT" not in parts and "UNTIL" not in parts:
        raise Unreadable("endless", line)
    try:
        read = _read(parts, zone, horizon)
    except (ValueError, OverflowError):
        raise Unreadable("repeats-oddly", line, rule) from None
    found: list[datetime] = []
    # To the end of its last year: which day is the last of a month or year is told by all of it.
    for day in _matching(read, begins.date(), date(horizon.year, 12, 31)):
        at = datetime.combine(day, begins.time())
        if at > min(read.until, horizon) or len(found) == read.count:
            break
        found.append(at)
    endless = len(found) < read.count and read.until >= horizon
    if len(found) > MOST_OCCURRENCES or endless:
        raise Unreadable("too-often", line, number=MOST_OCCURRENCES)
    made = [each if isinstance(start, datetime) else each.date() for each in found]
    return [each for each in made if each not in left_out]


def _read(parts: dict[str, str], zone: str | None, horizon: datetime) -> _Rule:
    if parts.keys() - _PARTS or parts.get("FREQ") not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        raise ValueError
    rule = _Rule(
        frequency=parts["FREQ"],
        interval=_number(parts.get("INTERVAL", "1"), 1, 1000),
        count=_number(parts["COUNT"], 1, 10**6) if "COUNT" in parts else MOST_OCCURRENCES + 1,
        until=_until(parts["UNTIL"], zone) if "UNTIL" in parts else horizon,
        days=_week_days(parts.get("BYDAY")),
        month_days=_numbers(parts.get("BYMONTHDAY"), 31),
        months=_numbers(parts.get("BYMONTH"), 12),
        places=_numbers(parts.get("BYSETPOS"), 366),
        week_begins=_DAYS.index(parts.get("WKST", "MO")),
    )
    counted = any(which for which, _ in rule.days)
    if counted and rule.frequency in ("DAILY", "WEEKLY"):
        raise ValueError
    if rule.month_days and rule.frequency == "WEEKLY":
        raise ValueError
    return rule


def _matching(rule: _Rule, start: date, last: date) -> Iterator[date]:
    """The days that the rule names, from the start on."""
    first = date(start.year, 1, 1) - timedelta(days=7)
    all_days = (first + timedelta(days=each) for each in range((last - first).days + 1))
    begun = _period(rule, start)
    for period, days in groupby(all_days, key=lambda day: _period(rule, day)):
        if period < begun or (period - begun) % rule.interval:
            continue
        named = [day for day in days if _names(rule, day, start)]
        if rule.places:
            at = {each - 1 if each > 0 else len(named) + each for each in rule.places}
            named = [day for place, day in enumerate(named) if place in at]
        yield from (day for day in named if day >= start)


def _period(rule: _Rule, day: date) -> int:
    """The day, week, month or year that a day is in, as a number that rises by one."""
    match rule.frequency:
        case "DAILY":
            return day.toordinal()
        case "WEEKLY":
            return (day.toordinal() - 1 - rule.week_begins) // 7
        case "MONTHLY":
            return day.year * 12 + day.month
        case _:
            return day.year


def _names(rule: _Rule, day: date, start: date) -> bool:
    if rule.months and day.month not in rule.months:
        return False
    length = monthrange(day.year, day.month)[1]
    if rule.month_days and not {day.day, day.day - length - 1} & set(rule.month_days):
        return False
    if rule.days:
        return any(_is(rule, day, *each) for each in rule.days)
    if rule.month_days:
        return True
    match rule.frequency:
        case "WEEKLY":
            return day.weekday() == start.weekday()
        case "MONTHLY":
            return day.day == start.day
        case "YEARLY":
            return day.day == start.day and bool(rule.months or day.month == start.month)
        case _:
            return True


def _is(rule: _Rule, day: date, which: int, weekday: int) -> bool:
    """Whether a day is, say, the second Tuesday (of its month, or of the year where the rule
    goes by years and names no month)."""
    if day.weekday() != weekday or not which:
        return day.weekday() == weekday
    place, length = day.day, monthrange(day.year, day.month)[1]
    if rule.frequency == "YEARLY" and not rule.months:
        place, length = day.timetuple().tm_yday, 366 if isleap(day.year) else 365
    return which == ((place - 1) // 7 + 1 if which > 0 else -((length - place) // 7 + 1))


def _parts(rule: str, line: int) -> dict[str, str]:
    parts: dict[str, str] = {}
    for each in rule.upper().strip().rstrip(";").split(";"):
        name, sign, value = each.partition("=")
        if not sign or not value or name in parts:
            raise Unreadable("repeats-oddly", line, rule)
        parts[name.strip()] = value.strip()
    return parts


def _until(text: str, zone: str | None) -> datetime:
    """The last instant that counts, on the clocks of the start."""
    until = datetime.fromisoformat(text)
    if len(text) == 8:
        return datetime.combine(day_of(until), time.max)
    if until.tzinfo is None or zone is None:
        return until.replace(tzinfo=None)
    return local(until, zone)


def _number(text: str, least: int, most: int) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,7}", text) or not least <= int(text) <= most:
        raise ValueError(text)
    return int(text)


def _numbers(text: str | None, most: int) -> tuple[int, ...]:
    if text is None:
        return ()
    listed = tuple(_number(each, -most, most) for each in text.split(","))
    if len(listed) > _MOST_LISTED or 0 in listed:
        raise ValueError(text)
    return listed


def _week_days(text: str | None) -> tuple[tuple[int, int], ...]:
    if text is None:
        return ()
    listed = text.split(",")
    matches = [_BY_DAY.fullmatch(each) for each in listed]
    if len(listed) > _MOST_LISTED or None in matches:
        raise ValueError(text)
    return tuple(
        (int(each[1]) if each[1] else 0, _DAYS.index(each[2]))
        for each in matches
        if each is not None
    )

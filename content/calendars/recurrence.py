"""The occurrences of an entry that repeats, computed by dateutil within bounds."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from dateutil.rrule import rrulestr
from icalendar import vRecur

from content.calendars.entries import Unreadable
from content.calendars.time_zones import Clocks, local

MAX_OCCURRENCES = 100
_HORIZON = timedelta(days=730)
# A meeting does not repeat by hours or seconds.
_FREQUENCIES = frozenset(("DAILY", "WEEKLY", "MONTHLY", "YEARLY"))


def occurrences(
    rule: vRecur,
    start: date,
    zone: Clocks | None,
    line: int,
    window: tuple[date, date] | None = None,
) -> list[date]:
    """Expand an RRULE (RFC 5545, section 3.3.10).

    The result has the form of `start`: dates, or times on the same clocks. `zone` is that of the
    start's clocks, None if it belongs to no zone. Of a rule without an end, these are the
    occurrences from the first to the last day of the `window`.

    Raises Unreadable if a rule without an end has none there or there is no window, and if a rule
    gives more than MAX_OCCURRENCES, goes on for more than two years, or is malformed. For a daily
    rule that never matches, dateutil takes some seconds: it looks as far as the year 9999.
    """
    endless = is_endless(rule)
    if endless and window is None:
        raise Unreadable("endless", line)
    begins = start if isinstance(start, datetime) else datetime.combine(start, time())
    begins = begins.replace(tzinfo=None)
    earliest, horizon = begins, begins + _HORIZON
    if endless and window is not None:
        earliest = datetime.combine(window[0], time())
        horizon = datetime.combine(window[1], time.max)
    try:
        until = _until(rule, zone, horizon)
        count = _single(rule, "COUNT", MAX_OCCURRENCES + 1)
        if _single(rule, "FREQ", "") not in _FREQUENCIES:
            raise ValueError
        if count < 1 or _single(rule, "INTERVAL", 1) < 1:
            raise ValueError
        # COUNT is applied here: dateutil has deprecated it beside UNTIL.
        bounded = vRecur({name: rule[name] for name in rule if name != "COUNT"})
        bounded["UNTIL"] = [min(until, horizon)]
        every = (at for at in rrulestr(text_of(bounded), dtstart=begins) if at >= earliest)
        found = list(islice(every, min(count, MAX_OCCURRENCES + 1)))
    except (ValueError, OverflowError):
        raise Unreadable("repeats-oddly", line, text_of(rule)) from None
    if endless and not found:
        raise Unreadable("endless", line)
    goes_on = not endless and len(found) < count and until >= horizon
    if len(found) > MAX_OCCURRENCES or goes_on:
        raise Unreadable("too-often", line, number=MAX_OCCURRENCES)
    return [
        at.replace(tzinfo=start.tzinfo) if isinstance(start, datetime) else at.date()
        for at in found
    ]


def is_endless(rule: vRecur) -> bool:
    return "COUNT" not in rule and "UNTIL" not in rule


def text_of(rule: vRecur) -> str:
    """A rule as a file writes it."""
    return str(rule.to_ical(), "utf-8", "replace")  # type: ignore[no-untyped-call]


def _single(rule: vRecur, name: str, default: Any) -> Any:
    """The value of a part that may have only one. Raises ValueError if it has several."""
    (value,) = rule.get(name, [default])
    return value


def _until(rule: vRecur, zone: Clocks | None, default: datetime) -> datetime:
    """The last moment that counts, on the clocks of the start."""
    value = _single(rule, "UNTIL", default)
    if isinstance(value, datetime):
        return (
            value.replace(tzinfo=None) if zone is None or not value.tzinfo else local(value, zone)
        )
    if isinstance(value, date):
        return datetime.combine(value, time.max)
    raise ValueError(value)

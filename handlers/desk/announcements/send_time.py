"""When an announcement is to be sent, in the words of its author."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from content.moments import AmbiguousDate, NotADate, When, read_when
from content.moments.durations import read_delay

_MAX_AHEAD = timedelta(days=366)


class TimeOutOfRange(ValueError):
    """A time that is over, or more than a year ahead."""


def read_send_time(words: str, now: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Return the instant (UTC) that words name in a zone: `29 May 09:00`, `2013-05-29 9:00`,
    `29/5 9am`, `tomorrow 9:00`, `18:30` (the next), `in 2 hours`, in any language.

    Words that may mean several give each of them, the earliest first. Raises NotADate or
    TimeOutOfRange.
    """
    delay = read_delay(words)
    if delay is not None:
        instants = [now + min(delay, 2 * _MAX_AHEAD)]
    else:
        instants = [_instant(when, zone) for when in _readings(words, now, zone)]
    found = tuple(instant for instant in instants if now < instant <= now + _MAX_AHEAD)
    if not found:
        raise TimeOutOfRange(words)
    return found


def _readings(words: str, now: datetime, zone: ZoneInfo) -> tuple[When, ...]:
    today = now.astimezone(zone).date()
    try:
        return (read_when(words, zone, today),)
    except AmbiguousDate as several:
        return several.readings
    except NotADate as problem:
        if problem.reason != "no day":
            raise
    # An hour alone is the next one.
    when = read_when(words, zone, today, on=today)
    if _instant(when, zone) <= now:
        when = read_when(words, zone, today, on=today + timedelta(days=1))
    return (when,)


def _instant(when: When, zone: ZoneInfo) -> datetime:
    start: date = when.start
    if not isinstance(start, datetime) or when.end is not None:
        raise NotADate("no hour given" if when.end is None else "a range")
    return start.replace(tzinfo=zone).astimezone(UTC)

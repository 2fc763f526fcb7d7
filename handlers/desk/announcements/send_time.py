"""When an announcement is to be sent, in the words of its author."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from content.moments import NotADate, read_when
from handlers.framework.request import ascii_digits

_DELAY = re.compile(r"in (\d{1,3}) ?(minutes?|min|m|hours?|h|days?|d)$")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_NEAR_DAY = re.compile(r"(today|tomorrow)\b[ ,]*(?:at )?(.*)$")
_MAX_AHEAD = timedelta(days=366)


class NotATime(ValueError):
    """Words that name no day and hour."""


class TimeOutOfRange(ValueError):
    """A time that is over, or more than a year ahead."""


def read_send_time(words: str, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant (UTC) that words name in a zone: `29 May 09:00`, `2013-05-29 9:00`,
    `29/5 9am`, `tomorrow 9:00`, `18:30` (the next), `in 2 hours`.

    Raises NotATime or TimeOutOfRange.
    """
    text = " ".join(ascii_digits(words).casefold().split())
    delay = _DELAY.match(text)
    if delay is not None:
        return now + timedelta(**{_UNITS[delay[2][0]]: int(delay[1])})
    today = now.astimezone(zone).date()
    near = _NEAR_DAY.match(text)
    day = today + timedelta(days=1) if near is not None and near[1] == "tomorrow" else today
    try:
        when = read_when(words if near is None else near[2], zone, today, on=day)
    except NotADate:
        raise NotATime(words) from None
    if not isinstance(when.start, datetime) or when.end is not None:
        raise NotATime(words)
    instant = when.start.replace(tzinfo=zone).astimezone(UTC)
    if instant <= now and near is None and when.start.date() == today and _is_only_an_hour(text):
        tomorrow = when.start + timedelta(days=1)
        instant = tomorrow.replace(tzinfo=zone).astimezone(UTC)
    if not now < instant <= now + _MAX_AHEAD:
        raise TimeOutOfRange(words)
    return instant


def _is_only_an_hour(text: str) -> bool:
    return len(re.findall(r"\d+", text)) <= 2

"""When something is to go out, as people write it, in their own zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from content.moments import NotADate, read_when
from handlers.framework.request import ascii_digits

_IN = re.compile(r"in (\d{1,3}) ?(minutes?|min|m|hours?|h|days?|d)$")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_NEAR = re.compile(r"(today|tomorrow)\b[ ,]*(?:at )?(.*)$")
_LONGEST = timedelta(days=366)


class NotAMoment(ValueError):
    """Words that name no day and hour."""


class Past(ValueError):
    """A moment that is over."""


def moment(words: str, now: datetime, zone: ZoneInfo) -> datetime:
    """The instant (UTC) that words name: `29 May 09:00`, `2013-05-29 9:00`, `29/5 9am`,
    `tomorrow 9:00`, `18:30` (the next), `in 2 hours`.

    Raises NotAMoment, or Past (also beyond a year from now).
    """
    text = " ".join(ascii_digits(words).casefold().split())
    later = _IN.match(text)
    if later is not None:
        return now + timedelta(**{_UNITS[later[2][0]]: int(later[1])})
    today = now.astimezone(zone).date()
    near = _NEAR.match(text)
    day = today + timedelta(days=1) if near is not None and near[1] == "tomorrow" else today
    try:
        when = read_when(words if near is None else near[2], zone, today, on=day)
    except NotADate:
        raise NotAMoment(words) from None
    if not isinstance(when.start, datetime) or when.end is not None:
        raise NotAMoment(words)
    found = when.start.replace(tzinfo=zone).astimezone(UTC)
    if found <= now and near is None and when.start.date() == today and _only_an_hour(text):
        tomorrow = when.start + timedelta(days=1)
        found = tomorrow.replace(tzinfo=zone).astimezone(UTC)
    if not now < found <= now + _LONGEST:
        raise Past(words)
    return found


def _only_an_hour(text: str) -> bool:
    return len(re.findall(r"\d+", text)) <= 2

"""Lead times in words, such as `1 week, 1 day, 2 hours` or `7d 1d 2h`."""

from __future__ import annotations

import re

from handlers.framework.reader import Reader

MAX_LEAD_TIMES = 5
MIN_LEAD_SECONDS, MAX_LEAD_SECONDS = 5 * 60, 60 * 86_400
_HOUR, _DAY, _WEEK = 3600, 86_400, 604_800
_UNIT_SECONDS = {
    "m": 60, "min": 60, "mins": 60, "minute": 60, "minutes": 60,
    "h": _HOUR, "hour": _HOUR, "hours": _HOUR, "hr": _HOUR, "hrs": _HOUR,
    "d": _DAY, "day": _DAY, "days": _DAY,
    "w": _WEEK, "week": _WEEK, "weeks": _WEEK,
}  # fmt: skip
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
}  # fmt: skip
_LEAD = re.compile(r"([0-9]{1,4}|[a-z]+)\s*([a-z]+)")


class InvalidLeadTimes(ValueError):
    """Text that is not a list of lead times; its argument is the first invalid part."""


def parse_lead_times(words: str) -> tuple[int, ...]:
    """Return the lead times in seconds, the longest first, without duplicates.

    Raises InvalidLeadTimes if a part is not understood or out of bounds, or if there are more than
    MAX_LEAD_TIMES.
    """
    text = re.sub(r"\b(and|before|in advance)\b|[,;+&]", " ", words.casefold()).strip()
    found: list[int] = []
    position = 0
    while position < len(text):
        match = _LEAD.match(text, position)
        if match is None or match[2] not in _UNIT_SECONDS:
            raise InvalidLeadTimes(text[position : position + 20])
        number = int(match[1]) if match[1].isdigit() else _NUMBERS.get(match[1])
        if number is None:
            raise InvalidLeadTimes(match[0])
        seconds = number * _UNIT_SECONDS[match[2]]
        if not MIN_LEAD_SECONDS <= seconds <= MAX_LEAD_SECONDS:
            raise InvalidLeadTimes(match[0])
        found.append(seconds)
        position = match.end()
        while position < len(text) and text[position].isspace():
            position += 1
    leads = tuple(sorted(set(found), reverse=True))
    if not leads or len(leads) > MAX_LEAD_TIMES:
        raise InvalidLeadTimes(words[:20])
    return leads


def format_lead_time(reader: Reader, seconds: int) -> str:
    """Return a lead time in the largest unit that divides it: 1 week, 2 hours, 90 minutes."""
    npgettext = reader.npgettext
    if seconds % _WEEK == 0:
        number = seconds // _WEEK
        text = npgettext("before a meeting", "{number} week", "{number} weeks", number)
    elif seconds % _DAY == 0:
        number = seconds // _DAY
        text = npgettext("before a meeting", "{number} day", "{number} days", number)
    elif seconds % _HOUR == 0:
        number = seconds // _HOUR
        text = npgettext("before a meeting", "{number} hour", "{number} hours", number)
    else:
        number = seconds // 60
        text = npgettext("before a meeting", "{number} minute", "{number} minutes", number)
    return text.format(number=number)


def format_lead_times(reader: Reader, lead_times: tuple[int, ...]) -> str:
    return reader.listed(format_lead_time(reader, seconds) for seconds in lead_times)

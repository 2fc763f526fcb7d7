"""Lead times as people say them: `1 week, 1 day, 2 hours` or `7d 1d 2h`."""

from __future__ import annotations

import re

from handlers.framework.reader import Reader

MOST = 5
SHORTEST, LONGEST = 5 * 60, 60 * 86_400  # seconds
_HOUR, _DAY, _WEEK = 3600, 86_400, 604_800
_UNITS = {
    "m": 60, "min": 60, "mins": 60, "minute": 60, "minutes": 60,
    "h": _HOUR, "hour": _HOUR, "hours": _HOUR, "hr": _HOUR, "hrs": _HOUR,
    "d": _DAY, "day": _DAY, "days": _DAY,
    "w": _WEEK, "week": _WEEK, "weeks": _WEEK,
}  # fmt: skip
_WORDS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
}
_LEAD = re.compile(r"([0-9]{1,4}|[a-z]+)\s*([a-z]+)")


class NotLeads(ValueError):
    """Words that name no lead times; the first part that was not understood."""


def parse_leads(words: str) -> tuple[int, ...]:
    """Seconds before a meeting, the longest first, each once.

    Raises NotLeads where a part is not understood, too short, too long, or too many are named.
    """
    text = re.sub(r"\b(and|before|in advance)\b|[,;+&]", " ", words.casefold()).strip()
    found: list[int] = []
    place = 0
    while place < len(text):
        match = _LEAD.match(text, place)
        if match is None or match[2] not in _UNITS:
            raise NotLeads(text[place : place + 20])
        number = int(match[1]) if match[1].isdigit() else _WORDS.get(match[1])
        if number is None:
            raise NotLeads(match[0])
        seconds = number * _UNITS[match[2]]
        if not SHORTEST <= seconds <= LONGEST:
            raise NotLeads(match[0])
        found.append(seconds)
        place = match.end()
        while place < len(text) and text[place].isspace():
            place += 1
    leads = tuple(sorted(set(found), reverse=True))
    if not leads or len(leads) > MOST:
        raise NotLeads(words[:20])
    return leads


def lead(reader: Reader, seconds: int) -> str:
    """One lead time: 1 week, 2 hours, 90 minutes."""
    ngettext = reader.ngettext
    if seconds % _WEEK == 0:
        number = seconds // _WEEK
        said = ngettext("{number} week", "{number} weeks", number)
    elif seconds % _DAY == 0:
        number = seconds // _DAY
        said = ngettext("{number} day", "{number} days", number)
    elif seconds % _HOUR == 0:
        number = seconds // _HOUR
        said = ngettext("{number} hour", "{number} hours", number)
    else:
        number = seconds // 60
        said = ngettext("{number} minute", "{number} minutes", number)
    return said.format(number=number)


def leads(reader: Reader, several: tuple[int, ...]) -> str:
    return reader.listed(lead(reader, each) for each in several)

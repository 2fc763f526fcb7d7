"""Times of day as people write them: `9`, `9:00`, `21.30`, `9h30`, `9 a.m.`, `上午9点半`."""

from __future__ import annotations

import re
from datetime import time

_TIME = re.compile(
    r"""
    (?P<hour>\d{1,2})
    (?:(?:[:.]|\s?h\s?)(?P<minute>\d{2})|\s?(?P<h>h))?
    (?::\d{2}(?:\.\d+)?)?  # seconds
    \s*(?:(?P<half>[ap])(?:\.?\s?m)?)?\.?
    """,
    re.VERBOSE,
)
_CHINESE = re.compile(
    r"(?P<half>上午|下午)?(?P<hour>\d{1,2})(?P<h>[点點时時])(?:(?P<minute>\d{1,2})分?|(?P<thirty>半))?"
)
_HALVES = {"a": "a", "p": "p", "上午": "a", "下午": "p"}


def read_time(words: str, bare: bool = True) -> time:
    """Read a time of day, to the minute. Seconds are ignored. A number alone is an hour only if
    `bare` is true. Raises ValueError."""
    text = words.strip().casefold()
    match = _TIME.fullmatch(text) or _CHINESE.fullmatch(text)
    if match is None:
        raise ValueError(words)
    parts = match.groupdict()
    if not (bare or parts["minute"] or parts["half"] or parts["h"]):
        raise ValueError(words)
    minute = 30 if parts.get("thirty") else int(parts["minute"] or 0)
    return time_of(int(parts["hour"]), minute, _HALVES.get(parts["half"], ""))


def time_of(hour: int, minute: int = 0, half: str = "") -> time:
    """A time on the clock of 24 hours, or on that of 12 if `half` is "a" (a.m.) or "p" (p.m.).
    Raises ValueError."""
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(f"no hour of a clock of 12 hours: {hour}")
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute)

"""Lead times of the pack: how long before a meeting of a kind its subscribers are reminded."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BeforeValidator, Field

_UNITS = {"m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_WRITTEN = re.compile(r"([0-9]{1,4})([mhdw])", re.ASCII)
_MIN_SECONDS, _MAX_SECONDS = 300, 60 * 86_400
_HINT = "write lead times as [1d, 1h, 10m], from 5 minutes to 60 days"


def _seconds(value: object) -> object:
    """Parse `10m`, or a list of such; numbers are seconds already."""
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list | tuple):
        raise ValueError(_HINT)
    found: set[int] = set()
    for item in value:
        match = _WRITTEN.fullmatch(item.strip()) if isinstance(item, str) else None
        seconds = int(match[1]) * _UNITS[match[2]] if match else item
        if not isinstance(seconds, int) or not _MIN_SECONDS <= seconds <= _MAX_SECONDS:
            raise ValueError(_HINT)
        found.add(seconds)
    return tuple(sorted(found, reverse=True))


# In seconds, the longest first.
LeadTimes = Annotated[tuple[int, ...], BeforeValidator(_seconds), Field(min_length=1, max_length=5)]

"""Ids for meetings that were not given one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

_MAX_TITLE_CHARACTERS = 30  # with year and number, an id may have 40


def new_meeting_id(title: str, year: int, taken: Collection[str]) -> str:
    """Make an id of a title and a year: `opening-session-2013`, with a number behind it if it is
    among `taken`. A title without Latin letters and digits gives `meeting-2013`."""
    plain = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_MAX_TITLE_CHARACTERS].strip("-")
    wanted = words or "meeting"
    if not wanted.endswith(f"-{year}"):
        wanted = f"{wanted}-{year}"
    found, number = wanted, 2
    while found in taken:
        found, number = f"{wanted}-{number}", number + 1
    return found

"""Ids for meetings, rooms and tracks that were not given one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

_MAX_TITLE_CHARACTERS = 30  # with year and number, an id may have 40


def new_meeting_id(title: str, year: int, taken: Collection[str]) -> str:
    """Make an id of a title and a year: `opening-session-2013`, with a number behind it if it is
    among `taken`. A title without Latin letters and digits gives `meeting-2013`."""
    wanted = _plain(title) or "meeting"
    if not wanted.endswith(f"-{year}"):
        wanted = f"{wanted}-{year}"
    return _free(wanted, taken)


def new_id(name: str, taken: Collection[str], otherwise: str) -> str:
    """Make an id of a name: `hall-a`, with a number behind it if it is among `taken`. A name
    without Latin letters and digits gives `otherwise`."""
    return _free(_plain(name) or otherwise, taken)


def _plain(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(words) <= _MAX_TITLE_CHARACTERS:
        return words
    whole, _hyphen, _cut = words[: _MAX_TITLE_CHARACTERS + 1].rpartition("-")
    return (whole or words[:_MAX_TITLE_CHARACTERS]).strip("-")


def _free(wanted: str, taken: Collection[str]) -> str:
    found, number = wanted, 2
    while found in taken:
        found, number = f"{wanted}-{number}", number + 1
    return found

"""The names that calendars give to time zones, as IANA's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

_NO_PLACES = frozenset({"localtime", "posixrules", "Factory"})
_OFFSET = re.compile(r"([+-])(\d{2})(\d{2})(?:00)?")


@dataclass(frozen=True)
class Defined:
    """What a file's own VTIMEZONE says: the place it names, and its one offset all year."""

    place: str = ""
    offset: str = ""


def iana(name: str, defined: Mapping[str, Defined] | None = None) -> str | None:
    """The zone that a TZID or a cell means; None where it is not known.

    Takes IANA's names, also behind a vendor's prefix, Windows' (Romance Standard Time), the place
    that a VTIMEZONE names (X-LIC-LOCATION), and whole hours from UTC that hold all year.
    """
    name = name.strip().strip('"')
    found = _plain(name)
    if found is None and defined is not None and name in defined:
        own = defined[name]
        found = _plain(own.place) or _of_offset(own.offset)
    return found


def local(at: datetime, zone: str) -> datetime:
    """An instant on the clocks of a zone, without its zone."""
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def instant(at: datetime, zone: str) -> datetime:
    """The instant (UTC) of an hour on the clocks of a zone; one that is an instant stays."""
    return (at if at.tzinfo is not None else at.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)


def day_of(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _plain(name: str) -> str | None:
    exact = _known().get(name.casefold())
    if exact is not None:
        return exact
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    if name in WINDOWS_TO_OLSON:
        return WINDOWS_TO_OLSON[name]
    parts = name.strip("/").split("/")
    for count in (len(parts), 3, 2):
        found = _known().get("/".join(parts[-count:]).casefold().replace(" ", "_"))
        if found is not None and count <= len(parts):
            return found
    return None


def _of_offset(offset: str) -> str | None:
    match = _OFFSET.fullmatch(offset)
    if match is None or match[3] != "00" or int(match[2]) > 12:
        return None
    hours = int(match[2])
    # POSIX counts them the other way round.
    return "UTC" if not hours else f"Etc/GMT{'-' if match[1] == '+' else '+'}{hours}"


@cache
def _known() -> Mapping[str, str]:
    return {each.casefold(): each for each in available_timezones() - _NO_PLACES}

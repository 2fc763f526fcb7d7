"""The time zones that calendar files name, as IANA time zones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

_NO_PLACES = frozenset({"localtime", "posixrules", "Factory"})
_HOUR = timedelta(hours=1)
_MAX_OFFSET_HOURS = 12  # to both sides, as far as the Etc/GMT zones go


@dataclass(frozen=True)
class DefinedZone:
    """A VTIMEZONE of a file: the place it names (X-LIC-LOCATION), and its offset from UTC if that
    is the same all year."""

    place: str = ""
    offset: timedelta | None = None


def iana(name: str, defined: Mapping[str, DefinedZone] | None = None) -> str | None:
    """The IANA zone that a TZID or a table's cell means; None if it is not known.

    Understands IANA names, also behind a vendor's prefix, Windows names (Romance Standard Time),
    and zones that the file defines itself by a place or by an offset of whole hours.
    """
    name = name.strip().strip('"')
    found = _by_name(name)
    if found is None and defined is not None and name in defined:
        found = _by_name(defined[name].place) or _by_offset(defined[name].offset)
    return found


def local(at: datetime, zone: str) -> datetime:
    """An instant on the clocks of a zone, as a naive datetime."""
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def instant(at: datetime, zone: str) -> datetime:
    """The instant in UTC of a naive datetime on the clocks of a zone, or of an aware one."""
    return (at if at.tzinfo is not None else at.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)


def day_of(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def is_instant(value: date) -> bool:
    """Whether a value is an aware datetime."""
    return isinstance(value, datetime) and value.tzinfo is not None


def duration(start: date, end: date) -> timedelta:
    """How long it is between two values; in whole days if one of them is a date."""
    if isinstance(start, datetime) and isinstance(end, datetime):
        return end - start
    return day_of(end) - day_of(start)


def _by_name(name: str) -> str | None:
    exact = _known().get(name.casefold())
    if exact is not None:
        return exact
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON  # imports all of icalendar

    if name in WINDOWS_TO_OLSON:
        return WINDOWS_TO_OLSON[name]
    parts = name.strip("/").split("/")
    for count in (len(parts), 3, 2):
        found = _known().get("/".join(parts[-count:]).casefold().replace(" ", "_"))
        if found is not None and count <= len(parts):
            return found
    return None


def _by_offset(offset: timedelta | None) -> str | None:
    if offset is None or offset % _HOUR or abs(offset) > _MAX_OFFSET_HOURS * _HOUR:
        return None
    hours = offset // _HOUR
    # The signs in the names are POSIX's, which are the other way round.
    return f"Etc/GMT{-hours:+}" if hours else "UTC"


@cache
def _known() -> Mapping[str, str]:
    return {name.casefold(): name for name in available_timezones() - _NO_PLACES}

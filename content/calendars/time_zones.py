"""The time zones that calendar files name, as IANA time zones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from content.calendars.entries import Options

_NO_PLACES = frozenset({"localtime", "posixrules", "Factory"})
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_NOON = time(12)
_YEARS = (2013, 2026)  # in which the places of one name have to have the same clocks
_OFFSET_BEFORE = re.compile(r"^\s*\((?:UTC|GMT)[^()]*\)\s*", re.IGNORECASE)
_NUMBER = re.compile(r"[-_ ]?\d{1,2}$")  # added by programs that write a zone twice
_WELL_KNOWN = (
    "America/New_York", "Europe/London", "Europe/Paris", "Asia/Kolkata", "Africa/Cairo",
    "America/Chicago", "America/Los_Angeles", "Europe/Athens", "Australia/Sydney",
)  # fmt: skip
_MAX_OFFSET_HOURS = 12  # to both sides, as far as the Etc/GMT zones go


@dataclass(frozen=True)
class DefinedZone:
    """A VTIMEZONE of a file: the place it names (X-LIC-LOCATION), and its own rules. `years` are
    those of the file's dates, over which a zone has to have the same rules to stand for it."""

    place: str = ""
    rules: tzinfo | None = None
    years: tuple[int, ...] = ()


@dataclass(frozen=True)
class OwnClocks:
    """The clocks of a zone that a file defines, by rules that no IANA zone has."""

    name: str
    rules: tzinfo


# An IANA name, or rules of the file.
Clocks = str | OwnClocks


def chosen_zones(options: Options) -> dict[str, DefinedZone]:
    """The zones that a person chose for names that are not known, as if the file defined them."""
    return {name: DefinedZone(zone) for name, zone in options.zones.items()}


def clocks_of(name: str, defined: Mapping[str, DefinedZone]) -> Clocks | None:
    """Return the clocks that a TZID means: those of an IANA zone, else the file's own rules. None
    if neither is known."""
    known = iana(name, defined)
    zone = defined.get(name.strip().strip('"'))
    if known is not None or zone is None or zone.rules is None:
        return known
    return None if _offsets(zone.rules, zone.years) is None else OwnClocks(name, zone.rules)


def iana(name: str, defined: Mapping[str, DefinedZone] | None = None) -> str | None:
    """The IANA zone that a TZID or a table's cell means; None if it is not known.

    Understands IANA names, also behind a vendor's prefix, Windows names (Romance Standard Time),
    and places as Windows lists them (Paris, Madrid). For a zone that the file defines itself, this
    is one with the same rules on the dates of the file.
    """
    name = name.strip().strip('"')
    found = _by_name(name)
    zone = None if defined is None else defined.get(name)
    if zone is None:
        return found or _by_places(name, None)
    return found or _by_name(zone.place) or _by_places(name, zone) or _by_rules(zone)


def local(at: datetime, zone: Clocks) -> datetime:
    """An instant on the clocks of a zone, as a naive datetime."""
    return at.astimezone(_rules(zone)).replace(tzinfo=None)


def instant(at: datetime, zone: Clocks) -> datetime:
    """The instant in UTC of a naive datetime on the clocks of a zone, or of an aware one."""
    return (at if at.tzinfo is not None else at.replace(tzinfo=_rules(zone))).astimezone(UTC)


def _rules(zone: Clocks) -> tzinfo:
    return ZoneInfo(zone) if isinstance(zone, str) else zone.rules


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


def _by_places(name: str, defined: DefinedZone | None) -> str | None:
    """The zone of the places in `(UTC+01:00) Amsterdam, Berlin, Bern`; in `Europe/Zurich-2` it
    is one. They have to have the same clocks, those of the definition if there is one."""
    text = _NUMBER.sub("", _OFFSET_BEFORE.sub("", name))
    whole = _by_name(text)
    found = [whole] if whole else []
    for place in re.split(r"[,;/&]", text):
        zone = _cities().get(place.strip().casefold().replace(" ", "_"))
        if zone is not None:
            found.append(zone)
    if not found:
        return None
    years = defined.years if defined is not None and defined.rules else _YEARS
    expected = _offsets(ZoneInfo(found[0]), years)
    if any(_offsets(ZoneInfo(zone), years) != expected for zone in found[1:]):
        return None
    if defined is not None and defined.rules and _offsets(defined.rules, years) != expected:
        return None
    return found[0]


@cache
def _by_rules(defined: DefinedZone) -> str | None:
    """A zone with the clocks of a definition, on every day of the file's years."""
    if defined.rules is None:
        return None
    offsets = _offsets(defined.rules, defined.years)
    if offsets is None:
        return None
    if len(set(offsets)) == 1 and (fixed := _by_offset(offsets[0])) is not None:
        return fixed
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    candidates = sorted(set(WINDOWS_TO_OLSON.values()) & available_timezones())
    # The capitals of many delegates first, so that a name that is shown is one they know.
    for zone in (*_WELL_KNOWN, *candidates):
        if _offsets(ZoneInfo(zone), defined.years) == offsets:
            return zone
    return None


@cache
def _offsets(rules: tzinfo, years: tuple[int, ...]) -> tuple[timedelta, ...] | None:
    """The offsets from UTC at noon of each day; None if the rules give none."""
    found: list[timedelta] = []
    try:
        for year in years:
            noon = datetime.combine(date(year, 1, 1), _NOON)
            while noon.year == year:
                offset = noon.replace(tzinfo=rules).utcoffset()
                if offset is None:
                    return None
                found.append(offset)
                noon += _DAY
    except (ValueError, OverflowError, TypeError, AttributeError):
        return None  # rules of a stranger's file
    return tuple(found)


def _by_offset(offset: timedelta) -> str | None:
    if offset % _HOUR or abs(offset) > _MAX_OFFSET_HOURS * _HOUR:
        return None
    hours = offset // _HOUR
    # The signs in the names are POSIX's, which are the other way round.
    return f"Etc/GMT{-hours:+}" if hours else "UTC"


@cache
def _cities() -> Mapping[str, str]:
    """Zones by the places that they are named after."""
    return {name.split("/")[-1]: zone for name, zone in _known().items() if "/" in name}


@cache
def _known() -> Mapping[str, str]:
    return {name.casefold(): name for name in available_timezones() - _NO_PLACES}

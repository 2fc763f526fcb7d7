"""The zones of the time zone database, by country, and the offsets that they keep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from babel.core import get_global

# Countries with several offsets whose best known zone is not the first in the database's list.
_BEST_KNOWN: Mapping[str, tuple[str, ...]] = {
    "AQ": ("Antarctica/McMurdo",),
    "AU": ("Australia/Sydney", "Australia/Perth", "Australia/Brisbane", "Australia/Adelaide",
           "Australia/Darwin"),
    "BR": ("America/Sao_Paulo", "America/Manaus", "America/Rio_Branco"),
    "CA": ("America/Toronto", "America/Vancouver", "America/Edmonton", "America/Winnipeg",
           "America/Halifax", "America/St_Johns"),
    "FM": ("Pacific/Pohnpei",),
    "MX": ("America/Mexico_City", "America/Tijuana", "America/Cancun", "America/Hermosillo"),
    "PG": ("Pacific/Port_Moresby",),
    "PS": ("Asia/Hebron",),
    "RU": ("Europe/Moscow", "Asia/Yekaterinburg", "Asia/Novosibirsk", "Asia/Vladivostok",
           "Europe/Kaliningrad", "Europe/Samara"),
    "UA": ("Europe/Kyiv",),
    "US": ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles",
           "America/Anchorage", "Pacific/Honolulu"),
    "UZ": ("Asia/Tashkent",),
}  # fmt: skip
# A year in which all zones follow the rules that hold from now on: later than the last change that
# the database lists one by one (Morocco's, in 2087).
_SAMPLE_DAYS = tuple(datetime(2198, 1, 1, 12, tzinfo=UTC) + timedelta(weeks=n) for n in range(52))


@cache
def countries() -> Mapping[str, tuple[str, ...]]:
    """The zones of each country (by its ISO 3166 code), the best known first."""
    found: dict[str, list[str]] = {}
    table = files("tzdata.zoneinfo").joinpath("zone.tab")
    for line in table.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            country, _place, zone = line.split("\t")[:3]
            found.setdefault(country, []).append(zone)
    return {
        country: tuple(dict.fromkeys((*_BEST_KNOWN.get(country, ()), *zones)))
        for country, zones in found.items()
    }


@cache
def places() -> Mapping[str, str]:
    """The zones that are named for a place, each with its country."""
    return {zone: country for country, zones in countries().items() for zone in zones}


@cache
def leading() -> frozenset[str]:
    """The best known zones of each country."""
    return frozenset(
        zone
        for country, zones in countries().items()
        for zone in _BEST_KNOWN.get(country, zones[:1])
    )


@cache
def offsets() -> Mapping[str, timedelta]:
    """The zones with a fixed offset of whole hours, and that offset (positive: ahead of UTC)."""
    # The signs in the names of Etc/GMT zones are those of POSIX, the other way round.
    west = {f"Etc/GMT+{hours}": timedelta(hours=-hours) for hours in range(1, 13)}
    east = {f"Etc/GMT-{hours}": timedelta(hours=hours) for hours in range(1, 15)}
    return {"UTC": timedelta(0)} | west | east


@cache
def by_name() -> Mapping[str, str]:
    """Zones by their names in lower case, with those they had before: `gb` is Europe/London."""
    current = {name: name for name in (*places(), *offsets())}
    old: dict[str, str] = {}
    for name, zone in get_global("zone_aliases").items():
        zone = "UTC" if zone in ("Etc/UTC", "Etc/GMT") else zone
        if zone in current:
            old[name] = zone
    old |= {"Etc/UTC": "UTC", "Etc/GMT": "UTC"}
    return {name.casefold(): zone for name, zone in (old | current).items()}


@cache
def by_old_city() -> Mapping[str, str]:
    """Zones by the cities in the names that they had before, in lower case: `godthab` is
    America/Nuuk."""
    return {
        name.rpartition("/")[2].replace("_", " "): zone
        for name, zone in by_name().items()
        if "/" in name and not name.startswith(("etc/", "us/", "canada/", "brazil/"))
    }


def winter_offset(zone: str) -> timedelta:
    """The offset of a zone from UTC outside summer time."""
    return min(offset for offset, _name in _year(zone))


def one_of_each_clock(zones: Iterable[str]) -> tuple[str, ...]:
    """Leave out zones that from now on keep the same time as an earlier one."""
    found: dict[_Year, str] = {}
    for zone in zones:
        found.setdefault(_year(zone), zone)
    return tuple(found.values())


def zones_at(offset: timedelta) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The zones with this offset from UTC all year, and those that have it outside summer time."""
    all_year, in_winter = _by_offset()
    return all_year.get(offset, ()), in_winter.get(offset, ())


_ByOffset = dict[timedelta, tuple[str, ...]]
_Year = tuple[tuple[timedelta, str], ...]


@cache
def _by_offset() -> tuple[_ByOffset, _ByOffset]:
    all_year: _ByOffset = {}
    in_winter: _ByOffset = {}
    for zone in places():
        offsets = {offset for offset, _name in _year(zone)}
        winter = min(offsets)
        into = all_year if len(offsets) == 1 else in_winter
        into[winter] = (*into.get(winter, ()), zone)
    return all_year, in_winter


@cache
def _year(zone: str) -> _Year:
    """The offset and the abbreviation of a zone in each week of the sample year."""
    clock = ZoneInfo(zone)
    local = (day.astimezone(clock) for day in _SAMPLE_DAYS)
    return tuple((at.utcoffset() or timedelta(), at.tzname() or "") for at in local)

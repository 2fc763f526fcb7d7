"""The world's time zones: which there are, in which countries, and what their clocks do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from babel.core import get_global

# Countries of several clocks whose best known is not the first of the database's list.
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
# The end of a compiled zone is its rule from now on (RFC 9636, section 3.3).
_RULE = re.compile(
    r"(?:<[^>]+>|[A-Za-z]+)(?P<sign>[+-]?)(?P<hours>\d+)(?::(?P<minutes>\d+))?(?P<summer>.*)"
)


@cache
def countries() -> Mapping[str, tuple[str, ...]]:
    """The zones of each country (ISO 3166 code), best known first."""
    found: dict[str, list[str]] = {}
    for line in _database().joinpath("zone.tab").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            country, _place, zone = line.split("\t")[:3]
            found.setdefault(country, []).append(zone)
    return {
        country: tuple(dict.fromkeys((*_BEST_KNOWN.get(country, ()), *zones)))
        for country, zones in found.items()
    }


@cache
def places() -> Mapping[str, str]:
    """The zones named for a place, each with its country."""
    return {zone: country for country, zones in countries().items() for zone in zones}


@cache
def leading() -> frozenset[str]:
    """The zones that come to mind first when a country is named."""
    return frozenset(
        zone
        for country, zones in countries().items()
        for zone in _BEST_KNOWN.get(country, zones[:1])
    )


@cache
def offsets() -> Mapping[str, timedelta]:
    """The zones of a fixed number of whole hours, with how far they are ahead of UTC."""
    # The signs in the names of Etc/GMT zones are those of POSIX, the other way round.
    west = {f"Etc/GMT+{hours}": timedelta(hours=-hours) for hours in range(1, 13)}
    east = {f"Etc/GMT-{hours}": timedelta(hours=hours) for hours in range(1, 15)}
    return {"UTC": timedelta(0)} | west | east


@cache
def by_name() -> Mapping[str, str]:
    """Zones by their names, old ones too, in lower case: `gb` is Europe/London."""
    current = {name: name for name in (*places(), *offsets())}
    old: dict[str, str] = {}
    for name, zone in get_global("zone_aliases").items():
        zone = "UTC" if zone in ("Etc/UTC", "Etc/GMT") else zone
        if zone in current:
            old[name] = zone
    old |= {"Etc/UTC": "UTC", "Etc/GMT": "UTC"}
    return {name.casefold(): zone for name, zone in (old | current).items()}


def one_of_each_clock(zones: Iterable[str]) -> tuple[str, ...]:
    """Without the zones whose clocks are from now on those of an earlier one."""
    found: dict[str, str] = {}
    for zone in zones:
        found.setdefault(_rule(zone), zone)
    return tuple(found.values())


def keeping(offset: timedelta) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The zones so far ahead of UTC all year, and those that are outside summer time."""
    all_year, in_winter = _by_offset()
    return all_year.get(offset, ()), in_winter.get(offset, ())


_ByOffset = dict[timedelta, tuple[str, ...]]


@cache
def _by_offset() -> tuple[_ByOffset, _ByOffset]:
    all_year: _ByOffset = {}
    in_winter: _ByOffset = {}
    for zone in places():
        rule = _RULE.fullmatch(_rule(zone))
        if rule is None:
            continue
        ahead = timedelta(hours=int(rule["hours"]), minutes=int(rule["minutes"] or 0))
        ahead = ahead if rule["sign"] == "-" else -ahead
        into = in_winter if rule["summer"] else all_year
        into[ahead] = (*into.get(ahead, ()), zone)
    return all_year, in_winter


@cache
def _rule(zone: str) -> str:
    compiled = _database().joinpath(zone).read_bytes()
    return compiled.rstrip(b"\n").rpartition(b"\n")[2].decode("ascii")


@cache
def _database() -> Traversable:
    return files("tzdata.zoneinfo")

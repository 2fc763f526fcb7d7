"""Names of zones that name no place: UTC+2, CET, Eastern Time."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import timedelta
from functools import cache

from babel import Locale
from babel.core import get_global

from content.zones import tz_database
from content.zones.place_names import folded

# With the best known zones that use it; several if the letters have several meanings.
ABBREVIATIONS: Mapping[str, tuple[str, ...]] = {
    "CET": ("Europe/Paris",), "CEST": ("Europe/Paris",), "MEZ": ("Europe/Paris",),
    "MESZ": ("Europe/Paris",), "MET": ("Europe/Paris",), "HEC": ("Europe/Paris",),
    "WET": ("Europe/Lisbon",), "WEST": ("Europe/Lisbon",),
    "EET": ("Europe/Athens",), "EEST": ("Europe/Athens",), "OEZ": ("Europe/Athens",),
    "BST": ("Europe/London", "Asia/Dhaka"), "MSK": ("Europe/Moscow",), "МСК": ("Europe/Moscow",),
    "TRT": ("Europe/Istanbul",),
    "ET": ("America/New_York",), "EST": ("America/New_York",), "EDT": ("America/New_York",),
    "CT": ("America/Chicago",), "CDT": ("America/Chicago",),
    "CST": ("America/Chicago", "Asia/Shanghai", "America/Mexico_City", "America/Havana"),
    "MT": ("America/Denver",), "MST": ("America/Denver", "America/Phoenix"),
    "MDT": ("America/Denver",),
    "PT": ("America/Los_Angeles",), "PST": ("America/Los_Angeles", "Asia/Manila"),
    "PDT": ("America/Los_Angeles",), "AKST": ("America/Anchorage",), "HST": ("Pacific/Honolulu",),
    "AST": ("America/Halifax", "America/Puerto_Rico", "Asia/Riyadh"), "ADT": ("America/Halifax",),
    "NST": ("America/St_Johns",), "BRT": ("America/Sao_Paulo",),
    "ART": ("America/Argentina/Buenos_Aires",), "COT": ("America/Bogota",),
    "PET": ("America/Lima",), "VET": ("America/Caracas",), "CLT": ("America/Santiago",),
    "EAT": ("Africa/Nairobi",), "CAT": ("Africa/Maputo",), "WAT": ("Africa/Lagos",),
    "SAST": ("Africa/Johannesburg",),
    "GST": ("Asia/Dubai",), "IST": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
    "PKT": ("Asia/Karachi",), "NPT": ("Asia/Kathmandu",), "ICT": ("Asia/Bangkok",),
    "WIB": ("Asia/Jakarta",), "SGT": ("Asia/Singapore",), "MYT": ("Asia/Kuala_Lumpur",),
    "HKT": ("Asia/Hong_Kong",), "PHT": ("Asia/Manila",), "JST": ("Asia/Tokyo",),
    "KST": ("Asia/Seoul",),
    "AWST": ("Australia/Perth",), "ACST": ("Australia/Adelaide", "Australia/Darwin"),
    "AEST": ("Australia/Sydney", "Australia/Brisbane"), "AEDT": ("Australia/Sydney",),
    "NZST": ("Pacific/Auckland",), "NZDT": ("Pacific/Auckland",), "NZT": ("Pacific/Auckland",),
}  # fmt: skip
_OFFSET = re.compile(
    r"(?:utc|gmt)?\s*([+\-−–])\s*(\d{1,2})(?:(?:[:h]\s*)?(\d{2})|[.,](\d{1,2})|h)?"
)
_UNSIGNED = re.compile(r"(?:(?:utc|gmt)\s*)?\d{1,2}(?:[:.,h]\d{1,2})?")
_VULGAR = {"¼": ".25", "½": ".5", "¾": ".75"}
# Of an hour, behind a point: as a fraction, or as minutes.
_MINUTES = {"5": 30, "50": 30, "25": 15, "75": 45, "3": 30}


def offset(words: str) -> timedelta | None:
    """Parse `UTC+2`, `gmt -3` or `+05:30`. `GMT+3` is three hours ahead of UTC, as people mean it,
    although POSIX says otherwise. None if the words are no offset."""
    plain = _plain(words)
    if plain in ("utc", "gmt"):
        return timedelta(0)
    found = _OFFSET.fullmatch(plain)
    if found is None:
        return None
    minutes = int(found[3] or _MINUTES.get(found[4], found[4]) or 0)
    if minutes > 59:
        return None
    ahead = timedelta(hours=int(found[2]), minutes=minutes)
    return ahead if found[1] == "+" else -ahead


def unsigned_offsets(words: str) -> tuple[timedelta, ...]:
    """Parse `UTC 3`, `GMT3` or `5.5`, which do not say whether that is ahead of UTC or behind:
    return both."""
    plain = _plain(words)
    if not _UNSIGNED.fullmatch(plain):
        return ()
    number = plain.removeprefix("utc").removeprefix("gmt").strip()
    both = (offset(f"+{number}"), offset(f"-{number}"))
    return tuple(dict.fromkeys(ahead for ahead in both if ahead is not None))


def _plain(words: str) -> str:
    for sign, digits in _VULGAR.items():
        words = words.replace(sign, digits)
    plain = "".join(str(unicodedata.decimal(character, character)) for character in words)
    return unicodedata.normalize("NFKC", plain).casefold().strip()


def offset_name(ahead: timedelta) -> str:
    """Format an offset as people write it, to the minute: UTC, UTC+2, UTC−3:30."""
    minutes = round(ahead.total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")


def zones_ahead(ahead: timedelta) -> tuple[tuple[str, ...], bool]:
    """The zones with an offset from UTC, and whether they have it all year. If any has, only the
    best known of those."""
    for zone, offset in tz_database.offsets().items():
        if offset == ahead:
            return (zone,), True
    all_year, in_winter = tz_database.zones_at(ahead)
    return (tuple(sorted(all_year, key=_rank)[:1]), True) if all_year else (in_winter, False)


@cache
def named(language: str) -> Mapping[str, tuple[str, str]]:
    """The names that a language has for the time of whole regions, folded, each with the name to
    show and the best known zone that keeps it: Central European Time, Europe/Paris."""
    locale = Locale.parse(language)
    found: dict[str, tuple[str, str]] = {}
    for region, zone in _best_known().items():
        names = locale.meta_zones.get(region, {}).get("long", {})
        shown = names.get("generic") or names.get("standard")
        for name in names.values():
            found.setdefault(folded(str(name)), (str(shown), zone))
    return found


@cache
def _best_known() -> Mapping[str, str]:
    found: dict[str, str] = {}
    current = tz_database.by_name()
    for old, region in get_global("meta_zones").items():
        zone = current.get(old.casefold())
        if zone is None or zone not in tz_database.places():
            continue
        known = found.get(region)
        if known is None or _rank(zone) < _rank(known):
            found[region] = zone
    return found


def _rank(zone: str) -> tuple[bool, bool, str]:
    known = any(zone in zones for zones in ABBREVIATIONS.values())
    return not known, zone not in tz_database.leading(), zone

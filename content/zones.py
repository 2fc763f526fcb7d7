"""Time zones by the names that people give them."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.dates import get_timezone_location
from rapidfuzz import fuzz, process

_CONTINENTS = frozenset(
    {"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe",
     "Indian", "Pacific"}
)  # fmt: skip
_OFFSET = re.compile(r"(?:utc|gmt)?\s*([+\-−–])\s*([0-9]{1,2})(?::?00)?")
_SHORT = {
    "nyc": "America/New_York", "ny": "America/New_York", "la": "America/Los_Angeles",
    "washington": "America/New_York", "geneva": "Europe/Zurich", "genf": "Europe/Zurich",
    "geneve": "Europe/Zurich", "ginebra": "Europe/Zurich", "utc": "UTC", "gmt": "UTC",
}  # fmt: skip
_LIKE_ENOUGH = 82


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).casefold()
    return " ".join(
        "".join(each for each in plain if not unicodedata.combining(each))
        .replace("_", " ")
        .replace("-", " ")
        .split()
    )


@cache
def _cities(language: str) -> dict[str, str]:
    """City names, in English and in a language, folded, with their zones."""
    found: dict[str, str] = {}
    locale = Locale.parse(language)
    for zone in sorted(available_timezones()):
        if zone.split("/")[0] not in _CONTINENTS:
            continue
        found.setdefault(_folded(zone.rsplit("/", 1)[-1]), zone)
        found.setdefault(_folded(get_timezone_location(ZoneInfo(zone), locale, True)), zone)
    return found | _SHORT


def find_zones(words: str, language: str = "en", limit: int = 4) -> tuple[str, ...]:
    """IANA zones for a name, city or offset, best first: one where it is plain, several where a
    person should choose, none where nothing is near. `GMT+3` is three hours ahead of UTC."""
    words = words.strip()[:60]
    by_name = {zone.casefold(): zone for zone in available_timezones()}
    if words.casefold().replace(" ", "_") in by_name:
        return (by_name[words.casefold().replace(" ", "_")],)
    offset = _OFFSET.fullmatch(words.casefold())
    if offset is not None and int(offset[2]) <= 12:
        # The signs of Etc/GMT zones are those of POSIX, the other way round.
        sign = "-" if offset[1] == "+" else "+"
        return ("UTC",) if int(offset[2]) == 0 else (f"Etc/GMT{sign}{int(offset[2])}",)
    cities, wanted = _cities(language), _folded(words)
    if len(wanted) < 2:
        return ()
    if wanted in cities:
        return (cities[wanted],)
    near = process.extract(wanted, cities.keys(), scorer=fuzz.ratio, limit=limit * 2)
    starting = [cities[name] for name in cities if len(wanted) > 2 and name.startswith(wanted)]
    likely = [cities[name] for name, score, _place in near if score >= _LIKE_ENOUGH]
    return tuple(dict.fromkeys([*starting, *likely]))[:limit]

"""Time zones as people say them: by city, country, zone or offset, in several languages.

Places come from the time zone database (tzdata) and CLDR (Babel); names.txt adds well-known
cities that no zone is named for. All of it is read at the first use.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from content.zones import clock_names, place_names, tz_database
from content.zones.clock_names import offset_name
from content.zones.place_names import Spot, folded

__all__ = [
    "Found", "Place", "find_places", "find_zones", "is_zone", "offset_name", "zone_name",
]  # fmt: skip

_MAX_CHARACTERS = 60
_MAX_NEAR = 12
_LETTERS_PER_TYPO = 5  # one typing error is forgiven in so many letters
_MIN_SIMILARITY = 82  # of 100, by rapidfuzz's ratio
_TAIL = re.compile(r"(.+?)\s*[,،，;(（]\s*([^)）]+)[)）]?\s*")
# "Geneva time", "heure de Paris", "توقيت القاهرة", "北京时间", folded.
_TIME = re.compile(
    r"^(?:(?:heure|hora) (?:de la |del |de |du )?|توقيت |(?:время )?по )"
    r"| (?:time zone|timezone|time|время)$|时间$"
)
_SHIFTED = re.compile(
    r"(?:(?:(?:utc|gmt)\s*)?(?P<sign>[+\-−–])\s*(?P<number>[\d:.,]{1,5})\s+(?P<after>\D+)"
    r"|(?P<before>\D+?)\s*(?P<sign_>[+\-−–])\s*(?P<number_>[\d:.,]{1,5}))",
    re.IGNORECASE,
)
_SHORT_SCRIPT = re.compile(r"[\u3040-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True)
class Place:
    """A place by its name in the reader's language ("Geneva", "Kenya", "CET"), and its zone."""

    name: str
    zone: str


@dataclass(frozen=True)
class Found:
    """The places that words may mean, the best known first, one for each zone. If it is not
    `sure`, the words only resemble the places, and a person has to confirm even a single one."""

    places: tuple[Place, ...]
    sure: bool

    @property
    def plain(self) -> Place | None:
        """The place, if there is no doubt."""
        return self.places[0] if self.sure and len(self.places) == 1 else None


_NOTHING = Found((), False)


def is_zone(name: str) -> bool:
    """Whether a zone's name is one that this module returns: the current name of a zone that is
    named for a place, UTC, or an offset of whole hours (Etc/GMT-2)."""
    return name in tz_database.places() or name in tz_database.offsets()


def zone_name(zone: str, language: str = "en") -> str | None:
    """The name of a zone to show: its city, or UTC+2 for Etc/GMT-2. None if it has neither."""
    current = tz_database.by_name().get(zone.casefold())
    return _of_zone(current, _spoken(language)).name if current else None


def find_zones(words: str, language: str = "en", limit: int = 6) -> tuple[str, ...]:
    """The zones of `find_places`, best first."""
    return tuple(place.zone for place in find_places(words, language, limit).places)


def find_places(words: str, language: str = "en", limit: int = 6) -> Found:
    """Find the places that a person may mean by a city, country, zone, abbreviation or offset, at
    most `limit`. `GMT+3` is three hours ahead of UTC, as people mean it, unlike in POSIX."""
    words = " ".join(words.split())[:_MAX_CHARACTERS]
    if not folded(words):
        return _NOTHING
    language = _spoken(language)
    for find in (_offset, _zone, _clock, _exact, _of_country, _unsigned, _shifted, _near):
        found = find(words, language)
        if found.places:
            return Found(found.places[:limit], found.sure)
    return _NOTHING


def _offset(words: str, language: str) -> Found:
    ahead = clock_names.offset(words)
    if ahead is None:
        return _NOTHING
    zones, all_year = clock_names.zones_ahead(ahead)
    if not all_year:
        return Found(tuple(_of_zone(zone, language) for zone in zones), False)
    return Found(tuple(Place(offset_name(ahead), zone) for zone in zones), True)


def _unsigned(words: str, language: str) -> Found:
    """Ask about an offset without its sign: UTC 3."""
    found = (_offset(f"{offset_name(ahead)}", language)
             for ahead in clock_names.unsigned_offsets(words))  # fmt: skip
    return Found(tuple(place for one in found for place in one.places), False)


def _shifted(words: str, language: str) -> Found:
    """Find a place with its offset, `UTC+3 Moscow`, or a time counted from that of a place, as
    Russia counts it: `МСК+3`. Both are asked about where they differ."""
    match = _SHIFTED.fullmatch(words)
    if match is None:
        return _NOTHING
    name = match["after"] or match["before"]
    base = next((one for find in (_clock, _exact) if (one := find(name, language)).places), None)
    written = clock_names.offset(
        f"{match['sign'] or match['sign_']}{match['number'] or match['number_']}"
    )
    if base is None or written is None or len(base.places) > 1:
        return _NOTHING
    (place,) = base.places
    own = tz_database.winter_offset(place.zone)
    if not written or (match["after"] and written == own):
        return base
    found = [place] if match["after"] or written == own else []
    counted = written if match["after"] else own + written
    return Found((*found, *_offset(offset_name(counted), language).places), False)


def _zone(words: str, language: str) -> Found:
    zone = tz_database.by_name().get(words.casefold().replace(" ", "_")) if "/" in words else None
    return Found((_of_zone(zone, language),), True) if zone else _NOTHING


def _clock(words: str, language: str) -> Found:
    short = words.upper().replace(".", "")
    zones = clock_names.ABBREVIATIONS.get(short, ())
    if len(zones) == 1:
        return Found((Place(short, zones[0]),), True)
    return Found(tuple(_of_zone(zone, language) for zone in zones), True)


def _exact(words: str, language: str) -> Found:
    for plain in dict.fromkeys((folded(words), _TIME.sub("", folded(words)))):
        spots = _spots(plain, language)
        if spots:
            return Found(_places(spots, language), True)
    for tongue in (language, "en"):
        if clock := clock_names.named(tongue).get(folded(words)):
            return Found((Place(*clock),), True)
    zone = tz_database.by_name().get(words.casefold())
    zone = zone or tz_database.by_old_city().get(folded(words))
    return Found((_of_zone(zone, language),), True) if zone else _NOTHING


def _of_country(words: str, language: str) -> Found:
    """Find a place with its country: "San José, Costa Rica". If the second part is no country of
    such a place ("Paris, Texas"), the result is not sure."""
    parts = _TAIL.fullmatch(words)
    if parts is None:
        for head, tail in _halves(folded(words)):
            spots = _within(_spots(head, language), _spots(tail, language))
            if spots:
                return Found(_places(spots, language), True)
        return _NOTHING
    spots = _spots(folded(parts[1]), language)
    inside = _within(spots, _spots(folded(parts[2]), language))
    return Found(_places(inside or spots, language), bool(inside))


def _near(words: str, language: str) -> Found:
    """Find names that begin with the words, have a word that does, or differ by a typing error."""
    wanted = _TIME.sub("", folded(words.rpartition("/")[2]))
    if not wanted or len(words) < (2 if _SHORT_SCRIPT.search(wanted) else 3):
        return _NOTHING
    typos = len(wanted) // _LETTERS_PER_TYPO or int(len(wanted) > 3)
    found: dict[Spot, tuple[int, int, int, int, int]] = {}

    def add(spots: Iterable[Spot], kind: int, unlike: int) -> None:
        for spot in spots:
            rank = (kind, _rank(spot), spot.kind == "country", _fame(spot), unlike)
            found[spot] = min(rank, found.get(spot, rank))

    for tongue in dict.fromkeys((language, "en")):
        book = place_names.book(tongue)
        for name, spots in book.spots.items():
            if name.startswith(wanted):
                whole = name[len(wanted) :].startswith(" ") or name == wanted
                add(spots, 0 if whole else 1, len(name))
            elif f" {wanted}" in name:
                add(spots, 3, len(name))
        for name, distance, _place in process.extract(
            wanted, book.spots.keys(), scorer=OSA.distance, score_cutoff=typos, limit=_MAX_NEAR
        ):
            add(book.spots[name], 2, distance)
        for name, alike, _place in process.extract(
            wanted,
            book.spots.keys(),
            scorer=fuzz.ratio,
            score_cutoff=_MIN_SIMILARITY,
            limit=_MAX_NEAR,
        ):
            add(book.spots[name], 4, 100 - int(alike))
    ordered = sorted(found, key=lambda spot: found[spot])[:_MAX_NEAR]
    return Found(_places(ordered, language), False)


def _spots(plain: str, language: str) -> tuple[Spot, ...]:
    """The places with exactly this name: in the reader's language, else in English, else in any."""
    wanted = plain.replace(" ", "")
    for tongue in _tongues(language):
        if spots := place_names.book(tongue).exact.get(wanted):
            return tuple(sorted(spots, key=_rank))
    return ()


def _spoken(language: str) -> str:
    return language if language in place_names.LANGUAGES else "en"


def _tongues(language: str) -> Iterator[str]:
    yield from dict.fromkeys((language, "en", *place_names.LANGUAGES))


def _zones(spot: Spot) -> tuple[str, ...]:
    match spot.kind:
        case "zone":
            return (spot.key,)
        case "city":
            return (place_names.cities()[spot],)
        case "country":
            return tz_database.one_of_each_clock(tz_database.countries()[spot.key])


def _places(spots: Iterable[Spot], language: str) -> tuple[Place, ...]:
    found: dict[str, Place] = {}
    for spot in spots:
        zones = _zones(spot)
        for zone in zones:
            whole = len(zones) == 1
            place = (
                Place(place_names.shown(spot, language), zone)
                if whole
                else _of_zone(zone, language)
            )
            found.setdefault(zone, place)
    return tuple(found.values())


def _of_zone(zone: str, language: str) -> Place:
    if zone in tz_database.offsets():
        return Place(offset_name(tz_database.offsets()[zone]), zone)
    return Place(place_names.shown(Spot("zone", zone), language), zone)


def _rank(spot: Spot) -> int:
    """How well known a place is; 0 is best."""
    if spot.kind != "zone" or spot.key in tz_database.leading():
        return 0
    return 1 if spot.key.count("/") == 1 else 2


def _fame(spot: Spot) -> int:
    return place_names.fame().get(spot, len(place_names.fame()))


def _within(spots: Iterable[Spot], of: Iterable[Spot]) -> tuple[Spot, ...]:
    zones = {
        zone for spot in of if spot.kind == "country" for zone in tz_database.countries()[spot.key]
    }
    return tuple(spot for spot in spots if spot.kind != "country" and _zones(spot)[0] in zones)


def _halves(plain: str) -> Iterator[tuple[str, str]]:
    words = plain.split()
    for place in range(len(words) - 1, 0, -1):
        yield " ".join(words[:place]), " ".join(words[place:])

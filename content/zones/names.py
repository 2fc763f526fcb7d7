"""What places are called: by CLDR through Babel, and by names.txt where it is silent."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from babel import Locale

from content import languages
from content.zones import atlas

# People also write in German, whatever language they read in.
LANGUAGES = (*languages.LANGUAGES, "de")
_FILE = Path(__file__).parent / "names.txt"
_DROPPED = str.maketrans("", "", ".'’‘ʼʻ`´ـ")
_ALIKE = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ة": "ه", "ى": "ي"}
)  # fmt: skip
_APART = re.compile(r"[^\w]+|_")
_ARTICLE = re.compile(r"\bthe ")
_SAINT = re.compile(r"\b(?:saint|sainte|sankt|санкт)\b")
_ASIDE = re.compile(r"\s*[(（].+[)）]$")


@dataclass(frozen=True)
class Spot:
    """A city that gives its name to a zone (the key is the zone), another city (a line of
    names.txt), or a country (its code)."""

    kind: Literal["zone", "city", "country"]
    key: str


@dataclass(frozen=True)
class _Line:
    spot: Spot
    zone: str
    names: Mapping[str, str]  # by language; none where it only adds to the names of another
    others: tuple[str, ...]


@dataclass(frozen=True)
class Book:
    """The names that one language has for places."""

    shown: Mapping[Spot, str]
    spots: Mapping[str, tuple[Spot, ...]]  # by folded name
    exact: Mapping[str, tuple[Spot, ...]]  # by folded name without spaces


def folded(name: str) -> str:
    """A name without what people leave out or write differently: case, accents, hyphens."""
    plain = name.casefold().translate(_DROPPED)
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain).translate(_ALIKE)
        plain = "".join(each for each in plain if not unicodedata.combining(each))
    plain = _SAINT.sub("st", _APART.sub(" ", plain.replace("&", " and ")).strip())
    return _ARTICLE.sub("", plain)


@cache
def _folded_once(name: str) -> str:
    # Languages share many names; what people write is never kept.
    return folded(name)


@cache
def book(language: str) -> Book:
    """The book of one of `LANGUAGES`."""
    shown: dict[Spot, str] = {}
    spots: dict[str, tuple[Spot, ...]] = {}
    exact: dict[str, tuple[Spot, ...]] = {}
    for spot, names in (*_by_cldr(language), *_by_our_file(language)):
        shown.setdefault(spot, names[0])
        for name in dict.fromkeys(map(_folded_once, names)):
            spots[name] = (*spots.get(name, ()), spot)
    for name, its in spots.items():
        short = name.replace(" ", "")
        exact[short] = (*exact.get(short, ()), *its)
    return Book(shown, spots, exact)


def shown(spot: Spot, language: str) -> str:
    return book(language).shown[spot]


@cache
def cities() -> Mapping[Spot, str]:
    """The zones of the cities of names.txt."""
    return {line.spot: line.zone for line in _lines() if line.spot.kind == "city"}


@cache
def fame() -> Mapping[Spot, int]:
    """The places of names.txt in the order that they stand there, the weightiest first."""
    return {line.spot: place for place, line in reversed(list(enumerate(_lines())))}


def _by_cldr(language: str) -> Iterator[tuple[Spot, tuple[str, ...]]]:
    locale = Locale.parse(languages.cldr_locale(language))
    current = atlas.by_name()
    called: dict[str, str] = {}
    for name, words in locale.time_zones.items():
        # CLDR keeps the names that zones had first: Asia/Calcutta.
        zone = current.get(name.casefold())
        if zone is not None and "city" in words:
            called[zone] = str(words["city"])
    for zone in atlas.places():
        own = zone.rpartition("/")[2].replace("_", " ")
        city = called.get(zone, own)
        # "Knox, Indiana" is also Knox.
        yield Spot("zone", zone), (city, own, city.partition(",")[0])
    for country in atlas.countries():
        name = str(locale.territories.get(country, country))
        # "Myanmar (Burma)" is also Myanmar; what stands aside may be another country.
        yield Spot("country", country), (name, _ASIDE.sub("", name))


def _by_our_file(language: str) -> Iterator[tuple[Spot, tuple[str, ...]]]:
    for line in _lines():
        names = tuple(line.names[each] for each in (language, "en") if each in line.names)
        if names or line.others:
            yield line.spot, (*names, *line.others)


@cache
def _lines() -> tuple[_Line, ...]:
    found = []
    header: list[str] = []
    for number, text in enumerate(_FILE.read_text(encoding="utf-8").splitlines()):
        if not text or text.startswith("#"):
            continue
        cells = [part.strip() for part in text.split("|")]
        if not header:
            header = cells[1:-1]  # the languages, by their codes
            continue
        place, names = cells[0], cells[1 : len(header) + 1]
        others = cells[len(header) + 1] if len(cells) > len(header) + 1 else ""
        columns = dict(zip(header, names, strict=True))
        spot = Spot("city", str(number))
        if not columns["en"]:
            spot = Spot("zone" if "/" in place else "country", place)
        known = {language: name for language, name in columns.items() if name}
        more = tuple(name.strip() for name in others.split(";") if name.strip())
        found.append(_Line(spot, place, known, more))
    return tuple(found)

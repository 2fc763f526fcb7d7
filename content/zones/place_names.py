"""The names of places: from CLDR (through Babel), completed by names.txt.

A further language has its names for the cities of names.txt in a `place_names.toml` beside its
catalogue, by their English names.
"""

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
from content.zones import tz_database

# People also write in German, whatever language they read in.
LANGUAGES = tuple(dict.fromkeys((*languages.LANGUAGES, "de")))
_FILE = Path(__file__).parent / "names.txt"
_LEFT_OUT = str.maketrans("", "", ".'’‘ʼʻ`´ـ")
_ALIKE = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ة": "ه", "ى": "ي"}
)  # fmt: skip
_NOT_LETTERS = re.compile(r"[^\w]+|_")
_ARTICLE = re.compile(r"\bthe ")
_SAINT = re.compile(r"\b(?:saint|sainte|sankt|санкт)\b")
_IN_BRACKETS = re.compile(r"\s*[(（].+[)）]$")


@dataclass(frozen=True)
class Spot:
    """A place that people name. `key` is the zone for a city that a zone is named for, the number
    of the line in names.txt for another city, and the ISO 3166 code for a country."""

    kind: Literal["zone", "city", "country"]
    key: str


@dataclass(frozen=True)
class _Line:
    spot: Spot
    zone: str
    names: Mapping[str, str]  # by language; empty if the line only adds names to another place
    others: tuple[str, ...]


@dataclass(frozen=True)
class Book:
    """The names that one language has for places."""

    shown: Mapping[Spot, str]
    spots: Mapping[str, tuple[Spot, ...]]  # by folded name
    exact: Mapping[str, tuple[Spot, ...]]  # by folded name without spaces


def folded(name: str) -> str:
    """Fold a name for comparison: without case, accents, hyphens and the like, which vary."""
    plain = name.casefold().translate(_LEFT_OUT)
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain).translate(_ALIKE)
        plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = _SAINT.sub("st", _NOT_LETTERS.sub(" ", plain.replace("&", " and ")).strip())
    return _ARTICLE.sub("", plain)


@cache
def _folded_once(name: str) -> str:
    # Languages share many names; what people write is never kept.
    return folded(name)


@cache
def book(language: str) -> Book:
    """The names in one of `LANGUAGES`."""
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
    """The zones of the cities in names.txt."""
    return {line.spot: line.zone for line in _lines() if line.spot.kind == "city"}


@cache
def fame() -> Mapping[Spot, int]:
    """The places in names.txt with their rank there; 0 is the best known."""
    return {line.spot: place for place, line in reversed(list(enumerate(_lines())))}


def _by_cldr(language: str) -> Iterator[tuple[Spot, tuple[str, ...]]]:
    locale = Locale.parse(languages.cldr_locale(language))
    current = tz_database.by_name()
    called: dict[str, str] = {}
    for name, words in locale.time_zones.items():
        # CLDR keeps the names that zones had first: Asia/Calcutta.
        zone = current.get(name.casefold())
        if zone is not None and "city" in words:
            called[zone] = str(words["city"])
    for zone in tz_database.places():
        own = zone.rpartition("/")[2].replace("_", " ")
        city = called.get(zone, own)
        # "Knox, Indiana" is also Knox.
        yield Spot("zone", zone), (city, own, city.partition(",")[0])
    for country in tz_database.countries():
        name = str(locale.territories.get(country, country))
        # "Myanmar (Burma)" is also Myanmar; what stands aside may be another country.
        yield Spot("country", country), (name, _IN_BRACKETS.sub("", name))


def _by_our_file(language: str) -> Iterator[tuple[Spot, tuple[str, ...]]]:
    for line in _lines():
        names = tuple(line.names[code] for code in (language, "en") if code in line.names)
        if names or line.others:
            yield line.spot, (*names, *line.others)


@cache
def _lines() -> tuple[_Line, ...]:
    found = []
    header: list[str] = []
    files = languages.data_files("place_names.toml")
    beside = {language: languages.read_toml(file) for language, file in files.items()}
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
        for language, own in beside.items():
            if columns["en"] in own:
                known[language] = own[columns["en"]]
        more = tuple(name.strip() for name in others.split(";") if name.strip())
        found.append(_Line(spot, place, known, more))
    return tuple(found)

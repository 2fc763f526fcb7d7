"""The names of cities and countries in another language, from CLDR and names.txt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from content import languages
from content.zones import place_names

if TYPE_CHECKING:
    from content.model import Meeting


class VenueNames:
    """Translates the places of meetings from one language into another."""

    def __init__(self, language: str, into: str) -> None:
        """The languages are ISO 639-1 codes; nothing is known of those the bot does not speak."""
        known = {language, into} <= set(languages.LANGUAGES)
        self._from = place_names.book(language) if known else None
        self._into = place_names.book(into) if known else None
        self._cities = place_names.cities()
        self._found: dict[tuple[str, str, str], str | None] = {}

    def name(self, meeting: Meeting, field: str) -> str | None:
        """Return the `city` or `country` of a meeting in the other language; None if unknown."""
        key = (field, getattr(meeting, field), meeting.time_zone)
        if key not in self._found:
            self._found[key] = self._name(*key)
        return self._found[key]

    def _name(self, field: str, name: str, time_zone: str) -> str | None:
        if self._from is None or self._into is None:
            return None
        for spot in self._from.spots.get(place_names.folded(name), ()):
            zone = spot.key if spot.kind == "zone" else self._cities.get(spot)
            # A city of this name elsewhere may be called otherwise.
            if spot.kind == "country" if field == "country" else zone == time_zone:
                return self._into.shown.get(spot)
        return None

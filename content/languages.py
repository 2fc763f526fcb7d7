"""The languages the bot speaks, and its sentences in them (gettext catalogues, by Babel)."""

from __future__ import annotations

import gettext
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

LOCALES = Path(__file__).parent / "locales"
DOMAIN = "roundtable"
SOURCE_LANGUAGE = "en"
# The six official languages of the United Nations, each by its own name.
NAMES = {
    "ar": "العربية",
    "zh": "中文",
    "en": "English",
    "fr": "Français",
    "ru": "Русский",
    "es": "Español",
}
RIGHT_TO_LEFT = frozenset({"ar"})


class Sentences(Mapping[str, gettext.NullTranslations]):
    """The catalogue of each language, read when it is first asked for."""

    def __init__(self) -> None:
        self._read: dict[str, gettext.NullTranslations] = {}

    def __getitem__(self, language: str) -> gettext.NullTranslations:
        """A language without a catalogue speaks English. Raises KeyError for one not ours."""
        found = self._read.get(language)
        if found is None:
            if language not in NAMES:
                raise KeyError(language)
            found = self._read[language] = _load(language)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(NAMES)

    def __len__(self) -> int:
        return len(NAMES)


def _load(language: str) -> gettext.NullTranslations:
    folder = LOCALES / language / "LC_MESSAGES"
    compiled, source = folder / f"{DOMAIN}.mo", folder / f"{DOMAIN}.po"
    if compiled.is_file() and (
        not source.is_file() or compiled.stat().st_mtime >= source.stat().st_mtime
    ):
        with compiled.open("rb") as file:
            return gettext.GNUTranslations(file)
    if not source.is_file():
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo  # English, the commonest, has no catalogue
    from babel.messages.pofile import read_po

    buffer = io.BytesIO()
    with source.open("rb") as file:
        write_mo(buffer, read_po(file, locale=language))
    buffer.seek(0)
    return gettext.GNUTranslations(buffer)


def spoken(code: str | None) -> str | None:
    """The language of ours for a client's code (`pt-br`, `fr`, `zh-hans`), or None."""
    short = (code or "").replace("_", "-").split("-")[0].lower()
    return short if short in NAMES else None

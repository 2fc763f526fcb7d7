"""The table of languages the bot speaks, and their gettext catalogues."""

from __future__ import annotations

import gettext
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

LOCALES = Path(__file__).parent / "locales"
DOMAIN = "roundtable"
SOURCE_LANGUAGE = "en"


@dataclass(frozen=True)
class Language:
    """What the bot needs to know of a language, apart from its catalogue of sentences."""

    name: str  # in the language itself
    locale: str  # CLDR's, for dates, months and the names of places
    greetings: tuple[str, ...]  # in lower case; answered with the first screen
    right_to_left: bool = False


# The six official languages of the United Nations, by ISO 639-1 code and in its order. To add
# one: a line here, a catalogue (docs/translating.md) and, if wanted, a column in zones/names.txt.
LANGUAGES: Mapping[str, Language] = {
    "ar": Language("العربية", "ar", ("مرحبا", "السلام عليكم"), right_to_left=True),
    "zh": Language("中文", "zh_Hans_CN", ("你好", "您好")),
    # British dates suit the documents: 22 May 2013, 08:30.
    "en": Language("English", "en_GB", ("hello", "hi", "hey")),
    "fr": Language("Français", "fr", ("bonjour", "salut")),
    "ru": Language("Русский", "ru", ("привет", "здравствуйте")),
    "es": Language("Español", "es", ("hola",)),
}
NAMES = {code: language.name for code, language in LANGUAGES.items()}


class Sentences(Mapping[str, gettext.NullTranslations]):
    """The gettext catalogue of each language, loaded on first use."""

    def __init__(self) -> None:
        self._loaded: dict[str, gettext.NullTranslations] = {}

    def __getitem__(self, language: str) -> gettext.NullTranslations:
        """A language without a catalogue has English sentences. Raises KeyError for a language
        that is not in the table."""
        if language not in LANGUAGES:
            raise KeyError(language)
        if language not in self._loaded:
            self._loaded[language] = _load(language)
        return self._loaded[language]

    def __iter__(self) -> Iterator[str]:
        return iter(LANGUAGES)

    def __len__(self) -> int:
        return len(LANGUAGES)


def _load(language: str) -> gettext.NullTranslations:
    """The compiled catalogue (.mo) if it is up to date, else the source (.po), compiled here."""
    folder = LOCALES / language / "LC_MESSAGES"
    compiled, source = folder / f"{DOMAIN}.mo", folder / f"{DOMAIN}.po"
    if compiled.is_file() and (
        not source.is_file() or compiled.stat().st_mtime >= source.stat().st_mtime
    ):
        with compiled.open("rb") as file:
            return gettext.GNUTranslations(file)
    if not source.is_file():
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo  # slow to import, and English needs neither
    from babel.messages.pofile import read_po

    buffer = io.BytesIO()
    with source.open("rb") as file:
        write_mo(buffer, read_po(file, locale=language))
    buffer.seek(0)
    return gettext.GNUTranslations(buffer)


def cldr_locale(language: str) -> str:
    """The CLDR locale for a language code; the code itself for a language not in the table."""
    return LANGUAGES[language].locale if language in LANGUAGES else language


def own_name(language: str) -> str:
    """The name of a language in the language itself; its code if CLDR does not know it."""
    if language in NAMES:
        return NAMES[language]
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language).get_display_name() or language
    except UnknownLocaleError:
        return language


def spoken(code: str | None) -> str | None:
    """The language in the table for a language tag of a client (`pt-br`, `fr`, `zh-hans`) or of the
    database; None for any other, also for a damaged one that is no text."""
    return _spoken(code) if isinstance(code, str) else None


@lru_cache(maxsize=256)
def _spoken(code: str) -> str | None:
    short = code.replace("_", "-").split("-")[0].lower()
    return short if short in LANGUAGES else None

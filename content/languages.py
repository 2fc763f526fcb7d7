"""The languages the bot speaks: those with a catalogue of sentences in `locales`.

A folder of `locales` is named by its language's code. It has the catalogue and, as far as the
language needs them, data beside it: docs/translating.md. Names, direction of writing and dates come
from CLDR.
"""

from __future__ import annotations

import gettext
import io
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError

LOCALES = Path(__file__).parent / "locales"
DOMAIN = "roundtable"
SOURCE_LANGUAGE = "en"
_CODE = re.compile("[a-z]{2,3}")  # ISO 639
_PLACEHOLDER = re.compile(r"\{(\w*)\}")


@dataclass(frozen=True)
class Language:
    """What the bot needs to know of a language, apart from its catalogue of sentences.

    All but the name may be set in the language's `language.toml`.
    """

    name: str  # in the language itself
    locale: str  # CLDR's, for dates, months and the names of places
    right_to_left: bool
    greetings: tuple[str, ...] = ()  # in lower case; answered with the first screen
    desk: str = ""  # "en" if the sentences that only the team sees may stay in English


def languages_in(folder: Path) -> dict[str, Language]:
    """Return the languages of a folder of catalogues, in the order of their English names, as the
    United Nations list theirs. Raises ValueError for a `language.toml` that cannot be read."""
    codes = {path.parents[1].name for path in folder.glob(f"*/LC_MESSAGES/{DOMAIN}.[mp]o")}
    found = {code for code in codes if _CODE.fullmatch(code)} | {SOURCE_LANGUAGE}
    english = Locale.parse(SOURCE_LANGUAGE).languages
    ordered = sorted(found, key=lambda code: str(english.get(code, code)))
    return {code: _language(code, folder / code / "language.toml") for code in ordered}


def _language(code: str, file: Path) -> Language:
    data = read_toml(file) if file.is_file() else {}
    try:
        locale = _cldr(data.get("locale", code))
        own: dict[str, Any] = {
            "locale": code if locale else SOURCE_LANGUAGE,
            "right_to_left": locale is not None and locale.text_direction == "rtl",
        }
        data["greetings"] = tuple(data.get("greetings", ()))
        return Language(own_name(code), **(own | data))
    except (ValueError, TypeError) as problem:
        raise ValueError(f"{file}: {problem}") from problem


def read_toml(file: Path) -> dict[str, Any]:
    """Return what a file has. Raises ValueError with its path if it cannot be read."""
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except ValueError as problem:
        raise ValueError(f"{file}: {problem}") from problem


def own_name(language: str) -> str:
    """The name of a language in the language itself; its code if CLDR does not know it."""
    locale = _cldr(language)
    name = locale.get_language_name(locale) if locale else None
    return name[:1].upper() + name[1:] if name else language


def _cldr(name: str) -> Locale | None:
    try:
        return Locale.parse(name)
    except UnknownLocaleError:
        return None


# By ISO 639-1 code.
LANGUAGES: Mapping[str, Language] = languages_in(LOCALES)
NAMES = {code: language.name for code, language in LANGUAGES.items()}


def data_files(name: str) -> dict[str, Path]:
    """Return the files of this name beside the catalogues, by language; not all languages have
    one."""
    files = {language: LOCALES / language / name for language in LANGUAGES}
    return {language: file for language, file in files.items() if file.is_file()}


class Sentences(Mapping[str, gettext.NullTranslations]):
    """The gettext catalogue of each language, loaded on first use, once for the whole program."""

    def __getitem__(self, language: str) -> gettext.NullTranslations:
        """A language without a catalogue has English sentences. Raises KeyError for a language
        that is not in the table."""
        if language not in LANGUAGES:
            raise KeyError(language)
        return _load(language)

    def __iter__(self) -> Iterator[str]:
        return iter(LANGUAGES)

    def __len__(self) -> int:
        return len(LANGUAGES)


@cache
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

    with source.open("rb") as file:
        catalogue = read_po(file, locale=cldr_locale(language))
    for message in catalogue:
        if message.id and not _fits(message.id, message.string):
            message.string = ""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    buffer.seek(0)
    return gettext.GNUTranslations(buffer)


def _fits(original: str | Sequence[str], translation: str | Sequence[str] | None) -> bool:
    """Return whether a translation asks for nothing to fill in that the program does not give: a
    slip of a translator costs a sentence, which is English then, and no answer."""
    originals, translations = (
        {name for text in ([texts] if isinstance(texts, str) else texts or ())
         for name in _PLACEHOLDER.findall(text)}
        for texts in (original, translation)
    )  # fmt: skip
    return translations <= originals


def cldr_locale(language: str) -> str:
    """The CLDR locale for a language code; the code itself for a language not in the table."""
    return LANGUAGES[language].locale if language in LANGUAGES else language


def spoken(code: str | None) -> str | None:
    """The language in the table for a language tag of a client (`pt-br`, `fr`, `zh-hans`) or of the
    database; None for any other, also for a damaged one that is no text."""
    return _spoken(code) if isinstance(code, str) else None


@lru_cache(maxsize=256)
def _spoken(code: str) -> str | None:
    short = code.replace("_", "-").split("-")[0].lower()
    return short if short in LANGUAGES else None

"""The languages the bot speaks, and its sentences in them (gettext catalogues, by Babel)."""

from __future__ import annotations

import gettext
import io
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

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


def load_sentences(
    languages: tuple[str, ...] = tuple(NAMES),
) -> dict[str, gettext.NullTranslations]:
    """The catalogue of each language; a language without one speaks English."""
    return {language: _load(language) for language in languages}


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
    buffer = io.BytesIO()
    with source.open("rb") as file:
        write_mo(buffer, read_po(file, locale=language))
    buffer.seek(0)
    return gettext.GNUTranslations(buffer)


def spoken(code: str | None) -> str | None:
    """The language of ours for a client's code (`pt-br`, `fr`, `zh-hans`), or None."""
    short = (code or "").replace("_", "-").split("-")[0].lower()
    return short if short in NAMES else None

"""The languages that a query may be in, by its letters."""

from __future__ import annotations

import re
from functools import cache

from babel.core import get_global

_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3]")
_HAN = re.compile("[\u3400-\u9fff]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[a-z]", re.IGNORECASE)
_LATIN_LANGUAGES = ("en", "fr", "es")
# The first language is that of a query of which neither the reader nor the pack has the script.
_SCRIPTS = ((_HAN, "Hans", "zh"), (_ARABIC, "Arab", "ar"), (_CYRILLIC, "Cyrl", "ru"))
_SCRIPT_LETTERS = 4


def languages_of(text: str, reader_language: str, pack_language: str) -> tuple[str, ...]:
    """The languages that a query may be in, the likeliest first; at least one."""
    for letters, script, language in _SCRIPTS:
        if letters.search(text):
            likely = (code for code in (reader_language, pack_language) if _script(code) == script)
            return tuple(dict.fromkeys((*likely, language)))
    if not _LATIN.search(text):
        return (reader_language,)
    own = reader_language if _script(reader_language) == "Latn" else pack_language
    return tuple(dict.fromkeys((own, pack_language, *_LATIN_LANGUAGES)))


@cache
def _script(language: str) -> str:
    """The ISO 15924 code of the script that a language is written in; Latn if CLDR has none."""
    likely = str(get_global("likely_subtags").get(language, ""))
    return next((part for part in likely.split("_") if len(part) == _SCRIPT_LETTERS), "Latn")

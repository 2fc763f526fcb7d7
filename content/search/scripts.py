"""The languages that a query may be in, by its letters."""

from __future__ import annotations

import re

_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3]")
_HAN = re.compile("[\u3400-\u9fff]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[a-z]", re.IGNORECASE)
_LATIN_LANGUAGES = ("en", "fr", "es")


def languages_of(text: str, reader_language: str, pack_language: str) -> tuple[str, ...]:
    """The languages that a query may be in, the likeliest first; at least one."""
    for script, language in ((_HAN, "zh"), (_ARABIC, "ar"), (_CYRILLIC, "ru")):
        if script.search(text):
            return (language,)
    if not _LATIN.search(text):
        return (reader_language,)
    own = reader_language if reader_language in _LATIN_LANGUAGES else pack_language
    return tuple(dict.fromkeys((own, pack_language, *_LATIN_LANGUAGES)))

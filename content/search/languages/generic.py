"""A language without a module here: stems by Snowball, months by CLDR, the rest as data.

The data are in the `search_words.toml` beside the language's catalogue; all of it may be left out.
What is left out is as in English, as far as that makes sense: people use English words, too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError

from content.languages import LANGUAGES, cldr_locale, data_files, read_toml
from content.search.languages.english import RULES as ENGLISH
from content.search.languages.rules import (
    LanguageRules,
    ReferenceWords,
    folded_words,
    numbered,
    reference_words,
)
from content.search.words import fold

_WIDTHS = ("wide", "abbreviated")
_MIN_LETTERS = 4  # shorter words are compared as they are


@cache
def generic_rules(language: str) -> LanguageRules | None:
    """Return the rules of a language, or None if nothing is known of it: neither does the bot speak
    it nor does Snowball have its stems."""
    stemmer = _snowball(language)
    if stemmer is None and language not in LANGUAGES:
        return None
    file = data_files("search_words.toml").get(language)
    words = read_toml(file) if file else {}
    return replace(
        ENGLISH,
        code=language,
        new_stem=lambda: _stem(stemmer),
        stop_words=folded_words(words.get("stop_words", "")),
        asking_words=folded_words(words.get("asking_words", "")),
        light_words=folded_words(words.get("light_words", "")),
        kind_hints={
            word: kind
            for kind, hints in words.get("kind_hints", {}).items()
            for word in folded_words(hints)
        },
        labels={
            kind: f"{words.get('labels', {}).get(kind, '')} {label}".strip()
            for kind, label in ENGLISH.labels.items()
        },
        months=tuple(_months(language)),
        references=_references(words.get("references", {})),
        endings=tuple(words.get("endings", "").split()),
        stem_changes=(),
        misspelt_endings=tuple(words.get("misspelt_endings", "").split()),
        respell=str,
        has_word_list=_has_word_list(language),
    )


def _snowball(language: str) -> str | None:
    """Return the name of Snowball's stemmer for a language."""
    import snowballstemmer  # type: ignore[import-untyped]

    name = str(Locale.parse("en").languages.get(language, "")).casefold()
    return name if name in snowballstemmer.algorithms() else None


def _stem(stemmer: str | None) -> Callable[[str], str]:
    if stemmer is None:
        return str
    import snowballstemmer

    snowball = snowballstemmer.stemmer(stemmer)

    def stem(word: str) -> str:
        if len(word) < _MIN_LETTERS or not word.isalpha():
            return word
        return fold(str(snowball.stemWord(word)))

    return stem


def _months(language: str) -> list[str]:
    """Return the names of each month, whole and shortened, parted by spaces."""
    try:
        names = Locale.parse(cldr_locale(language)).months
    except UnknownLocaleError:
        return list(ENGLISH.months)
    forms = [names[form][width] for form in ("format", "stand-alone") for width in _WIDTHS]
    found = ([str(form[number]).strip(".") for form in forms] for number in range(1, 13))
    return [" ".join(dict.fromkeys(name for name in month if name.isalpha())) for month in found]


def _references(words: dict[str, Any]) -> ReferenceWords:
    """Return the words of references, the English ones as well."""
    english = ENGLISH.references
    counted, ranked = words.get("counted", ""), words.get("ranked", "")
    own = reference_words(
        words.get("nouns", {}),
        after_noun=numbered(counted, ranked),
        before_noun=numbered(ranked),
        number_signs=words.get("number_signs", ""),
        resolution_words=words.get("resolution_words", ""),
        roundtable=(words.get("round", ""), words.get("table", "")),
    )
    return replace(
        own,
        nouns={**english.nouns, **own.nouns},
        after_noun={**english.after_noun, **own.after_noun},
        before_noun={**english.before_noun, **own.before_noun},
        number_signs=english.number_signs | own.number_signs,
        resolution_words=english.resolution_words | own.resolution_words,
        roundtable=(
            english.roundtable[0] | own.roundtable[0],
            english.roundtable[1] | own.roundtable[1],
        ),
    )


def _has_word_list(language: str) -> bool:
    spec = find_spec("spellchecker")  # does not import it
    folder = Path(spec.origin).parent if spec and spec.origin else Path()
    return (folder / "resources" / f"{language}.json.gz").is_file()

"""Words that people type, by what they mean, in all languages of the bot.

They are in the `typed_words.toml` beside each catalogue of `locales`; the English file says what
each entry is. A language may lack the file or entries of it: the others' words are understood.

What people type is compared in a folded form, in which case, accents and digits of other scripts do
not matter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

from babel import Locale

from content.languages import LANGUAGES, cldr_locale, data_files, read_toml

# Arabic and Persian letters that are written in two ways, the Arabic decimal and thousands
# separators, comma and semicolon.
_ALIKE = str.maketrans({
    "ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "ـ": None, "’": "'", "٫": ".", "٬": None, "،": ",",
    "؛": ";",
})  # fmt: skip
_NUMBER_SIGN = re.compile(r"^(?:no|n°|nr|num|#|第)\.?\s*(?=\d)")  # № is folded to no
_CHINESE = re.compile("[\u3400-\u9fff]")


def fold(words: str) -> str:
    """Return words in the form in which they are compared: in lower case, without accents, vowel
    signs and invisible characters, and with the digits 0 to 9."""
    text = unicodedata.normalize("NFKC", words).translate(_ALIKE).casefold()
    letters = unicodedata.normalize("NFD", text)
    return "".join(
        str(unicodedata.decimal(letter, letter))
        for letter in letters
        if unicodedata.category(letter) not in ("Mn", "Cf")
    )


def folded(words: str) -> str:
    """Return folded words with single spaces, and without punctuation at either end."""
    return " ".join(fold(words).split()).strip(" .,;:!?¿¡。")


def without_number_sign(words: str) -> str:
    """Return folded words without the sign before a number: `№3.2`, `no. 3.2`, `n° 3.2`, `#3.2`."""
    return _NUMBER_SIGN.sub("", folded(words))


@cache
def typed_words(meaning: str) -> frozenset[str]:
    """Return the folded words for a meaning, such as "all" or "past", in all languages."""
    return frozenset(word for words in _by_position(meaning) for word in words)


@cache
def numbered_words(meaning: str) -> dict[str, int]:
    """Return the folded words for a meaning by their position, from 1."""
    return {
        word: number
        for language in _table().values()
        for number, words in enumerate(_parts(language.get(meaning, "")), 1)
        for word in words
    }


def means(words: str, meaning: str) -> bool:
    """Return whether these are words for a meaning, and nothing else."""
    return folded(words) in typed_words(meaning)


def without(words: str, meaning: str) -> str | None:
    """Return folded words without the word for a meaning with which they begin or end, or None if
    there is none."""
    text = folded(words)
    for word in sorted(typed_words(meaning), key=len, reverse=True):
        is_chinese = _CHINESE.search(word) is not None
        rest = text.removeprefix(word)
        if rest != text and (is_chinese or not rest[:1].isalpha()):
            return rest.strip(" :")
        rest = text.removesuffix(word)
        if rest != text and (is_chinese or not rest[-1:].isalpha()):
            return rest.strip(" :")
    return None


class Phrases:
    """Finds folded phrases in a text."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_first: dict[str, list[str]] = {}
        for phrase in sorted(phrases, key=len, reverse=True):
            self._by_first.setdefault(phrase[0], []).append(phrase)

    def at(self, text: str, position: int) -> str | None:
        """Return the longest phrase at a position of a folded text.

        It ends where a word does, but for Chinese and the Arabic "and", which stand before other
        words without a space.
        """
        for phrase in self._by_first.get(text[position], ()):
            if text.startswith(phrase, position):
                after = text[position + len(phrase) : position + len(phrase) + 1]
                if not after.isalpha() or phrase == "و" or _CHINESE.match(phrase[-1]):
                    return phrase
        return None


def language_named(words: str) -> str | None:
    """Return the code of the language that words name, in any language: `French`, `عربي`."""
    return _language_names().get(folded(words))


@cache
def _language_names() -> dict[str, str]:
    found = {
        folded(name): code
        for code in LANGUAGES
        for other in LANGUAGES.values()
        if (name := Locale.parse(cldr_locale(code)).get_language_name(other.locale))
    }
    for code, language in LANGUAGES.items():
        for word in (language.name, *_table().get(code, {}).get("own_name", "").split(",")):
            found.setdefault(folded(word), code)
    return found


def _by_position(meaning: str) -> Iterator[tuple[str, ...]]:
    for language in _table().values():
        yield from _parts(language.get(meaning, ""))


def _parts(text: str) -> list[tuple[str, ...]]:
    return [
        tuple(fold(word).strip() for word in part.split("/")) for part in text.split(",") if part
    ]


@cache
def _table() -> dict[str, dict[str, str]]:
    files = data_files("typed_words.toml")
    return {code: read_toml(file) for code, file in files.items()}

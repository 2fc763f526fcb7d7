"""Which words are words of a language, whether a pack has them or not."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from functools import cache

from content.search.languages import rules_of
from content.search.words import fold

# Words that people look for, which no dictionary has and which are no misspellings.
_NAMES = frozenset(
    """
    airbnb booking covid facebook fao fifa frontex google instagram interpol nato opec opep otan
    schengen skype telegram tiktok twitter uber uefa unesco unicef unfccc whatsapp wifi youtube
    zoom resto restos
    """.split()  # noqa: SIM905
)


def is_word(language: str, word: str) -> bool:
    """Whether a folded word is in pyspellchecker's list of a language.

    Such a word is no misspelling: "concert" is not "concrete". False for a language without a list.
    """
    rules = rules_of(language)
    if word in _NAMES:
        return True
    if not rules.has_word_list:
        return False
    return _has(rules.code, word) or _has(rules.code, rules.respell(word))


def load_word_list(language: str) -> None:
    """Load the words of a language, unless they are loaded. Takes 0.2 s: call it in a thread."""
    rules = rules_of(language)
    if rules.has_word_list:
        _word_list(rules.code)


def _has(language: str, word: str) -> bool:
    numbers, number = _word_list(language), hash(word)
    place = bisect_left(numbers, number)
    return place < len(numbers) and numbers[place] == number


@cache
def _word_list(language: str) -> array[int]:
    """The hashes of the folded words, sorted: a megabyte where the words would take 28."""
    from spellchecker import SpellChecker

    words = "\n".join(SpellChecker(language=language).word_frequency.words())
    return array("q", sorted(map(hash, fold(words).split("\n"))))

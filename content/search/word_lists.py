"""Which words are words of a language, whether a pack has them or not."""

from __future__ import annotations

from functools import cache

from content.search.languages import rules_of
from content.search.words import fold

_MASK = (1 << 22) - 1
# Names that people look for, which no dictionary has and which are no misspellings.
_NAMES = frozenset(
    """
    airbnb booking covid facebook fao fifa frontex google instagram interpol nato opec opep otan
    schengen skype telegram tiktok twitter uber uefa unesco unicef unfccc whatsapp wifi youtube
    zoom
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
    """Load the words of a language, unless they are loaded. Takes up to 0.5 s: call it in a
    thread."""
    rules = rules_of(language)
    if rules.has_word_list:
        _word_list(rules.code)


def _has(language: str, word: str) -> bool:
    bits = _word_list(language)
    return all(bits[place >> 3] & 1 << (place & 7) for place in _places(word))


def _places(word: str) -> tuple[int, ...]:
    number = hash(word)
    return tuple(number >> shift & _MASK for shift in (0, 15, 30, 41))


@cache
def _word_list(language: str) -> bytearray:
    """A Bloom filter of the folded words: half a megabyte where the words would take 28. It takes
    one word in 2,000 for a word of the language that is none."""
    from spellchecker import SpellChecker

    bits = bytearray((_MASK + 1) // 8)
    for word in SpellChecker(language=language).word_frequency.words():
        for place in _places(fold(word)):
            bits[place >> 3] |= 1 << (place & 7)
    return bits

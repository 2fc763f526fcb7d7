"""Divides text into words, folds their spelling and reduces them to stems."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from content.search.false_friends import FALSE_FRIENDS

HYPHENS = "-‐‑–—"
_HAN = r"\u3400-\u9fff\uf900-\ufaff"
_LETTER = rf"[^\W\d_{_HAN}]"
_WORD = re.compile(
    r"(?P<sign>§)"
    # G77 and H1B are names, not numbers.
    rf"|(?<![^\W_{_HAN}]){_LETTER}\d+{_LETTER}?(?![^\W_{_HAN}])"
    r"|(?P<number>\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?!\d)|\d+)(?:(?:st|nd|rd|th|er|re)(?![^\W\d_])|[ºª])?"
    rf"|(?P<han>[{_HAN}]+)"
    # Combining marks are those of Latin, Cyrillic and Arabic letters.
    rf"|{_LETTER}(?:{_LETTER}|[\u0300-\u036f\u064b-\u065f\u0670])*(?:['’ʼ]{_LETTER}+)*",
    re.IGNORECASE,
)
# French: "l'intégration" is a word with its article.
_ELISION = re.compile(r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’ʼ](?=[^\W\d_])", re.IGNORECASE)
# Letters that are written in two ways, and what is no letter.
_ALIKE = str.maketrans({"œ": "oe", "æ": "ae", "ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "ـ": None})
_SHORT_I = "и\u0306"  # й is a letter of its own, not an accented one
_GAPS = str.maketrans("٫٬／．－，", ".,/.-,")
# Chinese pairs of characters of two words: particles, and "China" in "developing countries".
_ACROSS_WORDS = re.compile("(?<=发展)中国(?=家)|(?!目的)(?:[的了吗呢].|.[的了吗呢])")
_MAX_LETTERS = 40

# British to American spelling. A rule may change a word that has one spelling only ("comprise"),
# which does no harm: the words of the pack and of a query are changed alike.
_SPELLINGS = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        (r"(?<=[a-z]{2})our(?=(s|ed|ing|ers?|able|abl[ey]|al|ful|ite|ites|hoods?|ly|ism)?$)", "or"),
        (r"(?<=[a-z]{2}[^aeious])is(?=(e|ed|er|ers|es|ing|ation|ations|ational)$)", "iz"),
        (r"(?<=[a-z]{3}[aeiou])is(?=(ed|ing|ation|ations|ational)$)", "iz"),
        (r"yz(?=(e|ed|er|ers|es|ing)$)", "ys"),
        (r"(?<=[a-z]{2}[tb])re(?=(s|d)?$)", "er"),
        (r"gramme(?=s?$)", "gram"),
        (r"ogue(?=s?$)", "og"),
        (r"(?<=g)eing$", "ing"),
        (r"dgement", "dgment"),
        (r"(?<=[a-z])ae(?=[a-z]{2})", "e"),
        (r"oe(?=[a-z]{4})", "e"),
    )
)
_ACRONYM_PLURAL = re.compile(r"[a-z]{2}[^siu]s$")  # "ngos", which the stemmer leaves as it is
# What the rules do not cover: words, each with its other forms, parted by semicolons.
_IRREGULAR_GROUPS = """
    defense defence; defenses defences; offense offence; offenses offences; license licence;
    licenses licences; practice practise practised practising; check cheque; checks cheques;
    crisis crises; analysis analyses; basis bases; woman women; man men; child children;
    index indices; criterion criteria; speak spoke spoken; teach taught; send sent;
    give gave given; hold held; pay paid; leave left; lead led; build built; work worker workers;
    ministry minister ministers ministerial; tax taxation; paragraph para paras; article art;
    resolution res; recommendation rec recs; roundtable rt rts; footnote fn;
    government govt govts; international intl
"""
_IRREGULAR = {
    form: word for word, *forms in map(str.split, _IRREGULAR_GROUPS.split(";")) for form in forms
}


@dataclass(frozen=True)
class Word:
    """A word of a text. `text` is folded (see `fold`), `start` and `end` are offsets in the text.

    References such as "rec 3.2" are words, too: see `references`.
    """

    text: str
    start: int
    end: int
    gap: str = ""  # the text between the word before and this one
    capitals: bool = False  # "WHO" is an acronym, "who" is not

    @property
    def is_number(self) -> bool:
        return self.text.isdecimal()

    @property
    def is_reference(self) -> bool:
        return self.text.startswith("_")


def fold(text: str) -> str:
    """Remove case, accents and compatibility forms: "Söderköping" becomes "soderkoping"."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    if folded.isascii():
        return folded
    folded = folded.replace(_SHORT_I, "й").translate(_ALIKE)
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


def tokenize(text: str, *, pairs: bool = True) -> Iterator[Word]:
    """The words and numbers of a text, in order; "rt3" is a word and a number.

    Chinese characters are given in overlapping pairs, or, without `pairs`, as they stand together.
    """
    previous_end = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        gap = text[previous_end:start].translate(_GAPS)
        previous_end = end
        if match["han"] and pairs:
            for place in range(start, max(end - 1, start + 1)):
                if _ACROSS_WORDS.match(text, place, end):
                    continue
                yield Word(text[place : place + 2], place, min(place + 2, end), gap)
                gap = ""
            continue
        if elided := _ELISION.match(match[0]):
            start += elided.end()
        yield Word(_folded(match, start), start, end, gap, match[0].isupper())


def _folded(match: re.Match[str], start: int) -> str:
    if match["sign"]:
        return "paragraph"
    if match["number"]:
        digits = (str(unicodedata.decimal(sign)) for sign in match["number"] if sign.isdecimal())
        return "".join(digits).lstrip("0")[:12] or "0"
    if match["han"]:
        return match[0]
    word = (
        fold(match.string[start : match.end()][:_MAX_LETTERS]).replace("’", "'").replace("ʼ", "'")
    )
    return word.removesuffix("'s").replace("'", "")


def normalize_spelling(word: str) -> str:
    """Return the American spelling and the main form of a folded word."""
    word = _IRREGULAR.get(word, word)
    for pattern, instead in _SPELLINGS:
        word = pattern.sub(instead, word)
    return word


class EnglishStemmer:
    """Snowball's English stemmer after `normalize_spelling`, with exceptions (`false_friends`)."""

    def __init__(self) -> None:
        import snowballstemmer  # type: ignore[import-untyped]

        self._stemmer = snowballstemmer.stemmer("english")

    def stem(self, word: str) -> str:
        """The stem of a folded word. Numbers, references and words of two letters stay."""
        if not word.isascii() or not word.isalpha() or len(word) < 3:
            return word
        normalized = normalize_spelling(word)
        if exception := FALSE_FRIENDS.get(word) or FALSE_FRIENDS.get(normalized):
            return exception
        stem = str(self._stemmer.stemWord(normalized))
        if stem == word and _ACRONYM_PLURAL.search(stem):
            stem = stem[:-1]
        return stem[:-1] if stem.endswith("ll") and len(stem) > 3 else stem


class Stemmer:
    """Remembers the stems of a pack's words."""

    def __init__(self, stem: Callable[[str], str]) -> None:
        """`stem` gives the stem of a folded word of one language."""
        self._stem = stem
        self._cache: dict[str, str] = {}

    def cached_stem(self, word: str) -> str:
        """`stem`, remembered for good; for the words of the pack, not for what people type."""
        stem = self._cache.get(word)
        if stem is None:
            stem = self._cache[word] = self._stem(word)
        return stem

    def stem(self, word: str) -> str:
        """The stem of a folded word."""
        return self._cache.get(word) or self._stem(word)

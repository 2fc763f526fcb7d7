"""Divides text into words, folds their spelling and reduces them to stems."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import snowballstemmer  # type: ignore[import-untyped]

from content.search.false_friends import FALSE_FRIENDS

HYPHENS = "-‐‑–—"
_WORD = re.compile(
    r"(?P<sign>§)"
    r"|(?<![^\W_])[^\W\d_]\d+[^\W\d_]?(?![^\W_])"  # G77 and H1B are names, not numbers
    r"|(?P<number>\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?!\d)|\d+)(?:(?:st|nd|rd|th)(?![^\W\d_]))?"
    r"|[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*(?:['’ʼ][^\W\d_]+)*",
    re.IGNORECASE,
)
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
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


def tokenize(text: str) -> Iterator[Word]:
    """The words and numbers of a text, in order; "rt3" is a word and a number."""
    previous_end = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        yield Word(_folded(match), start, end, text[previous_end:start], match[0].isupper())
        previous_end = end


def _folded(match: re.Match[str]) -> str:
    if match["sign"]:
        return "paragraph"
    if match["number"]:
        digits = (str(unicodedata.decimal(sign)) for sign in match["number"] if sign.isdecimal())
        return "".join(digits).lstrip("0")[:12] or "0"
    word = fold(match[0][:_MAX_LETTERS]).replace("’", "'").replace("ʼ", "'")
    return word.removesuffix("'s").replace("'", "")


def normalize_spelling(word: str) -> str:
    """Return the American spelling and the main form of a folded word."""
    word = _IRREGULAR.get(word, word)
    for pattern, instead in _SPELLINGS:
        word = pattern.sub(instead, word)
    return word


class Stemmer:
    """Snowball's English stemmer after `normalize_spelling`, with exceptions (`false_friends`)."""

    def __init__(self) -> None:
        self._stemmer = snowballstemmer.stemmer("english")
        self._cache: dict[str, str] = {}

    def cached_stem(self, word: str) -> str:
        """`stem`, remembered for good; for the words of the pack, not for what people type."""
        stem = self._cache.get(word)
        if stem is None:
            stem = self._cache[word] = self.stem(word)
        return stem

    def stem(self, word: str) -> str:
        """The stem of a folded word. Numbers, references and words of two letters stay."""
        if word in self._cache:
            return self._cache[word]
        if not word.isascii() or not word.isalpha() or len(word) < 3:
            return word
        normalized = normalize_spelling(word)
        if exception := FALSE_FRIENDS.get(word) or FALSE_FRIENDS.get(normalized):
            return exception
        stem = str(self._stemmer.stemWord(normalized))
        if stem == word and _ACRONYM_PLURAL.search(stem):
            stem = stem[:-1]
        return stem[:-1] if stem.endswith("ll") and len(stem) > 3 else stem

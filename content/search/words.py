"""Words as search sees them: cut out of a text, spelt one way, reduced to their stem."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import snowballstemmer  # type: ignore[import-untyped]

from content.search.apart import APART

HYPHENS = "-‐‑–—"
_WORD = re.compile(
    r"(?P<sign>§)"
    r"|(?<![^\W_])[^\W\d_]\d+[^\W\d_]?(?![^\W_])"  # G77 and H1B are names, not numbers
    r"|(?P<number>\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?!\d)|\d+)(?:(?:st|nd|rd|th)(?![^\W\d_]))?"
    r"|[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*(?:['’ʼ][^\W\d_]+)*",
    re.IGNORECASE,
)
_MAX_LETTERS = 40

# British and American, folded the same way in the pack and in what is typed. A rule may fold a word
# that has only one spelling ("comprise"): it does so on both sides, so nothing is lost.
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
_ACRONYM_PLURAL = re.compile(r"[a-z]{2}[^siu]s$")  # "ngos", where the stemmer sees no plural
_IRREGULAR = {
    "defence": "defense",
    "defences": "defenses",
    "offence": "offense",
    "offences": "offenses",
    "licence": "license",
    "licences": "licenses",
    "practise": "practice",
    "practised": "practice",
    "practising": "practice",
    "cheque": "check",
    "cheques": "checks",
    "crises": "crisis",
    "analyses": "analysis",
    "bases": "basis",
    "women": "woman",
    "men": "man",
    "children": "child",
    "indices": "index",
    "criteria": "criterion",
    "spoke": "speak",
    "spoken": "speak",
    "taught": "teach",
    "sent": "send",
    "gave": "give",
    "given": "give",
    "held": "hold",
    "paid": "pay",
    "left": "leave",
    "led": "lead",
    "built": "build",
    "worker": "work",
    "workers": "work",
    "minister": "ministry",
    "ministers": "ministry",
    "ministerial": "ministry",
    "taxation": "tax",
    "para": "paragraph",
    "paras": "paragraph",
    "art": "article",
    "res": "resolution",
    "recs": "recommendation",
    "rec": "recommendation",
    "rts": "roundtable",
    "rt": "roundtable",
    "fn": "footnote",
    "govt": "government",
    "govts": "government",
    "intl": "international",
}


@dataclass(frozen=True)
class Word:
    """A word where it stands in its text. `text` is folded: NFKC, lower case, no accents."""

    text: str
    start: int
    end: int
    gap: str = ""  # what stands between the word before and this one
    capitals: bool = False  # written "WHO", which is not "who"

    @property
    def is_number(self) -> bool:
        return self.text.isdecimal()

    @property
    def is_reference(self) -> bool:
        return self.text.startswith("_")


def fold(text: str) -> str:
    """Lower case, compatibility forms and accents gone: "Söderköping" is "soderkoping"."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    if folded.isascii():
        return folded
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


def cut(text: str) -> Iterator[Word]:
    """The words and numbers of a text, in order, letters apart from digits ("rt3" is two)."""
    last = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        yield Word(_plain(match), start, end, text[last:start], match[0].isupper())
        last = end


def _plain(match: re.Match[str]) -> str:
    if match["sign"]:
        return "paragraph"
    if match["number"]:
        digits = (str(unicodedata.decimal(sign)) for sign in match["number"] if sign.isdecimal())
        return "".join(digits).lstrip("0")[:12] or "0"
    word = fold(match[0][:_MAX_LETTERS]).replace("’", "'").replace("ʼ", "'")
    return word.removesuffix("'s").replace("'", "")


def spelling(word: str) -> str:
    """The one spelling of a folded word that is written in several."""
    word = _IRREGULAR.get(word, word)
    for pattern, instead in _SPELLINGS:
        word = pattern.sub(instead, word)
    return word


class Stems:
    """Snowball's English stemmer behind one spelling; remembers the pack's own words only."""

    def __init__(self) -> None:
        self._stemmer = snowballstemmer.stemmer("english")
        self._learnt: dict[str, str] = {}

    def learn(self, word: str) -> str:
        stem = self._learnt.get(word)
        if stem is None:
            stem = self._learnt[word] = self.of(word)
        return stem

    def of(self, word: str) -> str:
        """The stem of a folded word; numbers and references are their own."""
        if word in self._learnt:
            return self._learnt[word]
        if not word.isascii() or not word.isalpha() or len(word) < 3:
            return word
        spelt = spelling(word)
        if apart := APART.get(word) or APART.get(spelt):
            return apart
        stem = str(self._stemmer.stemWord(spelt))
        if stem == word and _ACRONYM_PLURAL.search(stem):
            stem = stem[:-1]
        return stem[:-1] if stem.endswith("ll") and len(stem) > 3 else stem

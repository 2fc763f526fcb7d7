"""Parses a query into concepts, each with the words of the index that stand for it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from content.model import EntryKind
from content.search.index import Index
from content.search.references import fold_references
from content.search.spelling import SpellingCorrector, is_english
from content.search.stopwords import ASKING_WORDS, KIND_HINTS, LIGHT_WORDS
from content.search.words import Word, tokenize

MAX_CHARACTERS = 600
MAX_WORDS = 24
_MAX_CORRECTED_WORDS = 6
_MAX_JOINED_WORDS = 8  # of a query in which words are tried together
_MIN_FAMILY_CHARACTERS = 5
_LIGHT_FACTOR = 0.4
_MIN_SUGGESTED_WEIGHT = 1.5
_MIN_PREFIX_CHARACTERS = 4
_MAX_COMPLETIONS = 8
# Endings of other words of the same family, of which Snowball makes different stems.
_ENDINGS = (
    "aci", "al", "ant", "ari", "ation", "ator", "atori", "ed", "eer", "ent", "er", "est", "i", "ia",
    "ial", "ian", "ic", "ier", "ion", "ism", "ist", "iti", "iv", "ment", "ness", "or", "ori", "ous",
    "ship", "y",
)  # fmt: skip
# The same for words with two Latin stems: perceive and perception, decide and decision.
_STEM_CHANGES = tuple(
    change
    for one, other in (
        ("ceiv", "cept"), ("olv", "olut"), ("scrib", "script"), ("duc", "duct"), ("cid", "cis"),
        ("pand", "pans"), ("tend", "tens"), ("pond", "pons"), ("lud", "lus"), ("vert", "vers"),
        ("vid", "vis"), ("mit", "miss"), ("ogn", "ognit"), ("lyt", "lys"), ("appli", "applic"),
    )
    for change in ((one, other), (other, one))
)  # fmt: skip


@dataclass(frozen=True)
class Concept:
    """One thing that is asked for. `keys` are words of the index, the closest first."""

    word: str  # folded
    typed: str  # as it is in the query
    keys: tuple[str, ...]
    weight: float
    fixed: bool  # a reference, a symbol or a number, which is never corrected
    guessed: bool = False  # from a misspelling, or from the beginning of a word

    @property
    def is_suggestible(self) -> bool:
        """Whether it makes a useful query of its own."""
        meaningful = self.weight > _MIN_SUGGESTED_WEIGHT and self.word not in LIGHT_WORDS
        return meaningful and bool(self.keys) and not self.guessed and not self.word.isdecimal()


@dataclass(frozen=True)
class Query:
    """A parsed query. `corrections` are those of spelling: (typed, understood)."""

    concepts: tuple[Concept, ...]
    corrections: tuple[tuple[str, str], ...] = ()
    hints: frozenset[EntryKind] = frozenset()  # kinds of entry that the wording suggests

    @property
    def weight(self) -> float:
        return sum(concept.weight for concept in self.concepts)


class QueryParser:
    """Parses queries against the words of one index."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._spelling = SpellingCorrector(index)
        self._keys = sorted(key for key in index.where if not key.startswith("_"))
        self._surfaces = sorted(index.surfaces)

    def parse(self, text: str, *, typing: bool = False) -> Query:
        """Parse any text. With `typing`, the last word may be unfinished."""
        text = text[:MAX_CHARACTERS]
        words = fold_references(list(tokenize(text)), self._index.__contains__)
        hints = frozenset(KIND_HINTS[word.text] for word in words if word.text in KIND_HINTS)
        words = self._without_stop_words(words)
        concepts = [self._concept(word, text[word.start : word.end]) for word in words]
        self._join(words, concepts)
        meaningful = [
            concept for concept in concepts if concept.keys or not self._is_light(concept)
        ]
        unfinished = words[-1].text if typing and words and words[-1].end == len(text) else None
        parsed, corrections = self._with_unknown_words(meaningful or concepts, unfinished)
        return Query(tuple(parsed), tuple(corrections), hints)

    def _without_stop_words(self, words: list[Word]) -> list[Word]:
        unique = list({word.text: word for word in words}.values())
        kept = [
            word
            for word in unique
            if not self._index.is_stop_word(word) and word.text not in ASKING_WORDS
        ]
        if not kept and len(unique) == 1 and unique[0].text in self._index.acronyms:
            kept = unique
        return kept[:MAX_WORDS]

    def _concept(self, word: Word, typed: str) -> Concept:
        fixed = word.is_reference or word.is_number
        if fixed:
            keys: tuple[str, ...] = (word.text,) if word.text in self._index else ()
        else:
            keys = tuple(self._family(self._index.stemmer.stem(word.text)))
        return self._weighted(Concept(word.text, typed, keys, 0.0, fixed))

    def _weighted(self, concept: Concept) -> Concept:
        factor = _LIGHT_FACTOR if concept.word in LIGHT_WORDS else 1.0
        return replace(concept, weight=factor * self._index.weight(concept.keys))

    def _is_light(self, concept: Concept) -> bool:
        """Whether it is an everyday word, or a misspelt one."""
        if concept.fixed:
            return False
        if concept.word in LIGHT_WORDS:
            return True
        return self._spelling.is_misspelt_filler(concept.word) and not is_english(concept.word)

    def _family(self, stem: str) -> Iterable[str]:
        """The stem and related ones ("environ", "environment"), as far as the index has them."""
        if stem in self._index:
            yield stem
        if len(stem) >= _MIN_FAMILY_CHARACTERS:
            for ending in _ENDINGS:
                if stem + ending in self._index:
                    yield stem + ending
        for ending in _ENDINGS:
            shorter = stem.removesuffix(ending)
            if _MIN_FAMILY_CHARACTERS <= len(shorter) < len(stem) and shorter in self._index:
                yield shorter
        for one, other in _STEM_CHANGES:
            if stem.endswith(one) and (changed := stem.removesuffix(one) + other) in self._index:
                yield changed

    def _join(self, words: list[Word], concepts: list[Concept]) -> None:
        """Let "multi stakeholder", in either order, also mean "multistakeholder"."""
        if len(words) > _MAX_JOINED_WORDS:
            return
        plain = [place for place, concept in enumerate(concepts) if not concept.fixed]
        for first in plain:
            for second in plain:
                joined = words[first].text + words[second].text
                if first == second or not self._has_prefix(joined[: len(words[first].text) + 2]):
                    continue
                key = self._index.stemmer.stem(joined)
                if key in self._index:
                    for place in (first, second):
                        keys = (*concepts[place].keys, key)
                        concepts[place] = self._weighted(replace(concepts[place], keys=keys))

    def _has_prefix(self, prefix: str) -> bool:
        place = bisect_left(self._keys, prefix)
        return place < len(self._keys) and self._keys[place].startswith(prefix)

    def _with_unknown_words(
        self, concepts: list[Concept], unfinished: str | None
    ) -> tuple[list[Concept], list[tuple[str, str]]]:
        """Complete, correct or divide the words that the index does not have."""
        support = self._support([concept for concept in concepts if concept.keys])
        parsed: list[Concept] = []
        corrections: list[tuple[str, str]] = []
        tried = 0
        for concept in concepts:
            word = concept.word
            if concept.keys or concept.fixed or tried == _MAX_CORRECTED_WORDS:
                parsed.append(concept)
                continue
            tried += 1
            if word == unfinished and (keys := self._completions(word)):
                parsed.append(self._weighted(replace(concept, keys=keys, guessed=True)))
            elif is_english(word):
                parsed.append(concept)
            elif meant := self._spelling.correct(word, support):
                keys = tuple(self._family(self._index.key_of[meant]))
                parsed.append(self._weighted(replace(concept, keys=keys, guessed=True)))
                corrections.append((concept.typed, meant))
            elif parts := self._spelling.divide(word):
                for part in parts:
                    keys = (self._index.key_of[part],)
                    parsed.append(self._weighted(Concept(part, part, keys, 0.0, False)))
                corrections.append((concept.typed, " ".join(parts)))
            else:
                parsed.append(concept)
        return parsed, corrections

    def _completions(self, prefix: str) -> tuple[str, ...]:
        """The words of the pack that begin so, if at least half of the word is typed."""
        if len(prefix) < _MIN_PREFIX_CHARACTERS:
            return ()
        found: dict[str, None] = {}
        for surface in self._surfaces[bisect_left(self._surfaces, prefix) :]:
            if not surface.startswith(prefix) or len(found) == _MAX_COMPLETIONS:
                break
            if len(surface) <= 2 * len(prefix):
                found[self._index.key_of[surface]] = None
        return tuple(found)

    def _support(self, known: list[Concept]) -> Callable[[str], float]:
        """Return a function that tells how well a word of the pack goes with the known concepts:
        the greatest share (0 to 1) of their weight in one entry that has the word."""
        total = sum(concept.weight for concept in known)

        def support(surface: str) -> float:
            best = 0.0
            for number in self._index.where[self._index.key_of[surface]] if known else ():
                own = self._index.entries[number].own
                held = sum(concept.weight for concept in known if not own.isdisjoint(concept.keys))
                best = max(best, held)
            return best / total if known else 0.0

        return support

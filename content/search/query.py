"""Parses a query into concepts, each with the words of the index that stand for it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from content.model import EntryKind
from content.search.index import Index
from content.search.references import fold_references, is_hyphenated
from content.search.spelling import SpellingCorrector
from content.search.word_lists import is_word
from content.search.words import Word, tokenize

MAX_CHARACTERS = 600
MAX_WORDS = 24
_MAX_CORRECTED_WORDS = 6
_MAX_JOINED_WORDS = 8  # of a query in which words are tried together
_MIN_FAMILY_CHARACTERS = 5
_MIN_LETTERS_AFTER_PARTICLE = 3
_LIGHT_FACTOR = 0.4
_MIN_SUGGESTED_WEIGHT = 1.5
_MIN_PREFIX_CHARACTERS = 4
_MAX_COMPLETIONS = 8


@dataclass(frozen=True)
class Concept:
    """One thing that is asked for. `keys` are words of the index, the closest first."""

    word: str  # folded
    typed: str  # as it is in the query
    keys: tuple[str, ...]
    weight: float
    fixed: bool  # a reference, a symbol or a number, which is never corrected
    light: bool = False  # an everyday word
    guessed: bool = False  # from a misspelling, or from the beginning of a word

    @property
    def is_suggestible(self) -> bool:
        """Whether it makes a useful query of its own."""
        meaningful = self.weight > _MIN_SUGGESTED_WEIGHT and not self.light
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
        self._rules = index.rules
        self._spelling = SpellingCorrector(index)
        self._sorted_keys = sorted(key for key in index.where if not key.startswith("_"))
        self._surfaces = sorted(index.surfaces)

    def parse(self, text: str, *, typing: bool = False, correct: bool = True) -> Query:
        """Parse any text. With `typing`, the last word may be unfinished. Without `correct`,
        misspelt words stay unknown."""
        query, text = self._parse(text, typing, correct)
        by_sound = self._rules.correct_by_sound
        unknown = [concept.typed for concept in query.concepts if not concept.keys]
        if by_sound is None or not correct or not unknown:
            return query
        corrected = by_sound(text, unknown, self._index.surfaces)
        if corrected is None:
            return query
        again, _ = self._parse(text.replace(*corrected), typing, correct)
        return replace(again, corrections=(corrected, *again.corrections))

    def _parse(self, text: str, typing: bool, correct: bool) -> tuple[Query, str]:
        """Parse a text; returns the query and the text as it was prepared."""
        text = self._rules.prepare(text[:MAX_CHARACTERS])
        words = list(tokenize(text, pairs=False))
        words = fold_references(words, self._index.__contains__, self._rules.references)
        hints = self._hints(text, words)
        words = self._without_stop_words(self._divided(words))
        concepts = [self._concept(word, text[word.start : word.end]) for word in words]
        self._join(words, concepts)
        meaningful = [
            concept for concept in concepts if concept.keys or not self._is_light(concept)
        ]
        unfinished = words[-1].text if typing and words and words[-1].end == len(text) else None
        parsed, corrections = self._with_unknown_words(meaningful or concepts, unfinished, correct)
        return Query(tuple(parsed), tuple(corrections), hints), text

    def _hints(self, text: str, words: list[Word]) -> frozenset[EntryKind]:
        hints = self._rules.kind_hints
        if self._rules.divide is not None:
            return frozenset(kind for word, kind in hints.items() if word in text)
        return frozenset(hints[word.text] for word in words if word.text in hints)

    def _divided(self, words: list[Word]) -> list[Word]:
        divide = self._rules.divide
        if divide is None:
            return words
        known = self._index.__contains__
        return [
            part for word in words for part in (divide(word, known) if _is_run(word) else (word,))
        ]

    def _without_stop_words(self, words: list[Word]) -> list[Word]:
        unique = list({word.text: word for word in self._joined_stop_words(words)}.values())
        meant = [word for word in unique if not self._index.is_stop_word(word)]
        kept = [word for word in meant if word.text not in self._rules.asking_words]
        if len(kept) < len(meant) and self._index.is_phrase(word.text for word in meant):
            kept = meant  # "freedom of speech" asks for no speech
        if not kept and len(unique) == 1 and unique[0].text in self._index.acronyms:
            kept = unique
        return kept[:MAX_WORDS]

    def _joined_stop_words(self, words: list[Word]) -> list[Word]:
        """Make one word of hyphenated words that mean something together only ("bien-être")."""
        result: list[Word] = []
        for word in words:
            last = result[-1] if result else None
            if last and is_hyphenated(word) and all(map(self._index.is_stop_word, (last, word))):
                joined = last.text + word.text
                if self._index.key(joined) in self._index:
                    result[-1] = Word(joined, last.start, word.end, last.gap)
                    continue
            result.append(word)
        return result

    def _concept(self, word: Word, typed: str) -> Concept:
        fixed = word.is_reference or word.is_number
        if fixed:
            keys: tuple[str, ...] = (word.text,) if word.text in self._index else ()
        else:
            keys = self._keys(word.text)
        light = word.text in self._rules.light_words
        return self._weighted(Concept(word.text, typed, keys, 0.0, fixed, light))

    def _keys(self, word: str) -> tuple[str, ...]:
        """The keys for a folded word, also those of the pack's own language. A word of the query's
        language is not taken for one of those that looks the same."""
        keys = tuple(self._family(self._index.key(word)))
        if not keys and word.startswith(self._rules.particles):
            rest = word[1:]
            if len(rest) >= _MIN_LETTERS_AFTER_PARTICLE and self._index.key(rest) in self._index:
                keys = tuple(self._family(self._index.key(rest)))
        if not keys and (original := self._index.original_key(word)):
            return () if is_word(self._rules.code, word) else (original,)
        return keys

    def _weighted(self, concept: Concept) -> Concept:
        factor = _LIGHT_FACTOR if concept.light else 1.0
        return replace(concept, weight=factor * self._index.weight(concept.keys))

    def _is_light(self, concept: Concept) -> bool:
        """Whether it is an everyday word, or a misspelt one."""
        if concept.fixed:
            return False
        if concept.light:
            return True
        word = concept.word
        return self._spelling.is_misspelt_filler(word) and not is_word(self._rules.code, word)

    def _family(self, stem: str) -> Iterable[str]:
        """The stem and related ones ("environ", "environment"), as far as the index has them."""
        if stem in self._index:
            yield stem
        if len(stem) >= _MIN_FAMILY_CHARACTERS:
            for ending in self._rules.endings:
                if stem + ending in self._index:
                    yield stem + ending
        for ending in self._rules.endings:
            shorter = stem.removesuffix(ending)
            if _MIN_FAMILY_CHARACTERS <= len(shorter) < len(stem) and shorter in self._index:
                yield shorter
        for one, other in self._rules.stem_changes:
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
                key = self._index.key(joined)
                if key in self._index:
                    for place in (first, second):
                        keys = (*concepts[place].keys, key)
                        concepts[place] = self._weighted(replace(concepts[place], keys=keys))

    def _has_prefix(self, prefix: str) -> bool:
        place = bisect_left(self._sorted_keys, prefix)
        return place < len(self._sorted_keys) and self._sorted_keys[place].startswith(prefix)

    def _with_unknown_words(
        self, concepts: list[Concept], unfinished: str | None, correct: bool
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
            elif not correct or self._is_word(word):
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

    def _is_word(self, word: str) -> bool:
        """Whether a word is one of the language or of the pack's own: it is not misspelt then."""
        return any(is_word(rules.code, word) for rules in self._index.all_rules)

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
        held = [(concept.weight, self._index.own.with_any(concept.keys)) for concept in known]

        def support(surface: str) -> float:
            numbers = self._index.where[self._index.key_of[surface]] if known else ()
            best = max(
                (
                    sum(weight for weight, holding in held if number in holding)
                    for number in numbers
                ),
                default=0.0,
            )
            return best / total if known else 0.0

        return support


def _is_run(word: Word) -> bool:
    """Whether it is of a language without spaces."""
    return "\u3400" <= word.text[:1] <= "\u9fff" and not word.is_number

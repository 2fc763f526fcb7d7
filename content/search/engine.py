"""Finds and ranks the entries of a pack that answer a query."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from content.model import EntryKind, Pack
from content.search.excerpts import cut_excerpt
from content.search.hits import Hit, SearchResults
from content.search.index import Index, IndexedEntry
from content.search.query import Concept, Query, QueryParser
from content.search.references import similar_references
from content.search.word_lists import is_word

# Chosen on the tuned queries of the tests; between 0.6 and 0.75 their figures hardly change.
_MIN_COVERAGE_OF_LONG = 0.55  # share of a long query's weight that an entry must hold
_MIN_OWN_COVERAGE = 0.4  # share that must be in the entry itself, not in the titles above it
_IN_CONTEXT = 0.7  # factor for a word that is only in the titles above
_IN_FAMILY = 0.85  # factor for a word of which the entry has only a related word
_MIN_SHARE_OF_BEST = 0.75  # entries that cover much less than the best one are left out
_TITLE_BOOST = 2.0
_LITERAL_BOOST = 2.5  # for what an entry says, over what editors' search words say of it
_EXACT_TITLE_BOOST = 3.0
_EXACT_PHRASE_BOOST = 0.8  # for a whole search word of the pack
_HINTED_KIND_BOOST = 4.0  # "when is …" means a meeting
_LISTED_SCORE = 30.0  # for all of "roundtables" or "area 3": equal, so in reading order
_MAX_SUGGESTIONS = 3
# Between equals, what a delegate can quote and act on comes first.
_KIND_BOOSTS: dict[EntryKind, float] = {
    "recommendation": 1.1,
    "area": 1.05,
    "roundtable": 1.1,
    "background": 0.95,
    "term": 0.95,
    "meeting": 0.95,
}


@dataclass(frozen=True)
class _Asked:
    """A concept of a query, and the numbers of the entries that hold it: its very word, it or a
    related word, the same in the titles above, in what the entry itself says, in its titles."""

    weight: float
    first: frozenset[int]
    own: frozenset[int]
    context: frozenset[int]
    literal: frozenset[int]
    titles: frozenset[int]


@dataclass(frozen=True)
class _Candidate:
    entry: IndexedEntry
    coverage: float
    score: float


class Engine:
    """The index of one pack in one language. Immutable once built."""

    def __init__(self, pack: Pack, language: str) -> None:
        self.language = language
        self._index = Index(pack, language)
        self._parser = QueryParser(self._index)

    def familiarity(self, text: str) -> tuple[float, bool]:
        """The share (0 to 1) of a query's words that are words of the pack in this language, and
        whether any of the others may be of another language."""
        concepts = self._parser.parse(text, correct=False).concepts
        if not concepts:
            return 0.0, False
        unknown = [concept for concept in concepts if not self._is_own(concept)]
        foreign = not all(is_word(self.language, concept.word) for concept in unknown)
        return 1.0 - len(unknown) / len(concepts), foreign

    def _is_own(self, concept: Concept) -> bool:
        """Whether the pack has a word in this language. A common stem is not enough: that of
        "vulnerable" is the same in three languages."""
        index = self._index
        if concept.fixed or not concept.keys:
            return concept.fixed and bool(concept.keys)
        if not index.is_native(concept.keys):
            return False
        if is_word(self.language, concept.word):
            return True
        original = index.original_key(concept.word) is not None
        return concept.word in index.surfaces and not (
            original and is_word(index.all_rules[-1].code, concept.word)
        )

    def find(
        self,
        text: str,
        *,
        limit: int = 50,
        kinds: Container[EntryKind] | None = None,
        typing: bool = False,
        correct: bool = True,
    ) -> SearchResults:
        """See `Search.find`. Without `correct`, misspelt words stay unknown."""
        query = self._parser.parse(text, typing=typing, correct=correct)
        candidates = self._candidates(query, kinds)
        if not candidates:
            return SearchResults(suggestions=self._suggestions(query, kinds))
        hits = tuple(self._hit(candidate.entry, query) for candidate in candidates[:limit])
        return SearchResults(hits, query.corrections)

    def _hit(self, entry: IndexedEntry, query: Query) -> Hit:
        fields = entry.fields
        asked = [(concept.keys, concept.weight) for concept in query.concepts]
        excerpt = cut_excerpt(entry.shown, entry.places, asked)
        return Hit(
            fields.id, fields.kind, excerpt.text, fields.official, excerpt.marked,
            _search_word(entry, query.concepts),
        )  # fmt: skip

    def _candidates(self, query: Query, kinds: Container[EntryKind] | None) -> list[_Candidate]:
        """The entries that answer a query, best first."""
        concepts = query.concepts
        rules = self._index.rules
        long = len(concepts) >= rules.long_query
        if not _is_answerable(concepts, long):
            return []
        total = query.weight
        minimum = _MIN_COVERAGE_OF_LONG if long else rules.min_coverage
        candidates = []
        asked = [self._asked(concept) for concept in concepts]
        for number, relevance in self._index.rank(_fts_expression(concepts)):
            entry = self._index.entries[number]
            if kinds is not None and entry.fields.kind not in kinds:
                continue
            covered, own = _covered_weight(number, asked)
            if covered < minimum * total or own < _MIN_OWN_COVERAGE * total:
                continue
            coverage = covered / total
            score = self._score(number, query, asked, relevance, coverage)
            candidates.append(_Candidate(entry, coverage, score))
        candidates.sort(key=lambda candidate: -candidate.score)
        best = max((candidate.coverage for candidate in candidates), default=0.0)
        return [
            candidate for candidate in candidates if candidate.coverage >= _MIN_SHARE_OF_BEST * best
        ]

    def _asked(self, concept: Concept) -> _Asked:
        index, keys = self._index, concept.keys
        own = index.own.with_any(keys)
        return _Asked(
            concept.weight,
            index.own.with_any(keys[:1]),
            own,
            index.where.with_any(keys) - own,
            index.literal.with_any(keys),
            index.in_titles.with_any(keys),
        )

    def _score(
        self,
        number: int,
        query: Query,
        asked: Sequence[_Asked],
        relevance: float,
        coverage: float,
    ) -> float:
        entry = self._index.entries[number]
        keys = frozenset(concept.keys[0] for concept in query.concepts if concept.keys)
        if keys <= entry.groups and keys not in entry.titles:
            return _LISTED_SCORE
        in_title = sum(concept.weight for concept in asked if number in concept.titles)
        score = (relevance + 1.0 + _TITLE_BOOST * in_title / query.weight) * coverage**2
        kind = entry.fields.kind
        # What the entry itself says, and not its search words alone.
        said = sum(concept.weight for concept in asked if number in concept.literal)
        score *= 1.0 + _LITERAL_BOOST * said / query.weight
        score *= _KIND_BOOSTS.get(kind, 1.0) * (1.0 + self._name_boost(entry, keys, query.weight))
        return score * _HINTED_KIND_BOOST if kind in query.hints else score

    def _name_boost(self, entry: IndexedEntry, asked: frozenset[str], total: float) -> float:
        """The boost for an entry whose title or search word is in the query, or is the query."""
        if asked in entry.titles:
            return _EXACT_TITLE_BOOST
        if asked in entry.phrases:
            return _EXACT_PHRASE_BOOST
        contained = [phrase for phrase in (*entry.titles, *entry.phrases) if phrase <= asked]
        best = max((self._index.phrase_weight(phrase) for phrase in contained), default=0.0)
        return min(1.0, best / total)

    def _suggestions(self, query: Query, kinds: Container[EntryKind] | None) -> tuple[str, ...]:
        """Queries with hits: the known words of this one, and references similar to its own."""
        known = [concept for concept in query.concepts if concept.is_suggestible]
        heaviest = sorted(known, key=lambda concept: -concept.weight)[:_MAX_SUGGESTIONS]
        suggestions: list[str] = []
        for concepts in (known, *([concept] for concept in heaviest)):
            if concepts and self._candidates(Query(tuple(concepts)), kinds):
                suggestions.append(" ".join(concept.typed for concept in concepts))
                if concepts is known:
                    break
        for concept in query.concepts:
            if concept.fixed and not concept.keys:
                suggestions += similar_references(concept.word, self._index.where)
        return tuple(dict.fromkeys(suggestions))[:_MAX_SUGGESTIONS]


def _is_answerable(concepts: Sequence[Concept], long: bool) -> bool:
    """Whether enough of a query is known to the pack: all of a short one, and every reference."""
    unknown = [concept for concept in concepts if not concept.keys]
    if any(concept.fixed for concept in unknown):
        return False
    return len(unknown) < len(concepts) and (not unknown or long)


def _fts_expression(concepts: Iterable[Concept]) -> str:
    """An FTS5 expression: any of the words, and neighbours once more (NEAR), which bm25 counts."""
    known = [concept.keys for concept in concepts if concept.keys]
    words = dict.fromkeys(key for keys in known for key in keys)
    parts = [f'"{key}"' for key in words]
    parts += [f'NEAR("{left[0]}" "{right[0]}", 3)' for left, right in pairwise(known)]
    return " OR ".join(parts)


def _covered_weight(number: int, asked: Iterable[_Asked]) -> tuple[float, float]:
    """The weight of the concepts that an entry holds: with its context, and without it."""
    covered = own = 0.0
    for concept in asked:
        if number in concept.own:
            in_entry = number in concept.first
            covered += concept.weight if in_entry else concept.weight * _IN_FAMILY
            own += concept.weight
        elif number in concept.context:
            covered += concept.weight * _IN_CONTEXT
    return covered, own


def _search_word(entry: IndexedEntry, concepts: Iterable[Concept]) -> str | None:
    """The search word of an entry that holds most of what was asked and its text does not."""
    missing = {
        key
        for concept in concepts
        if not any(key in entry.places for key in concept.keys)
        for key in concept.keys
        if not key.startswith("_")  # a reference is no search word
    }
    best = max(entry.phrases, key=lambda phrase: len(phrase & missing) / len(phrase), default=None)
    return entry.phrases[best] if best and best & missing else None

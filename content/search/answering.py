"""The pack's entries that answer a query, best first, or an honest nothing."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from itertools import pairwise

from content.model import EntryKind, Pack
from content.search.excerpts import piece
from content.search.found import Found, Hit
from content.search.index import Index, Indexed
from content.search.reading import Concept, Question, Reader
from content.search.references import like

# Chosen on the tuned queries; between 0.6 and 0.75 their figures hardly move.
_ENOUGH = 0.7  # share of a query's weight that one entry must hold
_ENOUGH_OF_MANY = 0.55  # the same for a query of many words
_MANY = 4
_OWN = 0.4  # share that must stand in the entry itself, not in the titles above it
_IN_CONTEXT = 0.7  # what a word counts that stands only in the titles above
_IN_FAMILY = 0.85  # and one that has only its family there
_BESIDE_BEST = 0.75  # entries that hold much less than the best one are left out
_TITLED = 2.0  # praise for the words in the title
_NAMED, _CALLED = 3.0, 1.5  # and for being called so by title, or by search word
_HINTED = 2.0  # "when is …" means a meeting
_ONE_OF = 9.0  # "roundtables", "area 3": all of them, in reading order
_MOST_NEAR = 3
# Between equals, what a delegate can quote and act on comes first.
_KINDS: dict[EntryKind, float] = {
    "recommendation": 1.1,
    "area": 1.05,
    "roundtable": 1.1,
    "background": 0.95,
    "term": 0.95,
    "meeting": 0.95,
}


@dataclass(frozen=True)
class _Scored:
    entry: Indexed
    coverage: float
    score: float


class Answers:
    """Built once for a pack; asking changes nothing in it."""

    def __init__(self, pack: Pack) -> None:
        self._index = Index(pack)
        self._reader = Reader(self._index)

    def find(
        self,
        words: str,
        *,
        limit: int = 50,
        kinds: Container[EntryKind] | None = None,
        typing: bool = False,
    ) -> Found:
        """See `Search.find`."""
        question = self._reader.read(words, typing=typing)
        scored = self._scored(question, kinds)
        if not scored:
            return Found(near=self._near(question, kinds))
        hits = tuple(self._hit(each.entry, question) for each in scored[:limit])
        return Found(hits, question.read_as)

    def _scored(self, question: Question, kinds: Container[EntryKind] | None) -> list[_Scored]:
        concepts = question.concepts
        if not concepts or not _speaks(concepts):
            return []
        total = sum(concept.weight for concept in concepts)
        enough = _ENOUGH if len(concepts) < _MANY else _ENOUGH_OF_MANY
        found = []
        for number, relevance in self._index.rank(_expression(concepts)):
            entry = self._index.entries[number]
            if kinds is not None and entry.fields.kind not in kinds:
                continue
            coverage, own = _coverage(entry, concepts)
            if coverage < enough * total or own < _OWN * total:
                continue
            share = coverage / total
            found.append(_Scored(entry, share, self._score(entry, question, relevance, share)))
        found.sort(key=lambda each: -each.score)
        best = max((each.coverage for each in found), default=0.0)
        return [each for each in found if each.coverage >= _BESIDE_BEST * best]

    def _score(self, entry: Indexed, question: Question, relevance: float, share: float) -> float:
        asked = frozenset(concept.keys[0] for concept in question.concepts if concept.keys)
        if asked <= entry.groups and asked not in entry.titles:
            return _ONE_OF
        titled = sum(each.weight for each in question.concepts if entry.in_titles & set(each.keys))
        total = sum(each.weight for each in question.concepts)
        score = (relevance + 1.0 + _TITLED * titled / total) * share**2
        score *= _KINDS.get(entry.fields.kind, 1.0) * (1.0 + self._named(entry, asked, total))
        return score * _HINTED if entry.fields.kind in question.hints else score

    def _named(self, entry: Indexed, asked: frozenset[str], total: float) -> float:
        """Praise for an entry that is called so, or whose search words say so."""
        if asked in entry.titles:
            return _NAMED
        if asked in entry.phrases:
            return _CALLED
        whole = [phrase for phrase in (*entry.titles, *entry.phrases) if phrase <= asked]
        best = max((self._index.weight_of(phrase) for phrase in whole), default=0.0)
        return min(1.0, best / total)

    def _hit(self, entry: Indexed, question: Question) -> Hit:
        each = entry.fields
        asked = [(concept.keys, concept.weight) for concept in question.concepts]
        shown = piece(each.shown, entry.spans, asked)
        through = _through(entry, question.concepts)
        return Hit(each.id, each.kind, shown.text, each.official, shown.marked, through)

    def _near(self, question: Question, kinds: Container[EntryKind] | None) -> tuple[str, ...]:
        """What does find something: the words that the pack has, references like those typed."""
        telling = [each for each in question.concepts if each.leads]
        telling.sort(key=lambda each: -each.weight)
        together = [each for each in question.concepts if each in telling]
        near: list[str] = []
        for way in (together, *([each] for each in telling[:_MOST_NEAR])):
            if way and self._scored(Question(tuple(way)), kinds):
                near.append(" ".join(each.typed for each in way))
                if way is together:
                    break
        for concept in question.concepts:
            if concept.fixed and not concept.keys:
                near += like(concept.word, self._index.where)
        return tuple(dict.fromkeys(near))[:_MOST_NEAR]


def _speaks(concepts: Iterable[Concept]) -> bool:
    """Whether the documents can speak of it: a word they do not know ends a short query."""
    concepts = tuple(concepts)
    unknown = [concept for concept in concepts if not concept.keys]
    if any(concept.fixed for concept in unknown):
        return False
    return len(unknown) < len(concepts) and (not unknown or len(concepts) >= _MANY)


def _expression(concepts: Iterable[Concept]) -> str:
    """FTS5's: any of the words, and neighbours near each other, which bm25 then counts as well."""
    known = [concept.keys for concept in concepts if concept.keys]
    words = dict.fromkeys(key for keys in known for key in keys)
    parts = [f'"{key}"' for key in words]
    parts += [f'NEAR("{left[0]}" "{right[0]}", 3)' for left, right in pairwise(known)]
    return " OR ".join(parts)


def _coverage(entry: Indexed, concepts: Iterable[Concept]) -> tuple[float, float]:
    """The weight of what the entry holds, with its context and by itself."""
    coverage = own = 0.0
    for concept in concepts:
        for place, key in enumerate(concept.keys):
            if key in entry.own:
                coverage += concept.weight if not place else concept.weight * _IN_FAMILY
                own += concept.weight
                break
        else:
            if any(key in entry.context for key in concept.keys):
                coverage += concept.weight * _IN_CONTEXT
    return coverage, own


def _through(entry: Indexed, concepts: Iterable[Concept]) -> str | None:
    """The search word that says most of what was asked and the text does not."""
    missing = {key for each in concepts for key in each.keys if not _in_text(entry, each)}
    if not missing:
        return None
    best = max(entry.phrases, key=lambda phrase: len(phrase & missing) / len(phrase), default=None)
    return entry.phrases[best] if best and best & missing else None


def _in_text(entry: Indexed, concept: Concept) -> bool:
    return any(key in entry.spans for key in concept.keys)

"""The pack in SQLite's full-text index (FTS5), in memory, with its vocabulary beside it.

Words are stemmed before they go in, so FTS5 counts, weighs and ranks (bm25) what `words` cut out.
"""

from __future__ import annotations

import math
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from weakref import finalize

from content.model import Pack
from content.search import references
from content.search.fields import LABELS, Fields, fields
from content.search.stopwords import STOP
from content.search.words import Stems, Word, cut, fold

COLUMNS = ("title", "words", "text", "label", "context")
_WEIGHTS = (6.0, 6.0, 3.0, 2.0, 0.5)
_BREAK = "_"  # stands between phrases, so that no phrase is found across two
Spans = dict[str, list[tuple[int, int]]]


@dataclass
class Indexed:
    """One entry with what FTS5 does not keep: where words stand, and its phrases."""

    fields: Fields
    own: set[str] = field(default_factory=set)
    context: set[str] = field(default_factory=set)
    spans: Spans = field(default_factory=dict)
    phrases: dict[frozenset[str], str] = field(default_factory=dict)
    titles: set[frozenset[str]] = field(default_factory=set)
    in_titles: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()  # names of what it is one of: its kind, its area


class Index:
    def __init__(self, pack: Pack) -> None:
        self.stems = Stems()
        self.acronyms = frozenset(fold(term.term) for term in pack.glossary)
        self.entries = [Indexed(each) for each in fields(pack)]
        self.surfaces: Counter[str] = Counter()  # words as written, folded
        self.key_of: dict[str, str] = {}
        self.where: dict[str, list[int]] = defaultdict(list)  # stem: the entries that have it
        rows = [self._row(entry) for entry in self.entries]
        self._bridge_acronyms(pack, rows)
        for number, (entry, row) in enumerate(zip(self.entries, rows, strict=True)):
            for column, keys in zip(COLUMNS, row, strict=True):
                (entry.context if column == "context" else entry.own).update(keys)
            entry.own.discard(_BREAK)
            for key in entry.own | entry.context:
                self.where[key].append(number)
        self._connection = sqlite3.connect(":memory:", check_same_thread=False)
        finalize(self, self._connection.close)
        self._connection.execute(
            "CREATE VIRTUAL TABLE entries USING fts5("
            + ", ".join(COLUMNS)
            + """, content='', detail=full,
            tokenize="unicode61 remove_diacritics 0 tokenchars '_'")"""
        )
        self._connection.executemany(
            "INSERT INTO entries(rowid, title, words, text, label, context) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            ((number, *map(" ".join, row)) for number, row in enumerate(rows)),
        )
        self._connection.execute(
            "INSERT INTO entries(entries, rank) VALUES ('rank', ?)",
            (f"bm25({', '.join(map(str, _WEIGHTS))})",),
        )

    def __contains__(self, key: str) -> bool:
        return key in self.where

    def is_stop(self, word: Word) -> bool:
        """Whether it carries no meaning. "WHO" does where the glossary has it; "who" does not."""
        if len(word.text) == 1 and not word.is_number:
            return True
        return word.text in STOP and not (word.capitals and word.text in self.acronyms)

    def weight(self, keys: Iterable[str]) -> float:
        """How much a word says: rare ones much, those that stand everywhere next to nothing."""
        count = len({number for key in keys for number in self.where.get(key, ())})
        return max(0.15, math.log((len(self.entries) + 1) / (count + 0.5)))

    def weight_of(self, phrase: frozenset[str]) -> float:
        return sum(self.weight((key,)) for key in phrase)

    def rank(self, expression: str) -> list[tuple[int, float]]:
        """Entries that match an FTS5 expression of known words, by bm25: higher is better."""
        rows = self._connection.execute(
            "SELECT rowid, -rank FROM entries WHERE entries MATCH ?", (expression,)
        )
        return [(int(number), float(score)) for number, score in rows]

    def _row(self, entry: Indexed) -> list[list[str]]:
        each = entry.fields
        titles: list[str] = []
        for title in filter(None, each.titles):
            keys = self._keys(title, named=True)
            entry.titles.add(frozenset(keys))
            titles += [*keys, _BREAK]
        words: list[str] = []
        for phrase in each.words:
            keys = self._keys(phrase, named=True)
            if keys:
                entry.phrases.setdefault(frozenset(keys), phrase)
            words += [*keys, _BREAK]
        entry.in_titles = frozenset(titles)
        entry.groups = frozenset((*each.belongs, *self._keys(LABELS[each.kind])))
        text = self._keys(each.text)
        entry.spans = self._spans(each.shown)
        label = [*each.references, *each.belongs, *self._keys(each.label, named=True)]
        entry.titles.update(frozenset((one,)) for one in each.references)
        entry.titles.discard(frozenset())
        return [titles, words, text, label, self._keys(each.context)]

    def _keys(self, text: str, *, named: bool = False) -> list[str]:
        words = list(cut(text))
        keys = [key for word in words if (key := self._learn(word))]
        keys += [
            self._learn_surface(before.text + word.text)
            for before, word in pairwise(words)
            if references.hyphenated(word) and not before.is_number
        ]
        keys += [word.text for word in references.symbols(words)]
        if named:
            keys += [word.text for word in references.places(words)]
        return keys

    def _learn(self, word: Word) -> str | None:
        if self.is_stop(word):
            return None
        return word.text if word.is_number else self._learn_surface(word.text)

    def _learn_surface(self, surface: str) -> str:
        key = self.stems.learn(surface)
        self.surfaces[surface] += 1
        self.key_of[surface] = key
        return key

    def _spans(self, text: str) -> Spans:
        words = list(cut(text))
        spans: Spans = defaultdict(list)
        for word in words:
            if not self.is_stop(word):
                spans[self.stems.learn(word.text)].append((word.start, word.end))
        for before, word in pairwise(words):
            if references.hyphenated(word):
                spans[self.stems.learn(before.text + word.text)].append((before.start, word.end))
        for word in references.symbols(words):
            spans[word.text].append((word.start, word.end))
        return dict(spans)

    def _bridge_acronyms(self, pack: Pack, rows: Sequence[list[list[str]]]) -> None:
        """Whoever asks for "Global Migration Group" finds GMG, and the other way round."""
        bridges = []
        for term in pack.glossary:
            short, long = self._plain_keys(term.term), self._plain_keys(term.expansion)
            if short and len(long) > 1:
                bridges.append((short, long))
        for row in rows:
            have = " ".join(("", *row[0], *row[1], *row[2], *row[3], ""))
            for short, long in bridges:
                has_short, has_long = (f" {' '.join(keys)} " in have for keys in (short, long))
                if has_short != has_long:
                    row[4] += long if has_short else short

    def _plain_keys(self, text: str) -> list[str]:
        return [self.stems.learn(word.text) for word in cut(text) if not self.is_stop(word)]

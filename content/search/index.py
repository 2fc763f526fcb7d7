"""The full-text index of a pack (SQLite's FTS5, in memory) and its vocabulary.

The index holds keys: the stem of a word, a number as it is, a reference or symbol as one word.
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
from content.search.fields import LABELS, SearchFields, search_fields
from content.search.references import is_hyphenated, named_references, symbols
from content.search.stopwords import STOP_WORDS
from content.search.words import Stemmer, Word, fold, tokenize

COLUMNS = ("title", "words", "text", "label", "context")
_COLUMN_WEIGHTS = (6.0, 6.0, 3.0, 2.0, 0.5)
_MIN_WEIGHT = 0.15
_BREAK = "_"  # between phrases, so that neighbours (NEAR) are of one phrase
Spans = dict[str, list[tuple[int, int]]]  # the offsets of each key in a text


@dataclass
class IndexedEntry:
    """An entry and its keys, as FTS5 does not give them back."""

    fields: SearchFields
    own: set[str] = field(default_factory=set)  # keys of all columns but the context
    context: set[str] = field(default_factory=set)
    spans: Spans = field(default_factory=dict)  # in the text that is shown
    phrases: dict[frozenset[str], str] = field(default_factory=dict)  # its search words
    titles: set[frozenset[str]] = field(default_factory=set)
    in_titles: frozenset[str] = frozenset()  # the keys of all titles
    groups: frozenset[str] = frozenset()  # keys of what it is one of: its kind, its area


class Index:
    """The index of one pack. Immutable once built; safe to read from several threads."""

    def __init__(self, pack: Pack) -> None:
        self.stemmer = Stemmer()
        self.acronyms = frozenset(fold(term.term) for term in pack.glossary)
        self.entries = [IndexedEntry(fields) for fields in search_fields(pack)]
        self.surfaces: Counter[str] = Counter()  # the folded words of the pack, with their number
        self.key_of: dict[str, str] = {}  # by folded word
        self.where: dict[str, list[int]] = defaultdict(list)  # numbers of entries, by key
        rows = [self._row(entry) for entry in self.entries]
        self._link_acronyms(pack, rows)
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
            (f"bm25({', '.join(map(str, _COLUMN_WEIGHTS))})",),
        )

    def __contains__(self, key: str) -> bool:
        return key in self.where

    def is_stop_word(self, word: Word) -> bool:
        """Whether a word has no meaning; "WHO" has one if it is in the glossary."""
        if len(word.text) == 1 and not word.is_number:
            return True
        return word.text in STOP_WORDS and not (word.capitals and word.text in self.acronyms)

    def weight(self, keys: Iterable[str]) -> float:
        """The weight of a word (inverse document frequency): rare words weigh most."""
        count = len({number for key in keys for number in self.where.get(key, ())})
        return max(_MIN_WEIGHT, math.log((len(self.entries) + 1) / (count + 0.5)))

    def phrase_weight(self, phrase: frozenset[str]) -> float:
        return sum(self.weight((key,)) for key in phrase)

    def rank(self, expression: str) -> list[tuple[int, float]]:
        """The numbers of the entries that match an FTS5 expression, with bm25; higher is better."""
        rows = self._connection.execute(
            "SELECT rowid, -rank FROM entries WHERE entries MATCH ?", (expression,)
        )
        return [(int(number), float(score)) for number, score in rows]

    def _row(self, entry: IndexedEntry) -> list[list[str]]:
        """Fill in an entry and return its keys by column."""
        fields = entry.fields
        titles: list[str] = []
        for title in filter(None, fields.titles):
            keys = self._keys(title, named=True)
            entry.titles.add(frozenset(keys))
            titles += [*keys, _BREAK]
        words: list[str] = []
        for phrase in fields.words:
            keys = self._keys(phrase, named=True)
            if keys:
                entry.phrases.setdefault(frozenset(keys), phrase)
            words += [*keys, _BREAK]
        entry.in_titles = frozenset(titles)
        entry.groups = frozenset((*fields.parents, *self._keys(LABELS[fields.kind])))
        text = self._keys(fields.text)
        entry.spans = self._spans(fields.shown)
        label = [*fields.references, *fields.parents, *self._keys(fields.label, named=True)]
        entry.titles.update(frozenset((reference,)) for reference in fields.references)
        entry.titles.discard(frozenset())
        return [titles, words, text, label, self._keys(fields.context)]

    def _keys(self, text: str, *, named: bool = False) -> list[str]:
        """The keys of a text; with `named` also of references such as "first roundtable"."""
        words = list(tokenize(text))
        keys = [
            word.text if word.is_number else self._add_surface(word.text)
            for word in words
            if not self.is_stop_word(word)
        ]
        keys += [
            self._add_surface(before.text + word.text)
            for before, word in pairwise(words)
            if is_hyphenated(word) and not before.is_number
        ]
        keys += [word.text for word in symbols(words)]
        if named:
            keys += [word.text for word in named_references(words)]
        return keys

    def _add_surface(self, surface: str) -> str:
        key = self.stemmer.cached_stem(surface)
        self.surfaces[surface] += 1
        self.key_of[surface] = key
        return key

    def _spans(self, text: str) -> Spans:
        words = list(tokenize(text))
        spans: Spans = defaultdict(list)
        for word in words:
            if not self.is_stop_word(word):
                spans[self.stemmer.cached_stem(word.text)].append((word.start, word.end))
        for before, word in pairwise(words):
            if is_hyphenated(word):
                spans[self.stemmer.cached_stem(before.text + word.text)].append(
                    (before.start, word.end)
                )
        for word in symbols(words):
            spans[word.text].append((word.start, word.end))
        return dict(spans)

    def _link_acronyms(self, pack: Pack, rows: Sequence[list[list[str]]]) -> None:
        """Add an acronym's expansion to the context of entries with the acronym, and vice versa."""
        pairs = []
        for term in pack.glossary:
            short, long = self._plain_keys(term.term), self._plain_keys(term.expansion)
            if short and len(long) > 1:
                pairs.append((short, long))
        for row in rows:
            line = " ".join(("", *row[0], *row[1], *row[2], *row[3], ""))
            for short, long in pairs:
                has_short, has_long = (f" {' '.join(keys)} " in line for keys in (short, long))
                if has_short != has_long:
                    row[4] += long if has_short else short

    def _plain_keys(self, text: str) -> list[str]:
        return [
            self.stemmer.cached_stem(word.text)
            for word in tokenize(text)
            if not self.is_stop_word(word)
        ]

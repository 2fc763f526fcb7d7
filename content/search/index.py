"""The full-text index of a pack (SQLite's FTS5, in memory) and its vocabulary.

The index holds keys: the stem of a word, a number as it is, a reference or symbol as one word.
"""

from __future__ import annotations

import math
import sqlite3
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise
from weakref import finalize

from content.model import Pack
from content.search.excerpts import Places
from content.search.fields import SearchFields, search_fields, shown_text
from content.search.languages import LanguageRules, rules_of
from content.search.references import (
    is_hyphenated,
    join_roundtable,
    named_references,
    symbols,
)
from content.search.word_lists import is_word
from content.search.words import Stemmer, Word, fold, tokenize

COLUMNS = ("title", "words", "text", "label", "context")
_COLUMN_WEIGHTS = (6.0, 6.0, 3.0, 2.0, 0.5)
_MIN_WEIGHT = 0.15
_BREAK = "_"  # between phrases, so that neighbours (NEAR) are of one phrase


# Before the words of the pack's own language in the index of another one.
_ORIGINAL_MARK = "o_"


@dataclass
class IndexedEntry:
    """An entry and its keys, as FTS5 does not give them back."""

    fields: SearchFields
    shown: str  # excerpts are cut from it
    places: Places  # in the text that is shown
    phrases: dict[frozenset[str], str] = field(default_factory=dict)  # its search words
    titles: set[frozenset[str]] = field(default_factory=set)
    groups: frozenset[str] = frozenset()  # keys of what it is one of: its kind, its area


class Postings:
    """Which entries have a key, by the entries' numbers."""

    def __init__(self) -> None:
        self._numbers: dict[str, array[int]] = defaultdict(lambda: array("I"))

    def add(self, number: int, keys: Iterable[str]) -> None:
        """Add the keys of an entry; each number is greater than those before."""
        for key in set(keys):
            self._numbers[key].append(number)

    def __contains__(self, key: object) -> bool:
        return key in self._numbers

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __getitem__(self, key: str) -> Sequence[int]:
        """The numbers of the entries with a key, in order; none for an unknown key."""
        return self._numbers.get(key, ())

    def with_any(self, keys: Iterable[str]) -> frozenset[int]:
        return frozenset().union(*(self[key] for key in keys))


class _Vocabulary:
    """The words of a pack in one language, and the keys that stand for them."""

    def __init__(self, language: str, acronyms: frozenset[str], mark: str = "") -> None:
        """`mark` is put before each key that is a stem."""
        self.language = language
        self.rules = rules = rules_of(language)
        self.acronyms = acronyms
        self.mark = mark
        self.stemmer = Stemmer(rules.new_stem())
        self.surfaces: Counter[str] = Counter()  # the folded words of the pack, with their number
        self.key_of: dict[str, str] = {}  # by folded word
        self._marked: dict[str, str] = {}  # one string for each key, however often it occurs

    def is_stop_word(self, word: Word) -> bool:
        """Whether a word has no meaning; "WHO" has one if it is in the glossary."""
        if len(word.text) == 1 and not word.is_number and word.text.isascii():
            return True
        if word.text not in self.rules.stop_words:
            return False
        return not (word.capitals and word.text in self.acronyms)

    def key(self, surface: str) -> str:
        """The key of a folded word that people typed."""
        return self.mark + self.stemmer.stem(surface)

    def cached_key(self, surface: str) -> str:
        """The key of a folded word of the pack."""
        stem = self.stemmer.cached_stem(surface)
        return self._marked.setdefault(stem, self.mark + stem) if self.mark else stem

    def keys(self, text: str, *, named: bool = False) -> list[str]:
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
        joined = join_roundtable(words, self.rules.references)
        if len(joined) < len(words):
            keys += [self._add_surface(word.text) for word in joined if word.text == "roundtable"]
        if named:
            keys += [word.text for word in named_references(words, self.rules.references)]
        return keys

    def _add_surface(self, surface: str) -> str:
        key = self.cached_key(surface)
        self.surfaces[surface] += 1
        self.key_of[surface] = key
        return key

    def add_places(self, text: str, places: Places) -> None:
        """Add the places of the keys in a text."""
        words = list(tokenize(text))
        for word in words:
            if not self.is_stop_word(word):
                places.add(self.cached_key(word.text), word.start, word.end)
        for before, word in pairwise(words):
            if is_hyphenated(word):
                places.add(self.cached_key(before.text + word.text), before.start, word.end)
        for word in symbols(words):
            places.add(word.text, word.start, word.end)

    def plain_keys(self, text: str) -> list[str]:
        return [
            self.cached_key(word.text) for word in tokenize(text) if not self.is_stop_word(word)
        ]

    def rows(self, pack: Pack, entries: Sequence[IndexedEntry]) -> list[list[list[str]]]:
        """The keys of each entry by column; fills in the entries."""
        rows = []
        for entry, fields in zip(entries, search_fields(pack, self.rules), strict=True):
            rows.append(self._row(entry, fields))
        return rows

    def _row(self, entry: IndexedEntry, fields: SearchFields) -> list[list[str]]:
        titles: list[str] = []
        for title in filter(None, fields.titles):
            keys = self.keys(title, named=True)
            entry.titles.add(frozenset(keys))
            titles += [*keys, _BREAK]
        words: list[str] = []
        for phrase in fields.words:
            keys = self.keys(phrase, named=True)
            if keys:
                entry.phrases.setdefault(frozenset(keys), phrase)
            words += [*keys, _BREAK]
        if not self.mark:
            group = self.rules.labels.get(fields.kind, fields.group)
            entry.groups = frozenset((*fields.parents, *self.keys(group)))
        # A document's words may be in another language than the editors'.
        foreign = fields.official and self.language != fields.language
        text = [] if foreign else self.keys(fields.text)
        # The pack's own words are not in a text that is shown in another language.
        if not self.mark or entry.fields.language in ("", self.language):
            self.add_places(entry.shown, entry.places)
        label = [*fields.references, *fields.parents, *self.keys(fields.label, named=True)]
        entry.titles.update(frozenset((reference,)) for reference in fields.references)
        entry.titles.discard(frozenset())
        return [titles, words, text, label, self.keys(fields.context)]


class Index:
    """The index of one pack in one language. Immutable once built; safe to read from several
    threads.

    The index of a language that is not the pack's own also has the pack's own words, with a mark:
    people mix languages.
    """

    def __init__(self, pack: Pack, language: str) -> None:
        localized, original = pack.in_language(language), pack.original
        self.rules = rules_of(language)
        self.acronyms = frozenset(fold(term.term) for term in pack.glossary)
        self._words = _Vocabulary(language, self.acronyms)
        self.original: _Vocabulary | None = None
        key_numbers: dict[str, int] = {}
        self.entries = [
            IndexedEntry(fields, shown_text(localized, fields.id), Places(key_numbers))
            for fields in search_fields(localized, self.rules)
        ]
        rows = self._words.rows(localized, self.entries)
        _link_acronyms(localized, self._words, rows)
        if language != pack.language:
            self.original = _Vocabulary(pack.language, self.acronyms, _ORIGINAL_MARK)
            more = self.original.rows(original, self.entries)
            for row, others in zip(rows, more, strict=True):
                for keys, added in zip(row, others, strict=True):
                    keys += (key for key in added if key.startswith((_ORIGINAL_MARK, _BREAK)))
        self.surfaces, self.key_of = self._words.surfaces, self._words.key_of
        self.where = Postings()  # in any column
        self.own = Postings()  # in all columns but the context
        self.literal = Postings()  # in its titles, text and label, and not in search words alone
        self.in_titles = Postings()
        for number, (titles, words, text, label, context) in enumerate(rows):
            self.in_titles.add(number, titles)
            self.literal.add(number, chain(titles, text, label))
            own = {*titles, *words, *text, *label} - {_BREAK}
            self.own.add(number, own)
            self.where.add(number, own.union(context))
        self._phrases = {
            phrase for entry in self.entries for phrase in (*entry.titles, *entry.phrases)
        }
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
        """Whether a word has no meaning, in the language or in the pack's own."""
        if self._words.is_stop_word(word):
            return True
        if self.original is None or is_word(self.rules.code, word.text):
            return False
        return self.original.is_stop_word(word)

    @property
    def all_rules(self) -> tuple[LanguageRules, ...]:
        """The rules of the language, and of the pack's own if that is another one."""
        return (self.rules,) if self.original is None else (self.rules, self.original.rules)

    def key(self, surface: str) -> str:
        """The key of a folded word, whether the index has it or not."""
        return self._words.key(surface)

    def is_native(self, keys: Sequence[str]) -> bool:
        """Whether the keys of a concept are of the language itself."""
        return bool(keys) and not keys[0].startswith(_ORIGINAL_MARK)

    def original_key(self, surface: str) -> str | None:
        """The key of a folded word of the pack's own language, if that is another one and the
        index has the word."""
        if self.original is None:
            return None
        key = self.original.key(surface)
        return key if key in self.where else None

    def weight(self, keys: Iterable[str]) -> float:
        """The weight of a word (inverse document frequency): rare words weigh most."""
        count = len(self.where.with_any(keys))
        return max(_MIN_WEIGHT, math.log((len(self.entries) + 1) / (count + 0.5)))

    def is_phrase(self, words: Iterable[str]) -> bool:
        """Whether folded words are a whole title or search word of the pack."""
        return frozenset(map(self._words.key, words)) in self._phrases

    def phrase_weight(self, phrase: frozenset[str]) -> float:
        return sum(self.weight((key,)) for key in phrase)

    def rank(self, expression: str) -> list[tuple[int, float]]:
        """The numbers of the entries that match an FTS5 expression, with bm25; higher is better."""
        rows = self._connection.execute(
            "SELECT rowid, -rank FROM entries WHERE entries MATCH ?", (expression,)
        )
        return [(int(number), float(score)) for number, score in rows]


def _link_acronyms(pack: Pack, vocabulary: _Vocabulary, rows: Sequence[list[list[str]]]) -> None:
    """Add an acronym's expansion to the context of entries with the acronym, and vice versa."""
    pairs = []
    for term in pack.glossary:
        short, long = vocabulary.plain_keys(term.term), vocabulary.plain_keys(term.expansion)
        if short and len(long) > 1:
            pairs.append((short, long))
    for row in rows:
        line = " ".join(("", *row[0], *row[1], *row[2], *row[3], ""))
        for short, long in pairs:
            has_short, has_long = (f" {' '.join(keys)} " in line for keys in (short, long))
            if has_short != has_long:
                row[4] += long if has_short else short

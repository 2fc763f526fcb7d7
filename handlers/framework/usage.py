"""Counting what is looked up and searched for, without who asked."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections import defaultdict
from datetime import date
from typing import Literal

from cachetools import LRUCache

from storage.counts import OTHER_NAMES

What = Literal["looked-up", "found", "not-found"]
# Longer searches are more likely to be about somebody than about the documents.
_MAX_CHARACTERS, _MAX_WORDS = 60, 6
# Addresses, user names, links and telephone numbers.
_PERSONAL = re.compile(r"@|://|www\.|t\.me/|(?:\d[ \-().+]*){6,}")
_MAX_MARKS = 10_000  # about 5 MB; beyond it, the oldest are dropped
# More different searches of one person on a day are ignored, so that nobody can fill the table.
_MAX_MARKS_PER_PERSON = 50


class RepeatedSearches:
    """Tells which words were searched for by two people in two chats on one day.

    Nothing is stored but keyed hashes ("marks") of words and chats. Their key is random and dropped
    with them at the end of the day, so that nobody can find the words by trying.
    """

    def __init__(self) -> None:
        self._begin(None)

    def is_repeated(self, words: str, chat_id: int, user_id: int, day: date) -> bool:
        """Note a search on a day in UTC, and return whether another person searched for the same
        words in another chat on that day."""
        if day != self._day:
            self._begin(day)
        words_mark = self._mark("words", words)
        asker = (self._mark("chat", words, chat_id), self._mark("person", words, user_id))
        first_asker = self._first_askers.get(words_mark)
        if first_asker is None:
            if self._may_add(user_id):
                self._first_askers[words_mark] = asker
            return False
        if first_asker and (first_asker[0] == asker[0] or first_asker[1] == asker[1]):
            return False
        self._first_askers[words_mark] = ()
        return True

    def forget_before(self, day: date) -> None:
        """Drop all marks unless they are of this day."""
        if self._day not in (None, day):
            self._begin(None)

    @property
    def marks(self) -> frozenset[bytes]:
        """The marks of the words that are remembered."""
        return frozenset(self._first_askers)

    def _begin(self, day: date | None) -> None:
        self._day = day
        self._key = os.urandom(32)
        # The chat and person who first searched for the words; empty once somebody else did, too.
        self._first_askers: LRUCache[bytes, tuple[bytes, ...]] = LRUCache(_MAX_MARKS)
        self._added: LRUCache[bytes, int] = LRUCache(_MAX_MARKS)

    def _may_add(self, user_id: int) -> bool:
        person = self._mark("person", user_id)
        added = self._added.get(person, 0)
        self._added[person] = added + 1
        return added < _MAX_MARKS_PER_PERSON

    def _mark(self, *parts: str | int) -> bytes:
        text = "\0".join(str(part) for part in parts)
        return hashlib.blake2b(text.encode(), digest_size=16, key=self._key).digest()


class Counts:
    """Counts in memory, until `take` hands them over to be stored."""

    def __init__(self) -> None:
        self._numbers: defaultdict[tuple[What, str], int] = defaultdict(int)
        self._searches = RepeatedSearches()

    def note(self, what: What, name: str) -> None:
        self._numbers[what, name] += 1

    def note_not_found(self, words: str, chat_id: int, user_id: int, day: date) -> None:
        """Count a search without a result, on a day in UTC. Its words are recorded only from the
        second chat on that searches for them; before, it counts as OTHER_NAMES."""
        name = not_found_words(words)
        repeated = name is not None and self._searches.is_repeated(name, chat_id, user_id, day)
        self.note("not-found", name if name is not None and repeated else OTHER_NAMES)

    def take(self, day: date) -> dict[tuple[What, str], int]:
        """Return all counts since the last call and reset them. Forget who searched for what before
        `day`."""
        self._searches.forget_before(day)
        taken = dict(self._numbers)
        self._numbers.clear()
        return taken


def not_found_words(words: str) -> str | None:
    """Return a search's words in the form in which they are counted, or None if they may be
    personal."""
    if len(words) > 4 * _MAX_CHARACTERS:
        return None
    text = " ".join(unicodedata.normalize("NFKC", words).casefold().split())
    # Invisible characters would make the same words look different.
    text = "".join(letter for letter in text if unicodedata.category(letter)[0] != "C").strip()
    if not text or len(text) > _MAX_CHARACTERS or text.count(" ") >= _MAX_WORDS:
        return None
    return None if _PERSONAL.search(text) else text

"""Counts what is asked for, without who asks."""

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
_LONGEST, _MOST_WORDS = 60, 6
# Addresses, names of accounts, links, numbers of telephones: nobody's own goes into a list.
_SOMEBODYS = re.compile(r"@|://|www\.|t\.me/|(?:\d[ \-().+]*){6,}")
# Marks in memory, some 5 MB. Who floods them is heard no more that day, and keeps nobody out.
_MOST_MARKS = 10_000
_MOST_OF_ONE = 50


class RepeatedSearches:
    """Tells words that two chats asked for on one day from those of one alone, in memory.

    It holds no words and no numbers of chats: marks keyed by a random salt that goes with them at
    the day's end, so that nobody can find out what they stand for by trying.
    """

    def __init__(self) -> None:
        self._begin(None)

    def is_repeated(self, words: str, chat_id: int, user_id: int, day: date) -> bool:
        """Whether these words were asked for on this day (UTC) in two chats by two people. One
        person in a chat and in a group is one."""
        if day != self._day:
            self._begin(day)
        what = self._mark("words", words)
        asker = (self._mark("chat", words, chat_id), self._mark("person", words, user_id))
        first = self._first.get(what)
        if first is None:
            if self._may_begin(user_id):
                self._first[what] = asker
            return False
        if first and (first[0] == asker[0] or first[1] == asker[1]):
            return False
        self._first[what] = ()
        return True

    def end(self, day: date) -> None:
        """Forget all of a day other than this one."""
        if self._day not in (None, day):
            self._begin(None)

    @property
    def marks(self) -> frozenset[bytes]:
        """All that is held of words."""
        return frozenset(self._first)

    def _begin(self, day: date | None) -> None:
        self._day = day
        self._salt = os.urandom(32)
        # By the mark of words: the marks of who asked first; none once somebody else did.
        self._first: LRUCache[bytes, tuple[bytes, ...]] = LRUCache(_MOST_MARKS)
        self._begun: LRUCache[bytes, int] = LRUCache(_MOST_MARKS)

    def _may_begin(self, user_id: int) -> bool:
        person = self._mark("person", user_id)
        begun = self._begun.get(person, 0)
        self._begun[person] = begun + 1
        return begun < _MOST_OF_ONE

    def _mark(self, *parts: str | int) -> bytes:
        said = "\0".join(str(part) for part in parts)
        return hashlib.blake2b(said.encode(), digest_size=16, key=self._salt).digest()


class Counts:
    """How often since they were last taken; noting is one step in memory."""

    def __init__(self) -> None:
        self._numbers: defaultdict[tuple[What, str], int] = defaultdict(int)
        self._asked = RepeatedSearches()

    def note(self, what: What, name: str) -> None:
        self._numbers[what, name] += 1

    def note_not_found(self, words: str, chat_id: int, user_id: int, day: date) -> None:
        """A search without a result, on a day in UTC. Its words are noted from the second chat on
        that asks for them."""
        shown = not_found_words(words)
        told = shown is not None and self._asked.is_repeated(shown, chat_id, user_id, day)
        self.note("not-found", shown if shown is not None and told else OTHER_NAMES)

    def take(self, day: date) -> dict[tuple[What, str], int]:
        """All that was noted; from here on it is counted anew. Who asked for what before this day
        is forgotten."""
        self._asked.end(day)
        taken = dict(self._numbers)
        self._numbers.clear()
        return taken


def not_found_words(words: str) -> str | None:
    """A search's words as they are counted, or None where they may be somebody's own."""
    if len(words) > 4 * _LONGEST:
        return None
    text = " ".join(unicodedata.normalize("NFKC", words).casefold().split())
    # Letters that nobody sees would make the same words look like others.
    text = "".join(each for each in text if unicodedata.category(each)[0] != "C").strip()
    if not text or len(text) > _LONGEST or text.count(" ") >= _MOST_WORDS:
        return None
    return None if _SOMEBODYS.search(text) else text

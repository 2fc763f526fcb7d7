"""Counting what is asked for, without who asks."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Literal

What = Literal["looked-up", "found", "not-found"]
_LONGEST, _MOST_WORDS = 60, 6
# Addresses, names of accounts, links, numbers of telephones: nobody's own goes into a list.
_SOMEBODYS = re.compile(r"@|://|www\.|t\.me/|(?:\d[ \-().+]*){6,}")


class Counts:
    """How often since they were last taken; noting is one step in memory."""

    def __init__(self) -> None:
        self._numbers: defaultdict[tuple[What, str], int] = defaultdict(int)

    def note(self, what: What, name: str) -> None:
        self._numbers[what, name] += 1

    def take(self) -> dict[tuple[What, str], int]:
        """All that was noted; from here on it is counted anew."""
        taken = dict(self._numbers)
        self._numbers.clear()
        return taken


def not_found_words(words: str) -> str | None:
    """A search's words as they are counted, or None where they may be somebody's own."""
    text = " ".join(words.casefold().split())
    if not text or len(text) > _LONGEST or text.count(" ") >= _MOST_WORDS:
        return None
    return None if _SOMEBODYS.search(text) else text

"""Search over one pack. Its index takes a moment to build, which most first answers do not need."""

from __future__ import annotations

from collections.abc import Container
from threading import Lock
from typing import TYPE_CHECKING

from content.model import EntryKind, Pack
from content.search.found import Found

if TYPE_CHECKING:
    from content.search.answering import Answers


class Search:
    """Asking changes nothing in it. `prepare` may run in another thread."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._answers: Answers | None = None
        self._building = Lock()

    def prepare(self) -> Answers:
        """Build what `find` needs, where that is still to be done: 0.2 s for the pack that
        ships, half of it for the libraries."""
        from content.search.answering import Answers

        with self._building:
            if self._answers is None:
                self._answers = Answers(self._pack)
            return self._answers

    def find(
        self,
        words: str,
        *,
        limit: int = 50,
        kinds: Container[EntryKind] | None = None,
        typing: bool = False,
    ) -> Found:
        """At most `limit` entries, only of these kinds if any are named. Takes any text. With
        `typing` the last word may be unfinished, as it is in inline mode."""
        answers = self._answers or self.prepare()
        return answers.find(words, limit=limit, kinds=kinds, typing=typing)

"""Search over everything in a pack. See docs/search.md."""

from __future__ import annotations

from collections.abc import Container
from threading import Lock
from typing import TYPE_CHECKING

from content.model import EntryKind, Pack
from content.search.hits import Hit, SearchResults

if TYPE_CHECKING:
    from content.search.engine import Engine

__all__ = ["Hit", "Search", "SearchResults"]


class Search:
    """Searches one pack. Thread-safe; the index is built on first use."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._engine: Engine | None = None
        self._building = Lock()

    def prepare(self) -> Engine:
        """Build the index unless it is built already; about 0.2 s for the pack that ships."""
        # Most first answers need no search, so that its libraries are not imported at the start.
        from content.search.engine import Engine

        with self._building:
            if self._engine is None:
                self._engine = Engine(self._pack)
            return self._engine

    def find(
        self,
        text: str,
        *,
        limit: int = 50,
        kinds: Container[EntryKind] | None = None,
        typing: bool = False,
    ) -> SearchResults:
        """Find at most `limit` entries for any text, best first; only of `kinds`, if given.

        With `typing` the last word may be unfinished, as in inline mode.
        """
        engine = self._engine or self.prepare()
        return engine.find(text, limit=limit, kinds=kinds, typing=typing)

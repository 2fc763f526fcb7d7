"""The results of a search."""

from __future__ import annotations

from dataclasses import dataclass

from content.model import EntryKind


@dataclass(frozen=True)
class Hit:
    """An entry that was found. `marked` holds (start, end) offsets into `excerpt`."""

    id: str
    kind: EntryKind
    excerpt: str
    official: bool  # whether the excerpt is the document's own words
    marked: tuple[tuple[int, int], ...]
    # The pack's search word that matched, if the entry's text does not show the whole reason.
    search_word: str | None = None


@dataclass(frozen=True)
class SearchResults:
    """Hits, best first. If there are none, `suggestions` are queries that have hits."""

    hits: tuple[Hit, ...] = ()
    corrections: tuple[tuple[str, str], ...] = ()  # of spelling: (typed, understood)
    suggestions: tuple[str, ...] = ()

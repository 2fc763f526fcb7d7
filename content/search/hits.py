"""The results of a search."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace

from content.model import EntryKind, Pack


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

    def only(self, ids: Container[str]) -> SearchResults:
        """The results that are among these entries."""
        return replace(self, hits=tuple(hit for hit in self.hits if hit.id in ids))

    def in_pack(self, pack: Pack, found_in: Pack) -> SearchResults:
        """The results with the words of a pack in another language than that of the pack
        `found_in`. A document's own words stay where they are the same in both."""
        # Slow to import, and not needed where all is in one language.
        from content.search.excerpts import NOWHERE, cut_excerpt
        from content.search.fields import shown_text

        hits = tuple(
            hit
            if hit.official and shown_text(pack, hit.id) == shown_text(found_in, hit.id)
            else replace(
                hit, excerpt=cut_excerpt(shown_text(pack, hit.id), NOWHERE, ()).text, marked=()
            )
            for hit in self.hits
        )
        return replace(self, hits=hits)

"""What a search finds."""

from __future__ import annotations

from dataclasses import dataclass

from content.model import EntryKind


@dataclass(frozen=True)
class Hit:
    """One entry that answers. `marked` are (start, end) in characters of `excerpt`."""

    id: str
    kind: EntryKind
    excerpt: str
    official: bool
    marked: tuple[tuple[int, int], ...]
    # The pack's search word that led here, where the entry's text does not show all of why.
    through: str | None = None


@dataclass(frozen=True)
class Found:
    """`read_as` are slips that were mended, (typed, understood); `near` a way on from nothing."""

    hits: tuple[Hit, ...] = ()
    read_as: tuple[tuple[str, str], ...] = ()
    near: tuple[str, ...] = ()

"""Iterates over the passages of a pack with their paths."""

from __future__ import annotations

from collections.abc import Iterator

from content.model import Pack, Passage
from content.problems import Path


def walk_passages(pack: Pack) -> Iterator[tuple[Path, Passage]]:
    """Every passage with its path, including passages with the same id."""
    for number, roundtable in enumerate(pack.roundtables):
        if roundtable.theme is not None:
            yield ("roundtables", number, "theme"), roundtable.theme
    for number, area in enumerate(pack.areas):
        here: Path = ("areas", number)
        yield (*here, "call"), area.call
        for place, recommendation in enumerate(area.recommendations):
            yield (*here, "recommendations", place), recommendation
        if area.box is not None:
            yield (*here, "box"), area.box
    for number, section in enumerate(pack.mandate):
        for place, passage in enumerate(section.passages):
            yield ("mandate", number, "passages", place), passage
    for number, collection in enumerate(pack.collections):
        for place, passage in enumerate(collection.passages):
            yield ("collections", number, "passages", place), passage
    for name, only in (("position", pack.position), ("background", pack.background)):
        if only is not None:
            for place, passage in enumerate(only.passages):
                yield (name, "passages", place), passage

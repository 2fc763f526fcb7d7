"""What is drawn as a picture, before it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Bars:
    """`rows` by name, the most first; None is a number too small to be told."""

    title: str
    rows: Sequence[tuple[str, int | None]]


@dataclass(frozen=True)
class Chart:
    """What is drawn; days as ISO dates. `name` is that of all charts of the same things, in the
    same language. `few` stands beside what is too small to be told: less than `fewest`."""

    name: str
    delegates_title: str
    delegates: Sequence[tuple[str, int]]
    bars: Sequence[Bars] = field(default_factory=tuple)
    few: str = ""
    fewest: int = 1

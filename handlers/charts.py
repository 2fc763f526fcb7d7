"""What is drawn as a picture, before it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Bars:
    title: str
    rows: Sequence[tuple[str, int]]


@dataclass(frozen=True)
class Chart:
    """What is drawn; days as ISO dates."""

    delegates_title: str
    delegates: Sequence[tuple[str, int]]
    bars: Sequence[Bars] = field(default_factory=tuple)

"""The chart of a reply, before it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Bars:
    """A list of bars. `rows` are (name, number), largest first; a number of None is hidden because
    it is too small to publish."""

    title: str
    rows: Sequence[tuple[str, int | None]]


@dataclass(frozen=True)
class Chart:
    """A line over time with lists of bars below it. Charts with the same `key` show the same
    figures and may be answered from a cache.

    `line` holds (ISO date, the date as it is shown, number) in order of time. A hidden number has a
    bar of `hidden_length` and the label `hidden_label`.
    """

    key: str
    right_to_left: bool
    line_title: str
    line: Sequence[tuple[str, str, int]]
    bars: Sequence[Bars]
    hidden_label: str
    hidden_length: int

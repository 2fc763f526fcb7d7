"""A sheet of codes to print and cut, before it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class CodeCard:
    """One card: whoever has it opens `link`, or types `code`."""

    title: str
    lines: tuple[str, ...]
    link: str
    code: str


@dataclass(frozen=True)
class CodeSheet:
    """Cards of an event, several on a page. `foot` is below the title of each; `language` is of the
    sentences."""

    title: str
    language: str
    foot: str
    cards: Sequence[CodeCard]

"""A document to print, before it is set as a PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class PrintedTable:
    """A table below its title. `numbers` are the columns, from 0, whose cells are numbers or times:
    they are as narrow as possible."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: Sequence[int] = ()


@dataclass(frozen=True)
class PrintedDocument:
    """A title with lines below it, then tables. `foot` stands on every page.

    A text goes in the direction of its own first letter, the whole in that of the language.
    """

    title: str
    lines: Sequence[str]
    tables: Sequence[PrintedTable]
    foot: str
    language: str
    right_to_left: bool

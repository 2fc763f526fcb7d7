"""The buttons of rapporteurs below a turn, or below a note of it. `note` is 0 for the turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.framework.buttons import ButtonData

MARKS = ("proposal", "good-practice", "challenge", "commitment", "quote")


@dataclass(frozen=True)
class SetMark(ButtonData):
    """Set a mark, or take it away."""

    tag: ClassVar[str] = "fn1"
    turn: int
    note: int
    mark: str


@dataclass(frozen=True)
class LinkPassage(ButtonData):
    """Look for a passage to link."""

    tag: ClassVar[str] = "fn2"
    turn: int
    note: int


@dataclass(frozen=True)
class PickPassage(ButtonData):
    """Link a passage, or take the link away."""

    tag: ClassVar[str] = "fn3"
    turn: int
    note: int
    passage: str


@dataclass(frozen=True)
class RemoveNote(ButtonData):
    """Delete one's own note."""

    tag: ClassVar[str] = "fn4"
    note: int

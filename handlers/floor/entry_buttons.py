"""The buttons with which the clerk enters and changes turns.

A kind is one letter: see `KINDS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.framework.buttons import ButtonData
from storage.floor.records import Kind

KINDS: dict[str, Kind] = {
    "s": "statement", "r": "reply", "p": "point", "n": "panellist", "a": "answer",
}  # fmt: skip


@dataclass(frozen=True)
class Pick(ButtonData):
    """A delegation is chosen: in which capacity does it speak?"""

    tag: ClassVar[str] = "fc1"
    session: int
    delegation: int


@dataclass(frozen=True)
class Add(ButtonData):
    """Put a delegation on the list, and on behalf of a group unless that is 0."""

    tag: ClassVar[str] = "fc2"
    session: int
    control: int
    delegation: int
    group: int
    kind: str
    level: str


@dataclass(frozen=True)
class Groups(ButtonData):
    """Choose the group on whose behalf a delegation speaks."""

    tag: ClassVar[str] = "fc3"
    session: int
    delegation: int


@dataclass(frozen=True)
class Unaffiliated(ButtonData):
    """Ask for the name of a speaker without a delegation."""

    tag: ClassVar[str] = "fc4"
    session: int
    kind: str


@dataclass(frozen=True)
class NameSpeaker(ButtonData):
    """Ask for the name of who speaks in a turn."""

    tag: ClassVar[str] = "fc5"
    session: int
    turn: int

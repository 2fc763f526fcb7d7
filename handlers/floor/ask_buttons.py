"""The buttons with which a delegate asks for the floor.

A kind is s, r or p: a statement, a right of reply, a point of order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from handlers.framework.buttons import ButtonData

KINDS: dict[str, Literal["statement", "reply", "point"]] = {
    "s": "statement", "r": "reply", "p": "point",
}  # fmt: skip
LEVELS = ("head", "minister", "other")
POINT_REASONS = ("procedure", "time", "interpretation", "other")


@dataclass(frozen=True)
class Ask(ButtonData):
    """Ask for the floor. `kind` is s, r or p: a statement, a right of reply, a point of order."""

    tag: ClassVar[str] = "fa1"
    session: int
    kind: str


@dataclass(frozen=True)
class NewSpeaker(ButtonData):
    """Ask for another speaker; `own` is 1 for the person who presses."""

    tag: ClassVar[str] = "fa2"
    session: int
    kind: str
    own: int


@dataclass(frozen=True)
class Level(ButtonData):
    """The level of a speaker."""

    tag: ClassVar[str] = "fa3"
    session: int
    kind: str
    speaker: int
    level: str


@dataclass(frozen=True)
class ForWhom(ButtonData):
    """A speaker is chosen: for which delegation or group?"""

    tag: ClassVar[str] = "fa4"
    session: int
    kind: str
    speaker: int


@dataclass(frozen=True)
class Enter(ButtonData):
    """Put a speaker on the list, for a delegation, and on behalf of a group unless that is 0.
    `reason` is that of a point of order."""

    tag: ClassVar[str] = "fa5"
    session: int
    kind: str
    speaker: int
    delegation: int
    group: int
    reason: str


@dataclass(frozen=True)
class Mine(ButtonData):
    """What a person does with their own turn: withdraw, later, speaker."""

    tag: ClassVar[str] = "fa6"
    act: str
    turn: int

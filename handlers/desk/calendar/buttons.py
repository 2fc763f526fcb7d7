"""The buttons of the calendar's form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.framework.buttons import ButtonData

PLACE = "desk-calendar"
ONE = "desk-meeting"


@dataclass(frozen=True)
class Begin(ButtonData):
    """Begin a form: add, move, change, cancel or restore; the meeting's id, none to add one."""

    tag: ClassVar[str] = "ca1"
    what: str
    meeting: str


@dataclass(frozen=True)
class Pick(ButtonData):
    """One of the answers that a question offers. `mark` is that of the form as it was shown, so
    that an old button does nothing."""

    tag: ClassVar[str] = "ca2"
    mark: int
    value: str


@dataclass(frozen=True)
class Turn(ButtonData):
    """Through the form: back, skip, keep, more, drop, save."""

    tag: ClassVar[str] = "ca3"
    mark: int
    wanted: str


@dataclass(frozen=True)
class MoveBack(ButtonData):
    """Begin a form that takes back a move; the revision that the move made."""

    tag: ClassVar[str] = "ca4"
    meeting: str
    revision: int

"""The buttons of the team's calendar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.framework.buttons import ButtonData

PLACE = "desk-calendar"
MEETING_PLACE = "desk-meeting"
LINE_PLACE = "desk-line"  # its part is the id of a meeting


@dataclass(frozen=True)
class BeginForm(ButtonData):
    """Begin a form. `action` is add, move, change, cancel or restore; `meeting_id` is empty for
    add."""

    tag: ClassVar[str] = "ca1"
    action: str
    meeting_id: str


@dataclass(frozen=True)
class PickAnswer(ButtonData):
    """One of the answers that the open question offers. `nonce` is the form's when it was shown;
    a button with another one is out of date."""

    tag: ClassVar[str] = "ca2"
    nonce: int
    value: str


@dataclass(frozen=True)
class FormCommand(ButtonData):
    """`command` is back, skip, keep, more, drop or save; `nonce` as in PickAnswer."""

    tag: ClassVar[str] = "ca3"
    nonce: int
    command: str


@dataclass(frozen=True)
class MoveBack(ButtonData):
    """Begin a form that reverts a move; `revision` is the one that the move made."""

    tag: ClassVar[str] = "ca4"
    meeting_id: str
    revision: int


@dataclass(frozen=True)
class RemoveMeeting(ButtonData):
    """Delete a meeting that nobody knows of. `confirmed` is 0 to be asked first, or 1."""

    tag: ClassVar[str] = "ca6"
    meeting_id: str
    confirmed: int


@dataclass(frozen=True)
class SwitchFloor(ButtonData):
    """Switch the list of speakers of a meeting: `on` is 1 or 0."""

    tag: ClassVar[str] = "ca5"
    meeting_id: str
    on: int


@dataclass(frozen=True)
class SwitchAttendance(ButtonData):
    """Ask people whether they come to a meeting, or do not ask any more: `on` is 1 or 0."""

    tag: ClassVar[str] = "ca9"
    meeting_id: str
    on: int

"""The buttons of swapping two meetings and moving several."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.framework.buttons import ButtonData

PLACE = "desk-moves"
DRAFT_PLACE = f"{PLACE}.draft"


@dataclass(frozen=True)
class SwapWith(ButtonData):
    """Begin to swap a meeting with another one."""

    tag: ClassVar[str] = "cm1"
    meeting_id: str


@dataclass(frozen=True)
class PickOther(ButtonData):
    """The other meeting of a swap. `nonce` is the draft's; a button with another one is out of
    date."""

    tag: ClassVar[str] = "cm2"
    nonce: int
    meeting_id: str


@dataclass(frozen=True)
class ChooseScope(ButtonData):
    """Begin to move the meetings of a day, room or track. `kind` is day, room, track or list;
    `key` is an ISO date without hyphens, the key of a name, or all."""

    tag: ClassVar[str] = "cm3"
    kind: str
    key: str


@dataclass(frozen=True)
class ToggleMeeting(ButtonData):
    """Choose a meeting to be moved, or leave it out; `page` is that of the list."""

    tag: ClassVar[str] = "cm4"
    nonce: int
    meeting_id: str
    page: int


@dataclass(frozen=True)
class ChooseChange(ButtonData):
    """What is swapped or moved: see Draft.what and Draft.value. The `value` of a room is the key
    of its name, that of a swap is all."""

    tag: ClassVar[str] = "cm5"
    nonce: int
    what: str
    value: str


@dataclass(frozen=True)
class DraftCommand(ButtonData):
    """`command` is one of those that `topic.press_command` knows."""

    tag: ClassVar[str] = "cm6"
    nonce: int
    command: str


@dataclass(frozen=True)
class SaveDraft(ButtonData):
    """Carry out the plan with this fingerprint, and no other."""

    tag: ClassVar[str] = "cm7"
    nonce: int
    fingerprint: str


@dataclass(frozen=True)
class UndoAct(ButtonData):
    """Preview undoing an act; `entry` is its entry in the trace."""

    tag: ClassVar[str] = "cm8"
    entry: int

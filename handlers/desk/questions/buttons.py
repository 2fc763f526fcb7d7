"""The buttons of questions, at the desk and under each question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.framework.buttons import ButtonData
from handlers.framework.places import Place

PLACE = Place("desk-questions")
MUTED = "muted"  # the part of that place which lists the muted people


@dataclass(frozen=True)
class MakeGroupLink(ButtonData):
    """Make a link with which an organiser chooses the group for questions."""

    tag: ClassVar[str] = "k2"


@dataclass(frozen=True)
class SendToEachOrganiser(ButtonData):
    """Send questions to each organiser instead of a group."""

    tag: ClassVar[str] = "k3"


@dataclass(frozen=True)
class Settle(ButtonData):
    """Close a question that was answered elsewhere. Once it is settled, its button says who did
    it."""

    tag: ClassVar[str] = "k4"
    number: int


@dataclass(frozen=True)
class AskMute(ButtonData):
    """Ask whether the person who asked a question is to be muted."""

    tag: ClassVar[str] = "k5"
    number: int


@dataclass(frozen=True)
class Mute(ButtonData):
    """The answer to AskMute; `confirmed` is yes or no."""

    tag: ClassVar[str] = "k6"
    number: int
    confirmed: str


@dataclass(frozen=True)
class Unmute(ButtonData):
    """`person` is the id of their private chat."""

    tag: ClassVar[str] = "k7"
    person: str

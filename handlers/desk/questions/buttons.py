"""The buttons of questions, at the desk and under each question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.framework.buttons import ButtonData
from handlers.framework.places import Place

PLACE = Place("desk-questions")
MUTED = "muted"  # the part of it that lists who is muted


@dataclass(frozen=True)
class GroupLink(ButtonData):
    """Make a link that chooses the group."""

    tag: ClassVar[str] = "k2"


@dataclass(frozen=True)
class EachOrganiser(ButtonData):
    """Let questions go to each organiser."""

    tag: ClassVar[str] = "k3"


@dataclass(frozen=True)
class Settle(ButtonData):
    """Somebody answered elsewhere. Once it is settled, the same button says so."""

    tag: ClassVar[str] = "k4"
    number: int


@dataclass(frozen=True)
class AskMute(ButtonData):
    """The first step of muting who asked a question."""

    tag: ClassVar[str] = "k5"
    number: int


@dataclass(frozen=True)
class Mute(ButtonData):
    """The second step; `wanted` is yes or no."""

    tag: ClassVar[str] = "k6"
    number: int
    wanted: str


@dataclass(frozen=True)
class Unmute(ButtonData):
    """`person` is the number of their chat."""

    tag: ClassVar[str] = "k7"
    person: str

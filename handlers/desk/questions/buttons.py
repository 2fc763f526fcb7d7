"""The buttons of questions, at the desk and under each question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.framework.buttons import ButtonData
from handlers.framework.places import Place

PLACE = Place("desk-questions")
MUTED = "muted"  # the part of that place which lists the muted people
OPEN = "open"  # the part that lists the questions which wait for an answer
SUBJECTS_PLACE = "desk-subjects"  # its part is the id of a subject, and perhaps a screen of it
QUESTION_PLACE = "desk-question"  # its part is the number of a question


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


@dataclass(frozen=True)
class Take(ButtonData):
    """Take care of a question. `at_desk` is 1 on the desk's screen of it, 0 below the question."""

    tag: ClassVar[str] = "qt1"
    number: int
    at_desk: int


@dataclass(frozen=True)
class GiveBack(ButtonData):
    """No longer take care of a question; for everybody else, the button only says who does."""

    tag: ClassVar[str] = "qt2"
    number: int
    at_desk: int


@dataclass(frozen=True)
class AddSubject(ButtonData):
    """Ask for the name of a new subject."""

    tag: ClassVar[str] = "qs2"


@dataclass(frozen=True)
class RemoveSubject(ButtonData):
    """Remove a subject; `confirmed` is 0 or 1."""

    tag: ClassVar[str] = "qs3"
    subject: int
    confirmed: int


@dataclass(frozen=True)
class SetSubjectPerson(ButtonData):
    """Let an organiser get the questions about a subject (`on` is 1), or not any more (0)."""

    tag: ClassVar[str] = "qs4"
    subject: int
    person: str
    on: int


@dataclass(frozen=True)
class MakeSubjectLink(ButtonData):
    """Make a link with which an organiser chooses the group for a subject."""

    tag: ClassVar[str] = "qs5"
    subject: int


@dataclass(frozen=True)
class LeaveSubjectGroup(ButtonData):
    """Send the questions about a subject no longer to its group."""

    tag: ClassVar[str] = "qs6"
    subject: int

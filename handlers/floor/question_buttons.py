"""The buttons of questions from the room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.floor.context import FloorContext
from handlers.framework.buttons import ButtonData
from handlers.framework.places import Place, go
from handlers.framework.reader import Reader
from handlers.framework.reply import Press, Row

PLACE = "floor-questions"
MODERATE = "moderate"


@dataclass(frozen=True)
class VoteFor(ButtonData):
    """Vote for a question, or take the vote back if `on` is 0."""

    tag: ClassVar[str] = "fq1"
    question: int
    on: int
    page: int


@dataclass(frozen=True)
class Moderate(ButtonData):
    """Do something to a question: show, refuse, answered, pin, unpin, merge, back. `other` is the
    question with which it is merged."""

    tag: ClassVar[str] = "fq2"
    act: str
    question: int
    other: int = 0


@dataclass(frozen=True)
class WriteQuestion(ButtonData):
    """Ask the person to write a question."""

    tag: ClassVar[str] = "fq3"
    session: int


@dataclass(frozen=True)
class AskIn(ButtonData):
    """Ask the words of the message in a session, where several are on."""

    tag: ClassVar[str] = "fq4"
    session: int


def questions_place(session: int, part: str = "", page: int = 1) -> Place:
    return Place(PLACE, f"{session}-{part}" if part else str(session), page)


def question_rows(reader: Reader, context: FloorContext) -> tuple[Row, ...]:
    """Return the button to the questions of a session whose rules allow some."""
    if context.rules.questions == "off":
        return ()
    label = reader.gettext("Questions")
    return ((Press(label, go(questions_place(context.session.id))),),)


def moderation_rows(reader: Reader, context: FloorContext) -> tuple[Row, ...]:
    """Return the button to the questions that wait for the moderator, if some do."""
    waiting = context.questions_waiting
    if not waiting:
        return ()
    text = reader.ngettext("{number} question waiting", "{number} questions waiting", waiting)
    place = questions_place(context.session.id, MODERATE)
    return ((Press(text.format(number=waiting), go(place)),),)

"""The buttons of prepared answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.framework.buttons import ButtonData

PLACE = "desk-prepared"  # its part is the id of an answer


@dataclass(frozen=True)
class AddPrepared(ButtonData):
    """Ask for the title of a new answer."""

    tag: ClassVar[str] = "qp1"


@dataclass(frozen=True)
class RenamePrepared(ButtonData):
    """Ask for another title."""

    tag: ClassVar[str] = "qp2"
    id: int


@dataclass(frozen=True)
class RemovePrepared(ButtonData):
    """Remove an answer; `confirmed` is 0 or 1."""

    tag: ClassVar[str] = "qp3"
    id: int
    confirmed: int


@dataclass(frozen=True)
class ListPrepared(ButtonData):
    """List the prepared answers for a question. Page 0 is the first one in a new message."""

    tag: ClassVar[str] = "qp4"
    number: int
    page: int


@dataclass(frozen=True)
class ChoosePrepared(ButtonData):
    """Show what would be sent. `source` is `a` and the id of an answer, or `p` and that of one of
    the pack's practical pages."""

    tag: ClassVar[str] = "qp5"
    number: int
    source: str


@dataclass(frozen=True)
class SendPrepared(ButtonData):
    """Send what was shown. `mark` is of its words: if they changed since, nothing is sent."""

    tag: ClassVar[str] = "qp6"
    number: int
    source: str
    mark: str

"""The buttons of a session's summary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.framework.buttons import ButtonData
from handlers.framework.places import Place

PLACE = "summary"


def summary_place(session_id: int) -> Place:
    """Return the place of a session's draft."""
    return Place(PLACE, str(session_id))


@dataclass(frozen=True)
class SummaryFile(ButtonData):
    """Send a draft, or the approved summary, as a file: docx or md."""

    tag: ClassVar[str] = "fn5"
    summary: int
    form: str


@dataclass(frozen=True)
class Approve(ButtonData):
    """Approve the draft that was shown, or take the approval back if `on` is 0."""

    tag: ClassVar[str] = "fn6"
    summary: int
    on: int

"""Buttons that send calendar files. Screens and notices show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from content.model import Meeting
from handlers.framework.buttons import ButtonData
from handlers.framework.reader import Reader
from handlers.framework.reply import Press


@dataclass(frozen=True)
class MeetingFile(ButtonData):
    """Sends a calendar file of one meeting; `meeting` is its id."""

    tag: ClassVar[str] = "i1"
    meeting: str


@dataclass(frozen=True)
class AgendaFile(ButtonData):
    """Sends a calendar file of all meetings that the chat is subscribed to."""

    tag: ClassVar[str] = "i2"


def add_to_calendar_button(reader: Reader, meeting: Meeting) -> Press:
    return Press(reader.gettext("Add to calendar"), MeetingFile(meeting.id))

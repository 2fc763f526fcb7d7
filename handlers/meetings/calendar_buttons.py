"""The buttons that bring calendar files, on screens and under notices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from content.model import Meeting
from handlers.framework.buttons import ButtonData
from handlers.framework.reader import Reader
from handlers.framework.reply import Press


@dataclass(frozen=True)
class MeetingFile(ButtonData):
    """A calendar file of one meeting."""

    tag: ClassVar[str] = "i1"
    meeting: str


@dataclass(frozen=True)
class AgendaFile(ButtonData):
    """A calendar file of all that one is subscribed to."""

    tag: ClassVar[str] = "i2"


def add_button(reader: Reader, meeting: Meeting) -> Press:
    return Press(reader.gettext("Add to calendar"), MeetingFile(meeting.id))

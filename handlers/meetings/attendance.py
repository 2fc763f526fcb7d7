"""Whether a person comes to a meeting that asks for it: the buttons of screens and reminders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from content.model import Meeting
from handlers.framework.buttons import ButtonData
from handlers.framework.reader import Reader
from handlers.framework.reply import Press, Row

YES, NO = "yes", "no"


@dataclass(frozen=True)
class Attend(ButtonData):
    """Says whether the person comes: `answer` is YES or NO."""

    tag: ClassVar[str] = "at1"
    meeting_id: str
    answer: str


def asks_attendance(reader: Reader, meeting: Meeting) -> bool:
    """Return whether people can say now whether they come."""
    is_over = meeting.cancelled or meeting.closes <= reader.now
    return meeting.attendance and not (meeting.deadline or is_over)


def attendance_rows(reader: Reader, meeting: Meeting, comes: bool | None) -> tuple[Row, ...]:
    """Return the buttons of a meeting that asks for it; `comes` is what the person answered, None
    if they did not."""
    if not asks_attendance(reader, meeting):
        return ()
    _ = reader.gettext
    yes, no = _("I’m coming"), _("I can’t come")
    if comes is not None:
        chosen = _("{choice} · chosen")
        yes, no = (chosen.format(choice=yes), no) if comes else (yes, chosen.format(choice=no))
    return ((Press(yes, Attend(meeting.id, YES)), Press(no, Attend(meeting.id, NO))),)

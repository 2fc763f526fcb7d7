"""Asking people whether they come to a meeting, and how many do."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from content.model import Meeting
from handlers.desk.calendar.buttons import LINE_PLACE, SwitchAttendance
from handlers.framework.audit import record_act
from handlers.framework.places import Place, go, two_columns
from handlers.framework.reader import Reader
from handlers.framework.reply import Phrase, Press, Row
from handlers.framework.request import Request
from handlers.meetings.conversion import meeting_of
from storage import attendance, meetings
from storage.attendance import Attendance
from storage.meetings import KeptMeeting


async def switch_attendance(request: Request, button: SwitchAttendance) -> str:
    """Ask whether people come, or do not ask any more; return what was done."""
    _ = request.reader.gettext
    async with request.services.database.write_transaction() as connection:
        kept = await meetings.find_meeting(connection, button.meeting_id)
        if kept is None:
            return ""
        meeting = meeting_of(kept)
        if button.on and meeting.deadline:
            return ""
        await attendance.switch(connection, kept.id, bool(button.on))
        await record_act(
            request,
            connection,
            "attendance-asked" if button.on else "attendance-not-asked",
            f"meeting:{kept.id}",
            {"title": meeting.title},
        )
    await request.services.packs.reload_calendar()
    return _("Saved.")


async def option_rows(
    request: Request, connection: AsyncConnection, kept: KeptMeeting
) -> tuple[list[tuple[str, Phrase]], list[Row]]:
    """Return what the desk's screen of a meeting tells of who comes and of its line in reminders,
    and the buttons to change both."""
    reader, meeting = request.reader, meeting_of(kept)
    _ = reader.gettext
    asked = (await attendance.all_switches(connection)).get(kept.id, meeting.attendance)
    answers = await attendance.numbers(connection, kept)
    rows: list[tuple[str, Phrase]] = []
    if asked or answers.yes or answers.no:
        rows.append((_("Who comes"), numbers_text(reader, meeting, answers)))
    line = request.pack.reminder_line(meeting)
    if line:
        rows.append((_("Line in reminders"), line))
    buttons = [Press(_("Line in reminders"), go(Place(LINE_PLACE, kept.id)))]
    if not meeting.deadline:
        state = _("Ask who comes: on") if asked else _("Ask who comes: off")
        buttons.append(Press(state, SwitchAttendance(kept.id, 0 if asked else 1)))
    return rows, two_columns(buttons)


def numbers_text(reader: Reader, meeting: Meeting, answers: Attendance) -> str:
    """Return the numbers of answers, and the seats beside them where they are known."""
    _ = reader.gettext
    parts = [
        _("yes: {number}").format(number=answers.yes),
        _("no: {number}").format(number=answers.no),
        _("no answer: {number}").format(number=answers.silent),
    ]
    if meeting.capacity:
        parts.append(_("seats: {number}").format(number=meeting.capacity))
    return " · ".join(parts)

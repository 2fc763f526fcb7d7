"""The form that is open in a chat, with its meeting: finding it, storing it and showing it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncConnection

from content.model import Meeting
from handlers.desk import secretariat_name
from handlers.desk.calendar.form import (
    CONFIRM,
    DIALOG,
    Form,
    from_json,
    to_json,
    without_unknown_answers,
)
from handlers.desk.calendar.form_answers import InvalidAnswer, check_days
from handlers.desk.calendar.form_meeting import meeting_from_form
from handlers.desk.calendar.form_questions import question_view
from handlers.desk.calendar.form_saving import count_notified_chats
from handlers.desk.calendar.form_summary import meeting_gone_view, summary_view
from handlers.desk.calendar.meeting_history import ChangesSince
from handlers.framework.reply import Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer
from handlers.meetings.conversion import meeting_of
from storage import dialogs, meetings
from storage.meetings import KeptMeeting


@dataclass(frozen=True)
class OpenForm:
    """A form with its meeting as it is now; `kept` is None to add one, or if it is gone."""

    form: Form
    kept: KeptMeeting | None

    @property
    def meeting(self) -> Meeting | None:
        return None if self.kept is None else meeting_of(self.kept)

    @property
    def meeting_is_gone(self) -> bool:
        return bool(self.form.meeting_id) and self.kept is None

    def with_form(self, form: Form) -> OpenForm:
        return replace(self, form=form)


async def find_meeting(connection: AsyncConnection, meeting_id: str) -> KeptMeeting | None:
    return await meetings.find_meeting(connection, meeting_id) if meeting_id else None


async def find_open_form(request: Request, connection: AsyncConnection) -> OpenForm | None:
    dialog = await dialogs.dialog_of(connection, request.chat_id, request.reader.now)
    if dialog is None or dialog.name != DIALOG:
        return None
    form = without_unknown_answers(from_json(dialog.state), request.pack)
    return OpenForm(form, await find_meeting(connection, form.meeting_id))


async def keep_form(request: Request, connection: AsyncConnection, form: Form) -> None:
    state, now = to_json(form), request.reader.now
    await dialogs.open_dialog(connection, request.chat_id, DIALOG, state, now)


async def keep_and_show(request: Request, connection: AsyncConnection, opened: OpenForm) -> Answer:
    """Store a changed form with a new nonce, and show its open question or its summary."""
    opened = opened.with_form(opened.form.with_new_nonce())
    await keep_form(request, connection, opened.form)
    return await show_form(request, connection, opened)


async def show_form(
    request: Request,
    connection: AsyncConnection,
    opened: OpenForm,
    meanwhile: ChangesSince | None = None,
) -> Reply:
    """Show the open question, or the summary. Days that cannot be saved any more are asked for
    again."""
    reader, pack, form, meeting = request.reader, request.pack, opened.form, opened.meeting
    if opened.meeting_is_gone:
        return meeting_gone_view(reader, pack, form)
    if form.step != CONFIRM:
        return question_view(reader, pack, form, meeting)
    try:
        check_days(reader, pack, form, meeting)
    except InvalidAnswer as problem:
        form = replace(form, step="when").with_new_nonce()
        await keep_form(request, connection, form)
        return question_view(reader, pack, form, meeting, str(problem))
    after = meeting_from_form(form, pack, meeting, secretariat_name(request))
    chats = await count_notified_chats(connection, form, opened.kept, after, reader.now)
    return summary_view(reader, pack, form, meeting, after, chats, meanwhile)

"""Saving a form, unless the meeting was changed since it was shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from content.meeting_ids import new_meeting_id
from content.model import Meeting
from handlers.desk import secretariat_name
from handlers.desk.calendar.form import Form
from handlers.desk.calendar.form_meeting import meeting_from_form
from handlers.framework.audit import record_act
from handlers.framework.request import Request
from handlers.meetings.conversion import meeting_of, row_of
from storage import dialogs, meetings, subscriptions
from storage.deliveries.change_progress import progress_of_change
from storage.meetings import Edit, KeptMeeting

_AUDIT_ACTS = {
    "add": "meeting-added", "change": "meeting-changed", "move": "meeting-moved",
    "cancel": "meeting-cancelled", "restore": "meeting-restored",
}  # fmt: skip


class ChangedMeanwhile(Exception):
    """Somebody else changed the meeting since the form was shown."""


async def count_notified_chats(
    connection: AsyncConnection, form: Form, kept: KeptMeeting | None, after: Meeting, now: datetime
) -> int:
    """Count the chats that get a notice when the form is saved."""
    row = row_of(after)
    if kept is None:
        expires = row.closes if row.begins is None else row.begins
        notifies = expires > now
    elif form.action in ("cancel", "restore"):
        notifies = max(kept.closes, row.closes) > now
    else:
        differs = kept.status == "planned" and meetings.notifies_subscribers(kept, row)
        notifies = differs and max(kept.closes, row.closes) > now
    return await subscriptions.count_subscribers(connection, [row]) if notifies else 0


@dataclass(frozen=True)
class Saved:
    """The meeting that was saved, the number of chats that are notified, and when."""

    meeting_id: str
    chats: int = 0
    due: datetime | None = None


async def save_form(request: Request, form: Form) -> Saved:
    """Save the meeting, close the form and return what was saved.

    Raises ChangedMeanwhile, in which case nothing is saved and the form stays open.
    """
    now = request.reader.now
    secretariat = secretariat_name(request)
    edit = Edit(form.answers.get("reason", ""), secretariat)
    async with request.services.database.write_transaction(alone=True) as connection:
        # A write before the read takes SQLite's lock, so the meeting cannot change in between.
        await dialogs.close_dialog(connection, request.chat_id)
        kept = await meetings.find_meeting(connection, form.meeting_id) if form.meeting_id else None
        if (0 if kept is None else kept.revision) != form.revision:
            raise ChangedMeanwhile
        before = None if kept is None else meeting_of(kept)
        after = meeting_from_form(form, request.pack, before, secretariat)
        if before == after and form.action in ("move", "change"):
            return Saved(after.id)
        if before is None:
            taken = {meeting.id for meeting in await meetings.all_meetings(connection)}
            new_id = new_meeting_id(after.title, after.first_day.year, taken)
            after = after.model_copy(update={"id": new_id})
        chats = await count_notified_chats(connection, form, kept, after, now)
        match form.action:
            case "cancel":
                await meetings.cancel_meeting(connection, after.id, now, edit)
            case "restore":
                await meetings.restore_meeting(connection, after.id, now, edit)
            case _:
                await meetings.change_meeting(connection, row_of(after), now, edit)
        act = "move" if form.action == "change" and "when" in form.answers else form.action
        await record_act(
            request, connection, _AUDIT_ACTS[act], f"meeting:{after.id}", {"title": after.title}
        )
        progress = await progress_of_change(connection, after.id, form.revision + 1)
    request.services.signals.notices_changed.set()
    await request.services.packs.reload_calendar()
    return Saved(after.id, chats, progress.due)

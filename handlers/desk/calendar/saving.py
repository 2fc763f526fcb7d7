"""Saving what a form says, unless the meeting was changed since it was shown."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from content.meeting_ids import new_meeting_id
from content.model import Meeting
from handlers.desk.calendar.draft import drafted
from handlers.desk.calendar.form import Form
from handlers.framework.request import Request
from handlers.meetings.conversion import meeting_of, row_of
from storage import audit_log, dialogs, meetings, subscriptions
from storage.meetings import Edit, KeptMeeting

_ACTS = {
    "add": "meeting-added", "change": "meeting-changed", "move": "meeting-moved",
    "cancel": "meeting-cancelled", "restore": "meeting-restored",
}  # fmt: skip


class Meanwhile(Exception):
    """Somebody else changed the meeting since the form was shown."""


def house(request: Request) -> str:
    """In whose name a meeting is changed, in the pack's language: nobody's own."""
    _ = request.services.reader(request.pack, request.reader.now, None, None).gettext
    return _("the secretariat")


async def count_told(
    connection: AsyncConnection, form: Form, kept: KeptMeeting | None, after: Meeting, now: datetime
) -> int:
    """How many chats hear of it when it is saved."""
    row = row_of(after)
    if kept is None:
        expires = row.closes if row.begins is None else row.begins
        heard = expires > now
    elif form.what in ("cancel", "restore"):
        heard = max(kept.closes, row.closes) > now
    else:
        noticed = kept.status == "planned" and meetings.notifies_subscribers(kept, row)
        heard = noticed and max(kept.closes, row.closes) > now
    return await subscriptions.count_subscribers(connection, [row]) if heard else 0


async def save(request: Request, form: Form) -> str:
    """Save it, and say the meeting's id. Raises Meanwhile, and then nothing is saved."""
    now, member = request.reader.now, request.member
    if member is None:
        raise ValueError("meetings are changed by the team")
    by = house(request)
    edit = Edit(form.answers.get("reason", ""), by)
    async with request.services.database.transaction() as connection:
        # Writing first takes SQLite's lock: nobody changes it between the look and the change.
        await dialogs.close_dialog(connection, request.chat_id)
        kept = await meetings.find_meeting(connection, form.meeting) if form.meeting else None
        if (0 if kept is None else kept.revision) != form.revision:
            raise Meanwhile
        before = None if kept is None else meeting_of(kept)
        after = drafted(form, request.pack, before, by)
        if before == after and form.what in ("move", "change"):
            return after.id
        if before is None:
            taken = {each.id for each in await meetings.all_meetings(connection)}
            named = new_meeting_id(after.title, after.first_day.year, taken)
            after = after.model_copy(update={"id": named})
        match form.what:
            case "cancel":
                await meetings.cancel_meeting(connection, after.id, now, edit)
            case "restore":
                await meetings.restore_meeting(connection, after.id, now, edit)
            case _:
                await meetings.change_meeting(connection, row_of(after), now, edit)
        await audit_log.record(
            connection, member.user_id, member.name, _ACTS[form.what], f"meeting:{after.id}", now,
            json.dumps({"title": after.title}),
        )  # fmt: skip
    request.services.signals.notices_changed.set()
    await request.services.packs.reload_calendar()
    return after.id

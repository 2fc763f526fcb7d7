"""What an organiser does with an announcement: send, schedule, pause, resume, stop, correct and
withdraw. An action done twice is done, and recorded in the trace, once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.desk.announcements.announcement_details import find_open, is_unsent
from handlers.desk.announcements.buttons import AnnouncementAction
from handlers.framework.audit import record_act
from handlers.framework.reader import Reader
from handlers.framework.request import Request
from storage import announcements
from storage.announcements import Announcement
from storage.deliveries.subjects import subject_of_announcement

_AUDIT_ACTS = {
    "send": "announcement-sent",
    "unschedule": "announcement-unscheduled",
    "pause": "announcement-paused",
    "resume": "announcement-resumed",
    "stop": "announcement-stopped",
    "correct": "announcement-corrected",
    "withdraw": "announcement-withdrawn",
}


async def carry_out(request: Request, button: AnnouncementAction) -> str | None:
    """Do what the button says and return a short confirmation. Return None if there is no such
    action, or no such announcement for this organiser."""
    async with request.services.database.write_transaction() as connection:
        announcement = await find_open(connection, request, button.number)
        if announcement is None:
            return None
        if button.edition == announcement.edition:
            done = await _change_status(connection, request, announcement, button.action)
            if done and button.action in _AUDIT_ACTS:
                await _record(connection, request, announcement.id, _AUDIT_ACTS[button.action])
    request.services.signals.notices_changed.set()
    return _confirmation(request.reader, button.action)


async def _change_status(
    connection: AsyncConnection, request: Request, announcement: Announcement, action: str
) -> bool:
    now, language = request.reader.now, request.reader.language
    number, message_id = announcement.id, request.pressed_message_id
    match action:
        case "send":
            latest = await announcements.versions_of(connection, number, announcement.edition)
            if announcement.fallback not in latest or announcement.status != "draft":
                return False
            return await announcements.start(connection, announcement, now, language, message_id)
        case "unschedule":
            return await announcements.unschedule(connection, number)
        case "discard":
            return await announcements.discard_draft(connection, number)
        case "pause":
            return await announcements.pause(connection, number)
        case "resume":
            return await announcements.resume(connection, announcement)
        case "stop":
            return await announcements.stop(connection, number, now)
        case "correct":
            begin = announcements.correct
        case "withdraw":
            begin = announcements.withdraw
        case _:
            return False
    taken_over = await announcements.take_over(connection, number, request.user_id)
    return taken_over and await begin(connection, announcement, now, language, message_id)


async def schedule(request: Request, number: int, due: datetime) -> str | None:
    """Schedule a draft and return a short confirmation, or why it cannot be. Return None if the
    organiser has no such draft."""
    _ = request.reader.gettext
    if due <= request.reader.now:
        return _("That time has passed. Please choose another.")
    async with request.services.database.write_transaction() as connection:
        announcement = await find_open(connection, request, number)
        if announcement is None or not is_unsent(announcement):
            return None
        latest = await announcements.versions_of(connection, number, announcement.edition)
        if announcement.fallback not in latest:
            return _("It has no text yet.")
        if await announcements.schedule(connection, number, due, request.reader.language):
            act = "announcement-scheduled"
            await _record(connection, request, number, act, due=due.isoformat())
    request.services.signals.notices_changed.set()
    return _("Scheduled.")


async def record_change(
    connection: AsyncConnection, request: Request, announcement: Announcement
) -> None:
    """Record in the trace that a scheduled announcement was changed; drafts are not traced."""
    if announcement.status == "scheduled":
        await _record(connection, request, announcement.id, _AUDIT_ACTS["correct"])


async def _record(
    connection: AsyncConnection, request: Request, number: int, act: str, **details: str
) -> None:
    announcement = await announcements.find(connection, number)
    chats = 0 if announcement is None else announcement.chats
    await record_act(
        request, connection, act, subject_of_announcement(number), {"chats": chats, **details}
    )


def _confirmation(reader: Reader, action: str) -> str | None:
    _ = reader.gettext
    return {
        "send": _("Sending has started."),
        "unschedule": _("It is a draft again."),
        "discard": _("The draft has been deleted."),
        "pause": _("Paused."),
        "resume": _("Sending has resumed."),
        "stop": _("Stopped."),
        "correct": _("The messages are being updated."),
        "withdraw": _("The messages are being deleted."),
    }.get(action)

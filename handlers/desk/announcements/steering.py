"""Orders: send, pause, resume, stop, change, withdraw. Each is noted in the trace by whoever gave
it first; given twice it counts once."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.desk.announcements.buttons import Steer
from handlers.desk.announcements.reading import find_open
from handlers.framework.permissions import team_member
from handlers.framework.reader import Reader
from handlers.framework.request import Request
from storage import announcements, audit_log
from storage.announcements import Announcement
from storage.deliveries.subjects import subject_of_announcement

_ACTS = {
    "send": "announcement-sent",
    "unschedule": "announcement-unscheduled",
    "pause": "announcement-paused",
    "resume": "announcement-resumed",
    "stop": "announcement-stopped",
    "correct": "announcement-corrected",
    "withdraw": "announcement-withdrawn",
}


async def steer(request: Request, button: Steer) -> str | None:
    """Do what is wanted, and say it in a few words; None for what nobody can want of it."""
    async with request.services.database.transaction() as connection:
        it = await find_open(connection, request, button.number)
        if it is None:
            return None
        if button.edition == it.edition:
            done = await _act(connection, request, it, button.wanted)
            if done and button.wanted in _ACTS:
                await _note(connection, request, it.id, _ACTS[button.wanted])
    request.services.signals.notices_changed.set()
    return _said(request.reader, button.wanted)


async def _act(
    connection: AsyncConnection, request: Request, it: Announcement, wanted: str
) -> bool:
    now, language = request.reader.now, request.reader.language
    match wanted:
        case "send":
            latest = await announcements.versions_of(connection, it.id, it.edition)
            if it.fallback not in latest or it.status != "draft":
                return False
            return await announcements.start(
                connection, it, now, language, request.pressed_message_id
            )
        case "unschedule":
            return await announcements.unschedule(connection, it.id)
        case "discard":
            return await announcements.discard_draft(connection, it.id)
        case "pause":
            return await announcements.pause(connection, it.id)
        case "resume":
            return await announcements.resume(connection, it)
        case "stop":
            return await announcements.stop(connection, it.id, now)
        case "correct":
            orders = announcements.correct
        case "withdraw":
            orders = announcements.withdraw
        case _:
            return False
    took_over = await announcements.take_over(connection, it.id, request.user_id)
    return took_over and await orders(connection, it, now, language, request.pressed_message_id)


async def schedule(request: Request, number: int, due: datetime) -> str | None:
    _ = request.reader.gettext
    if due <= request.reader.now:
        return _("That moment is over. Please choose another.")
    async with request.services.database.transaction() as connection:
        it = await find_open(connection, request, number)
        if it is None or it.author != request.user_id:
            return None
        latest = await announcements.versions_of(connection, it.id, it.edition)
        if it.fallback not in latest:
            return _("It has no words yet.")
        if await announcements.schedule(connection, number, due, request.reader.language):
            await _note(connection, request, number, "announcement-scheduled", due=due.isoformat())
    request.services.signals.notices_changed.set()
    return _("Planned.")


async def _note(
    connection: AsyncConnection, request: Request, number: int, act: str, **more: str
) -> None:
    member, subject = team_member(request), subject_of_announcement(number)
    it = await announcements.find(connection, number)
    details = {"chats": 0 if it is None else it.chats, **more}
    now = request.reader.now
    await audit_log.record(
        connection, member.user_id, member.name, act, subject, now, json.dumps(details)
    )


def _said(reader: Reader, wanted: str) -> str | None:
    _ = reader.gettext
    return {
        "send": _("It is going out."),
        "unschedule": _("It is a draft again."),
        "discard": _("The draft is gone."),
        "pause": _("Paused."),
        "resume": _("It goes on."),
        "stop": _("Stopped."),
        "correct": _("The messages are being changed."),
        "withdraw": _("The messages are being taken back."),
    }.get(wanted)

"""Switching the list of speakers of a meeting on and off."""

from __future__ import annotations

import json

from handlers.desk.calendar.buttons import SwitchFloor
from handlers.framework.permissions import team_member
from handlers.framework.request import Request
from handlers.meetings.conversion import meeting_of
from storage import audit_log, meetings
from storage.floor import switches


async def switch_floor(request: Request, button: SwitchFloor) -> str:
    """Switch the list on, or off while nothing is or was on it; return what was done."""
    member, _ = team_member(request), request.reader.gettext
    async with request.services.database.write_transaction() as connection:
        kept = await meetings.find_meeting(connection, button.meeting_id)
        if kept is None:
            return ""
        if button.on:
            await switches.switch_on(connection, kept.id)
        elif not await switches.switch_off(connection, kept.id):
            return _("Somebody is or was on this list, so it stays.")
        await audit_log.record(
            connection, member.user_id, member.name,
            "floor-switched-on" if button.on else "floor-switched-off", f"meeting:{kept.id}",
            request.reader.now, json.dumps({"title": meeting_of(kept).title}),
        )  # fmt: skip
    await request.services.packs.reload_calendar()
    return _("Saved.")

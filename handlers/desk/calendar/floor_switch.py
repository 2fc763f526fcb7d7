"""Switching the list of speakers of a meeting on and off."""

from __future__ import annotations

from handlers.desk.calendar.buttons import SwitchFloor
from handlers.framework.audit import record_act
from handlers.framework.request import Request
from handlers.meetings.conversion import meeting_of
from storage import meetings
from storage.floor import switches


async def switch_floor(request: Request, button: SwitchFloor) -> str:
    """Switch the list on, or off while nothing is or was on it; return what was done."""
    _ = request.reader.gettext
    async with request.services.database.write_transaction() as connection:
        kept = await meetings.find_meeting(connection, button.meeting_id)
        if kept is None:
            return ""
        if button.on:
            await switches.switch_on(connection, kept.id)
        elif not await switches.switch_off(connection, kept.id):
            return _("Somebody is or was on this list, so it stays.")
        await record_act(
            request,
            connection,
            "floor-switched-on" if button.on else "floor-switched-off",
            f"meeting:{kept.id}",
            {"title": meeting_of(kept).title},
        )
    await request.services.packs.reload_calendar()
    return _("Saved.")

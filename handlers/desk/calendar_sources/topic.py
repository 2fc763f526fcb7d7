"""/calendar, Addresses: what the calendar is fetched from, for the team."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.desk import ORGANISERS
from handlers.desk.calendar_files.screens import open_source_draft
from handlers.desk.calendar_sources.buttons import PLACE, FetchNow, SeeChanges, SetMode
from handlers.desk.calendar_sources.views import source_view, sources_view
from handlers.framework.audit import record_act
from handlers.framework.permissions import out_of_date
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit
from storage import calendar_sources

# A press waits five seconds for the result of a fetch.
_LOOK_SECONDS = 0.2
_MAX_LOOKS = 25


async def visit_sources(request: Request, visit: Visit) -> Answer:
    async with request.services.database.transaction() as connection:
        if visit.place.part:
            return await _show(request, connection, visit.place.part)
        sources = [
            (name, await calendar_sources.find_source(connection, id))
            for id, name in request.services.calendar_sources.items()
        ]
    return sources_view(request.reader, sources) if sources else out_of_date(request.reader)


async def press_see_changes(request: Request, button: SeeChanges) -> Answer:
    if button.source_id not in request.services.calendar_sources:
        return out_of_date(request.reader)
    async with request.services.database.write_transaction() as connection:
        reply = await open_source_draft(request, connection, button.source_id, button.mark)
        if reply is not None:
            return reply
        return await _show(
            request, connection, button.source_id,
            request.reader.gettext("There is nothing to import at the moment."),
        )  # fmt: skip


async def press_fetch(request: Request, button: FetchNow) -> Answer:
    return await _fetch(request, button.source_id)


async def press_mode(request: Request, button: SetMode) -> Answer:
    """Change whether an address is imported by itself. What waits is looked at again."""
    mode = next((mode for mode in ("preview", "automatic") if mode == button.mode), None)
    name = request.services.calendar_sources.get(button.source_id)
    if mode is None or name is None:
        return out_of_date(request.reader)
    async with request.services.database.write_transaction() as connection:
        await calendar_sources.set_mode(connection, button.source_id, mode)
        await record_act(request, connection, f"source-{mode}", name[:64])
    return await _fetch(request, button.source_id)


async def _fetch(request: Request, source_id: str) -> Answer:
    """Have an address fetched, and show what came of it if that does not take long."""
    if source_id not in request.services.calendar_sources:
        return out_of_date(request.reader)
    database, now = request.services.database, request.reader.now
    async with database.write_transaction() as connection:
        await calendar_sources.request_fetch(connection, source_id, now)
    request.services.signals.calendar_source_due.set()
    for _look in range(_MAX_LOOKS):
        await asyncio.sleep(_LOOK_SECONDS)
        async with database.transaction() as connection:
            source = await calendar_sources.find_source(connection, source_id)
        if source is None or source.next_fetch > now:
            break
    async with database.transaction() as connection:
        return await _show(request, connection, source_id)


async def _show(
    request: Request, connection: AsyncConnection, source_id: str, notice: str | None = None
) -> Answer:
    name = request.services.calendar_sources.get(source_id)
    source = await calendar_sources.find_source(connection, source_id)
    if name is None or source is None:
        return out_of_date(request.reader)
    return replace(source_view(request.reader, name, source), notice=notice)


TOPIC = Topic(
    "addresses of the calendar",
    screens={PLACE: visit_sources},
    buttons={SeeChanges: press_see_changes, FetchNow: press_fetch, SetMode: press_mode},
    roles=ORGANISERS,
)

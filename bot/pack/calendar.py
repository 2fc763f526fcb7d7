"""The calendar: the pack's meetings and what storage keeps of them."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from content.model import Pack
from handlers.meetings.conversion import meeting_of, row_of
from storage import meetings
from storage.database import Database, open_to_read
from storage.errors import DatabaseError
from storage.meetings import PackLoad

_logger = logging.getLogger(__name__)


async def with_calendar(
    pack: Pack,
    database: Database,
    now: datetime,
    noted: Callable[[AsyncConnection], Awaitable[None]] | None = None,
) -> Pack:
    """The pack with its meetings as they are kept. A meeting that an organiser edited,
    cancelled or restored stays so, whatever the pack says; that is logged. `noted` writes along in
    the same transaction."""
    async with database.transaction() as connection:
        load = await loaded(connection, pack, now)
        if noted is not None:
            await noted(connection)
    for name, ids in (("added", load.added), ("changed", load.changed), ("gone", load.gone)):
        if ids:
            _logger.info("meetings %s", name, extra={"count": len(ids)})
    if load.kept:
        _logger.warning(
            "the pack differs from meetings that were edited here; the edits stay",
            extra={"count": len(load.kept)},
        )
    return await kept_calendar(pack, database)


async def loaded(connection: AsyncConnection, pack: Pack, now: datetime) -> PackLoad:
    """Take over a pack's meetings: see `load_pack_meetings`."""
    return await meetings.load_pack_meetings(
        connection, [row_of(m) for m in pack.meetings], now,
        [m.id for m in pack.meetings if m.cancelled],
    )  # fmt: skip


async def kept_calendar(pack: Pack, database: Database) -> Pack:
    """The pack with its meetings as the database keeps them."""
    async with database.transaction() as connection:
        kept = await meetings.all_meetings(connection)
    known = tuple(meeting_of(each) for each in kept)
    fields = {name: getattr(pack, name) for name in Pack.model_fields}
    return Pack(**{**fields, "meetings": known})


async def calendar_as_it_is(pack: Pack, url: str) -> tuple[Pack, str]:
    """The pack with the meetings that the database at `url` keeps, which is only read; where they
    cannot be had, the pack as it is, and why (empty otherwise)."""
    try:
        database = open_to_read(url)
    except DatabaseError as problem:
        return pack, str(problem)
    try:
        if not await database.is_newest():
            return pack, "the database is of another version of the bot, which has to run once"
        kept = await kept_calendar(pack, database)
    except DatabaseError as problem:
        return pack, str(problem)
    except SQLAlchemyError:
        return pack, "the database cannot be read"
    finally:
        await database.close()
    return (kept, "") if kept.meetings else (pack, "the database has no meetings yet")

"""The calendar: the pack's meetings, and their state in the database."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from content.model import ItemStatus, Meeting, Pack, Status
from content.model.item_status import STATUSES
from handlers.meetings.conversion import meeting_of, row_of
from storage import attendance, deliveries, item_statuses, meetings, team_texts, whats_new
from storage.database import Database, open_to_read
from storage.errors import DatabaseError
from storage.floor import delegations, switches
from storage.floor.delegations import Wanted
from storage.item_statuses import KeptStatus
from storage.meetings import KeptMeeting, PackLoad

_logger = logging.getLogger(__name__)


async def load_calendar(
    pack: Pack,
    database: Database,
    now: datetime,
    also_write: Callable[[AsyncConnection], Awaitable[None]] | None = None,
) -> Pack:
    """Load a pack's meetings and delegations into the database, and return the pack with the stored
    meetings.

    A meeting that an organiser edited, cancelled or restored stays so, whatever the pack says; the
    number of those is logged. `also_write` writes in the same transaction.
    """
    async with database.write_transaction(alone=True) as connection:
        load = await load_meetings(connection, pack, now)
        await deliveries.record_kind_leads(connection, pack.lead_times, now)
        await delegations.load_pack_delegations(connection, wanted_delegations(pack))
        hashes = await asyncio.to_thread(_text_hashes, pack)
        await whats_new.record_texts(connection, hashes, now)
        if also_write is not None:
            await also_write(connection)
    for name, ids in (("added", load.added), ("changed", load.changed), ("gone", load.gone)):
        if ids:
            _logger.info("meetings %s", name, extra={"count": len(ids)})
    if load.kept:
        _logger.warning(
            "the pack differs from meetings that were edited here; the edits stay",
            extra={"count": len(load.kept)},
        )
    return await stored_calendar(pack, database)


def wanted_delegations(pack: Pack) -> list[Wanted]:
    """Return a pack's delegations as they are stored."""
    return [
        Wanted(one.id, pack.delegation_names(one), one.category, one.region)
        for one in pack.original.delegations
    ]


def _text_hashes(pack: Pack) -> dict[str, str]:
    return {entry_id: passage.hash_of_all_languages for entry_id, passage in pack.passages.items()}


async def load_meetings(connection: AsyncConnection, pack: Pack, now: datetime) -> PackLoad:
    """Load a pack's meetings into the database: see `load_pack_meetings`."""
    rows = await asyncio.to_thread(lambda: [row_of(meeting) for meeting in pack.meetings])
    cancelled = [meeting.id for meeting in pack.meetings if meeting.cancelled]
    return await meetings.load_pack_meetings(connection, rows, now, cancelled)


async def stored_calendar(pack: Pack, database: Database) -> Pack:
    """Return the pack with the meetings and statuses of the database in place of its own."""
    async with database.transaction() as connection:
        rows = await meetings.all_meetings(connection)
        kept = await item_statuses.all_statuses(connection)
        floors = await switches.all_switches(connection)
        asked = await attendance.all_switches(connection)
        lines = await team_texts.all_texts(connection, "line")
    with_statuses = pack.with_statuses(_readable_statuses(kept))
    with_lines = with_statuses.with_reminder_lines(lines)
    return await asyncio.to_thread(_with_meetings, with_lines, rows, floors, asked)


async def with_stored_statuses(pack: Pack, database: Database) -> Pack:
    """Return the pack with the statuses of the database in place of its own."""
    async with database.transaction() as connection:
        kept = await item_statuses.all_statuses(connection)
    return pack.with_statuses(_readable_statuses(kept))


def _readable_statuses(kept: Mapping[str, KeptStatus]) -> dict[str, ItemStatus]:
    """The statuses of rows, without those that this version does not know."""
    known: dict[str | None, Status | None] = {None: None, **{name: name for name in STATUSES}}
    return {
        entry_id: ItemStatus(known[row.status], row.decided)
        for entry_id, row in kept.items()
        if row.status in known
    }


def _with_meetings(
    pack: Pack,
    rows: Sequence[KeptMeeting],
    floors: Mapping[str, bool],
    asked: Mapping[str, bool],
) -> Pack:
    return pack.with_meetings(_switched(meeting, floors, asked) for meeting in _readable(rows))


def _switched(meeting: Meeting, floors: Mapping[str, bool], asked: Mapping[str, bool]) -> Meeting:
    """Return a meeting with its list of speakers, and the question whether people come, switched as
    they were at the desk."""
    update: dict[str, object] = {}
    floor = floors.get(meeting.id, bool(meeting.floor))
    if floor != bool(meeting.floor):
        update["floor"] = floor
    attendance_asked = asked.get(meeting.id, meeting.attendance)
    if attendance_asked != meeting.attendance:
        update["attendance"] = attendance_asked
    return meeting.model_copy(update=update) if update else meeting


def _readable(rows: Sequence[KeptMeeting]) -> Iterator[Meeting]:
    """Meetings of rows; those that are damaged are logged and left out."""
    for row in rows:
        try:
            yield meeting_of(row)
        except ValueError as problem:
            _logger.error("a stored meeting is damaged; left out", exc_info=problem)


async def calendar_to_print(pack: Pack, url: str) -> tuple[Pack, str]:
    """Return the pack with the meetings of the database at `url`, and an empty text; or, if they
    cannot be read, the pack as it is, and why. The database is only read."""
    try:
        database = open_to_read(url)
    except DatabaseError as problem:
        return pack, str(problem)
    try:
        if not await database.is_newest():
            return pack, "the database is of another version of the bot, which has to run once"
        with_stored = await stored_calendar(pack, database)
    except DatabaseError as problem:
        return pack, str(problem)
    except SQLAlchemyError:
        return pack, "the database cannot be read"
    finally:
        await database.close()
    return (with_stored, "") if with_stored.meetings else (pack, "the database has no meetings yet")

"""Imports: what was read from a calendar's file and waits to be confirmed, and which event of
another calendar is which meeting."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.hashing import sha256
from storage.tables import calendar_imports, imported_events

# A file that nobody confirmed says little of the calendar as it is after this.
IMPORT_LIFETIME = timedelta(days=2)


@dataclass(frozen=True)
class Import:
    """`mark` tells it from the chat's other files; `draft` is JSON; `made` an instant in UTC."""

    mark: str
    draft: str
    made: datetime


async def save_import(
    connection: AsyncConnection, chat_id: int, mark: str, draft: str, now: datetime
) -> None:
    """Keep what a file says, in the place of the one before."""
    await connection.execute(
        delete(calendar_imports).where(calendar_imports.c.made <= now - IMPORT_LIFETIME)
    )
    given = {"mark": mark, "draft": draft, "made": now}
    await connection.execute(
        insert(calendar_imports)
        .values(chat_id=chat_id, **given)
        .on_conflict_do_update(index_elements=["chat_id"], set_=given)
    )


async def update_import(connection: AsyncConnection, chat_id: int, mark: str, draft: str) -> None:
    """Keep what was chosen for a file, if it is still the one that waits."""
    await connection.execute(
        update(calendar_imports)
        .where(calendar_imports.c.chat_id == chat_id, calendar_imports.c.mark == mark)
        .values(draft=draft)
    )


async def find_import(connection: AsyncConnection, chat_id: int, now: datetime) -> Import | None:
    found = await connection.execute(
        select(calendar_imports).where(
            calendar_imports.c.chat_id == chat_id, calendar_imports.c.made > now - IMPORT_LIFETIME
        )
    )
    row = found.first()
    return None if row is None else Import(row.mark, row.draft, row.made)


async def delete_import(connection: AsyncConnection, chat_id: int, mark: str) -> bool:
    """Says whether it was there."""
    gone = await connection.execute(
        delete(calendar_imports).where(
            calendar_imports.c.chat_id == chat_id, calendar_imports.c.mark == mark
        )
    )
    return gone.rowcount > 0


async def find_imported_meetings(
    connection: AsyncConnection, uids: Collection[str]
) -> dict[str, str]:
    """The meetings that events became, by UID."""
    hashes = {sha256(uid): uid for uid in uids}
    rows = await connection.execute(
        select(imported_events).where(imported_events.c.uid_hash.in_(hashes))
    )
    return {hashes[row.uid_hash]: row.meeting_id for row in rows}


async def save_imported_events(connection: AsyncConnection, became: Mapping[str, str]) -> None:
    """Keep which meeting each event is, by UID, so that the next file's change is a change."""
    if not became:
        return
    fresh = insert(imported_events)
    statement = fresh.on_conflict_do_update(
        index_elements=["uid_hash"], set_={"meeting_id": fresh.excluded.meeting_id}
    )
    rows = [{"uid_hash": sha256(uid), "meeting_id": became[uid]} for uid in became]
    await connection.execute(statement, rows)

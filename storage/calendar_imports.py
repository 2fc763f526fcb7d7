"""Imports: what was read from a calendar's file and waits to be confirmed, and which event of
another calendar is which meeting."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import imported_events, imports

# A file that nobody confirmed says little of the calendar as it is after this.
KEPT = timedelta(days=2)


@dataclass(frozen=True)
class Import:
    """`mark` tells it from the chat's other files; `draft` is JSON; `made` an instant in UTC."""

    mark: str
    draft: str
    made: datetime


async def keep_import(
    connection: AsyncConnection, chat_id: int, mark: str, draft: str, now: datetime
) -> None:
    """Keep what a file says, in the place of the one before."""
    await connection.execute(delete(imports).where(imports.c.made <= now - KEPT))
    given = {"mark": mark, "draft": draft, "made": now}
    await connection.execute(
        insert(imports)
        .values(chat_id=chat_id, **given)
        .on_conflict_do_update(index_elements=["chat_id"], set_=given)
    )


async def change_import(connection: AsyncConnection, chat_id: int, mark: str, draft: str) -> None:
    """Keep what was chosen for a file, if it is still the one that waits."""
    await connection.execute(
        update(imports)
        .where(imports.c.chat_id == chat_id, imports.c.mark == mark)
        .values(draft=draft)
    )


async def import_of(connection: AsyncConnection, chat_id: int, now: datetime) -> Import | None:
    found = await connection.execute(
        select(imports).where(imports.c.chat_id == chat_id, imports.c.made > now - KEPT)
    )
    row = found.first()
    return None if row is None else Import(row.mark, row.draft, row.made)


async def drop_import(connection: AsyncConnection, chat_id: int, mark: str) -> bool:
    """Says whether it was there."""
    gone = await connection.execute(
        delete(imports).where(imports.c.chat_id == chat_id, imports.c.mark == mark)
    )
    return gone.rowcount > 0


async def imported(connection: AsyncConnection, uids: Collection[str]) -> dict[str, str]:
    """The meetings that events became, by UID."""
    hashes = {_hash(uid): uid for uid in uids}
    rows = await connection.execute(
        select(imported_events).where(imported_events.c.uid_hash.in_(hashes))
    )
    return {hashes[row.uid_hash]: row.meeting_id for row in rows}


async def remember_imported(connection: AsyncConnection, became: Mapping[str, str]) -> None:
    """Keep which meeting each event is, by UID, so that the next file's change is a change."""
    if not became:
        return
    fresh = insert(imported_events)
    statement = fresh.on_conflict_do_update(
        index_elements=["uid_hash"], set_={"meeting_id": fresh.excluded.meeting_id}
    )
    rows = [{"uid_hash": _hash(uid), "meeting_id": became[uid]} for uid in became]
    await connection.execute(statement, rows)


def _hash(uid: str) -> str:
    return hashlib.sha256(uid.encode()).hexdigest()

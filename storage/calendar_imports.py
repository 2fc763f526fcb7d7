"""Calendar files: what was read from one and waits to be confirmed, and which event of another
calendar is which meeting."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import insert
from storage.hashing import sha256
from storage.tables import calendar_imports, imported_events

# After this, the calendar may have changed too much for a file to be confirmed.
IMPORT_LIFETIME = timedelta(days=2)


@dataclass(frozen=True)
class Import:
    """A file that waits to be confirmed. `mark` is a random id that buttons contain, `draft` is
    JSON, `made` an instant in UTC."""

    mark: str
    draft: str
    made: datetime


async def save_import(
    connection: AsyncConnection, chat_id: int, mark: str, draft: str, now: datetime
) -> None:
    """Store what was read from a file, in place of the chat's earlier file."""
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
    """Store the draft of a file anew, if it is still the one that waits."""
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
    """Delete a file; return whether it was waiting."""
    gone = await connection.execute(
        delete(calendar_imports).where(
            calendar_imports.c.chat_id == chat_id, calendar_imports.c.mark == mark
        )
    )
    return gone.rowcount > 0


async def find_imported_meetings(
    connection: AsyncConnection, uids: Collection[str]
) -> dict[str, str]:
    """The ids of the meetings that events became, by UID."""
    hashes = {sha256(uid): uid for uid in uids}
    rows = await connection.execute(
        select(imported_events).where(imported_events.c.uid_hash.in_(hashes))
    )
    return {hashes[row.uid_hash]: row.meeting_id for row in rows}


async def find_imported_versions(
    connection: AsyncConnection, uids: Collection[str]
) -> dict[str, tuple[int, str]]:
    """The versions of events that were imported last, by UID: SEQUENCE, and when it was written."""
    hashes = {sha256(uid): uid for uid in uids}
    rows = await connection.execute(
        select(imported_events).where(imported_events.c.uid_hash.in_(hashes))
    )
    return {
        hashes[row.uid_hash]: (row.sequence, row.stamp or "")
        for row in rows
        if row.sequence is not None
    }


async def find_occurrences(
    connection: AsyncConnection, series: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """When the imported occurrences of events that repeat begin by their rule, by the UIDs of these
    events."""
    hashes = {sha256(uid): uid for uid in series}
    rows = await connection.execute(
        select(imported_events.c.series_hash, imported_events.c.occurrence)
        .where(imported_events.c.series_hash.in_(hashes))
        .order_by(imported_events.c.occurrence)
    )
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        uid = hashes[row.series_hash]
        found[uid] = (*found.get(uid, ()), row.occurrence)
    return found


async def save_imported_events(
    connection: AsyncConnection,
    meeting_ids: Mapping[str, str],
    versions: Mapping[str, tuple[int, str]] | None = None,
    occurrences: Mapping[str, tuple[str, str]] | None = None,
) -> None:
    """Store which meeting each event (UID) became, and in which version, so that the next file
    changes that meeting, unless it is older. `occurrences` are the UID of the event that repeats,
    and when the occurrence begins by its rule."""
    if not meeting_ids:
        return
    row = insert(imported_events)
    given = ("meeting_id", "sequence", "stamp", "series_hash", "occurrence")
    statement = row.on_conflict_do_update(
        index_elements=["uid_hash"], set_={name: row.excluded[name] for name in given}
    )
    rows = []
    for uid, meeting_id in meeting_ids.items():
        sequence, stamp = (versions or {}).get(uid, (None, None))
        series, occurrence = (occurrences or {}).get(uid, (None, None))
        values = {
            "meeting_id": meeting_id, "sequence": sequence, "stamp": stamp,
            "series_hash": None if series is None else sha256(series), "occurrence": occurrence,
        }  # fmt: skip
        rows.append({"uid_hash": sha256(uid), **values})
    await connection.execute(statement, rows)

"""The statuses of items, such as motions, that organisers set in place of the pack's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import insert
from storage.tables import item_statuses


@dataclass(frozen=True)
class KeptStatus:
    """A status, None for none, and the day of the decision, None if it is unknown."""

    status: str | None
    decided: date | None


async def set_status(
    connection: AsyncConnection, entry_id: str, status: KeptStatus | None, now: datetime
) -> None:
    """Set the status of an item. None removes it, so that what the pack says holds again."""
    table = item_statuses
    if status is None:
        await connection.execute(delete(table).where(table.c.entry_id == entry_id))
        return
    chosen = {"status": status.status, "decided": status.decided, "set_at": now}
    row = insert(table).values(entry_id=entry_id, **chosen)
    await connection.execute(row.on_conflict_do_update(index_elements=["entry_id"], set_=chosen))


async def all_statuses(connection: AsyncConnection) -> dict[str, KeptStatus]:
    """The statuses that organisers set, by the id of the item."""
    rows = await connection.execute(select(item_statuses))
    return {row.entry_id: KeptStatus(row.status, row.decided) for row in rows}

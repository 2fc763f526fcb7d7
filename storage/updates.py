"""Updates: on disk before they are confirmed to Telegram, until they are answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, func, null, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import updates

# One that was waiting at so many deaths of the program may be their cause, and is given up.
MAX_ATTEMPTS = 20

_KEEP = insert(updates).on_conflict_do_nothing().returning(updates.c.id)
_ANSWERED = (
    update(updates).where(updates.c.id.in_(bindparam("ids", expanding=True))).values(body=null())
)


async def store(
    connection: AsyncConnection, bodies: Mapping[int, bytes], now: datetime
) -> set[int]:
    """Keep updates, by id, as Telegram wrote them; says which were not taken before."""
    rows = [{"id": id, "body": body, "received": now, "attempts": 0} for id, body in bodies.items()]
    return set((await connection.execute(_KEEP, rows)).scalars())


async def mark_answered(connection: AsyncConnection, ids: Sequence[int]) -> None:
    """They need nothing more: what was written in them is deleted, the ids stay for a while."""
    await connection.execute(_ANSWERED, {"ids": list(ids)})


async def take_unanswered(connection: AsyncConnection) -> dict[int, bytes]:
    """Those that a program before this one took and did not answer, the oldest first; each call
    counts as a try. Those tried too often are given up."""
    waiting = updates.c.body.is_not(None)
    hopeless = waiting & (updates.c.attempts >= MAX_ATTEMPTS)
    await connection.execute(update(updates).where(hopeless).values(body=None))
    await connection.execute(update(updates).where(waiting).values(attempts=updates.c.attempts + 1))
    rows = await connection.execute(
        select(updates.c.id, updates.c.body).where(waiting).order_by(updates.c.id)
    )
    return {row.id: row.body for row in rows}


async def highest_id_since(connection: AsyncConnection, since: datetime) -> int | None:
    """The highest id taken since an instant."""
    highest = select(func.max(updates.c.id)).where(updates.c.received > since)
    found: int | None = (await connection.execute(highest)).scalar()
    return found


async def forget_answered(connection: AsyncConnection, before: datetime) -> int:
    """Forget the ids of what was taken before an instant and is answered."""
    over = updates.c.body.is_(None) & (updates.c.received < before)
    return int((await connection.execute(delete(updates).where(over))).rowcount)

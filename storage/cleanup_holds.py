"""Deletions that were put off. They are stored, so that a restart does not put them off anew."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import insert, lesser
from storage.tables import cleanup_holds


async def hold(connection: AsyncConnection, name: str, now: datetime) -> datetime:
    """Put a deletion off; return since when it is (UTC), which is never after `now`."""
    held = insert(cleanup_holds).values(name=name, since=now)
    # A hold of the future was made while the clock was wrong.
    await connection.execute(
        held.on_conflict_do_update(
            index_elements=["name"],
            set_={"since": lesser(cleanup_holds.c.since, held.excluded.since)},
        )
    )
    since: datetime = (
        await connection.execute(select(cleanup_holds.c.since).where(cleanup_holds.c.name == name))
    ).scalar_one()
    return since


async def release(connection: AsyncConnection, name: str) -> None:
    await connection.execute(delete(cleanup_holds).where(cleanup_holds.c.name == name))

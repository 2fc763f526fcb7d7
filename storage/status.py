"""What waits in the database, for those who operate the program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.deliveries.states import OPEN_STATES
from storage.tables import deliveries, updates


@dataclass(frozen=True)
class OutboxStatus:
    """`open` counts the notices that are not settled, by state. `oldest_due` is the instant since
    which one should have gone out; None if none should. One that waits for another attempt counts
    from when it was due first."""

    open: Mapping[str, int]
    oldest_due: datetime | None


async def outbox_status(connection: AsyncConnection, now: datetime) -> OutboxStatus:
    """Return what is in the outbox. Both queries read only the index of open notices."""
    state, due = deliveries.c.state, deliveries.c.due
    counted = await connection.execute(
        select(state, func.count()).where(state.in_(OPEN_STATES)).group_by(state)
    )
    numbers = {str(name): 0 for name in OPEN_STATES}
    numbers |= {str(name): int(number) for name, number in counted}
    oldest = await connection.scalar(
        select(func.min(due)).where(state.in_(OPEN_STATES), due <= now, deliveries.c.expires > now)
    )
    return OutboxStatus(numbers, oldest)


async def updates_waiting(connection: AsyncConnection) -> int:
    """Return how many updates are stored and not answered."""
    query = select(func.count()).where(updates.c.body.is_not(None))
    return int(await connection.scalar(query) or 0)


async def database_bytes(connection: AsyncConnection) -> int:
    """Return the size of the database on disk."""
    if connection.dialect.name == "postgresql":
        query = "SELECT pg_database_size(current_database())"
    else:
        query = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    return int(await connection.scalar(text(query)) or 0)

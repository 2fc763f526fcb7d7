"""What the outbox has to send now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.deliveries.states import OPEN_STATES
from storage.tables import deliveries

# Why a delivery may wait on its own, while others are sent: its chat is closed for a while, or its
# message was not answered. See `bot.outbox.worker`.
_ALONE = ("retry-after", "migrated", "network", "broken")


@dataclass(frozen=True)
class Waiting:
    """How many notices are due and not sent, the instant (UTC) since which the oldest of them is,
    and its id; None without any."""

    count: int
    since: datetime | None
    oldest: int | None


async def waiting(connection: AsyncConnection, now: datetime) -> Waiting:
    """Return what is due and held up by nothing of its own."""
    delivery = deliveries.c
    due = (
        delivery.state.in_(OPEN_STATES),
        delivery.due <= now,
        delivery.expires > now,
        or_(delivery.reason.is_(None), delivery.reason.not_in(_ALONE)),
    )
    count = await connection.scalar(select(func.count()).select_from(deliveries).where(*due))
    oldest = select(delivery.id, delivery.due).where(*due).order_by(delivery.due, delivery.id)
    row = (await connection.execute(oldest.limit(1))).first()
    return Waiting(int(count or 0), None if row is None else row.due, row and row.id)

"""Sums over all sessions, for statistics: numbers without persons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import floor_sessions, floor_turns

_SPOKE = ("done", "interrupted", "speaking")


@dataclass(frozen=True)
class FloorTotals:
    """`spoken` is the time on the clocks of the turns that ended."""

    sessions: int = 0
    turns: int = 0
    spoken: timedelta = timedelta()


async def totals(connection: AsyncConnection, since: date) -> FloorTotals:
    """Return the sessions that began, and the turns that had the floor, since a day (UTC)."""
    start = datetime.combine(max(since, date(1970, 1, 1)), time(), UTC)
    held = select(func.count()).where(floor_sessions.c.began >= start)
    turns = select(func.count(), func.coalesce(func.sum(floor_turns.c.spent_ms), 0)).where(
        floor_turns.c.state.in_(_SPOKE), floor_turns.c.began >= start
    )
    number, spent = (await connection.execute(turns)).one()
    return FloorTotals(
        int(await connection.scalar(held) or 0), number, timedelta(milliseconds=int(spent))
    )

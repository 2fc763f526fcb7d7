"""What became of an announcement, and whether its author has been told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.announcements.feeding import of_job
from storage.announcements.keeping import COLUMNS, Announcement, announcement
from storage.deliveries.states import Reason, State
from storage.tables import announcements, deliveries

BLOCKED = "blocked"


@dataclass(frozen=True)
class Tally:
    """Chats by what became of the job there. `failed` is by reason, a short code. Who is not
    counted here has not been sent anything."""

    sent: int = 0
    blocked: int = 0
    failed: Mapping[str, int] | None = None

    @property
    def failures(self) -> int:
        return sum((self.failed or {}).values())


async def tally(connection: AsyncConnection, it: Announcement) -> Tally:
    rows = await connection.execute(
        select(deliveries.c.state, deliveries.c.reason, func.count())
        .where(*of_job(it))
        .group_by(deliveries.c.state, deliveries.c.reason)
    )
    sent = blocked = 0
    failed: dict[str, int] = {}
    for state, reason, number in rows:
        if state == State.SENT:
            sent += number
        elif reason in (BLOCKED, Reason.UNREACHABLE):
            blocked += number
        elif state in (State.FAILED, State.EXPIRED):
            code = reason if state == State.FAILED else "expired"
            failed[code] = failed.get(code, 0) + number
    return Tally(sent, blocked, failed)


async def untold(connection: AsyncConnection) -> list[Announcement]:
    """Those whose progress is to be shown: under way, or come to another status since."""
    kept = announcements.c.status
    rows = await connection.execute(
        select(*COLUMNS).where(
            announcements.c.author.is_not(None),
            (kept == "sending")
            | (kept.in_(("paused", "stopped", "sent")) & announcements.c.told.is_(None)),
        )
    )
    return [announcement(row) for row in rows]


async def told(connection: AsyncConnection, it: Announcement, message_id: int | None) -> None:
    """The author's message shows this status now."""
    await connection.execute(
        update(announcements)
        .where(announcements.c.id == it.id, announcements.c.status == it.status)
        .values(told=it.status, progress=message_id)
    )

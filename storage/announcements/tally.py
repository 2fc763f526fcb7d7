"""What became of an announcement, and whether its author has been told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.announcements.drafts import COLUMNS, Announcement, announcement
from storage.deliveries.states import Reason, State
from storage.deliveries.subjects import subject_of_announcement
from storage.tables import announcements, deliveries

BLOCKED = "blocked"
# As the index says it, or SQLite does not use it.
_ANNOUNCED = text("deliveries.notice IN ('announcement', 'correction', 'withdrawal')")


@dataclass(frozen=True)
class Tally:
    """Chats by what became of the job there. `failed` is by reason, a short code; `switched_off`
    did so after it began. Who is not counted here has not been sent anything."""

    sent: int = 0
    blocked: int = 0
    failed: Mapping[str, int] = field(default_factory=dict)
    switched_off: int = 0

    @property
    def failures(self) -> int:
        return sum(self.failed.values())


def of_job(it: Announcement) -> tuple[Any, ...]:
    """The deliveries of what an announcement is about now."""
    return (
        _ANNOUNCED,
        deliveries.c.subject == subject_of_announcement(it.id),
        deliveries.c.revision == it.edition,
        deliveries.c.notice == it.job,
    )


async def tally(connection: AsyncConnection, it: Announcement) -> Tally:
    """As it was kept, or counted while it goes on."""
    if it.tally is not None:
        return Tally(**json.loads(it.tally))
    rows = await connection.execute(
        select(deliveries.c.state, deliveries.c.reason, func.count())
        .where(*of_job(it))
        .group_by(deliveries.c.state, deliveries.c.reason)
    )
    sent = blocked = switched_off = 0
    failed: dict[str, int] = {}
    for state, reason, number in rows:
        if state == State.SENT:
            sent += number
        elif reason == Reason.SWITCHED_OFF:
            switched_off += number
        elif reason in (BLOCKED, Reason.UNREACHABLE):
            blocked += number
        elif state in (State.FAILED, State.EXPIRED):
            code = reason if state == State.FAILED else "expired"
            failed[code] = failed.get(code, 0) + number
    return Tally(sent, blocked, failed, switched_off)


async def keep_tally(connection: AsyncConnection, it: Announcement) -> None:
    """Keep what became of it: deliveries are pruned, and chats forgotten."""
    counted = await tally(connection, it)
    await connection.execute(
        update(announcements)
        .where(announcements.c.id == it.id, announcements.c.edition == it.edition)
        .values(tally=json.dumps(asdict(counted)))
    )


async def progress_outdated(connection: AsyncConnection) -> list[Announcement]:
    """Those whose progress is to be shown: under way, or come to another status since."""
    kept = announcements.c.status
    rows = await connection.execute(
        select(*COLUMNS).where(
            announcements.c.author.is_not(None),
            (kept == "sending")
            | (kept.in_(("paused", "stopped", "sent")) & announcements.c.progress_status.is_(None)),
        )
    )
    return [announcement(row) for row in rows]


async def mark_progress_shown(
    connection: AsyncConnection, it: Announcement, message_id: int | None
) -> None:
    """The author's message shows this status now."""
    await connection.execute(
        update(announcements)
        .where(announcements.c.id == it.id, announcements.c.status == it.status)
        .values(progress_status=it.status, progress_message_id=message_id)
    )

"""What became of an announcement, and whether the message to its author shows it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.announcements.announcement import COLUMNS, Announcement, announcement_of_row
from storage.deliveries.states import OPEN_STATES, Reason, State, Trouble
from storage.deliveries.subjects import subject_of_announcement
from storage.tables import announcements, deliveries

BLOCKED = "blocked"
_TROUBLES = frozenset(Trouble)
# In the same words as the partial index, or SQLite does not use that.
_ANNOUNCED = text("deliveries.notice IN ('announcement', 'correction', 'withdrawal')")


@dataclass(frozen=True)
class Tally:
    """The number of chats by what became of the job there. `failed` is by reason, a short code;
    chats that are `switched_off` did that after it began. `waiting` is by reason, too: these chats
    take no messages at the moment. Other chats have not had their turn."""

    sent: int = 0
    blocked: int = 0
    failed: Mapping[str, int] = field(default_factory=dict)
    switched_off: int = 0
    waiting: Mapping[str, int] = field(default_factory=dict)

    @property
    def failures(self) -> int:
        return sum(self.failed.values())


def of_job(announcement: Announcement) -> tuple[Any, ...]:
    """Conditions for the deliveries of an announcement's current job."""
    return (
        _ANNOUNCED,
        deliveries.c.subject == subject_of_announcement(announcement.id),
        deliveries.c.revision == announcement.edition,
        deliveries.c.notice == announcement.job,
    )


async def tally(connection: AsyncConnection, announcement: Announcement) -> Tally:
    """What became of the current job so far; the stored tally once it has ended."""
    if announcement.tally is not None:
        return Tally(**json.loads(announcement.tally))
    rows = await connection.execute(
        select(deliveries.c.state, deliveries.c.reason, func.count())
        .where(*of_job(announcement))
        .group_by(deliveries.c.state, deliveries.c.reason)
    )
    sent = blocked = switched_off = 0
    failed: dict[str, int] = {}
    waiting: dict[str, int] = {}
    for state, reason, number in rows:
        if state == State.SENT:
            sent += number
        elif reason == Reason.SWITCHED_OFF:
            switched_off += number
        elif reason in (BLOCKED, Reason.UNREACHABLE):
            blocked += number
        elif state in (State.FAILED, State.EXPIRED):
            code = reason or "expired"
            failed[code] = failed.get(code, 0) + number
        elif state in OPEN_STATES and reason in _TROUBLES:
            waiting[reason] = waiting.get(reason, 0) + number
    return Tally(sent, blocked, failed, switched_off, waiting)


async def keep_tally(connection: AsyncConnection, announcement: Announcement) -> None:
    """Store the tally, since deliveries are pruned and chats forgotten."""
    counted = await tally(connection, announcement)
    await connection.execute(
        update(announcements)
        .where(
            announcements.c.id == announcement.id, announcements.c.edition == announcement.edition
        )
        .values(tally=json.dumps(asdict(counted)))
    )


async def progress_outdated(connection: AsyncConnection) -> list[Announcement]:
    """The announcements whose author is to be shown their progress: they are being sent, or their
    status changed since it was shown."""
    kept = announcements.c.status
    rows = await connection.execute(
        select(*COLUMNS).where(
            announcements.c.author.is_not(None),
            (kept == "sending")
            | (kept.in_(("paused", "stopped", "sent")) & announcements.c.progress_status.is_(None)),
        )
    )
    return [announcement_of_row(row) for row in rows]


async def mark_progress_shown(
    connection: AsyncConnection, announcement: Announcement, message_id: int | None
) -> None:
    """Note that the message to the author shows this status."""
    await connection.execute(
        update(announcements)
        .where(announcements.c.id == announcement.id, announcements.c.status == announcement.status)
        .values(progress_status=announcement.status, progress_message_id=message_id)
    )

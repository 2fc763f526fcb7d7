"""What became of the notices of a meeting's last change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.deliveries.states import State
from storage.deliveries.subjects import CHANGE_NOTICES
from storage.tables import deliveries, meeting_changes

_WAITING = (State.PENDING, State.CLAIMED)


@dataclass(frozen=True)
class ChangeProgress:
    """The notices of one revision of a meeting. `due` is when those that wait go out, or are
    written; None if none waits."""

    waiting: int = 0
    sent: int = 0
    failed: int = 0
    due: datetime | None = None

    @property
    def number(self) -> int:
        return self.waiting + self.sent + self.failed


NO_NOTICES = ChangeProgress()


async def progress_of_change(
    connection: AsyncConnection, meeting_id: str, revision: int
) -> ChangeProgress:
    """Count the notices of a revision by what became of them; those that came too late, or were
    not wanted any more, are left out."""
    rows = await connection.execute(
        select(deliveries.c.state, func.count().label("number"), func.min(deliveries.c.due))
        .where(
            deliveries.c.subject == meeting_id,
            deliveries.c.revision == revision,
            deliveries.c.notice.in_(("new", *CHANGE_NOTICES)),
        )
        .group_by(deliveries.c.state)
    )
    found = {state: (int(number), due) for state, number, due in rows}
    unwritten = await connection.scalar(
        select(meeting_changes.c.due).where(
            meeting_changes.c.meeting_id == meeting_id,
            meeting_changes.c.revision == revision,
            meeting_changes.c.notice.is_not(None),
        )
    )
    waiting = [found[state] for state in _WAITING if state in found]
    instants = [due for _number, due in waiting]
    if unwritten is not None:
        instants.append(unwritten)
    return ChangeProgress(
        sum(number for number, _due in waiting),
        found.get(State.SENT, (0, None))[0],
        found.get(State.FAILED, (0, None))[0],
        min(instants, default=None),
    )

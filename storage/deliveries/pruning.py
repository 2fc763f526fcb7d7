"""What is settled for long is forgotten, never what could be planned again.

A row of the outbox keeps its notice from going out twice. That is needed only until the notice
expires: nothing is planned whose use is over. So a row goes when both its end and its use lie
before an instant that is far behind, farther than a clock is ever set back.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.deliveries.outcome_counts import count_outcomes
from storage.deliveries.states import State
from storage.deliveries.subjects import ANNOUNCEMENT_NOTICES, subject_from
from storage.tables import (
    announcements,
    deliveries,
    meeting_changes,
    meeting_revisions,
    meetings,
    planned_reminders,
)

_OPEN = (State.PENDING, State.CLAIMED)


async def prune_deliveries(connection: AsyncConnection, before: datetime, most: int) -> int:
    """Delete up to so many that were settled and of no use any more before an instant; says how
    many. What became of them stays counted.

    Those of an announcement stay until it has ended and it is kept what became of it: they are
    what keeps a paused one from going out twice.
    """
    counted_on = select(subject_from(announcements.c.id)).where(announcements.c.tally.is_(None))
    over = (
        select(deliveries.c.id)
        .where(
            deliveries.c.state.not_in(_OPEN),
            deliveries.c.expires < before,
            or_(deliveries.c.settled.is_(None), deliveries.c.settled < before),
            or_(
                deliveries.c.notice.not_in(ANNOUNCEMENT_NOTICES),
                deliveries.c.subject.not_in(counted_on),
            ),
        )
        .order_by(deliveries.c.id)
        .limit(most)
    )
    which = deliveries.c.id.in_(over)
    await count_outcomes(connection, which)
    return int((await connection.execute(delete(deliveries).where(which))).rowcount)


async def prune_revisions(connection: AsyncConnection, before: datetime) -> int:
    """Delete what meetings said in revisions made before an instant, except those that hold and
    those that a notice on its way compares with; says how many."""
    gone = await connection.execute(
        delete(meeting_revisions).where(
            or_(meeting_revisions.c.made.is_(None), meeting_revisions.c.made < before),
            ~_holds(),
            ~_awaited(),
        )
    )
    return int(gone.rowcount)


async def prune_planned_reminders(connection: AsyncConnection, before: datetime) -> None:
    """Forget that moments were planned before an instant, of days and of meetings that are
    over."""
    still = select(meetings.c.id).where(meetings.c.closes >= before)
    await connection.execute(
        delete(planned_reminders).where(
            planned_reminders.c.planned < before, planned_reminders.c.subject.not_in(still)
        )
    )


def _holds() -> ColumnElement[bool]:
    newest = select(func.max(meetings.c.revision)).where(
        meetings.c.id == meeting_revisions.c.meeting_id
    )
    return meeting_revisions.c.revision >= newest.scalar_subquery()


def _awaited() -> ColumnElement[bool]:
    """A notice that is not settled tells of it, or of what came after it; or will."""
    to_tell = exists().where(meeting_changes.c.meeting_id == meeting_revisions.c.meeting_id)
    waits = (
        select(deliveries.c.id)
        .where(
            deliveries.c.subject == meeting_revisions.c.meeting_id,
            deliveries.c.state.in_(_OPEN),
            deliveries.c.known_revision <= meeting_revisions.c.revision,
        )
        .exists()
    )
    return or_(to_tell, waits)

"""Deleting old rows of the outbox, but never what could be planned again.

A row keeps its notice from being sent twice. It is needed until the notice expires, since nothing
is planned after that. So a row is deleted once it was settled and expired before an instant that
is further back than a clock is ever set.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.deliveries.outcome_counts import count_outcomes
from storage.deliveries.states import OPEN_STATES
from storage.deliveries.subjects import ANNOUNCEMENT_NOTICES, subject_from
from storage.tables import (
    announcements,
    deliveries,
    meeting_changes,
    meeting_revisions,
    meetings,
    planned_reminders,
)


async def prune_deliveries(connection: AsyncConnection, before: datetime, limit: int) -> int:
    """Delete up to `limit` deliveries that were settled and expired before an instant; return
    their number. What became of them stays counted.

    Those of an announcement stay until its tally is kept: they keep a paused one from being sent
    twice.
    """
    without_tally = select(subject_from(announcements.c.id)).where(announcements.c.tally.is_(None))
    old = (
        select(deliveries.c.id)
        .where(
            deliveries.c.state.not_in(OPEN_STATES),
            deliveries.c.expires < before,
            or_(deliveries.c.settled.is_(None), deliveries.c.settled < before),
            or_(
                deliveries.c.notice.not_in(ANNOUNCEMENT_NOTICES),
                deliveries.c.subject.not_in(without_tally),
            ),
        )
        .order_by(deliveries.c.id)
        .limit(limit)
    )
    which = deliveries.c.id.in_(old)
    await count_outcomes(connection, which)
    return int((await connection.execute(delete(deliveries).where(which))).rowcount)


async def prune_revisions(connection: AsyncConnection, before: datetime) -> int:
    """Delete the contents of revisions made before an instant, except those that hold and those
    that an open notice compares with; return their number."""
    deleted = await connection.execute(
        delete(meeting_revisions).where(
            meeting_revisions.c.made < before, ~_holds(), ~_needed_for_notice()
        )
    )
    return int(deleted.rowcount)


async def prune_planned_reminders(connection: AsyncConnection, before: datetime) -> None:
    """Delete the marks of what was planned before an instant, for days and for meetings that were
    over by then."""
    later = select(meetings.c.id).where(meetings.c.closes >= before)
    await connection.execute(
        delete(planned_reminders).where(
            planned_reminders.c.planned < before, planned_reminders.c.subject.not_in(later)
        )
    )


def _holds() -> ColumnElement[bool]:
    newest = select(func.max(meetings.c.revision)).where(
        meetings.c.id == meeting_revisions.c.meeting_id
    )
    return meeting_revisions.c.revision >= newest.scalar_subquery()


def _needed_for_notice() -> ColumnElement[bool]:
    """An open notice, or one still to be queued, is about this revision or a later one."""
    queued_later = exists().where(meeting_changes.c.meeting_id == meeting_revisions.c.meeting_id)
    is_open = (
        select(deliveries.c.id)
        .where(
            deliveries.c.subject == meeting_revisions.c.meeting_id,
            deliveries.c.state.in_(OPEN_STATES),
            deliveries.c.known_revision <= meeting_revisions.c.revision,
        )
        .exists()
    )
    return or_(queued_later, is_open)

"""What the messages of a batch need to know, by one query for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.deliveries.states import THESE
from storage.subscription_coverage import covers, subscribed
from storage.tables import deliveries, meeting_revisions, meetings, subscriptions


async def through_of(
    connection: AsyncConnection, ids: Sequence[int]
) -> dict[int, tuple[tuple[str, str], ...]]:
    """By delivery, the subscriptions that cover its meeting, as (what, value), the oldest
    first."""
    found: dict[int, tuple[tuple[str, str], ...]] = {}
    for id, what, value in await connection.execute(_through(), {"these": ids}):
        found[id] = (*found.get(id, ()), (what, value))
    return found


@cache
def _through() -> Select[Any]:
    what, value = subscriptions.c.what, subscriptions.c.value
    # As a case, or SQLite looks up every way to the meeting in an index, over all chats.
    covered = case((covers(), 1), else_=0) == 1
    return (
        select(deliveries.c.id, what, value)
        .select_from(
            deliveries.join(meetings, meetings.c.id == deliveries.c.subject).join(
                subscriptions, and_(subscriptions.c.chat_id == deliveries.c.chat_id, covered)
            )
        )
        .where(THESE)
        .order_by(deliveries.c.id, subscriptions.c.created, what, value)
    )


async def left_of_days(
    connection: AsyncConnection, ids: Sequence[int], now: datetime
) -> dict[int, tuple[str, ...]]:
    """By digest, the bodies of the chat's meetings that are on, or still to come, that day."""
    left = and_(
        meetings.c.status == "planned",
        meetings.c.opens < deliveries.c.expires,
        meetings.c.closes > now,
        subscribed(deliveries.c.chat_id),
    )
    rows = await connection.execute(
        select(deliveries.c.id, meetings.c.body)
        .select_from(deliveries.join(meetings, left))
        .where(deliveries.c.id.in_(ids))
        .order_by(deliveries.c.id, meetings.c.opens, meetings.c.id)
    )
    found: dict[int, tuple[str, ...]] = {}
    for row in rows:
        found[row.id] = (*found.get(row.id, ()), row.body)
    return found


def last_said(said: FromClause) -> ColumnElement[bool]:
    """`said` is the newest revision, since the one that the chat knows, of which an organiser
    said why or by whom."""
    revisions = meeting_revisions.alias("revisions")
    newest = (
        select(func.max(revisions.c.revision))
        .where(
            revisions.c.meeting_id == deliveries.c.subject,
            revisions.c.revision <= deliveries.c.revision,
            revisions.c.revision > deliveries.c.known_revision,
            or_(revisions.c.reason.is_not(None), revisions.c.edited_by.is_not(None)),
        )
        .correlate(deliveries)
        .scalar_subquery()
    )
    return and_(said.c.meeting_id == deliveries.c.subject, said.c.revision == newest)

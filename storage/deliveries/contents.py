"""What the messages of a batch say, read by one query for the whole batch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.deliveries.states import IN_BATCH
from storage.subscription_coverage import covers, subscribed
from storage.tables import deliveries, meeting_revisions, meetings, subscriptions

# Subscriptions as (what, value, topic).
Covering = tuple[tuple[str, str, int | None], ...]
# From the narrowest to the widest.
_NARROWEST_FIRST = ("meeting", "roundtable", "kind", "region", "all")


async def covering_subscriptions(
    connection: AsyncConnection, ids: Sequence[int]
) -> dict[int, Covering]:
    """By delivery, the chat's subscriptions that cover the meeting, the oldest first."""
    found: dict[int, Covering] = {}
    for id, *covering in await connection.execute(_covering_subscriptions(), {"ids": ids}):
        what, value, topic_id = covering
        found[id] = (*found.get(id, ()), (what, value, topic_id))
    return found


def narrowest_topic(covering: Covering) -> int | None:
    """The topic of the narrowest of some subscriptions; of equal ones, of the oldest."""
    return min(covering, key=lambda row: _NARROWEST_FIRST.index(row[0]))[2]


@cache
def _covering_subscriptions() -> Select[Any]:
    what, value = subscriptions.c.what, subscriptions.c.value
    # Without CASE, SQLite looks up each way to the meeting in an index over all chats.
    covered = case((covers(), 1), else_=0) == 1
    return (
        select(deliveries.c.id, what, value, subscriptions.c.topic_id)
        .select_from(
            deliveries.join(meetings, meetings.c.id == deliveries.c.subject).join(
                subscriptions, and_(subscriptions.c.chat_id == deliveries.c.chat_id, covered)
            )
        )
        .where(IN_BATCH)
        .order_by(deliveries.c.id, subscriptions.c.created, what, value)
    )


async def meetings_left(
    connection: AsyncConnection, ids: Sequence[int], now: datetime
) -> dict[int, tuple[str, ...]]:
    """By digest, the bodies of the chat's meetings in its time that are not over, in order."""
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


def is_latest_explained(revision: FromClause) -> ColumnElement[bool]:
    """`revision` is the latest one, since that which the chat knows, for which an organiser gave a
    reason or a name."""
    revisions = meeting_revisions.alias("revisions")
    latest = (
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
    return and_(revision.c.meeting_id == deliveries.c.subject, revision.c.revision == latest)

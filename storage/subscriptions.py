"""Subscriptions: to a meeting, a kind, a region, a roundtable or everything."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, func, literal, not_, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.chats import create_missing_chats
from storage.deliveries.states import Reason, cancel_pending, delete_undone
from storage.deliveries.subjects import is_about_meeting
from storage.meetings import KeptMeeting, MeetingRow, all_meetings
from storage.subscription_coverage import (
    WHAT,
    covering_subscriptions_of,
    covers,
    excepted,
    subscribed,
)
from storage.tables import (
    chats,
    deliveries,
    lead_overrides,
    meetings,
    subscription_exceptions,
    subscriptions,
)


@dataclass(frozen=True)
class Subscription:
    """`what` is one of meeting, kind, region, roundtable, all; `value` its id or number, or ''."""

    chat_id: int
    what: str
    value: str
    created: datetime


async def subscribe(
    connection: AsyncConnection, chat_id: int, what: str, value: str, now: datetime
) -> bool:
    """Subscribe a chat; says False if it was subscribed to just that already.

    Nothing that fell due before `now` is sent for it. A meeting that was switched off is on again.
    """
    if what not in WHAT:
        raise ValueError(f"nobody can subscribe to a {what!r}")
    # Whatever is kept of a chat is forgotten with its row, so there is one.
    await create_missing_chats(connection, [chat_id], now)
    fresh = insert(subscriptions).values(chat_id=chat_id, what=what, value=value, created=now)
    added = (await connection.execute(fresh.on_conflict_do_nothing())).rowcount > 0
    if what == "meeting":
        lifted = delete(subscription_exceptions).where(
            subscription_exceptions.c.chat_id == chat_id,
            subscription_exceptions.c.meeting_id == value,
        )
        if (await connection.execute(lifted)).rowcount:
            # A wider subscription is older than this; what fell due meanwhile stays unsent.
            since = insert(lead_overrides).values(chat_id=chat_id, meeting_id=value, since=now)
            await connection.execute(
                since.on_conflict_do_update(
                    index_elements=["chat_id", "meeting_id"], set_={"since": now}
                )
            )
    await delete_undone(connection, chat_id)
    return added


async def unsubscribe(connection: AsyncConnection, chat_id: int, what: str, value: str) -> bool:
    """End one subscription, and cancel what waits for it and nothing else covers; says whether
    there was one. A meeting that something wider covers stays on: see `except_meeting`."""
    gone = await connection.execute(
        delete(subscriptions).where(
            subscriptions.c.chat_id == chat_id,
            subscriptions.c.what == what,
            subscriptions.c.value == value,
        )
    )
    # Nothing covers it any more, so there is nothing to except it from.
    uncovered = ~exists().where(
        meetings.c.id == subscription_exceptions.c.meeting_id,
        exists().where(subscriptions.c.chat_id == chat_id, covers()).correlate(meetings),
    )
    await connection.execute(
        delete(subscription_exceptions).where(
            subscription_exceptions.c.chat_id == chat_id, uncovered
        )
    )
    await _cancel_unwanted(connection, chat_id)
    return gone.rowcount > 0


async def except_meeting(connection: AsyncConnection, chat_id: int, meeting_id: str) -> None:
    """Switch off one meeting for a chat that something wider subscribes to it."""
    fresh = insert(subscription_exceptions).values(chat_id=chat_id, meeting_id=meeting_id)
    await connection.execute(fresh.on_conflict_do_nothing())
    await _cancel_unwanted(connection, chat_id)


async def subscriptions_of(connection: AsyncConnection, chat_id: int) -> list[Subscription]:
    """All of a chat's subscriptions, the oldest first."""
    return await _subscriptions(connection, subscriptions.c.chat_id == chat_id)


async def exceptions_of(connection: AsyncConnection, chat_id: int) -> list[str]:
    """The ids of the meetings a chat switched off."""
    found = await connection.execute(
        select(subscription_exceptions.c.meeting_id)
        .where(subscription_exceptions.c.chat_id == chat_id)
        .order_by(subscription_exceptions.c.meeting_id)
    )
    return list(found.scalars())


async def agenda(connection: AsyncConnection, chat_id: int, now: datetime) -> list[KeptMeeting]:
    """The meetings a chat is subscribed to that are not over, cancelled ones too, by when they
    open."""
    found = await connection.execute(
        select(meetings.c.id).where(meetings.c.closes > now, _subscribed(chat_id))
    )
    ids = set(found.scalars())
    return [meeting for meeting in await all_meetings(connection) if meeting.id in ids]


async def is_subscribed(connection: AsyncConnection, chat_id: int, meeting_id: str) -> bool:
    found = await connection.execute(
        select(meetings.c.id).where(meetings.c.id == meeting_id, _subscribed(chat_id))
    )
    return found.first() is not None


async def forget_subscriptions(connection: AsyncConnection, chat_id: int) -> None:
    """End all subscriptions of a chat and cancel what waits for it. Its settings stay."""
    for table in (subscriptions, subscription_exceptions):
        await connection.execute(delete(table).where(table.c.chat_id == chat_id))
    mine = (deliveries.c.chat_id == chat_id) & is_about_meeting(deliveries)
    await cancel_pending(connection, mine, Reason.UNSUBSCRIBED, None)


async def count_subscribers(connection: AsyncConnection, about: Collection[MeetingRow]) -> int:
    """How many chats are told where any of these meetings is new or changes, kept yet or not:
    those that can be reached, and are subscribed to one that they have not switched off. A chat
    counts once."""
    ways = [
        (what, value, each.id)
        for each in about
        for what, value in covering_subscriptions_of(
            each.id, each.kind, each.region, each.roundtables
        )
    ]
    # As one value, for a statement takes a limited number of them.
    listed = func.json_each(json.dumps(ways)).table_valued("value", name="listed")
    parts = [func.json_extract(listed.c.value, f"$[{each}]") for each in range(3)]
    names = ("what", "value", "meeting_id")
    way = select(*(part.label(name) for part, name in zip(parts, names, strict=True))).cte("way")
    told = exists().where(
        subscriptions.c.chat_id == chats.c.id,
        subscriptions.c.what == way.c.what,
        subscriptions.c.value == way.c.value,
        not_(excepted(subscriptions.c.chat_id, way.c.meeting_id)),
    )
    counted = select(func.count()).select_from(chats).where(chats.c.reachable, told)
    return int((await connection.execute(counted)).scalar_one())


def _subscribed(chat_id: int) -> ColumnElement[bool]:
    return subscribed(literal(chat_id))


async def _subscriptions(
    connection: AsyncConnection, *which: ColumnElement[bool]
) -> list[Subscription]:
    rows = await connection.execute(
        select(subscriptions)
        .where(*which)
        .order_by(subscriptions.c.created, subscriptions.c.what, subscriptions.c.value)
    )
    return [Subscription(row.chat_id, row.what, row.value, row.created) for row in rows]


async def _cancel_unwanted(connection: AsyncConnection, chat_id: int) -> None:
    still = exists().where(meetings.c.id == deliveries.c.subject, _subscribed(chat_id))
    mine = (deliveries.c.chat_id == chat_id) & is_about_meeting(deliveries)
    await cancel_pending(connection, mine & not_(still), Reason.UNSUBSCRIBED, None)

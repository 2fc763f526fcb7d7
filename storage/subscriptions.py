"""Subscriptions: to a meeting, a kind, a region, a roundtable or everything."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    delete,
    exists,
    func,
    literal,
    not_,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.chats import create_missing_chats
from storage.deliveries.states import Reason, cancel_pending, delete_undone
from storage.deliveries.subjects import is_about_meeting
from storage.dialect import insert, json_rows
from storage.meetings import KeptMeeting, MeetingRow, all_meetings
from storage.subscription_coverage import (
    SUBSCRIBABLE,
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
    """`what` is meeting, kind, region, roundtable or all; `value` is its id or number, empty for
    all. `created` is in UTC. `topic_id` is the topic of a forum that its notices go to, None for
    General."""

    chat_id: int
    what: str
    value: str
    created: datetime
    topic_id: int | None = None


async def subscribe(
    connection: AsyncConnection,
    chat_id: int,
    what: str,
    value: str,
    now: datetime,
    topic_id: int | None = None,
) -> bool:
    """Subscribe a chat; return False if it had this very subscription. Its notices go to a topic of
    a forum from now on, or to General.

    Nothing that was due before `now` is sent for it. A meeting that was switched off is switched on
    again. Raises ValueError for a `what` that cannot be subscribed to.
    """
    if what not in SUBSCRIBABLE:
        raise ValueError(f"nobody can subscribe to a {what!r}")
    # /forget and pruning find a chat by its row, so there must be one.
    await create_missing_chats(connection, [chat_id], now)
    row = insert(subscriptions).values(
        chat_id=chat_id, what=what, value=value, created=now, topic_id=topic_id
    )
    added = (await connection.execute(row.on_conflict_do_nothing())).rowcount > 0
    if not added:
        this = (subscriptions.c.what == what) & (subscriptions.c.value == value)
        await connection.execute(
            update(subscriptions)
            .where(subscriptions.c.chat_id == chat_id, this)
            .values(topic_id=topic_id)
        )
    if what == "meeting":
        lifted = delete(subscription_exceptions).where(
            subscription_exceptions.c.chat_id == chat_id,
            subscription_exceptions.c.meeting_id == value,
        )
        if (await connection.execute(lifted)).rowcount:
            # A wider subscription may be older; what was due in between is not sent.
            since = insert(lead_overrides).values(chat_id=chat_id, meeting_id=value, since=now)
            await connection.execute(
                since.on_conflict_do_update(
                    index_elements=["chat_id", "meeting_id"], set_={"since": now}
                )
            )
    await delete_undone(connection, chat_id)
    return added


async def unsubscribe(connection: AsyncConnection, chat_id: int, what: str, value: str) -> bool:
    """End one subscription; return whether there was one.

    Pending notices that no other subscription covers are cancelled. To switch off a meeting that a
    wider subscription covers, use `except_meeting`.
    """
    gone = await connection.execute(
        delete(subscriptions).where(
            subscriptions.c.chat_id == chat_id,
            subscriptions.c.what == what,
            subscriptions.c.value == value,
        )
    )
    # A meeting that nothing covers needs no exception.
    uncovered = ~exists().where(
        meetings.c.id == subscription_exceptions.c.meeting_id,
        exists().where(subscriptions.c.chat_id == chat_id, covers()).correlate(meetings),
    )
    await connection.execute(
        delete(subscription_exceptions).where(
            subscription_exceptions.c.chat_id == chat_id, uncovered
        )
    )
    await _cancel_uncovered(connection, chat_id)
    return gone.rowcount > 0


async def except_meeting(connection: AsyncConnection, chat_id: int, meeting_id: str) -> None:
    """Switch off one meeting that a wider subscription of the chat covers."""
    row = insert(subscription_exceptions).values(chat_id=chat_id, meeting_id=meeting_id)
    await connection.execute(row.on_conflict_do_nothing())
    await _cancel_uncovered(connection, chat_id)


async def subscriptions_of(connection: AsyncConnection, chat_id: int) -> list[Subscription]:
    """All of a chat's subscriptions, the oldest first."""
    return await _subscriptions(connection, subscriptions.c.chat_id == chat_id)


async def exceptions_of(connection: AsyncConnection, chat_id: int) -> list[str]:
    """The ids of the meetings that a chat switched off."""
    found = await connection.execute(
        select(subscription_exceptions.c.meeting_id)
        .where(subscription_exceptions.c.chat_id == chat_id)
        .order_by(subscription_exceptions.c.meeting_id)
    )
    return list(found.scalars())


async def agenda(connection: AsyncConnection, chat_id: int, now: datetime) -> list[KeptMeeting]:
    """The meetings that a chat is subscribed to and that are not over, cancelled ones too, in the
    order in which they open."""
    return await all_meetings(connection, meetings.c.closes > now, _subscribed(chat_id))


async def agenda_ids(connection: AsyncConnection, chat_id: int, now: datetime) -> list[str]:
    """The ids of the meetings of `agenda`, which are read much faster, in the same order."""
    found = await connection.execute(
        select(meetings.c.id)
        .where(meetings.c.closes > now, _subscribed(chat_id))
        .order_by(meetings.c.opens, meetings.c.id)
    )
    return list(found.scalars())


async def agenda_page(
    connection: AsyncConnection, chat_id: int, now: datetime, page: int, size: int
) -> tuple[list[str], int, int]:
    """A page of the ids of `agenda_ids`, the page's number (the last page if `page` is beyond it)
    and the number of pages. Pages count from 1 and have `size` ids."""
    here = (meetings.c.closes > now, _subscribed(chat_id))
    counted = await connection.execute(select(func.count()).select_from(meetings).where(*here))
    pages = max(1, -(-counted.scalar_one() // size))
    page = min(page, pages)
    found = await connection.execute(
        select(meetings.c.id)
        .where(*here)
        .order_by(meetings.c.opens, meetings.c.id)
        .limit(size)
        .offset((page - 1) * size)
    )
    return list(found.scalars()), page, pages


async def is_subscribed(connection: AsyncConnection, chat_id: int, meeting_id: str) -> bool:
    found = await connection.execute(
        select(meetings.c.id).where(meetings.c.id == meeting_id, _subscribed(chat_id))
    )
    return found.first() is not None


async def forget_subscriptions(connection: AsyncConnection, chat_id: int) -> None:
    """End all subscriptions of a chat, and cancel its pending notices. Its settings stay."""
    for table in (subscriptions, subscription_exceptions):
        await connection.execute(delete(table).where(table.c.chat_id == chat_id))
    mine = (deliveries.c.chat_id == chat_id) & is_about_meeting(deliveries)
    await cancel_pending(connection, mine, Reason.UNSUBSCRIBED, None)


async def count_subscribers(
    connection: AsyncConnection,
    about: Collection[MeetingRow],
    among: ColumnElement[bool] | None = None,
) -> int:
    """The number of reachable chats that would be told if these meetings, stored or not, were new
    or changed. A chat counts once. With `among`, only chats for which it holds count."""
    rows = [
        (what, value, meeting.id)
        for meeting in about
        for what, value in covering_subscriptions_of(
            meeting.id, meeting.kind, meeting.region, meeting.roundtables
        )
    ]
    own = subscriptions.c.chat_id == chats.c.id
    pair = tuple_(subscriptions.c.what, subscriptions.c.value)
    # The meetings one by one matter only to the few chats that switched some off.
    pairs = json_rows(
        list(dict.fromkeys((what, value) for what, value, _id in rows)), ("what", "value"), "pairs"
    )
    covered = chats.c.id.in_(
        select(subscriptions.c.chat_id).where(pair.in_(select(pairs.c.what, pairs.c.value)))
    )
    covering = json_rows(rows, ("what", "value", "meeting_id"), "covering")
    still_covered = exists().where(
        own,
        subscriptions.c.what == covering.c.what,
        subscriptions.c.value == covering.c.value,
        not_(excepted(subscriptions.c.chat_id, covering.c.meeting_id)),
    )
    with_exceptions = chats.c.id.in_(select(subscription_exceptions.c.chat_id))
    told = covered & (not_(with_exceptions) | still_covered)
    counted = select(func.count()).select_from(chats).where(chats.c.reachable, told)
    if among is not None:
        counted = counted.where(among)
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
    return [Subscription(*row) for row in rows]


async def _cancel_uncovered(connection: AsyncConnection, chat_id: int) -> None:
    still = exists().where(meetings.c.id == deliveries.c.subject, _subscribed(chat_id))
    mine = (deliveries.c.chat_id == chat_id) & is_about_meeting(deliveries)
    await cancel_pending(connection, mine & not_(still), Reason.UNSUBSCRIBED, None)

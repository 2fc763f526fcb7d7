"""Chats that Telegram takes no messages for at the moment, although the bot is still in them.

Their notices wait in the outbox, and are tried again from time to time until they expire. One of
the chat's administrators is told once.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.deliveries.states import Trouble, hold, resume
from storage.dialect import insert
from storage.tables import chat_troubles, chats, deliveries, language_of_chat, subscriptions

_FIRST_PAUSE = timedelta(minutes=10)
_MAX_PAUSE = timedelta(hours=6)
# A trouble that was not met for so long is over, and the next is told of.
_FORGOTTEN_AFTER = timedelta(days=7)


@dataclass(frozen=True)
class ToldTrouble:
    """A trouble that somebody is to be told of. If `waits`, the chat's notices wait; otherwise they
    go to the topic General. `language` is the chat's choice."""

    chat_id: int
    reason: str
    waits: bool
    attempts: int
    language: str | None


@dataclass(frozen=True)
class Person:
    """Somebody who can be written to in private; `language` is None if they made no choice."""

    id: int
    language: str | None


async def wait(
    connection: AsyncConnection, chat_id: int, ids: Sequence[int], reason: Trouble, now: datetime
) -> None:
    """Note that a chat takes no messages, and let its due notices wait: the pending ones, and the
    claimed ones `ids`. Each refusal after the pause before lengthens the pause."""
    known = (
        await connection.execute(select(chat_troubles).where(chat_troubles.c.chat_id == chat_id))
    ).first()
    tries, next_try = (0, None) if known is None else (known.tries, known.next_try)
    if next_try is not None and next_try < now - _FORGOTTEN_AFTER:
        tries, next_try = 0, None
    is_new = next_try is None
    if next_try is None or next_try <= now:
        next_try = now + min(_FIRST_PAUSE * 2**tries, _MAX_PAUSE)
        tries = min(tries + 1, 16)
    values = {"reason": reason, "next_try": next_try, "tries": tries}
    if is_new:
        values |= {"since": now, "told": None, "tell_attempts": 0, "tell_not_before": None}
    row = insert(chat_troubles).values(
        chat_id=chat_id, **{"since": now, "tell_attempts": 0, **values}
    )
    await connection.execute(row.on_conflict_do_update(index_elements=["chat_id"], set_=values))
    await hold(connection, chat_id, ids, reason, next_try, now)


async def leave_topic(
    connection: AsyncConnection, chat_id: int, topic_id: int, reason: str, now: datetime
) -> None:
    """Send to General what went to a topic that was closed or deleted."""
    moved = 0
    for table, chat in ((subscriptions, subscriptions.c.chat_id), (chats, chats.c.id)):
        there = update(table).where(chat == chat_id, table.c.topic_id == topic_id)
        moved += (await connection.execute(there.values(topic_id=None))).rowcount
    if moved:
        row = insert(chat_troubles).values(
            chat_id=chat_id, reason=reason, since=now, tries=0, tell_attempts=0
        )
        await connection.execute(row.on_conflict_do_nothing())


async def end_troubles(
    connection: AsyncConnection, in_general: Sequence[int], in_topics: Sequence[int]
) -> None:
    """Forget the troubles of chats to which deliveries were sent, given by their ids. What was
    sent in a topic does not show that General is open. What waited is due at once."""
    waits = chat_troubles.c.next_try.is_not(None)
    if not (
        await connection.execute(select(chat_troubles.c.chat_id).where(waits).limit(1))
    ).first():
        return
    for ids, which in (
        (in_general, waits),
        (in_topics, waits & (chat_troubles.c.reason != Trouble.TOPIC_CLOSED)),
    ):
        if ids:
            reached = select(deliveries.c.chat_id).where(deliveries.c.id.in_(ids))
            over = delete(chat_troubles).where(which, chat_troubles.c.chat_id.in_(reached))
            gone = await connection.execute(over.returning(chat_troubles.c.chat_id))
            await resume(connection, list(gone.scalars()))


async def forget_troubles(connection: AsyncConnection, chat_ids: Collection[int]) -> None:
    """Forget the troubles of chats that are given up."""
    await connection.execute(delete(chat_troubles).where(chat_troubles.c.chat_id.in_(chat_ids)))


async def try_again(connection: AsyncConnection, chat_id: int, now: datetime) -> bool:
    """Let the waiting notices of a chat be tried at once, because it was heard of; return whether
    it had a trouble."""
    waits = (chat_troubles.c.chat_id == chat_id) & (chat_troubles.c.next_try.is_not(None))
    known = await connection.execute(update(chat_troubles).where(waits).values(next_try=now))
    if not known.rowcount:
        return False
    await resume(connection, [chat_id])
    return True


async def to_tell(
    connection: AsyncConnection, now: datetime, limit: int = 50
) -> tuple[list[ToldTrouble], datetime | None]:
    """The troubles that somebody is to be told of now; if there are none, the instant (UTC) of the
    next attempt."""
    untold = chat_troubles.c.told.is_(None)
    later = chat_troubles.c.tell_not_before
    rows = await connection.execute(
        select(
            chat_troubles.c.chat_id,
            chat_troubles.c.reason,
            chat_troubles.c.next_try.is_not(None),
            chat_troubles.c.tell_attempts,
            language_of_chat,
        )
        .select_from(chat_troubles.outerjoin(chats, chats.c.id == chat_troubles.c.chat_id))
        .where(untold, or_(later.is_(None), later <= now))
        .order_by(chat_troubles.c.since, chat_troubles.c.chat_id)
        .limit(limit)
    )
    found = [ToldTrouble(*row) for row in rows]
    if found:
        return found, None
    at: datetime | None = await connection.scalar(select(func.min(later)).where(untold))
    return [], at


async def reachable_people(connection: AsyncConnection, ids: Sequence[int]) -> list[Person]:
    """Those of some people who can be written to in private, in the order given."""
    rows = await connection.execute(
        select(chats.c.id, language_of_chat).where(chats.c.id.in_(ids), chats.c.reachable)
    )
    found = {row[0]: Person(row[0], row[1]) for row in rows}
    return [found[id] for id in ids if id in found]


async def mark_told(connection: AsyncConnection, chat_id: int, now: datetime) -> None:
    """Note that somebody was told of a trouble, or that nobody can be. Nothing more is known of
    one that waits for nothing."""
    mine = chat_troubles.c.chat_id == chat_id
    await connection.execute(delete(chat_troubles).where(mine, chat_troubles.c.next_try.is_(None)))
    await connection.execute(update(chat_troubles).where(mine).values(told=now))


async def tell_later(connection: AsyncConnection, chat_id: int, not_before: datetime) -> None:
    """Tell of a trouble later."""
    await connection.execute(
        update(chat_troubles)
        .where(chat_troubles.c.chat_id == chat_id)
        .values(tell_attempts=chat_troubles.c.tell_attempts + 1, tell_not_before=not_before)
    )

"""Updates: stored before they are confirmed to Telegram, until they are answered."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, func, null, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import NullType

from storage.dialect import insert
from storage.tables import updates

_logger = logging.getLogger(__name__)

# An update during whose answering the program ended so many times may be what ends it, so it is
# given up. The first time is not counted; see `count_attempts`.
MAX_ATTEMPTS = 50
# Chats are answered by one program each, by the slot of their id. Each of several programs has some
# of the slots; see storage/programs.py.
CHAT_SLOTS = 64

_INSERT = insert(updates).on_conflict_do_nothing().returning(updates.c.id)
_MARK_ANSWERED = (
    update(updates).where(updates.c.id.in_(bindparam("ids", expanding=True))).values(body=null())
)
_UNANSWERED = (
    select(updates.c.id)
    .where(updates.c.body.is_not(None), updates.c.slot.in_(bindparam("slots", expanding=True)))
    .order_by(updates.c.id)
)

_BODIES = (
    # As they are stored: one that is damaged is for the caller to find.
    select(updates.c.id, type_coerce(updates.c.body, NullType()))
    .where(updates.c.id.in_(bindparam("ids", expanding=True)), updates.c.body.is_not(None))
    .order_by(updates.c.id)
)


def chat_slot(key: int) -> int:
    """Return the slot of a chat or, in inline mode, of a person."""
    return key % CHAT_SLOTS


async def store(
    connection: AsyncConnection,
    bodies: Mapping[int, bytes],
    keys: Mapping[int, int],
    now: datetime,
) -> set[int]:
    """Store the bodies of updates, by id; return the ids that are new. `keys` are the chats that
    they belong to."""
    rows = [
        {"id": id, "body": body, "slot": keys.get(id, 0) % CHAT_SLOTS, "received": now,
         "attempts": 0}
        for id, body in bodies.items()
    ]  # fmt: skip
    return set((await connection.execute(_INSERT, rows)).scalars())


async def mark_answered(connection: AsyncConnection, ids: Sequence[int]) -> None:
    """Delete the bodies of updates. Their ids stay until `forget_answered`."""
    await connection.execute(_MARK_ANSWERED, {"ids": list(ids)})


async def unanswered(connection: AsyncConnection, slots: Collection[int]) -> list[int]:
    """The ids of updates of some slots that are not answered, the oldest first."""
    found = await connection.execute(_UNANSWERED, {"slots": list(slots)})
    return list(found.scalars())


async def take_unanswered(
    connection: AsyncConnection, slots: Collection[int] | None = None
) -> list[int]:
    """The ids of updates that an earlier program did not answer, the oldest first; of some slots,
    or of all. Those with MAX_ATTEMPTS are given up, and logged."""
    waiting: ColumnElement[bool] = updates.c.body.is_not(None)
    if slots is not None:
        waiting &= updates.c.slot.in_(slots)
    hopeless = waiting & (updates.c.attempts >= MAX_ATTEMPTS)
    given_up = await connection.execute(update(updates).where(hopeless).values(body=None))
    if given_up.rowcount:
        extra = {"count": given_up.rowcount}
        _logger.error("updates that the program ended over again and again; given up", extra=extra)
    found = await connection.execute(select(updates.c.id).where(waiting).order_by(updates.c.id))
    return list(found.scalars())


async def count_attempts(connection: AsyncConnection, ids: Sequence[int], number: int) -> None:
    """Add a number to the attempts of updates: 1 before they are answered again, after a start of
    the program; -1 if that was interrupted by its orderly end."""
    await connection.execute(
        update(updates)
        .where(updates.c.id.in_(ids), updates.c.body.is_not(None))
        .values(attempts=updates.c.attempts + number)
    )


async def bodies_of(connection: AsyncConnection, ids: Sequence[int]) -> list[tuple[int, Any]]:
    """The ids and bodies of updates that are not answered, in the order of their ids. A body is
    bytes unless it is damaged."""
    found = await connection.execute(_BODIES, {"ids": list(ids)})
    return [(id, body) for id, body in found]


async def highest_id_since(connection: AsyncConnection, since: datetime) -> int | None:
    """The highest id received since an instant; None if there is none."""
    highest = select(func.max(updates.c.id)).where(updates.c.received > since)
    found: int | None = (await connection.execute(highest)).scalar()
    return found


async def forget_answered(connection: AsyncConnection, before: datetime) -> int:
    """Delete the ids of answered updates received before an instant; return their number."""
    over = updates.c.body.is_(None) & (updates.c.received < before)
    return int((await connection.execute(delete(updates).where(over))).rowcount)

"""Counts for the statistics: how often, never by whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import insert
from storage.tables import channels, chats, counts, subscriptions

# The name under which all names that are not kept are counted together.
OTHER_NAMES = "…"
_ARRIVED = "arrived"
# (day in UTC, what, name)
CountKey = tuple[date, str, str]


async def add(connection: AsyncConnection, numbers: Mapping[CountKey, int]) -> None:
    """Add numbers to the counts."""
    if not numbers:
        return
    row = insert(counts)
    await connection.execute(
        row.on_conflict_do_update(
            index_elements=["day", "what", "name"],
            set_={"number": counts.c.number + row.excluded.number},
        ),
        [
            {"day": day, "what": what, "name": name, "number": number}
            for (day, what, name), number in numbers.items()
        ],
    )


async def most_counted(
    connection: AsyncConnection, what: str, since: date, limit: int | None = None
) -> list[tuple[str, int]]:
    """The names counted most often since a day, and how often."""
    number = func.sum(counts.c.number)
    rows = await connection.execute(
        select(counts.c.name, number)
        .where(counts.c.what == what, counts.c.day >= since, counts.c.name != OTHER_NAMES)
        .group_by(counts.c.name)
        .order_by(number.desc(), counts.c.name)
        .limit(limit)
    )
    return [(name, int(found)) for name, found in rows]


async def total(connection: AsyncConnection, what: str, since: date) -> int:
    number = select(func.sum(counts.c.number)).where(counts.c.what == what, counts.c.day >= since)
    return int(await connection.scalar(number) or 0)


async def count_arrivals(connection: AsyncConnection, chat_ids: Sequence[int], day: date) -> None:
    """Count the private ones of chats that were created on a day (UTC)."""
    number = sum(id > 0 for id in chat_ids)
    if number:
        await add(connection, {(day, _ARRIVED, "private"): number})


async def arrivals(connection: AsyncConnection) -> list[tuple[date, int]]:
    """The number of private chats created on each day (UTC). Chats that were forgotten stay
    counted, and one that comes back is counted again."""
    rows = await connection.execute(
        select(counts.c.day, counts.c.number)
        .where(counts.c.what == _ARRIVED)
        .order_by(counts.c.day)
    )
    return [(day, int(number)) for day, number in rows]


async def count_groups(connection: AsyncConnection) -> int:
    known = select(func.count()).select_from(chats).where(chats.c.id < 0, ~chats.c.is_channel)
    return int(await connection.scalar(known) or 0)


async def subscriptions_by_target(connection: AsyncConnection) -> list[tuple[str, str, int]]:
    """The number of chats subscribed to each thing: (what, value, number), the most first."""
    number = func.count()
    rows = await connection.execute(
        select(subscriptions.c.what, subscriptions.c.value, number)
        .where(subscriptions.c.chat_id.not_in(select(channels.c.chat_id)))
        .group_by(subscriptions.c.what, subscriptions.c.value)
        .order_by(number.desc(), subscriptions.c.what, subscriptions.c.value)
    )
    return [(what, value, int(found)) for what, value, found in rows]


async def prune(connection: AsyncConnection, before: date) -> int:
    """Delete what was looked up before a day; return the number of rows."""
    asked = counts.c.what.in_(("looked-up", "found", "not-found"))
    old = delete(counts).where(counts.c.day < before, asked)
    return int((await connection.execute(old)).rowcount)

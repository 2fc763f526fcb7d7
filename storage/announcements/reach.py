"""To whom an announcement goes."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, not_, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.subscription_coverage import covering_subscriptions_of, excepted
from storage.tables import chats, meeting_roundtables, meetings, subscriptions


@dataclass(frozen=True)
class Reach:
    """Chats that an announcement would reach, and those meant that switched announcements off."""

    chats: int = 0
    switched_off: int = 0


async def audience(connection: AsyncConnection, what: str, value: str) -> ColumnElement[bool]:
    """The row of `chats` is reachable, among those meant, and did not switch announcements off.

    Subscribers of a kind, a region or a roundtable are those subscribed to it or to everything;
    those of a meeting are all who are reminded of it. Of a language are those who chose it.
    """
    return and_(chats.c.reachable, chats.c.announcements, await _meant(connection, what, value))


async def _meant(connection: AsyncConnection, what: str, value: str) -> ColumnElement[bool]:
    if what == "everybody":
        return true()
    if what == "language":
        return chats.c.language == value
    if what != "meeting":
        return _subscribed({("all", ""), (what, value)})
    row = (await connection.execute(select(meetings).where(meetings.c.id == value))).first()
    if row is None:
        return _subscribed({("meeting", value)})
    numbers = await connection.execute(
        select(meeting_roundtables.c.roundtable).where(meeting_roundtables.c.meeting_id == value)
    )
    ways = covering_subscriptions_of(value, row.kind, row.region, tuple(numbers.scalars()))
    return and_(_subscribed(set(ways)), not_(excepted(chats.c.id, literal(value))))


def _subscribed(ways: set[tuple[str, str]]) -> ColumnElement[bool]:
    return exists().where(
        subscriptions.c.chat_id == chats.c.id,
        tuple_(subscriptions.c.what, subscriptions.c.value).in_(sorted(ways)),
    )


async def count_audience(connection: AsyncConnection, what: str, value: str) -> Reach:
    """How many chats it would reach now."""
    meant = await _meant(connection, what, value)
    wanted = func.count(case((chats.c.announcements, 1)))
    counted = await connection.execute(
        # Not grouped by it: SQLite would sort all chats for that.
        select(wanted, func.count()).select_from(chats).where(chats.c.reachable, meant)
    )
    wanting, everybody = counted.one()
    return Reach(int(wanting), int(everybody) - int(wanting))

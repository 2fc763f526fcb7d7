"""The chats that an announcement reaches."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, not_, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.subscription_coverage import covering_subscriptions_of, excepted
from storage.tables import chats, language_of_chat, meeting_roundtables, meetings, subscriptions


@dataclass(frozen=True)
class Reach:
    """The number of chats that an announcement reaches, and of those in its audience that switched
    announcements off."""

    chats: int = 0
    switched_off: int = 0


async def audience(connection: AsyncConnection, what: str, value: str) -> ColumnElement[bool]:
    """A condition on `chats`: reachable, in the audience, and announcements not switched off.

    The audience of a kind, a region or a roundtable is who subscribed to it or to everything; that
    of a meeting is who is reminded of it; that of a language is who is written to in it.
    """
    return and_(
        chats.c.reachable, chats.c.announcements, await _in_audience(connection, what, value)
    )


async def _in_audience(connection: AsyncConnection, what: str, value: str) -> ColumnElement[bool]:
    if what == "everybody":
        return true()
    if what == "channels":
        return chats.c.is_channel
    if what == "language":
        return language_of_chat == value
    if what != "meeting":
        return _subscribed({("all", ""), (what, value)})
    row = (await connection.execute(select(meetings).where(meetings.c.id == value))).first()
    if row is None:
        return _subscribed({("meeting", value)})
    numbers = await connection.execute(
        select(meeting_roundtables.c.roundtable).where(meeting_roundtables.c.meeting_id == value)
    )
    covering = covering_subscriptions_of(value, row.kind, row.region, tuple(numbers.scalars()))
    return and_(_subscribed(set(covering)), not_(excepted(chats.c.id, literal(value))))


def _subscribed(covering: set[tuple[str, str]]) -> ColumnElement[bool]:
    return exists().where(
        subscriptions.c.chat_id == chats.c.id,
        tuple_(subscriptions.c.what, subscriptions.c.value).in_(sorted(covering)),
    )


async def count_audience(connection: AsyncConnection, what: str, value: str) -> Reach:
    """How many chats an announcement to this audience would reach now."""
    in_audience = await _in_audience(connection, what, value)
    wanted = func.count(case((chats.c.announcements, 1)))
    counted = await connection.execute(
        # Not GROUP BY: SQLite would sort all chats for it.
        select(wanted, func.count()).select_from(chats).where(chats.c.reachable, in_audience)
    )
    wanting, everybody = counted.one()
    return Reach(int(wanting), int(everybody) - int(wanting))

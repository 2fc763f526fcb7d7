"""Meetings and chats for tests of what is kept, and the outbox worked through as the bot does."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import chats, deliveries
from storage.deliveries import Delivery
from storage.deliveries.results import Failed, Retry, Sent, Unreachable, apply_results
from storage.meetings import MeetingRow
from storage.tables import chats as chat_table
from storage.tables import deliveries as outbox

EVENT_ZONE = "America/New_York"
NOW = datetime(2013, 5, 20, 13, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SOON = timedelta(minutes=3)  # after the time in which changes gather


def a_meeting(
    id: str = "lima",
    begins: datetime | None = NOW + 3 * DAY,
    lasts: timedelta = 2 * HOUR,
    kind: str = "rcp",
    region: str = "americas",
    roundtables: tuple[int, ...] = (2,),
    zone: str = "America/Lima",
    venue: str = "Room 1",
    title: str = "A meeting",
) -> MeetingRow:
    assert begins is not None
    local = begins.astimezone(ZoneInfo(zone)).date()
    body = json.dumps({"id": id, "title": title, "venue": venue, "city": "Lima"})
    closes = begins + lasts
    return MeetingRow(
        id, kind, region, roundtables, zone, local, local, begins, begins, closes, body
    )


def of_days(
    id: str, first: date, last: date | None = None, zone: str = "America/Lima"
) -> MeetingRow:
    """A meeting whose hour is not known."""
    last = last or first
    opens = datetime.combine(first, time(), ZoneInfo(zone)).astimezone(UTC)
    closes = datetime.combine(last + DAY, time(), ZoneInfo(zone)).astimezone(UTC)
    body = json.dumps({"id": id, "title": id, "city": "Lima"})
    return MeetingRow(id, "rcp", "americas", (), zone, first, last, None, opens, closes, body)


async def a_chat(
    connection: AsyncConnection, chat_id: int, zone: str | None = None, now: datetime = NOW
) -> int:
    await chats.record_contact(connection, chat_id, now)
    if zone is not None:
        await connection.execute(
            update(chat_table).where(chat_table.c.id == chat_id).values(time_zone=zone)
        )
    return chat_id


async def due_at(
    connection: AsyncConnection, now: datetime, limit: int = 100, zone: str = EVENT_ZONE
) -> list[Delivery]:
    """Tell what is to be told, plan, then claim and send until nothing is due; what was sent, in
    order."""
    sent: list[Delivery] = []
    await deliveries.queue_all_change_notices(connection)
    await deliveries.plan(connection, now, now, zone)
    while batch := await deliveries.claim(connection, now, limit, 60):
        await mark_sent(connection, [each.id for each in batch], now)
        sent += batch
    return sent


async def states(connection: AsyncConnection, chat_id: int) -> list[tuple[str, int, str, str]]:
    """(notice, lead, state, reason) of every delivery to a chat, in the order of planning."""
    rows = await connection.execute(
        select(outbox.c.notice, outbox.c.lead, outbox.c.state, outbox.c.reason)
        .where(outbox.c.chat_id == chat_id)
        .order_by(outbox.c.id)
    )
    return [(row.notice, row.lead, row.state, row.reason or "") for row in rows]


async def count_states(connection: AsyncConnection) -> dict[str, int]:
    """How many deliveries are in each state that any is in."""
    rows = await connection.execute(select(outbox.c.state, func.count()).group_by(outbox.c.state))
    return {row[0]: row[1] for row in rows}


async def mark_sent(connection: AsyncConnection, ids: Sequence[int], now: datetime) -> None:
    await apply_results(connection, [Sent(tuple(ids))], now)


async def mark_failed(
    connection: AsyncConnection, ids: Sequence[int], reason: str, now: datetime
) -> None:
    await apply_results(connection, [Failed(tuple(ids), reason)], now)


async def retry_at(
    connection: AsyncConnection, ids: Sequence[int], not_before: datetime, reason: str
) -> None:
    await apply_results(connection, [Retry(tuple(ids), not_before, reason)], not_before)


async def mark_unreachable(connection: AsyncConnection, chat_id: int, now: datetime) -> None:
    await apply_results(connection, [Unreachable(chat_id)], now)

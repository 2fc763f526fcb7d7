"""What needs the operator, and the messages that tell owners of it: once, and when it is over.

Both are stored, so that a restart tells nobody a second time.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import ColumnElement, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import chats, language_of_chat, operator_alert_messages, operator_alerts
from storage.tables.operator_alerts import MAX_DETAIL_CHARACTERS

AlertName = Literal["outbox", "disk", "token", "other-program", "webhook"]
ALERT_NAMES: tuple[AlertName, ...] = get_args(AlertName)


@dataclass(frozen=True)
class Alert:
    """What is not well, since an instant (UTC). `detail` is never anybody's words."""

    name: AlertName
    since: datetime
    detail: str


@dataclass(frozen=True)
class AlertMessage:
    """A message to an owner: that an alert began or, with `over` (UTC), that it ended."""

    chat_id: int
    alert: AlertName
    since: datetime
    over: datetime | None
    detail: str
    attempts: int
    language: str | None
    time_zone: str | None


async def open_alerts(connection: AsyncConnection) -> list[Alert]:
    """Return what is not well, the oldest first."""
    rows = await connection.execute(select(operator_alerts).order_by(operator_alerts.c.since))
    return [Alert(row.name, row.since, row.detail) for row in rows if row.name in ALERT_NAMES]


async def begin(
    connection: AsyncConnection,
    name: AlertName,
    since: datetime,
    detail: str,
    owners: Collection[int],
) -> bool:
    """Note that something is not well, and that owners are to be told. An owner who never opened
    a chat with the bot is left out. Return False, and do nothing, if it was noted already."""
    known = select(operator_alerts.c.name).where(operator_alerts.c.name == name)
    if (await connection.execute(known)).first() is not None:
        return False
    detail = detail[:MAX_DETAIL_CHARACTERS]
    await connection.execute(insert(operator_alerts).values(name=name, since=since, detail=detail))
    message = operator_alert_messages.c
    # One that says that it is over may still wait.
    await connection.execute(delete(operator_alert_messages).where(message.alert == name))
    opened = select(chats.c.id).where(chats.c.id.in_(owners))
    rows = [
        {
            "chat_id": chat_id, "alert": name, "since": since, "detail": detail,
            "state": "waiting", "attempts": 0,
        }
        for chat_id in sorted((await connection.execute(opened)).scalars())
    ]  # fmt: skip
    if rows:
        await connection.execute(insert(operator_alert_messages), rows)
    return True


async def end(connection: AsyncConnection, name: AlertName, now: datetime) -> bool:
    """Note that something is well again, and that those who were told, or are still to be, hear
    so. Return whether it was not well before."""
    ended = await connection.execute(delete(operator_alerts).where(operator_alerts.c.name == name))
    if not ended.rowcount:
        return False
    await connection.execute(
        update(operator_alert_messages)
        .where(operator_alert_messages.c.alert == name)
        .values(over=now, state="waiting", attempts=0, not_before=None)
    )
    return True


async def due(connection: AsyncConnection, now: datetime, limit: int) -> list[AlertMessage]:
    """Return messages to send now."""
    message = operator_alert_messages.c
    query = (
        select(operator_alert_messages, language_of_chat.label("language"), chats.c.time_zone)
        .outerjoin(chats, chats.c.id == message.chat_id)
        .where(
            message.state == "waiting",
            or_(message.not_before.is_(None), message.not_before <= now),
        )
        .order_by(message.since, message.chat_id)
        .limit(limit)
    )
    return [
        AlertMessage(
            row.chat_id, row.alert, row.since, row.over, row.detail, row.attempts,
            row.language, row.time_zone,
        )
        for row in await connection.execute(query)
    ]  # fmt: skip


async def next_due(connection: AsyncConnection) -> datetime | None:
    """Return the first instant at which a message may be tried again."""
    message = operator_alert_messages.c
    found: datetime | None = await connection.scalar(
        select(message.not_before)
        .where(message.state == "waiting", message.not_before.is_not(None))
        .order_by(message.not_before)
        .limit(1)
    )
    return found


async def settle(connection: AsyncConnection, message: AlertMessage) -> None:
    """Note that a message was sent, or cannot be. If it was over meanwhile, that is still to be
    said."""
    same, over = _row_of(message), operator_alert_messages.c.over
    if message.over is None:
        sent = update(operator_alert_messages).where(same, over.is_(None)).values(state="sent")
        await connection.execute(sent)
    else:
        await connection.execute(delete(operator_alert_messages).where(same, over == message.over))


async def retry(connection: AsyncConnection, message: AlertMessage, not_before: datetime) -> None:
    """Note when a message is tried again."""
    await connection.execute(
        update(operator_alert_messages)
        .where(_row_of(message))
        .values(not_before=not_before, attempts=operator_alert_messages.c.attempts + 1)
    )


def _row_of(message: AlertMessage) -> ColumnElement[bool]:
    row = operator_alert_messages.c
    return (row.chat_id == message.chat_id) & (row.alert == message.alert)

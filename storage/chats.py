"""Chats: the little that is remembered of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, delete, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import chats


@dataclass(frozen=True)
class Chat:
    """All that is kept about one chat. `created` is an instant in UTC, `last_seen` a day in UTC."""

    id: int
    language: str | None
    time_zone: str | None
    created: datetime
    last_seen: date


def _chat(row: Row[Any]) -> Chat:
    return Chat(row.id, row.language, row.time_zone, row.created, row.last_seen)


async def find_chat(connection: AsyncConnection, chat_id: int) -> Chat | None:
    row = (await connection.execute(select(chats).where(chats.c.id == chat_id))).first()
    return None if row is None else _chat(row)


async def see_chat(connection: AsyncConnection, chat_id: int, now: datetime) -> None:
    """Remember the chat, and the day on which it was last seen; writes at most once a day."""
    fresh = insert(chats).values(id=chat_id, created=now, last_seen=now.date())
    await connection.execute(
        fresh.on_conflict_do_update(
            index_elements=[chats.c.id],
            set_={"last_seen": now.date()},
            where=chats.c.last_seen != now.date(),
        )
    )


async def remember_chat(connection: AsyncConnection, chat_id: int, now: datetime) -> Chat:
    """The chat as it is kept, remembered as seen on this day; writes at most once a day."""
    known = await find_chat(connection, chat_id)
    if known is not None and known.last_seen == now.date():
        return known
    await see_chat(connection, chat_id, now)
    return known or Chat(chat_id, None, None, now, now.date())


async def set_language(connection: AsyncConnection, chat_id: int, language: str | None) -> None:
    """Keep the language chosen; None goes back to the client's."""
    await connection.execute(update(chats).where(chats.c.id == chat_id).values(language=language))


async def set_time_zone(connection: AsyncConnection, chat_id: int, zone: str | None) -> None:
    """Keep the time zone chosen (an IANA name); None goes back to the event's."""
    await connection.execute(update(chats).where(chats.c.id == chat_id).values(time_zone=zone))


async def move_chat(connection: AsyncConnection, old_id: int, new_id: int) -> None:
    """A group became a supergroup and goes by a new id; what was kept under it goes along."""
    if await find_chat(connection, old_id) is not None:
        await connection.execute(delete(chats).where(chats.c.id == new_id))
        await connection.execute(update(chats).where(chats.c.id == old_id).values(id=new_id))


async def forget_chat(connection: AsyncConnection, chat_id: int) -> bool:
    """Delete all that is kept about a chat; says whether there was anything."""
    result = await connection.execute(delete(chats).where(chats.c.id == chat_id))
    return bool(result.rowcount)


async def forget_unseen(connection: AsyncConnection, before: date) -> int:
    """Delete every chat last seen before a day (UTC); says how many."""
    result = await connection.execute(delete(chats).where(chats.c.last_seen < before))
    return int(result.rowcount)

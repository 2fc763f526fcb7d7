"""Muted chats: the secretariat takes no questions from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import insert
from storage.tables import muted_chats


@dataclass(frozen=True)
class Muted:
    """`name` is empty for a person who was forgotten; `since` is in UTC."""

    chat_id: int
    name: str
    since: datetime


async def is_muted(connection: AsyncConnection, chat_id: int) -> bool:
    found = await connection.execute(
        select(muted_chats.c.chat_id).where(muted_chats.c.chat_id == chat_id)
    )
    return found.first() is not None


async def mute(connection: AsyncConnection, chat_id: int, name: str, now: datetime) -> bool:
    """Mute a chat; return whether it was not muted before."""
    row = insert(muted_chats).values(chat_id=chat_id, name=name, since=now).on_conflict_do_nothing()
    return (await connection.execute(row)).rowcount > 0


async def unmute(connection: AsyncConnection, chat_id: int) -> Muted | None:
    """Unmute a chat; return what was stored, or None if it was not muted."""
    gone = await connection.execute(
        delete(muted_chats)
        .where(muted_chats.c.chat_id == chat_id)
        .returning(muted_chats.c.chat_id, muted_chats.c.name, muted_chats.c.since)
    )
    row = gone.first()
    return None if row is None else Muted(*row)


async def muted_people(
    connection: AsyncConnection, limit: int, offset: int
) -> tuple[list[Muted], int]:
    """A page of muted chats, the latest first, and their total number."""
    rows = await connection.execute(
        select(muted_chats.c.chat_id, muted_chats.c.name, muted_chats.c.since)
        .order_by(muted_chats.c.since.desc(), muted_chats.c.chat_id)
        .limit(limit)
        .offset(offset)
    )
    many = await connection.scalar(select(func.count()).select_from(muted_chats))
    return [Muted(*row) for row in rows], int(many or 0)


async def forget_muted_name(connection: AsyncConnection, chat_id: int) -> None:
    """Delete the name of a muted chat; it stays muted."""
    await connection.execute(
        update(muted_chats).where(muted_chats.c.chat_id == chat_id).values(name="")
    )

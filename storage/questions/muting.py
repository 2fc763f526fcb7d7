"""From whom the secretariat takes no questions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import muted_chats


@dataclass(frozen=True)
class Muted:
    """`name` is empty for one who asked to be forgotten; `since` is an instant in UTC."""

    chat_id: int
    name: str
    since: datetime


async def is_muted(connection: AsyncConnection, chat_id: int) -> bool:
    found = await connection.execute(
        select(muted_chats.c.chat_id).where(muted_chats.c.chat_id == chat_id)
    )
    return found.first() is not None


async def mute(connection: AsyncConnection, chat_id: int, name: str, now: datetime) -> bool:
    """Take no more questions from someone; says whether that is new."""
    fresh = (
        insert(muted_chats).values(chat_id=chat_id, name=name, since=now).on_conflict_do_nothing()
    )
    return (await connection.execute(fresh)).rowcount > 0


async def unmute(connection: AsyncConnection, chat_id: int) -> Muted | None:
    """Take their questions again; who it was, or None if they were not muted."""
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
    """A page of them, the latest first, and how many there are."""
    rows = await connection.execute(
        select(muted_chats.c.chat_id, muted_chats.c.name, muted_chats.c.since)
        .order_by(muted_chats.c.since.desc(), muted_chats.c.chat_id)
        .limit(limit)
        .offset(offset)
    )
    many = await connection.scalar(select(func.count()).select_from(muted_chats))
    return [Muted(*row) for row in rows], int(many or 0)


async def forget_muted_name(connection: AsyncConnection, chat_id: int) -> None:
    """Forget the name of someone; the mute itself stays."""
    await connection.execute(
        update(muted_chats).where(muted_chats.c.chat_id == chat_id).values(name="")
    )

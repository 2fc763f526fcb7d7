"""Passages that chats saved, by the ids of their entries."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import insert
from storage.tables import saved_passages

MAX_SAVED = 100  # passages in a chat


async def save(connection: AsyncConnection, chat_id: int, entry_id: str, now: datetime) -> bool:
    """Save a passage; return False if the chat has MAX_SAVED others and it was not saved.

    A passage that is saved already keeps its place in the order.
    """
    others = select(func.count()).where(
        saved_passages.c.chat_id == chat_id, saved_passages.c.entry_id != entry_id
    )
    if ((await connection.execute(others)).scalar() or 0) >= MAX_SAVED:
        return False
    row = insert(saved_passages).values(chat_id=chat_id, entry_id=entry_id, saved=now)
    await connection.execute(row.on_conflict_do_nothing())
    return True


async def remove(connection: AsyncConnection, chat_id: int, entry_id: str) -> None:
    await connection.execute(
        delete(saved_passages).where(
            saved_passages.c.chat_id == chat_id, saved_passages.c.entry_id == entry_id
        )
    )


async def remove_all(connection: AsyncConnection, chat_id: int) -> None:
    await connection.execute(delete(saved_passages).where(saved_passages.c.chat_id == chat_id))


async def saved_ids(connection: AsyncConnection, chat_id: int) -> list[str]:
    """The ids of a chat's saved entries, in the order in which they were saved."""
    ids = (
        select(saved_passages.c.entry_id)
        .where(saved_passages.c.chat_id == chat_id)
        .order_by(saved_passages.c.saved, saved_passages.c.entry_id)
    )
    return list((await connection.execute(ids)).scalars())


async def is_saved(connection: AsyncConnection, chat_id: int, entry_id: str) -> bool:
    found = exists().where(
        saved_passages.c.chat_id == chat_id, saved_passages.c.entry_id == entry_id
    )
    return bool((await connection.execute(select(found))).scalar())

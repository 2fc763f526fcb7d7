"""What is kept of messages: albums that were answered, and the last message of each chat."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import insert
from storage.tables import albums, last_messages

_LAST = insert(last_messages)
_NOTE_LAST = _LAST.on_conflict_do_update(
    index_elements=["chat_id"], set_={"message_id": _LAST.excluded.message_id}
)


async def begin_album(
    connection: AsyncConnection, chat_id: int, album: str, message_id: int, now: datetime
) -> bool:
    """Note that an album is answered by its part `message_id`. Return False if it was answered by
    another part before."""
    await connection.execute(
        insert(albums)
        .values(chat_id=chat_id, album=album, message_id=message_id, seen=now)
        .on_conflict_do_nothing(index_elements=["chat_id", "album"])
    )
    answered = await connection.scalar(
        select(albums.c.message_id).where(albums.c.chat_id == chat_id, albums.c.album == album)
    )
    return bool(answered == message_id)


async def forget_albums(connection: AsyncConnection, before: datetime) -> None:
    """Delete the albums that were answered before an instant."""
    await connection.execute(delete(albums).where(albums.c.seen < before))


async def note_last(connection: AsyncConnection, messages: Mapping[int, int]) -> None:
    """Store the last message of private chats: its id by that of the chat."""
    await connection.execute(
        _NOTE_LAST,
        [{"chat_id": chat, "message_id": message} for chat, message in messages.items()],
    )


async def is_last(connection: AsyncConnection, chat_id: int, message_id: int) -> bool:
    """Return whether nothing was written in a private chat after this message."""
    last = await connection.scalar(
        select(last_messages.c.message_id).where(last_messages.c.chat_id == chat_id)
    )
    return bool(last == message_id)

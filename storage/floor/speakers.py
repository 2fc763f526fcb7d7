"""Who spoke for a chat's delegations before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import floor_speakers

MAX_SPEAKERS = 5  # of a chat
MAX_CHARACTERS = 120  # of a name or a title


@dataclass(frozen=True)
class Speaker:
    """A person who speaks. `level` is head, minister or other; empty if it was not chosen yet."""

    id: int
    name: str
    title: str
    level: str


async def remember(
    connection: AsyncConnection, chat_id: int, name: str, title: str, now: datetime
) -> Speaker:
    """Add a speaker to a chat, or find the same one; the ones not used for longest are dropped."""
    values = {"name": name[:MAX_CHARACTERS], "title": title[:MAX_CHARACTERS]}
    same = (floor_speakers.c.name == values["name"]) & (floor_speakers.c.title == values["title"])
    mine = floor_speakers.c.chat_id == chat_id
    known = await connection.execute(update(floor_speakers).where(mine, same).values(used=now))
    if not known.rowcount:
        await connection.execute(
            insert(floor_speakers).values(chat_id=chat_id, level="", used=now, **values)
        )
    for old in (await speakers_of(connection, chat_id))[MAX_SPEAKERS:]:
        await connection.execute(delete(floor_speakers).where(floor_speakers.c.id == old.id))
    row = (await connection.execute(select(floor_speakers).where(mine, same).limit(1))).one()
    return Speaker(row.id, row.name, row.title, row.level)


async def speakers_of(connection: AsyncConnection, chat_id: int) -> list[Speaker]:
    """Return the speakers of a chat, the last one first."""
    query = (
        select(floor_speakers)
        .where(floor_speakers.c.chat_id == chat_id)
        .order_by(floor_speakers.c.used.desc(), floor_speakers.c.id.desc())
    )
    rows = await connection.execute(query)
    return [Speaker(row.id, row.name, row.title, row.level) for row in rows]


async def find_speaker(
    connection: AsyncConnection, chat_id: int, speaker_id: int
) -> Speaker | None:
    found = await speakers_of(connection, chat_id)
    return next((speaker for speaker in found if speaker.id == speaker_id), None)


async def set_level(
    connection: AsyncConnection, chat_id: int, speaker_id: int, level: str, now: datetime
) -> None:
    await connection.execute(
        update(floor_speakers)
        .where(floor_speakers.c.chat_id == chat_id, floor_speakers.c.id == speaker_id)
        .values(level=level, used=now)
    )

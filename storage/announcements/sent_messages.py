"""The messages of announcements, by which they are corrected and withdrawn."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, select, true, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import insert
from storage.tables import announcement_messages as messages
from storage.tables import announcement_versions as versions
from storage.tables import announcements


async def save_messages(
    connection: AsyncConnection, sent: Sequence[tuple[int, int, int, str]]
) -> None:
    """Store sent messages: (announcement, chat id, message id, language of the version)."""
    if not sent:
        return
    names = ("announcement", "chat_id", "message_id", "language")
    row = insert(messages)
    await connection.execute(
        row.on_conflict_do_update(
            index_elements=["announcement", "chat_id"],
            set_={"message_id": row.excluded.message_id, "language": row.excluded.language},
        ),
        [dict(zip(names, message, strict=True)) for message in sent],
    )


async def save_other_parts(
    connection: AsyncConnection, sent: Sequence[tuple[int, int, Sequence[int]]]
) -> None:
    """Store the other messages of albums: (announcement, chat id, message ids after the first)."""
    for number, chat_id, ids in sent:
        await connection.execute(
            update(messages)
            .where(messages.c.announcement == number, messages.c.chat_id == chat_id)
            .values(other_parts=json.dumps(list(ids)))
        )


async def other_parts_in(
    connection: AsyncConnection, number: int, chat_ids: Sequence[int]
) -> dict[int, list[int]]:
    """The messages of an album after its first, by chat."""
    rows = await connection.execute(
        select(messages.c.chat_id, messages.c.other_parts).where(
            messages.c.announcement == number,
            messages.c.chat_id.in_(chat_ids),
            messages.c.other_parts.is_not(None),
        )
    )
    return {row.chat_id: json.loads(row.other_parts) for row in rows}


async def messages_in(
    connection: AsyncConnection, number: int, chat_ids: Sequence[int]
) -> dict[int, tuple[int, str]]:
    """The messages of an announcement, by chat: (message id, language of the version)."""
    rows = await connection.execute(
        select(messages.c.chat_id, messages.c.message_id, messages.c.language).where(
            messages.c.announcement == number, messages.c.chat_id.in_(chat_ids)
        )
    )
    return {row.chat_id: (row.message_id, row.language) for row in rows}


def concerned(number: int, job: str, edition: int) -> ColumnElement[bool]:
    """The messages that a job concerns: a correction edits those in the languages that it was
    written in, a withdrawal deletes all."""
    changed = select(versions.c.language).where(
        versions.c.announcement == number, versions.c.edition == edition
    )
    which = messages.c.language.in_(changed) if job == "correction" else true()
    return and_(messages.c.announcement == number, which)


async def count_messages(connection: AsyncConnection, number: int, job: str, edition: int) -> int:
    which = concerned(number, job, edition)
    counted = await connection.execute(select(func.count()).select_from(messages).where(which))
    return int(counted.scalar_one())


async def prune_messages(connection: AsyncConnection, now: datetime, limit: int) -> int:
    """Delete up to `limit` messages of announcements that can no longer be corrected; return their
    number."""
    under_way = announcements.c.status.in_(("sending", "paused"))
    over = select(announcements.c.id).where(announcements.c.correctable_until <= now, ~under_way)
    key = tuple_(messages.c.announcement, messages.c.chat_id)
    some = (
        select(messages.c.announcement, messages.c.chat_id)
        .where(messages.c.announcement.in_(over))
        .limit(limit)
    )
    gone = await connection.execute(delete(messages).where(key.in_(some)))
    return int(gone.rowcount)

"""The messages that an announcement became."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, select, true, tuple_
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import announcement_messages as messages
from storage.tables import announcement_versions as versions
from storage.tables import announcements


async def save_messages(
    connection: AsyncConnection, sent: Sequence[tuple[int, int, int, str]]
) -> None:
    """Keep (announcement, chat, message, language of the version) of what went out."""
    if not sent:
        return
    names = ("announcement", "chat_id", "message_id", "language")
    fresh = insert(messages)
    await connection.execute(
        fresh.on_conflict_do_update(
            index_elements=["announcement", "chat_id"],
            set_={"message_id": fresh.excluded.message_id, "language": fresh.excluded.language},
        ),
        [dict(zip(names, each, strict=True)) for each in sent],
    )


async def messages_in(
    connection: AsyncConnection, number: int, chat_ids: Sequence[int]
) -> dict[int, tuple[int, str]]:
    """By chat, the message that an announcement became there, and its version's language."""
    rows = await connection.execute(
        select(messages.c.chat_id, messages.c.message_id, messages.c.language).where(
            messages.c.announcement == number, messages.c.chat_id.in_(chat_ids)
        )
    )
    return {row.chat_id: (row.message_id, row.language) for row in rows}


def concerned(number: int, job: str, edition: int) -> ColumnElement[bool]:
    """The messages that a job is about: a correction changes those of the languages it is
    written in, a withdrawal takes all back."""
    changed = select(versions.c.language).where(
        versions.c.announcement == number, versions.c.edition == edition
    )
    which = messages.c.language.in_(changed) if job == "correction" else true()
    return and_(messages.c.announcement == number, which)


async def count_messages(connection: AsyncConnection, number: int, job: str, edition: int) -> int:
    which = concerned(number, job, edition)
    counted = await connection.execute(select(func.count()).select_from(messages).where(which))
    return int(counted.scalar_one())


async def prune_messages(connection: AsyncConnection, now: datetime, most: int) -> int:
    """Forget up to so many messages of announcements that can be changed no more; says how
    many."""
    under_way = announcements.c.status.in_(("sending", "paused"))
    over = select(announcements.c.id).where(announcements.c.correctable_until <= now, ~under_way)
    key = tuple_(messages.c.announcement, messages.c.chat_id)
    some = (
        select(messages.c.announcement, messages.c.chat_id)
        .where(messages.c.announcement.in_(over))
        .limit(most)
    )
    gone = await connection.execute(delete(messages).where(key.in_(some)))
    return int(gone.rowcount)

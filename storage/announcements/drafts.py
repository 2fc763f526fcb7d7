"""What is written: drafts, their audience, and a version for each language."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import announcement_versions, announcements

Status = Literal["draft", "scheduled", "sending", "paused", "stopped", "sent"]
# What the status is about.
Job = Literal["announcement", "correction", "withdrawal"]


@dataclass(frozen=True)
class Announcement:
    """`what` is everybody, language, or one of what can be subscribed to; `value` its language,
    id or number. `due` is when a scheduled one begins. `correctable_until` is when its messages are
    forgotten, and can be changed no more. Instants are in UTC."""

    id: int
    author: int | None
    language: str
    fallback: str
    status: Status
    job: Job
    edition: int
    what: str
    value: str
    made: datetime
    due: datetime | None
    chats: int
    queued_to_chat_id: int | None
    all_queued: bool
    began: datetime | None
    ended: datetime | None
    progress_message_id: int | None
    progress_status: str | None
    tally: str | None
    correctable_until: datetime | None


@dataclass(frozen=True)
class Version:
    """What it says in one language: a text, or a photo or document with its caption, in
    Telegram's HTML."""

    kind: Literal["text", "photo", "document"]
    html: str
    file_id: str | None = None


_NAMES = tuple(each.name for each in fields(Announcement))
COLUMNS = tuple(announcements.c[name] for name in _NAMES)


def announcement(row: Row[Any]) -> Announcement:
    return Announcement(*tuple(row))


async def find(connection: AsyncConnection, number: int) -> Announcement | None:
    return await _one(connection, announcements.c.id == number)


async def draft_of(connection: AsyncConnection, author: int) -> Announcement | None:
    """What an author has begun to write; there is one at a time."""
    return await _one(
        connection, (announcements.c.author == author) & (announcements.c.status == "draft")
    )


async def _one(connection: AsyncConnection, which: ColumnElement[bool]) -> Announcement | None:
    found = await connection.execute(select(*COLUMNS).where(which).limit(1))
    row = found.first()
    return None if row is None else announcement(row)


async def begin_draft(
    connection: AsyncConnection, author: int, language: str, now: datetime
) -> Announcement:
    """The author's draft; a new one, to everybody, where there is none."""
    found = await draft_of(connection, author)
    if found is not None:
        return found
    await connection.execute(
        insert(announcements).values(
            author=author, language=language, fallback=language, status="draft",
            job="announcement", edition=0, what="everybody", value="", made=now, chats=0,
            all_queued=False,
        )
    )  # fmt: skip
    made = await draft_of(connection, author)
    if made is None:
        raise RuntimeError("the draft was not kept")
    return made


async def discard_draft(connection: AsyncConnection, number: int) -> bool:
    """Throw a draft away; says whether it was one."""
    gone = await connection.execute(
        delete(announcements).where(announcements.c.id == number, announcements.c.status == "draft")
    )
    if gone.rowcount:
        await connection.execute(
            delete(announcement_versions).where(announcement_versions.c.announcement == number)
        )
    return gone.rowcount > 0


async def list_announcements(
    connection: AsyncConnection, limit: int, offset: int
) -> tuple[list[Announcement], int]:
    """Those that are more than drafts, the latest first, and how many there are."""
    kept = announcements.c.status != "draft"
    query = select(*COLUMNS).where(kept).order_by(announcements.c.id.desc())
    rows = await connection.execute(query.limit(limit).offset(offset))
    many = await connection.execute(select(func.count()).select_from(announcements).where(kept))
    return [announcement(row) for row in rows], int(many.scalar_one())


async def set_audience(connection: AsyncConnection, number: int, what: str, value: str) -> None:
    await connection.execute(
        update(announcements)
        .where(announcements.c.id == number, announcements.c.status == "draft")
        .values(what=what, value=value)
    )


async def set_fallback(connection: AsyncConnection, number: int, language: str) -> None:
    """Whoever reads another language gets this one, if the draft is written in it."""
    written = select(announcement_versions.c.announcement).where(
        announcement_versions.c.announcement == number,
        announcement_versions.c.language == language,
    )
    await connection.execute(
        update(announcements)
        .where(announcements.c.id == number, announcements.c.status == "draft")
        .where(announcements.c.id.in_(written))
        .values(fallback=language)
    )


async def take_over(connection: AsyncConnection, number: int, author: int) -> bool:
    """Whoever orders something about what went out is told how far it is."""
    taken = await connection.execute(
        update(announcements)
        .where(announcements.c.id == number, announcements.c.status.in_(("sent", "stopped")))
        .values(author=author)
    )
    return taken.rowcount > 0


async def save_version(
    connection: AsyncConnection, number: int, language: str, edition: int, version: Version
) -> None:
    """Write what it says in a language; before it went out in the edition it has, afterwards in
    the next one, which nobody sees before a correction is ordered."""
    said = {"kind": version.kind, "file_id": version.file_id, "html": version.html}
    await connection.execute(
        insert(announcement_versions)
        .values(announcement=number, language=language, edition=edition, **said)
        .on_conflict_do_update(index_elements=["announcement", "language", "edition"], set_=said)
    )


async def delete_version(
    connection: AsyncConnection, number: int, language: str, edition: int
) -> None:
    await connection.execute(
        delete(announcement_versions).where(
            announcement_versions.c.announcement == number,
            announcement_versions.c.language == language,
            announcement_versions.c.edition == edition,
        )
    )


async def versions_of(
    connection: AsyncConnection, number: int, edition: int
) -> dict[str, tuple[int, Version]]:
    """By language, the latest version up to an edition, with the edition it is from."""
    kept = announcement_versions
    rows = await connection.execute(
        select(kept)
        .where(kept.c.announcement == number, kept.c.edition <= edition)
        .order_by(kept.c.edition)
    )
    return {row.language: (row.edition, Version(row.kind, row.html, row.file_id)) for row in rows}


async def forget_author(connection: AsyncConnection, author: int) -> None:
    """Nobody knows any more who wrote what went out; what did not is deleted."""
    mine = announcements.c.author == author
    drafts = select(announcements.c.id).where(mine, announcements.c.status == "draft")
    await connection.execute(
        delete(announcement_versions).where(announcement_versions.c.announcement.in_(drafts))
    )
    await connection.execute(delete(announcements).where(mine, announcements.c.status == "draft"))
    await connection.execute(
        update(announcements).where(mine).values(author=None, progress_message_id=None)
    )

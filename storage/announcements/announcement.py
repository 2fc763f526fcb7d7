"""Announcements and their texts: drafts, their audience, and a version for each language."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import insert
from storage.tables import announcement_versions, announcements

# Not sent yet, so that all of it can be changed.
UNSENT = ("draft", "scheduled")
Status = Literal["draft", "scheduled", "sending", "paused", "stopped", "sent"]
# What the status is about.
Job = Literal["announcement", "correction", "withdrawal"]


@dataclass(frozen=True)
class Announcement:
    """A row of `announcements`; instants are in UTC.

    `what` is everybody, language, or what can be subscribed to; `value` is its language, id or
    number. `due` is when a scheduled one begins. `chats` is how many the job concerned when it
    began. Until `correctable_until` its messages are known and can be edited and deleted.
    """

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
    """An announcement in one language: a text, or a photo, video, document or album with its
    caption, in Telegram's HTML: https://core.telegram.org/bots/api#html-style

    `parts` are the kind and file id of each part of an album, and `album` is Telegram's id of
    it."""

    kind: Literal["text", "photo", "document", "video", "album"]
    html: str
    file_id: str | None = None
    parts: tuple[tuple[str, str], ...] = ()
    album: str | None = None


_NAMES = tuple(field.name for field in fields(Announcement))
COLUMNS = tuple(announcements.c[name] for name in _NAMES)


def announcement_of_row(row: Row[Any]) -> Announcement:
    return Announcement(*tuple(row))


async def find(connection: AsyncConnection, number: int) -> Announcement | None:
    found = await connection.execute(select(*COLUMNS).where(announcements.c.id == number))
    row = found.first()
    return None if row is None else announcement_of_row(row)


async def drafts_of(connection: AsyncConnection, author: int) -> list[Announcement]:
    """The drafts of an author, the latest first. There are several if a scheduled announcement
    became a draft again while its author wrote the next."""
    mine = (announcements.c.author == author) & (announcements.c.status == "draft")
    rows = await connection.execute(
        select(*COLUMNS).where(mine).order_by(announcements.c.id.desc())
    )
    return [announcement_of_row(row) for row in rows]


async def begin_draft(
    connection: AsyncConnection, author: int, language: str, now: datetime
) -> Announcement:
    """The author's latest draft, created if there is none. A new one is to everybody."""
    drafts = await drafts_of(connection, author)
    if drafts:
        return drafts[0]
    await connection.execute(
        insert(announcements).values(
            author=author, language=language, fallback=language, status="draft",
            job="announcement", edition=0, what="everybody", value="", made=now, chats=0,
            all_queued=False,
        )
    )  # fmt: skip
    return (await drafts_of(connection, author))[0]


async def discard_draft(connection: AsyncConnection, number: int) -> bool:
    """Delete a draft; return whether it was one."""
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
    """A page of announcements that are not drafts, the latest first, and their total number."""
    kept = announcements.c.status != "draft"
    query = select(*COLUMNS).where(kept).order_by(announcements.c.id.desc())
    rows = await connection.execute(query.limit(limit).offset(offset))
    many = await connection.execute(select(func.count()).select_from(announcements).where(kept))
    return [announcement_of_row(row) for row in rows], int(many.scalar_one())


async def first_texts(connection: AsyncConnection, numbers: Sequence[int]) -> dict[int, str]:
    """The HTML of announcements in the language for all others, as it is now, by their numbers."""
    versions = announcement_versions.c
    rows = await connection.execute(
        select(versions.announcement, versions.html)
        .join(announcements, announcements.c.id == versions.announcement)
        .where(
            versions.announcement.in_(numbers),
            versions.language == announcements.c.fallback,
            versions.edition <= announcements.c.edition,
        )
        .order_by(versions.edition)
    )
    return {row.announcement: row.html for row in rows}


async def set_audience(connection: AsyncConnection, number: int, what: str, value: str) -> None:
    await connection.execute(
        update(announcements)
        .where(announcements.c.id == number, announcements.c.status.in_(UNSENT))
        .values(what=what, value=value)
    )


async def set_fallback(connection: AsyncConnection, number: int, language: str) -> None:
    """Set the language for chats in whose language there is no version, if the draft has this
    one."""
    written = select(announcement_versions.c.announcement).where(
        announcement_versions.c.announcement == number,
        announcement_versions.c.language == language,
    )
    await connection.execute(
        update(announcements)
        .where(announcements.c.id == number, announcements.c.status.in_(UNSENT))
        .where(announcements.c.id.in_(written))
        .values(fallback=language)
    )


async def take_over(connection: AsyncConnection, number: int, author: int) -> bool:
    """Make someone the author, who sees the progress, of an announcement that has ended."""
    taken = await connection.execute(
        update(announcements)
        .where(announcements.c.id == number, announcements.c.status.in_(("sent", "stopped")))
        .values(author=author)
    )
    return taken.rowcount > 0


async def save_version(
    connection: AsyncConnection, number: int, language: str, edition: int, version: Version
) -> None:
    """Store the text in a language, for an edition. The one after the current edition is not sent
    before a correction is started."""
    parts = json.dumps([version.album, *version.parts]) if version.parts else None
    content = {
        "kind": version.kind, "file_id": version.file_id, "html": version.html, "parts": parts,
    }  # fmt: skip
    await connection.execute(
        insert(announcement_versions)
        .values(announcement=number, language=language, edition=edition, **content)
        .on_conflict_do_update(index_elements=["announcement", "language", "edition"], set_=content)
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
    """The latest versions up to an edition, by language, each with its own edition."""
    kept = announcement_versions
    rows = await connection.execute(
        select(kept)
        .where(kept.c.announcement == number, kept.c.edition <= edition)
        .order_by(kept.c.edition)
    )
    return {row.language: (row.edition, _version_of(row)) for row in rows}


def _version_of(row: Row[Any]) -> Version:
    stored: list[Any] = json.loads(row.parts) if row.parts else [None]
    album, *parts = stored
    return Version(
        row.kind, row.html, row.file_id, tuple((kind, file) for kind, file in parts), album
    )


async def forget_author(connection: AsyncConnection, author: int) -> None:
    """Remove an author from their announcements, and delete their drafts."""
    mine = announcements.c.author == author
    drafts = select(announcements.c.id).where(mine, announcements.c.status == "draft")
    await connection.execute(
        delete(announcement_versions).where(announcement_versions.c.announcement.in_(drafts))
    )
    await connection.execute(delete(announcements).where(mine, announcements.c.status == "draft"))
    await connection.execute(
        update(announcements).where(mine).values(author=None, progress_message_id=None)
    )

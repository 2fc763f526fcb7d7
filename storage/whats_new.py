"""What changed since an instant: meetings, announcements and texts of the pack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.announcements.announcement import COLUMNS, Announcement, announcement_of_row
from storage.meetings.revisions import Revision
from storage.tables import (
    announcement_messages,
    announcements,
    chats,
    meeting_revisions,
    pack_texts,
)

# Who looks again within this time sees the same once more.
SAME_LOOK = timedelta(hours=1)


@dataclass(frozen=True)
class ChangedMeeting:
    """A meeting's latest revision, and its last one before an instant, if there was one."""

    id: str
    before: Revision | None
    after: Revision


async def record_texts(
    connection: AsyncConnection, hashes: Mapping[str, str], now: datetime
) -> None:
    """Note the pack's texts, by entry id, and when new and changed ones came. The first pack's are
    not new to anybody."""
    rows = await connection.execute(select(pack_texts.c.entry_id, pack_texts.c.text_hash))
    known = {row.entry_id: row.text_hash for row in rows}
    if known == hashes:
        return
    gone = [id for id in known if id not in hashes]
    changed = [id for id, text_hash in hashes.items() if id in known and known[id] != text_hash]
    new = [id for id in hashes if id not in known]
    table = pack_texts
    for id in gone:
        await connection.execute(delete(table).where(table.c.entry_id == id))
    for id in changed:
        await connection.execute(
            update(table).where(table.c.entry_id == id).values(text_hash=hashes[id], changed=now)
        )
    if new:
        when = now if known else None
        await connection.execute(
            insert(table),
            [{"entry_id": id, "text_hash": hashes[id], "changed": when} for id in new],
        )


async def look(connection: AsyncConnection, chat_id: int, now: datetime) -> datetime:
    """Note that a chat looks at what is new; return since when (UTC): its last look, or the first
    time that it wrote."""
    query = select(chats.c.created, chats.c.news_seen, chats.c.news_since)
    row = (await connection.execute(query.where(chats.c.id == chat_id))).first()
    if row is None:
        return now
    if row.news_seen is not None and now - row.news_seen < SAME_LOOK:
        since: datetime = row.news_since or row.created
        return since
    since = row.news_seen or row.created
    await connection.execute(
        update(chats).where(chats.c.id == chat_id).values(news_seen=now, news_since=since)
    )
    return since


async def count_news(connection: AsyncConnection, chat_id: int) -> int:
    """How much is new since a chat last looked."""
    query = select(chats.c.created, chats.c.news_seen).where(chats.c.id == chat_id)
    row = (await connection.execute(query)).first()
    if row is None:
        return 0
    since = row.news_seen or row.created
    found = 0
    for query in (_changed_meetings(since), _announcements(chat_id, since), _changed_texts(since)):
        counted = select(func.count()).select_from(query.subquery())
        found += (await connection.execute(counted)).scalar_one()
    return found


async def last_look(connection: AsyncConnection, chat_id: int) -> datetime | None:
    """When a chat last looked at what is new (UTC); None if it never did."""
    query = select(chats.c.news_seen).where(chats.c.id == chat_id)
    found: datetime | None = (await connection.execute(query)).scalar()
    return found


def _changed_meetings(since: datetime) -> Select[Any]:
    """Select the revisions of `changed_meetings`, without an order."""
    table = meeting_revisions
    latest = (
        select(table.c.meeting_id, func.max(table.c.revision).label("last"))
        .where(table.c.made > since)
        .group_by(table.c.meeting_id)
        .subquery()
    )
    earlier = (
        select(func.max(table.c.revision))
        .where(table.c.meeting_id == latest.c.meeting_id, table.c.made <= since)
        .correlate(latest)
        .scalar_subquery()
    )
    after, before = table.alias("after"), table.alias("before")
    return (
        select(after, *(column.label(f"old_{column.name}") for column in before.c))
        .select_from(
            latest.join(
                after,
                and_(after.c.meeting_id == latest.c.meeting_id, after.c.revision == latest.c.last),
            ).outerjoin(
                before,
                and_(before.c.meeting_id == latest.c.meeting_id, before.c.revision == earlier),
            )
        )
        .where(
            or_(
                before.c.revision.is_(None),
                before.c.visible_hash != after.c.visible_hash,
                before.c.status != after.c.status,
            )
        )
    )


async def changed_meetings(connection: AsyncConnection, since: datetime) -> list[ChangedMeeting]:
    """The meetings that were added since an instant, or whose times, place or status changed, the
    latest change first."""
    changed = _changed_meetings(since)
    columns = changed.selected_columns
    rows = await connection.execute(changed.order_by(columns.made.desc(), columns.meeting_id))
    return [
        ChangedMeeting(
            row.meeting_id,
            None
            if row.old_revision is None
            else Revision(
                row.old_revision, row.old_status, row.old_body, row.old_made, row.old_reason or ""
            ),
            Revision(row.revision, row.status, row.body, row.made, row.reason or ""),
        )
        for row in rows
    ]


async def announcements_since(
    connection: AsyncConnection, chat_id: int, since: datetime
) -> list[Announcement]:
    """The announcements that began since an instant and are for everybody or were sent to this
    chat, and were not withdrawn; the latest first."""
    query = _announcements(chat_id, since).order_by(announcements.c.began.desc())
    return [announcement_of_row(row) for row in await connection.execute(query)]


def _announcements(chat_id: int, since: datetime) -> Select[Any]:
    return select(*COLUMNS).where(_readable(chat_id), announcements.c.began > since)


async def readable_announcement(
    connection: AsyncConnection, chat_id: int, number: int
) -> Announcement | None:
    """An announcement that this chat may read: see `announcements_since`."""
    query = select(*COLUMNS).where(_readable(chat_id), announcements.c.id == number)
    row = (await connection.execute(query)).first()
    return None if row is None else announcement_of_row(row)


def _readable(chat_id: int) -> ColumnElement[bool]:
    sent = exists().where(
        announcement_messages.c.announcement == announcements.c.id,
        announcement_messages.c.chat_id == chat_id,
    )
    everybody = (announcements.c.what == "everybody") & announcements.c.status.in_(
        ("sending", "sent")
    )
    return and_(
        announcements.c.began.is_not(None),
        announcements.c.job != "withdrawal",
        or_(sent, everybody),
    )


async def changed_texts(connection: AsyncConnection, since: datetime) -> list[tuple[str, datetime]]:
    """The entries whose texts came or changed since an instant, with when; the latest first."""
    query = _changed_texts(since).order_by(pack_texts.c.changed.desc(), pack_texts.c.entry_id)
    rows = await connection.execute(query)
    return [(row.entry_id, row.changed) for row in rows]


def _changed_texts(since: datetime) -> Select[Any]:
    return select(pack_texts.c.entry_id, pack_texts.c.changed).where(pack_texts.c.changed > since)

"""Adding announcements to the outbox in batches, while they are being sent.

So no statement holds the database for long, however many chats there are, and a reminder that is
due meanwhile waits behind a few messages and not behind all.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, exists, false, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.announcements.announcement import COLUMNS, Announcement, announcement_of_row
from storage.announcements.reach import audience
from storage.announcements.sent_messages import concerned
from storage.announcements.statuses import start
from storage.announcements.tally import keep_tally, of_job
from storage.deliveries.states import OPEN_STATES, State, Trouble
from storage.deliveries.subjects import subject_of_announcement
from storage.dialect import insert
from storage.tables import announcement_messages, announcements, chats, deliveries

# Open deliveries of an announcement. More are added when half of them are sent; that half is twice
# what is claimed at once. So sending never waits, and look-ups hardly wait for the statement.
MAX_QUEUED = 200
# A delivery that could not be sent within this time expires.
EXPIRES_AFTER = timedelta(days=2)


async def queue_due(connection: AsyncConnection, now: datetime) -> None:
    """Start what is scheduled for now, queue the next batch of what is being sent, and close
    finished announcements, storing their totals."""
    status = announcements.c.status
    ended = and_(status.in_(("sent", "stopped")), announcements.c.tally.is_(None))
    begins = and_(status == "scheduled", announcements.c.due <= now)
    rows = await connection.execute(select(*COLUMNS).where(or_(status == "sending", begins, ended)))
    for announcement in [announcement_of_row(row) for row in rows]:
        if announcement.status == "scheduled":
            await start(connection, announcement, now)
        open_ones, waiting = await _count_open(connection, announcement)
        queued = announcement.all_queued
        if announcement.status in ("sent", "stopped"):
            if not open_ones + waiting:  # what was being sent when it was stopped is settled
                await keep_tally(connection, announcement)
            continue
        while not queued and open_ones < MAX_QUEUED // 2:
            added, queued = await _queue(connection, announcement, now)
            open_ones += added
        if queued and not open_ones + waiting:
            await connection.execute(
                update(announcements)
                .where(announcements.c.id == announcement.id, announcements.c.status == "sending")
                .values(status="sent", ended=now, progress_status=None)
            )
            await keep_tally(connection, announcement)


async def next_scheduled(connection: AsyncConnection) -> datetime | None:
    """When the next scheduled announcement is to begin (UTC); None if there is none."""
    first = select(func.min(announcements.c.due)).where(announcements.c.status == "scheduled")
    due: datetime | None = (await connection.execute(first)).scalar()
    return due


async def _count_open(connection: AsyncConnection, announcement: Announcement) -> tuple[int, int]:
    """How many deliveries of a job are open, and of how many more the chats take no messages at the
    moment: those would hold up the next."""
    waits = case((deliveries.c.reason.in_(list(Trouble)), 1), else_=0)
    counted = await connection.execute(
        select(func.count(), func.coalesce(func.sum(waits), 0)).where(
            *of_job(announcement), deliveries.c.state.in_(OPEN_STATES)
        )
    )
    every, waiting = counted.one()
    return int(every) - int(waiting), int(waiting)


async def _queue(
    connection: AsyncConnection, announcement: Announcement, now: datetime
) -> tuple[int, bool]:
    """Queue the next chats, in the order of their ids; return how many, and whether they were the
    last."""
    after = await connection.scalar(
        select(announcements.c.queued_to_chat_id).where(announcements.c.id == announcement.id)
    )
    chat, which = await _chats_of_job(connection, announcement)
    left = [which] if after is None else [which, chat > after]
    next_chats = select(chat.label("id")).where(*left).order_by(chat).limit(MAX_QUEUED).subquery()
    last, found = (await connection.execute(select(func.max(next_chats.c.id), func.count()))).one()
    if last is not None:
        rows = select(
            chat, literal(subject_of_announcement(announcement.id)), literal(announcement.edition),
            literal(announcement.job), literal(0), literal(now, deliveries.c.due.type),
            literal(now + EXPIRES_AFTER, deliveries.c.expires.type), literal(State.PENDING.value),
            literal(0), false(),
        ).where(*left, chat <= last)  # fmt: skip
        into = ["chat_id", "subject", "revision", "notice", "lead", "due", "expires"]
        statement = insert(deliveries).from_select([*into, "state", "attempts", "late"], rows)
        await connection.execute(statement.on_conflict_do_nothing())
    done = found < MAX_QUEUED
    queued_to = None if done else last
    await connection.execute(
        update(announcements)
        .where(announcements.c.id == announcement.id)
        .values(queued_to_chat_id=queued_to, all_queued=done)
    )
    return found, done


async def _chats_of_job(
    connection: AsyncConnection, announcement: Announcement
) -> tuple[ColumnElement[int], ColumnElement[bool]]:
    """The column with the chat ids of a job, and the condition for those not in the outbox."""
    if announcement.job == "announcement":
        chat: ColumnElement[int] = chats.c.id
        which = await audience(connection, announcement.what, announcement.value)
    else:
        chat = announcement_messages.c.chat_id
        which = concerned(announcement.id, announcement.job, announcement.edition)
    there = deliveries.alias("there")
    queued = exists().where(
        there.c.chat_id == chat,
        there.c.subject == subject_of_announcement(announcement.id),
        there.c.revision == announcement.edition,
        there.c.notice == announcement.job,
    )
    return chat, and_(which, ~queued)

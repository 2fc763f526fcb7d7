"""Announcements go to the outbox bit by bit, while they are sent.

So no statement holds the database for long, however many chats there are, and a reminder that
falls due meanwhile stands behind a few messages and not behind all of them.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, false, func, literal, or_, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.announcements.drafts import COLUMNS, Announcement, announcement
from storage.announcements.reach import audience
from storage.announcements.sent_messages import concerned
from storage.announcements.statuses import start
from storage.announcements.tally import keep_tally, of_job
from storage.deliveries.states import State
from storage.deliveries.subjects import subject_of_announcement
from storage.tables import announcement_messages, announcements, chats, deliveries

# So many wait in the outbox at most; new ones come when half of them are gone. Twice what is
# claimed at once: enough that sending never waits, few enough that a look-up hardly waits for the
# statement that adds them.
MAX_QUEUED = 200
# What could not be sent within this time is of no use any more.
OF_USE = timedelta(days=2)


async def queue_due(connection: AsyncConnection, now: datetime) -> None:
    """Begin what is due, queue the next bit of what is under way, and end what is done: then it
    is kept what became of it."""
    status = announcements.c.status
    ended = and_(status.in_(("sent", "stopped")), announcements.c.tally.is_(None))
    begins = and_(status == "scheduled", announcements.c.due <= now)
    rows = await connection.execute(select(*COLUMNS).where(or_(status == "sending", begins, ended)))
    for each in [announcement(row) for row in rows]:
        if each.status == "scheduled":
            await start(connection, each, now)
        waiting = await _waiting(connection, each)
        queued = each.all_queued
        if each.status in ("sent", "stopped"):
            if not waiting:  # what was under way when it was stopped has come to its end
                await keep_tally(connection, each)
            continue
        while not queued and waiting < MAX_QUEUED // 2:
            added, queued = await _queue(connection, each, now)
            waiting += added
        if queued and not waiting:
            await connection.execute(
                update(announcements)
                .where(announcements.c.id == each.id, announcements.c.status == "sending")
                .values(status="sent", ended=now, progress_status=None)
            )
            await keep_tally(connection, each)


async def next_scheduled(connection: AsyncConnection) -> datetime | None:
    """When the next scheduled one is to begin."""
    first = select(func.min(announcements.c.due)).where(announcements.c.status == "scheduled")
    due: datetime | None = (await connection.execute(first)).scalar()
    return due


async def _waiting(connection: AsyncConnection, it: Announcement) -> int:
    open_states = (State.PENDING, State.CLAIMED)
    counted = await connection.execute(
        select(func.count()).where(*of_job(it), deliveries.c.state.in_(open_states))
    )
    return int(counted.scalar_one())


async def _queue(connection: AsyncConnection, it: Announcement, now: datetime) -> tuple[int, bool]:
    """Queue the next chats, in the order of their numbers; how many, and whether these were the
    last."""
    after = await connection.scalar(
        select(announcements.c.queued_to_chat_id).where(announcements.c.id == it.id)
    )
    chat, which = await _meant(connection, it)
    left = [which] if after is None else [which, chat > after]
    next_chats = select(chat.label("id")).where(*left).order_by(chat).limit(MAX_QUEUED).subquery()
    last, found = (await connection.execute(select(func.max(next_chats.c.id), func.count()))).one()
    if last is not None:
        rows = select(
            chat, literal(subject_of_announcement(it.id)), literal(it.edition), literal(it.job),
            literal(0), literal(now, deliveries.c.due.type),
            literal(now + OF_USE, deliveries.c.expires.type), literal(State.PENDING.value),
            literal(0), false(),
        ).where(*left, chat <= last)  # fmt: skip
        into = ["chat_id", "subject", "revision", "notice", "lead", "due", "expires"]
        statement = insert(deliveries).from_select([*into, "state", "attempts", "late"], rows)
        await connection.execute(statement.on_conflict_do_nothing())
    done = found < MAX_QUEUED
    await connection.execute(
        update(announcements)
        .where(announcements.c.id == it.id)
        .values(queued_to_chat_id=after if last is None else last, all_queued=done)
    )
    return found, done


async def _meant(
    connection: AsyncConnection, it: Announcement
) -> tuple[ColumnElement[int], ColumnElement[bool]]:
    """The column with the chats of a job, and which of them are not in the outbox yet."""
    if it.job == "announcement":
        chat: ColumnElement[int] = chats.c.id
        which = await audience(connection, it.what, it.value)
    else:
        chat = announcement_messages.c.chat_id
        which = concerned(it.id, it.job, it.edition)
    there = deliveries.alias("there")
    queued = exists().where(
        there.c.chat_id == chat,
        there.c.subject == subject_of_announcement(it.id),
        there.c.revision == it.edition,
        there.c.notice == it.job,
    )
    return chat, and_(which, ~queued)

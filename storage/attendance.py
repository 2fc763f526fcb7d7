"""Whether people come to a meeting that asks for it. The team sees numbers alone, no names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import insert
from storage.meetings import KeptMeeting
from storage.subscriptions import count_subscribers
from storage.tables import attendance_answers, attendance_switches, chats, meetings


@dataclass(frozen=True)
class Attendance:
    """How many come, how many do not, and how many who are subscribed did not answer."""

    yes: int
    no: int
    silent: int


async def all_switches(connection: AsyncConnection) -> dict[str, bool]:
    """Return whether people are asked, by the ids of the meetings that were switched."""
    rows = await connection.execute(
        select(attendance_switches.c.meeting_id, attendance_switches.c.on)
    )
    return {row.meeting_id: row.on for row in rows}


async def switch(connection: AsyncConnection, meeting_id: str, on: bool) -> None:
    """Ask people whether they come, or do not ask any more. Their answers stay."""
    await connection.execute(
        insert(attendance_switches)
        .values(meeting_id=meeting_id, on=on)
        .on_conflict_do_update(index_elements=["meeting_id"], set_={"on": on})
    )


async def answer(
    connection: AsyncConnection, chat_id: int, meeting_id: str, comes: bool, now: datetime
) -> None:
    """Store whether a person comes, in place of what they answered before."""
    given = {"comes": comes, "answered": now}
    await connection.execute(
        insert(attendance_answers)
        .values(chat_id=chat_id, meeting_id=meeting_id, **given)
        .on_conflict_do_update(index_elements=["chat_id", "meeting_id"], set_=given)
    )


async def answer_of(connection: AsyncConnection, chat_id: int, meeting_id: str) -> bool | None:
    """Return whether a person comes; None if they did not answer."""
    comes: bool | None = await connection.scalar(
        select(attendance_answers.c.comes).where(
            attendance_answers.c.chat_id == chat_id, attendance_answers.c.meeting_id == meeting_id
        )
    )
    return comes


async def count_of_chat(connection: AsyncConnection, chat_id: int) -> int:
    """The number of meetings about which a person answered."""
    mine = attendance_answers.c.chat_id == chat_id
    counted = select(func.count()).select_from(attendance_answers).where(mine)
    return int(await connection.scalar(counted) or 0)


async def numbers(connection: AsyncConnection, meeting: KeptMeeting) -> Attendance:
    """Return the answers for a meeting, in numbers."""
    about = attendance_answers.c.meeting_id == meeting.id
    row = (
        await connection.execute(
            select(
                func.count().filter(attendance_answers.c.comes),
                func.count().filter(~attendance_answers.c.comes),
            )
            .select_from(attendance_answers)
            .where(about)
        )
    ).one()
    answered = exists().where(attendance_answers.c.chat_id == chats.c.id, about)
    # Groups are not asked; the ids of private chats are positive.
    silent = await count_subscribers(connection, [meeting], (chats.c.id > 0) & ~answered)
    return Attendance(int(row[0]), int(row[1]), silent)


async def prune(connection: AsyncConnection, before: datetime) -> int:
    """Delete the answers about meetings that were over at an instant (UTC), or are gone; return
    their number."""
    kept = select(meetings.c.id).where(meetings.c.closes >= before)
    gone = await connection.execute(
        delete(attendance_answers).where(attendance_answers.c.meeting_id.not_in(kept))
    )
    await connection.execute(
        delete(attendance_switches).where(
            attendance_switches.c.meeting_id.not_in(select(meetings.c.id))
        )
    )
    return int(gone.rowcount)

"""Members of the team take care of open questions, so that each is answered by one of them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, func, null, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.questions.question import MAX_NAME, Question, question_of_row
from storage.tables import questions


async def take(
    connection: AsyncConnection, number: int, user_id: int, name: str, now: datetime
) -> bool:
    """Let a member take care of an open question that nobody takes care of yet; return whether
    they do so from now on. Of two at once, one does."""
    taken = await connection.execute(
        update(questions)
        .where(questions.c.id == number, questions.c.status == "open", questions.c.taker.is_(None))
        .values(taker=user_id, taken_by=name[:MAX_NAME], taken_at=now, takes=questions.c.takes + 1)
    )
    return taken.rowcount > 0


async def give_back(connection: AsyncConnection, number: int, user_id: int) -> bool:
    """Let a member no longer take care of an open question; return whether they did."""
    mine = (questions.c.id == number) & (questions.c.taker == user_id)
    return await _release(connection, mine) > 0


async def release_others(connection: AsyncConnection, team: Collection[int]) -> None:
    """Give back the open questions of people who left the team."""
    # NULL is NOT IN an empty list, too.
    taken = questions.c.taker.is_not(None)
    await _release(connection, taken & questions.c.taker.not_in(team))


async def _release(connection: AsyncConnection, which: ColumnElement[bool]) -> int:
    released = await connection.execute(
        update(questions)
        .where(which, questions.c.status == "open")
        .values(taker=null(), taken_by="", taken_at=null(), takes=questions.c.takes + 1)
    )
    return int(released.rowcount)


async def open_questions(
    connection: AsyncConnection, limit: int, offset: int
) -> tuple[list[Question], int]:
    """A page of the questions that wait for an answer, the oldest first, and their number."""
    waiting = questions.c.status == "open"
    rows = await connection.execute(
        select(questions)
        .where(waiting)
        .order_by(questions.c.asked, questions.c.id)
        .limit(limit)
        .offset(offset)
    )
    total = await connection.scalar(select(func.count()).select_from(questions).where(waiting))
    return [question_of_row(row) for row in rows], int(total or 0)

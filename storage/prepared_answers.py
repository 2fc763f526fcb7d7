"""Answers that the team keeps ready for questions that are asked again and again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import team_texts
from storage.tables import prepared_answers

MAX_PREPARED_ANSWERS = 100
MAX_TITLE_CHARACTERS = 80
KIND: team_texts.Kind = "answer"


@dataclass(frozen=True)
class PreparedAnswer:
    """`title` is for the team; `texts` are the words of the answer, by language."""

    id: int
    title: str
    texts: Mapping[str, str]


async def add(connection: AsyncConnection, title: str, now: datetime) -> int | None:
    """Add an answer without words; return its id, or None if there are too many. One of the same
    title is not added twice: its id is returned."""
    same = await connection.scalar(
        select(prepared_answers.c.id).where(prepared_answers.c.title == title)
    )
    if same is not None:
        return int(same)
    number = await connection.scalar(select(func.count()).select_from(prepared_answers))
    if int(number or 0) >= MAX_PREPARED_ANSWERS:
        return None
    added = await connection.execute(
        insert(prepared_answers)
        .values(title=title[:MAX_TITLE_CHARACTERS], changed=now)
        .returning(prepared_answers.c.id)
    )
    return int(added.scalar_one())


async def find(connection: AsyncConnection, number: int) -> PreparedAnswer | None:
    title = await connection.scalar(
        select(prepared_answers.c.title).where(prepared_answers.c.id == number)
    )
    if title is None:
        return None
    return PreparedAnswer(number, title, await team_texts.texts_of(connection, KIND, str(number)))


async def all_answers(connection: AsyncConnection) -> list[PreparedAnswer]:
    """All answers, by title."""
    texts = await team_texts.all_texts(connection, KIND)
    rows = await connection.execute(select(prepared_answers))
    found = [PreparedAnswer(row.id, row.title, texts.get(str(row.id), {})) for row in rows]
    return sorted(found, key=lambda answer: (answer.title.casefold(), answer.id))


async def rename(connection: AsyncConnection, number: int, title: str, now: datetime) -> bool:
    """Change the title; return whether there is such an answer."""
    changed = await connection.execute(
        update(prepared_answers)
        .where(prepared_answers.c.id == number)
        .values(title=title[:MAX_TITLE_CHARACTERS], changed=now)
    )
    return changed.rowcount > 0


async def remove(connection: AsyncConnection, number: int) -> bool:
    """Remove an answer with its words; return whether there was one."""
    gone = await connection.execute(delete(prepared_answers).where(prepared_answers.c.id == number))
    await team_texts.remove_texts(connection, KIND, str(number))
    return gone.rowcount > 0

"""Asking: one row a question, its words only as long as they are of use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import group_links, muted_chats, question_relays, questions

Status = Literal["open", "answered", "closed"]
NAME = 64  # characters that are kept of a name
# So many questions within so long.
MAX_QUESTIONS_PER_WINDOW = 5
QUESTION_WINDOW = timedelta(hours=1)


@dataclass(frozen=True)
class Question:
    """`thread` is the question that it follows up, `words` None once they are of no use."""

    id: int
    chat_id: int
    thread: int | None
    name: str
    words: str | None
    status: Status
    settled_by: str


def question(row: Row[Any]) -> Question:
    return Question(
        row.id, row.chat_id, row.thread, row.name, row.words, row.status, row.settled_by
    )


async def find(connection: AsyncConnection, number: int) -> Question | None:
    row = (await connection.execute(select(questions).where(questions.c.id == number))).first()
    return None if row is None else question(row)


async def asked_before(connection: AsyncConnection, chat_id: int, message_id: int) -> bool:
    """Whether this very message was taken as a question already."""
    mine = (questions.c.chat_id == chat_id) & (questions.c.message_id == message_id)
    return (await connection.execute(select(questions.c.id).where(mine))).first() is not None


async def may_ask_at(connection: AsyncConnection, chat_id: int, now: datetime) -> datetime:
    """The instant from which on a chat may ask; it may now where that is not after `now`."""
    latest = await connection.execute(
        select(questions.c.asked)
        .where(questions.c.chat_id == chat_id)
        .order_by(questions.c.asked.desc())
        .offset(MAX_QUESTIONS_PER_WINDOW - 1)
        .limit(1)
    )
    first: datetime | None = latest.scalar_one_or_none()
    return now if first is None else first + QUESTION_WINDOW


async def add_question(
    connection: AsyncConnection,
    chat_id: int,
    message_id: int,
    name: str,
    language: str,
    words: str,
    thread: int | None,
    now: datetime,
) -> None:
    """Keep a question until it is answered. The same message is one question, however often."""
    await connection.execute(
        insert(questions)
        .values(
            chat_id=chat_id, message_id=message_id, thread=thread, name=name[:NAME],
            language=language, words=words, asked=now, status="open", settled_by="",
            recipients_assigned=False,
        )
        .on_conflict_do_nothing(index_elements=["chat_id", "message_id"])
    )  # fmt: skip


async def close(connection: AsyncConnection, number: int, by: int, name: str) -> Question | None:
    """Nobody need answer it any more; as it stands now, or None where it is not kept."""
    await settle(connection, number, "closed", by, name)
    return await find(connection, number)


async def settle(
    connection: AsyncConnection, number: int, status: Status, by: int, name: str
) -> None:
    """The first to settle an open one counts. Its words go, and who was not shown it will not
    be."""
    settled = await connection.execute(
        update(questions)
        .where(questions.c.id == number, questions.c.status == "open")
        .values(status=status, settled_by=name[:NAME], settler=by, words=None)
    )
    if settled.rowcount:
        await connection.execute(
            delete(question_relays).where(
                question_relays.c.question == number, question_relays.c.message_id.is_(None)
            )
        )


async def count_open(connection: AsyncConnection) -> int:
    """How many wait for an answer, of those that are kept."""
    waiting = select(func.count()).select_from(questions).where(questions.c.status == "open")
    return int(await connection.scalar(waiting) or 0)


async def count_of_chat(connection: AsyncConnection, chat_id: int) -> int:
    """How many questions of a chat are kept."""
    mine = select(func.count()).select_from(questions).where(questions.c.chat_id == chat_id)
    return int(await connection.scalar(mine) or 0)


async def prune(
    connection: AsyncConnection,
    words_before: datetime,
    before: datetime,
    mutes_before: datetime,
    now: datetime,
) -> int:
    """Forget the words of questions asked before one instant, all of those asked before another,
    and mutes that are older than a third; says how many questions went."""
    stale = (questions.c.asked < words_before) & questions.c.words.is_not(None)
    mine = select(questions.c.id).where(stale)
    await connection.execute(
        delete(question_relays).where(
            question_relays.c.question.in_(mine), question_relays.c.message_id.is_(None)
        )
    )
    await connection.execute(update(questions).where(stale).values(words=None))
    gone = await connection.execute(delete(questions).where(questions.c.asked < before))
    await connection.execute(delete(muted_chats).where(muted_chats.c.since < mutes_before))
    await connection.execute(delete(group_links).where(group_links.c.expires < now))
    return int(gone.rowcount)

"""Questions of delegates. Their words are kept only as long as they are needed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import insert
from storage.tables import (
    chats,
    group_links,
    language_of_chat,
    muted_chats,
    question_files,
    question_relays,
    questions,
)

Status = Literal["open", "answered", "closed"]
MAX_NAME = 64  # characters
# A chat may ask this many questions within this time.
MAX_QUESTIONS_PER_WINDOW = 5
QUESTION_WINDOW = timedelta(hours=1)


@dataclass(frozen=True)
class Question:
    """`thread` is the first question of its thread, None if this is the first; `words` is None once
    it is answered, closed or old. `taker` is the member who takes care of it, `taken_by` their
    name. `asked` and `taken_at` are in UTC; `language` is the delegate's."""

    id: int
    chat_id: int
    thread: int | None
    name: str
    words: str | None
    status: Status
    settled_by: str
    language: str
    asked: datetime
    taker: int | None
    taken_by: str
    taken_at: datetime | None
    subject: int | None = None


def question_of_row(row: Row[Any]) -> Question:
    return Question(
        row.id, row.chat_id, row.thread, row.name, row.words, row.status, row.settled_by,
        row.language, row.asked, row.taker, row.taken_by, row.taken_at,
        row.subject,
    )  # fmt: skip


async def find(connection: AsyncConnection, number: int) -> Question | None:
    row = (await connection.execute(select(questions).where(questions.c.id == number))).first()
    return None if row is None else question_of_row(row)


async def language_of_asker(connection: AsyncConnection, question: Question) -> str:
    """The language in which the delegate is answered: what they chose since, or that of the
    question."""
    chosen = await connection.scalar(select(language_of_chat).where(chats.c.id == question.chat_id))
    return question.language if chosen is None else str(chosen)


async def asked_before(connection: AsyncConnection, chat_id: int, message_id: int) -> bool:
    """Return whether this message is already stored as a question."""
    mine = (questions.c.chat_id == chat_id) & (questions.c.message_id == message_id)
    return (await connection.execute(select(questions.c.id).where(mine))).first() is not None


async def may_ask_at(connection: AsyncConnection, chat_id: int, now: datetime) -> datetime:
    """The instant from which a chat may ask. If that is not after `now`, it may ask now."""
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
    subject: int | None = None,
) -> int:
    """Store a question, and return its number. Storing the same message again changes nothing. A
    further question of a thread has the subject of the first one."""
    if thread is not None:
        subject = await connection.scalar(
            select(questions.c.subject).where(questions.c.id == thread)
        )
    await connection.execute(
        insert(questions)
        .values(
            chat_id=chat_id, message_id=message_id, thread=thread, name=name[:MAX_NAME],
            language=language, words=words, asked=now, status="open", settled_by="",
            recipients_assigned=False, subject=subject,
        )
        .on_conflict_do_nothing(index_elements=["chat_id", "message_id"])
    )  # fmt: skip
    number = await connection.scalar(
        select(questions.c.id).where(
            questions.c.chat_id == chat_id, questions.c.message_id == message_id
        )
    )
    return int(number or 0)


async def close(connection: AsyncConnection, number: int, by: int, name: str) -> Question | None:
    """Close a question without an answer; return it as it is now, None if it is not stored."""
    await settle(connection, number, "closed", by, name)
    return await find(connection, number)


async def settle(
    connection: AsyncConnection, number: int, status: Status, by: int, name: str
) -> None:
    """Settle an open question, once: delete its words, and cancel the messages not yet sent."""
    settled = await connection.execute(
        update(questions)
        .where(questions.c.id == number, questions.c.status == "open")
        .values(status=status, settled_by=name[:MAX_NAME], settler=by, words=None)
    )
    if settled.rowcount:
        await connection.execute(
            delete(question_relays).where(
                question_relays.c.question == number, question_relays.c.message_id.is_(None)
            )
        )
        await connection.execute(
            delete(question_files).where(
                question_files.c.question == number, question_files.c.answer.is_(None)
            )
        )


async def count_open(connection: AsyncConnection) -> int:
    """The number of questions that wait for an answer."""
    waiting = select(func.count()).select_from(questions).where(questions.c.status == "open")
    return int(await connection.scalar(waiting) or 0)


async def count_of_chat(connection: AsyncConnection, chat_id: int) -> int:
    """The number of a chat's questions that are stored."""
    mine = select(func.count()).select_from(questions).where(questions.c.chat_id == chat_id)
    return int(await connection.scalar(mine) or 0)


async def prune(
    connection: AsyncConnection,
    words_before: datetime,
    before: datetime,
    mutes_before: datetime,
    now: datetime,
) -> int:
    """Delete the words of questions asked before `words_before`, questions asked before `before`,
    mutes older than `mutes_before`, and expired group links; return the number of questions."""
    stale = (questions.c.asked < words_before) & questions.c.words.is_not(None)
    mine = select(questions.c.id).where(stale)
    await connection.execute(
        delete(question_relays).where(
            question_relays.c.question.in_(mine), question_relays.c.message_id.is_(None)
        )
    )
    await connection.execute(delete(question_files).where(question_files.c.question.in_(mine)))
    await connection.execute(update(questions).where(stale).values(words=None))
    gone = await connection.execute(delete(questions).where(questions.c.asked < before))
    await connection.execute(delete(muted_chats).where(muted_chats.c.since < mutes_before))
    await connection.execute(delete(group_links).where(group_links.c.expires < now))
    return int(gone.rowcount)

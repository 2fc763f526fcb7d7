"""Answers of the team, on their way to the delegate.

    waiting → sent | blocked | failed

Afterwards its author is told, once, what became of the answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import insert
from storage.questions.question import MAX_NAME, Question, settle
from storage.tables import (
    chats,
    group_links,
    language_of_chat,
    question_answers,
    question_file_messages,
    question_files,
    questions,
)

_NO_CHAT = 0  # no chat has this id


@dataclass(frozen=True)
class Answer:
    """An answer to be sent as a reply to the delegate's message `reply_to`. `language` and
    `time_zone` are the delegate's."""

    id: int
    chat_id: int
    reply_to: int
    words: str
    attempts: int
    language: str
    time_zone: str | None


@dataclass(frozen=True)
class AnswerReport:
    """What became of an answer, for the chat in which it was written. `earlier_answerer` is the
    name of somebody else who had answered the question before, `taken_by` of somebody else who took
    it; or empty."""

    id: int
    chat_id: int
    reply_to: int
    state: str
    asker_name: str
    earlier_answerer: str
    language: str
    taken_by: str = ""


async def add_answer(
    connection: AsyncConnection,
    question: Question,
    from_chat: int,
    from_message: int,
    author: int,
    name: str,
    language: str,
    words: str,
) -> int:
    """Store an answer, and return its number. Storing the same message again changes nothing."""
    await connection.execute(
        insert(question_answers)
        .values(
            question=question.id, from_chat=from_chat, from_message=from_message, author=author,
            name=name[:MAX_NAME], language=language, words=words, state="waiting",
            author_told=False, attempts=0,
        )
        .on_conflict_do_nothing(index_elements=["from_chat", "from_message"])
    )  # fmt: skip
    await settle(connection, question.id, "answered", author, name)
    number = await connection.scalar(
        select(question_answers.c.id).where(
            question_answers.c.from_chat == from_chat,
            question_answers.c.from_message == from_message,
        )
    )
    return int(number or 0)


async def answers_due(connection: AsyncConnection, now: datetime, limit: int) -> list[Answer]:
    """Answers that may be sent now, the oldest first."""
    rows = await connection.execute(
        select(
            question_answers.c.id, questions.c.chat_id, questions.c.message_id,
            question_answers.c.words, question_answers.c.attempts,
            func.coalesce(language_of_chat, questions.c.language), chats.c.time_zone,
        )
        .select_from(
            question_answers.join(questions, questions.c.id == question_answers.c.question)
            .outerjoin(chats, chats.c.id == questions.c.chat_id)
        )
        .where(
            question_answers.c.state == "waiting",
            or_(question_answers.c.not_before.is_(None), question_answers.c.not_before <= now),
        )
        .order_by(question_answers.c.id)
        .limit(limit)
    )  # fmt: skip
    return [Answer(*row) for row in rows]


async def answer_reports_due(connection: AsyncConnection, limit: int) -> list[AnswerReport]:
    """What authors are to be told, the oldest answer first."""
    earlier = question_answers.alias("earlier")
    before = (
        select(earlier.c.name)
        .where(
            earlier.c.question == question_answers.c.question,
            earlier.c.id < question_answers.c.id,
            earlier.c.author.is_distinct_from(question_answers.c.author),
        )
        .order_by(earlier.c.id)
        .limit(1)
        .scalar_subquery()
    )
    rows = await connection.execute(
        select(
            question_answers.c.id, question_answers.c.from_chat, question_answers.c.from_message,
            question_answers.c.state, questions.c.name, func.coalesce(before, ""),
            question_answers.c.language,
            case((questions.c.taker != question_answers.c.author, questions.c.taken_by), else_=""),
        )
        .join(questions, questions.c.id == question_answers.c.question)
        .where(question_answers.c.state != "waiting", ~question_answers.c.author_told)
        .order_by(question_answers.c.id)
        .limit(limit)
    )  # fmt: skip
    return [AnswerReport(*row) for row in rows]


async def thread_of(connection: AsyncConnection, chat_id: int, message_id: int) -> int | None:
    """The first question of the thread to which an answer belongs, by the answer's message in the
    delegate's chat, or one that brought a file with it; None if it is no answer."""
    found = await connection.execute(
        select(func.coalesce(questions.c.thread, questions.c.id))
        .join(question_answers, question_answers.c.question == questions.c.id)
        .where(questions.c.chat_id == chat_id, question_answers.c.message_id == message_id)
        .limit(1)
    )
    thread: int | None = found.scalar_one_or_none()
    if thread is None:
        with_file = select(question_file_messages.c.question).where(
            question_file_messages.c.chat_id == chat_id,
            question_file_messages.c.message_id == message_id,
            question_file_messages.c.answer.is_not(None),
        )
        thread = await connection.scalar(
            select(func.coalesce(questions.c.thread, questions.c.id)).where(
                questions.c.id.in_(with_file)
            )
        )
    return thread


async def waiting_answers(connection: AsyncConnection, chat_id: int) -> list[tuple[int, str]]:
    """The answers to a chat that are not recorded as sent, the latest first, as (thread, words)."""
    found = await connection.execute(
        select(func.coalesce(questions.c.thread, questions.c.id), question_answers.c.words)
        .join(question_answers, question_answers.c.question == questions.c.id)
        .where(
            questions.c.chat_id == chat_id,
            question_answers.c.state == "waiting",
            question_answers.c.words.is_not(None),
            question_answers.c.words != "",
        )
        .order_by(question_answers.c.id.desc())
    )
    return [(thread, words) for thread, words in found]


async def forget_author(connection: AsyncConnection, user_id: int) -> None:
    """Remove a person as the author of answers and the one who took or closed questions, and
    delete their group link. Nobody can be told any more what became of what they wrote in their
    own chat."""
    theirs = question_answers.c.author == user_id
    await connection.execute(
        update(questions).where(questions.c.settler == user_id).values(settled_by="", settler=None)
    )
    await connection.execute(
        update(questions)
        .where(questions.c.taker == user_id)
        .values(taken_by="", taker=None, taken_at=None, takes=questions.c.takes + 1)
    )
    await connection.execute(update(question_answers).where(theirs).values(author=None, name=""))
    # The id of a private chat is the person's.
    await connection.execute(
        update(question_answers)
        .where(question_answers.c.from_chat == user_id)
        .values(from_chat=_NO_CHAT, from_message=-question_answers.c.id, author_told=True)
    )
    await connection.execute(delete(question_files).where(question_files.c.chat_id == user_id))
    await connection.execute(delete(group_links).where(group_links.c.user_id == user_id))

"""Edits of questions and answers, to be shown in the messages that were sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import team_texts
from storage.dialect import insert
from storage.questions.question import Question, question_of_row
from storage.questions.subjects import KIND
from storage.tables import (
    chats,
    language_of_chat,
    question_answers,
    question_edits,
    question_files,
    question_relays,
    questions,
)


@dataclass(frozen=True)
class EditDue:
    """A message of the bot's that is to show new words: a question in a chat of the team, or an
    answer. `answer` is None for a question, whose subject has these names by language."""

    chat_id: int
    message_id: int
    question: Question
    answer: int | None
    words: str
    language: str | None
    time_zone: str | None
    subject_names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class EditShown:
    """A message shows these words now, or never can."""

    chat_id: int
    message_id: int
    answer: int | None
    words: str


async def question_asked_by(
    connection: AsyncConnection, chat_id: int, message_id: int
) -> Question | None:
    """The question that a message of the delegate's asked, or that it came with."""
    with_file = select(question_files.c.question).where(
        question_files.c.chat_id == chat_id,
        question_files.c.message_id == message_id,
        question_files.c.answer.is_(None),
    )
    found = await connection.execute(
        select(questions).where(
            questions.c.chat_id == chat_id,
            or_(questions.c.message_id == message_id, questions.c.id.in_(with_file)),
        )
    )
    row = found.first()
    return None if row is None else question_of_row(row)


async def edit_question(connection: AsyncConnection, question: Question, words: str) -> bool:
    """Change the words of a question, where they are sent and where they will be. Return False if
    they are the same."""
    if question.words == words:
        return False
    if question.status == "open" and question.words is not None:
        await connection.execute(
            update(questions).where(questions.c.id == question.id).values(words=words)
        )
    rows = await connection.execute(
        select(question_relays.c.chat_id, question_relays.c.message_id).where(
            question_relays.c.question == question.id, question_relays.c.state == "sent"
        )
    )
    for chat_id, message_id in rows.all():
        await _add(connection, chat_id, message_id, question.id, None, words)
    return True


async def answer_written_by(
    connection: AsyncConnection, chat_id: int, message_id: int
) -> tuple[int, Question] | None:
    """The answer that a message of the team's is, and its question."""
    found = await connection.execute(
        select(question_answers.c.id, question_answers.c.question).where(
            question_answers.c.from_chat == chat_id,
            question_answers.c.from_message == message_id,
        )
    )
    row = found.first()
    if row is None:
        return None
    asked = await connection.execute(select(questions).where(questions.c.id == row.question))
    return row.id, question_of_row(asked.one())


async def edit_answer(connection: AsyncConnection, answer: int, words: str) -> bool:
    """Change the words of an answer; return False if it was not delivered and will not be."""
    found = await connection.execute(
        select(
            question_answers.c.state, question_answers.c.message_id, question_answers.c.question,
            questions.c.chat_id,
        )
        .join(questions, questions.c.id == question_answers.c.question)
        .where(question_answers.c.id == answer)
    )  # fmt: skip
    row = found.one()
    if row.state == "waiting":
        await connection.execute(
            update(question_answers).where(question_answers.c.id == answer).values(words=words)
        )
        return True
    if row.state != "sent" or row.message_id is None:
        return False
    await _add(connection, row.chat_id, row.message_id, row.question, answer, words)
    return True


async def _add(
    connection: AsyncConnection,
    chat_id: int,
    message_id: int,
    question: int,
    answer: int | None,
    words: str,
) -> None:
    await connection.execute(
        insert(question_edits)
        .values(
            chat_id=chat_id, message_id=message_id, question=question, answer=answer, words=words
        )
        .on_conflict_do_update(
            index_elements=["chat_id", "message_id"], set_={"words": words}
        )
    )  # fmt: skip


async def edits_due(connection: AsyncConnection, limit: int) -> list[EditDue]:
    """Messages that are to show new words."""
    rows = await connection.execute(
        select(
            questions,
            question_edits.c.chat_id.label("edited_chat"),
            question_edits.c.message_id.label("edited_message"),
            question_edits.c.answer, question_edits.c.words.label("new_words"),
            language_of_chat.label("chat_language"),
            chats.c.time_zone,
        )
        .select_from(
            question_edits.join(questions, questions.c.id == question_edits.c.question)
            .outerjoin(chats, chats.c.id == question_edits.c.chat_id)
        )
        .limit(limit)
    )  # fmt: skip
    found = rows.all()
    has_subject = any(row.subject is not None for row in found)
    names = await team_texts.all_texts(connection, KIND) if has_subject else {}
    return [_due(row, names.get(str(row.subject), {})) for row in found]


def _due(row: Any, subject_names: Mapping[str, str]) -> EditDue:
    return EditDue(
        row.edited_chat, row.edited_message, question_of_row(row), row.answer, row.new_words,
        row.chat_language or (None if row.answer is None else row.language), row.time_zone,
        subject_names,
    )  # fmt: skip


async def edit_shown(connection: AsyncConnection, shown: EditShown) -> None:
    """Note that a message shows these words, unless they were changed again meanwhile. The author
    of an answer is told."""
    gone = await connection.execute(
        delete(question_edits).where(
            question_edits.c.chat_id == shown.chat_id,
            question_edits.c.message_id == shown.message_id,
            question_edits.c.words == shown.words,
        )
    )
    if gone.rowcount and shown.answer is not None:
        await connection.execute(
            update(question_answers)
            .where(question_answers.c.id == shown.answer)
            .values(author_told=False)
        )

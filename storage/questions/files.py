"""Files and locations that come with questions and answers: kept until they are passed on.

Telegram keeps the files; here are their ids. A file is due in a chat once the message that it
belongs to was sent there, and not before the other parts of its album had time to arrive.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import insert
from storage.tables import (
    chats,
    language_of_chat,
    question_answers,
    question_file_messages,
    question_files,
    question_relays,
    questions,
)

MAX_FILES = 10  # of a question or an answer, as in an album
# The parts of an album may come apart.
ALBUM_TIME = timedelta(seconds=3)


@dataclass(frozen=True)
class SentFile:
    """A file or a location of a message. `position` is latitude and longitude."""

    message_id: int
    kind: str
    file_id: str
    position: tuple[float, float] | None = None


@dataclass(frozen=True)
class FilesDue:
    """Files to be sent to a chat together, as a reply to `reply_to`. `answer` is None if they came
    with the question. They were sent in `from_chat`."""

    chat_id: int
    question: int
    answer: int | None
    reply_to: int
    files: tuple[tuple[int, SentFile], ...]  # with their ids
    language: str | None
    time_zone: str | None
    from_chat: int


@dataclass(frozen=True)
class FilesSent:
    """The files of a question or an answer were sent to a chat by these messages, or refused:
    (file, message id)."""

    chat_id: int
    question: int
    answer: int | None
    messages: tuple[tuple[int, int | None], ...]


async def add_files(
    connection: AsyncConnection,
    chat_id: int,
    question: int,
    answer: int | None,
    album: str | None,
    files: Sequence[SentFile],
    now: datetime,
) -> None:
    """Store what came with a question or an answer. Storing the same again changes nothing."""
    for file in files:
        latitude, longitude = file.position or (None, None)
        await connection.execute(
            insert(question_files)
            .values(
                question=question, answer=answer, chat_id=chat_id, message_id=file.message_id,
                album=album, kind=file.kind, file_id=file.file_id, latitude=latitude,
                longitude=longitude, added=now,
            )
            .on_conflict_do_nothing(index_elements=["chat_id", "message_id"])
        )  # fmt: skip


async def count_files(connection: AsyncConnection, question: int) -> int:
    """Return how many files and locations came with a question."""
    came = (question_files.c.question == question) & question_files.c.answer.is_(None)
    count = select(func.count()).select_from(question_files).where(came)
    return int(await connection.scalar(count) or 0)


async def join_album(
    connection: AsyncConnection,
    chat_id: int,
    album: str,
    files: Sequence[SentFile],
    now: datetime,
) -> bool:
    """Store parts of an album that came late with the question or answer of the others. Return
    False if those are not kept any more."""
    found = await connection.execute(
        select(question_files.c.question, question_files.c.answer)
        .where(question_files.c.chat_id == chat_id, question_files.c.album == album)
        .limit(1)
    )
    row = found.first()
    if row is None:
        return False
    same = and_(
        question_files.c.question == row.question,
        question_files.c.answer.is_not_distinct_from(row.answer),
    )
    count = await connection.scalar(select(func.count()).select_from(question_files).where(same))
    room = max(0, MAX_FILES - int(count or 0))
    await add_files(connection, chat_id, row.question, row.answer, album, files[:room], now)
    return True


async def files_due(connection: AsyncConnection, now: datetime, limit: int) -> list[FilesDue]:
    """Files that may be sent now, those of a message together."""
    newer = question_files.alias("newer")
    settled = ~exists().where(
        newer.c.question == question_files.c.question,
        newer.c.answer.is_not_distinct_from(question_files.c.answer),
        newer.c.added > now - ALBUM_TIME,
    )
    due: list[FilesDue] = []
    for query in (_to_the_team(), _to_the_delegate()):
        rows = await connection.execute(
            query.where(settled).order_by(question_files.c.id).limit(limit)
        )
        together: dict[tuple[int, int, int | None], list[Any]] = {}
        for row in rows:
            together.setdefault((row.chat, row.question, row.answer), []).append(row)
        due += [
            FilesDue(
                chat_id, question, answer, some[0].reply_to,
                tuple((row.id, _file_of(row)) for row in some), some[0].language,
                some[0].time_zone, some[0].chat_id,
            )
            for (chat_id, question, answer), some in together.items()
        ]  # fmt: skip
    return due


async def next_files_due(connection: AsyncConnection, now: datetime) -> datetime | None:
    """The instant at which the next files are complete; None if none are awaited."""
    added: datetime | None = await connection.scalar(
        select(func.min(question_files.c.added)).where(question_files.c.added > now - ALBUM_TIME)
    )
    return None if added is None else added + ALBUM_TIME


def _to_the_team() -> Select[Any]:
    """Files of questions that are shown in a chat of the team."""
    return (
        _files(question_relays.c.chat_id, question_relays.c.message_id)
        .join_from(
            question_files, question_relays, question_relays.c.question == question_files.c.question
        )
        .outerjoin(chats, chats.c.id == question_relays.c.chat_id)
        .where(
            question_files.c.answer.is_(None),
            question_relays.c.state == "sent",
            ~_was_sent(question_relays.c.chat_id),
        )
    )


def _to_the_delegate() -> Select[Any]:
    """Files of answers that were sent."""
    return (
        _files(questions.c.chat_id, question_answers.c.message_id)
        .join_from(
            question_files, question_answers, question_answers.c.id == question_files.c.answer
        )
        .join(questions, questions.c.id == question_files.c.question)
        .outerjoin(chats, chats.c.id == questions.c.chat_id)
        .where(question_answers.c.state == "sent", ~_was_sent(questions.c.chat_id))
    )


def _files(chat: ColumnElement[int], reply_to: ColumnElement[int]) -> Select[Any]:
    return select(
        question_files, chat.label("chat"), reply_to.label("reply_to"),
        language_of_chat.label("language"), chats.c.time_zone,
    )  # fmt: skip


def _was_sent(chat: ColumnElement[int]) -> ColumnElement[bool]:
    return exists().where(
        question_file_messages.c.file == question_files.c.id,
        question_file_messages.c.chat_id == chat,
    )


def _file_of(row: Any) -> SentFile:
    position = None if row.latitude is None else (row.latitude, row.longitude)
    return SentFile(row.message_id, row.kind, row.file_id, position)


async def files_sent(connection: AsyncConnection, sent: FilesSent) -> None:
    """Store the messages that were sent. What came with an answer is then no longer needed."""
    ids = [file for file, _message in sent.messages]
    known = (
        await connection.execute(select(questions.c.id).where(questions.c.id == sent.question))
    ).first()
    if known is not None:
        for file, message_id in sent.messages:
            await connection.execute(
                insert(question_file_messages)
                .values(
                    file=file, chat_id=sent.chat_id, message_id=message_id,
                    question=sent.question, answer=sent.answer,
                )
                .on_conflict_do_nothing(index_elements=["file", "chat_id"])
            )  # fmt: skip
    if sent.answer is not None:
        await connection.execute(delete(question_files).where(question_files.c.id.in_(ids)))


async def forget_files_of_answer(connection: AsyncConnection, answer: int) -> None:
    """Delete what came with an answer that cannot be delivered."""
    await connection.execute(delete(question_files).where(question_files.c.answer == answer))

"""Questions from the room: asked, shown, voted for, merged and answered.

waiting → shown → answered
       ↘ refused, merged
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Row, Select, delete, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import insert
from storage.tables import (
    chats,
    floor_question_votes,
    floor_questions,
    floor_sessions,
    language_of_chat,
)

QuestionState = Literal["waiting", "shown", "refused", "merged", "answered"]
QuestionNotice = Literal["shown", "answered"]
MAX_CHARACTERS = 300
# Of one person in a session, until they are answered, refused or merged.
MAX_OPEN_QUESTIONS = 3
# Of one person in this time, whatever became of them.
MAX_QUESTIONS_PER_WINDOW = 5
QUESTION_WINDOW = timedelta(minutes=10)
_MAX_NAME = 64
_OPEN = ("waiting", "shown")


@dataclass(frozen=True)
class RoomQuestion:
    """A question. `delegation` is one for which the person who asks may speak."""

    id: int
    session: int
    chat_id: int
    name: str
    delegation: int | None
    words: str
    state: QuestionState
    pinned: bool
    asked: datetime
    votes: int


@dataclass(frozen=True)
class QuestionDue:
    """A notice that is due to who asked. `language` and `time_zone` are the chat's."""

    id: int
    session: int
    chat_id: int
    notice: QuestionNotice
    words: str
    attempts: int
    language: str | None
    time_zone: str | None


async def may_ask_at(
    connection: AsyncConnection, session: int, chat_id: int, now: datetime
) -> datetime | None:
    """Return the instant from which a person may ask: now, or later for one who asks often. None
    if too many of their questions are still open."""
    mine = floor_questions.c.chat_id == chat_id
    still_open = select(func.count()).where(
        mine, floor_questions.c.session == session, floor_questions.c.state.in_(_OPEN)
    )
    if int(await connection.scalar(still_open) or 0) >= MAX_OPEN_QUESTIONS:
        return None
    earlier = (
        select(floor_questions.c.asked)
        .where(mine)
        .order_by(floor_questions.c.asked.desc())
        .offset(MAX_QUESTIONS_PER_WINDOW - 1)
        .limit(1)
    )
    first: datetime | None = await connection.scalar(earlier)
    return now if first is None else max(now, first + QUESTION_WINDOW)


async def is_stored(connection: AsyncConnection, chat_id: int, message_id: int) -> bool:
    """Return whether this message is already stored as a question."""
    query = select(floor_questions.c.id).where(
        floor_questions.c.chat_id == chat_id, floor_questions.c.message_id == message_id
    )
    return (await connection.execute(query)).first() is not None


async def add(
    connection: AsyncConnection,
    session: int,
    chat_id: int,
    message_id: int,
    name: str,
    delegation: int | None,
    words: str,
    state: Literal["waiting", "shown"],
    now: datetime,
) -> int:
    """Store a question; who asks votes for it. Return its id."""
    result = await connection.execute(
        insert(floor_questions)
        .values(
            session=session, chat_id=chat_id, message_id=message_id, name=name[:_MAX_NAME],
            delegation=delegation, words=words[:MAX_CHARACTERS], state=state, pinned=False,
            asked=now, notice_attempts=0,
        )
        .returning(floor_questions.c.id)
    )  # fmt: skip
    question = int(result.scalar_one())
    own = insert(floor_question_votes).values(question=question, chat_id=chat_id)
    await connection.execute(own)
    return question


async def find(connection: AsyncConnection, question: int) -> RoomQuestion | None:
    row = (await connection.execute(_questions().where(floor_questions.c.id == question))).first()
    return None if row is None else _question(row)


async def waiting(connection: AsyncConnection, session: int) -> list[RoomQuestion]:
    """Return the questions that wait for the moderator, the oldest first."""
    query = _questions().where(
        floor_questions.c.session == session, floor_questions.c.state == "waiting"
    )
    rows = await connection.execute(query.order_by(floor_questions.c.asked, floor_questions.c.id))
    return [_question(row) for row in rows]


async def count_waiting(connection: AsyncConnection, session: int) -> int:
    query = select(func.count()).where(
        floor_questions.c.session == session, floor_questions.c.state == "waiting"
    )
    return int(await connection.scalar(query) or 0)


async def shown(connection: AsyncConnection, session: int) -> list[RoomQuestion]:
    """Return the questions that everybody sees: those that are pinned first, then by votes, then
    the oldest first."""
    query = _questions().where(
        floor_questions.c.session == session, floor_questions.c.state == "shown"
    )
    rows = await connection.execute(query)
    return sorted(
        (_question(row) for row in rows),
        key=lambda one: (not one.pinned, -one.votes, one.asked, one.id),
    )


async def settle(
    connection: AsyncConnection,
    question: int,
    before: Sequence[QuestionState],
    state: Literal["shown", "refused", "answered"],
) -> bool:
    """Change the state of a question that is in one of some states; return whether it was. Who
    asked is told that it is shown; and that it is answered, as are those whose questions were
    merged into it."""
    notice = state if state in ("shown", "answered") else None
    changed = await connection.execute(
        update(floor_questions)
        .where(floor_questions.c.id == question, floor_questions.c.state.in_(before))
        .values(
            state=state, notice=notice, notice_attempts=0, notice_not_before=None, pinned=False,
        )
    )  # fmt: skip
    if changed.rowcount and state == "answered":
        await connection.execute(
            update(floor_questions)
            .where(floor_questions.c.merged_into == question)
            .values(notice=notice, notice_attempts=0, notice_not_before=None)
        )
    return bool(changed.rowcount)


async def take_back(connection: AsyncConnection, question: int) -> bool:
    """Let a question that was refused wait again, or show one again that was answered; return
    whether it was either. Nobody is told."""
    for before, state in (("refused", "waiting"), ("answered", "shown")):
        changed = await connection.execute(
            update(floor_questions)
            .where(floor_questions.c.id == question, floor_questions.c.state == before)
            .values(state=state, notice=None)
        )
        if changed.rowcount:
            return True
    return False


async def merge(connection: AsyncConnection, question: int, into: int) -> bool:
    """Merge an open question into one that is shown, with its votes; return whether both were."""
    target = await find(connection, into)
    merged = await find(connection, question)
    if target is None or merged is None or target.id == merged.id:
        return False
    if target.state != "shown" or merged.state not in _OPEN or target.session != merged.session:
        return False
    votes = floor_question_votes.c
    await connection.execute(
        insert(floor_question_votes)
        .from_select(
            ["question", "chat_id"],
            select(literal(into, votes.question.type), votes.chat_id).where(
                votes.question == question
            ),
        )
        .on_conflict_do_nothing()
    )
    await connection.execute(delete(floor_question_votes).where(votes.question == question))
    await connection.execute(
        update(floor_questions)
        .where(floor_questions.c.merged_into == question)
        .values(merged_into=into)
    )
    await connection.execute(
        update(floor_questions)
        .where(floor_questions.c.id == question)
        .values(state="merged", merged_into=into, pinned=False, notice=None)
    )
    return True


async def pin(connection: AsyncConnection, question: int, pinned: bool) -> bool:
    """Keep a question that is shown above the others, or no longer; return whether it is shown."""
    changed = await connection.execute(
        update(floor_questions)
        .where(floor_questions.c.id == question, floor_questions.c.state == "shown")
        .values(pinned=pinned)
    )
    return bool(changed.rowcount)


async def vote(connection: AsyncConnection, question: int, chat_id: int, wanted: bool) -> None:
    """Vote for a question that is shown, once, or take the vote back. Who follows the session sees
    it."""
    if wanted:
        done = await connection.execute(
            insert(floor_question_votes)
            .values(question=question, chat_id=chat_id)
            .on_conflict_do_nothing()
        )
    else:
        votes = floor_question_votes.c
        done = await connection.execute(
            delete(floor_question_votes).where(votes.question == question, votes.chat_id == chat_id)
        )
    if done.rowcount:
        session = select(floor_questions.c.session).where(floor_questions.c.id == question)
        await connection.execute(
            update(floor_sessions)
            .where(floor_sessions.c.id == session.scalar_subquery())
            .values(revision=floor_sessions.c.revision + 1)
        )


async def voted_by(connection: AsyncConnection, session: int, chat_id: int) -> set[int]:
    """Return the questions of a session for which a person voted."""
    query = (
        select(floor_question_votes.c.question)
        .join(floor_questions, floor_questions.c.id == floor_question_votes.c.question)
        .where(floor_questions.c.session == session, floor_question_votes.c.chat_id == chat_id)
    )
    return set((await connection.execute(query)).scalars())


async def due(connection: AsyncConnection, now: datetime, limit: int) -> list[QuestionDue]:
    """Return notices to who asked that may be sent now, the oldest question first."""
    question = floor_questions.c
    query = (
        select(floor_questions, language_of_chat.label("language"), chats.c.time_zone)
        .outerjoin(chats, chats.c.id == question.chat_id)
        .where(
            question.notice.is_not(None),
            or_(question.notice_not_before.is_(None), question.notice_not_before <= now),
        )
        .order_by(question.id)
        .limit(limit)
    )
    return [
        QuestionDue(
            row.id, row.session, row.chat_id, row.notice, row.words, row.notice_attempts,
            row.language, row.time_zone,
        )
        for row in await connection.execute(query)
    ]  # fmt: skip


async def next_due(connection: AsyncConnection) -> datetime | None:
    """Return the first instant at which a notice may be tried again."""
    question = floor_questions.c
    query = select(func.min(question.notice_not_before)).where(question.notice.is_not(None))
    found: datetime | None = await connection.scalar(query)
    return found


async def told(connection: AsyncConnection, notice: QuestionDue) -> None:
    """Settle a notice, unless another one is due meanwhile."""
    await connection.execute(
        update(floor_questions)
        .where(floor_questions.c.id == notice.id, floor_questions.c.notice == notice.notice)
        .values(notice=None)
    )


async def retry(connection: AsyncConnection, notice: QuestionDue, not_before: datetime) -> None:
    await connection.execute(
        update(floor_questions)
        .where(floor_questions.c.id == notice.id)
        .values(notice_not_before=not_before, notice_attempts=floor_questions.c.notice_attempts + 1)
    )


def _questions() -> Select[Any]:
    votes = (
        select(func.count())
        .where(floor_question_votes.c.question == floor_questions.c.id)
        .scalar_subquery()
    )
    return select(floor_questions, votes.label("votes"))


def _question(row: Row[Any]) -> RoomQuestion:
    return RoomQuestion(
        row.id, row.session, row.chat_id, row.name, row.delegation, row.words, row.state,
        row.pinned, row.asked, row.votes,
    )  # fmt: skip

"""Relays: a question is shown to the team by one message in each recipient's chat.

    waiting → sent | refused | failed
    refused → sent, once the organiser opened the bot again

A row is stored before its message is sent, so that a crash loses no question. A crash between
Telegram's answer and storing the result sends the message twice; that cannot be avoided.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import team_texts
from storage.dialect import insert
from storage.questions.group import group_of, reassign
from storage.questions.question import Question, Status, question_of_row
from storage.questions.subjects import KIND, all_subjects, recipients_of
from storage.questions.taking import release_others
from storage.tables import (
    chats,
    language_of_chat,
    question_file_messages,
    question_relays,
    questions,
    team_members,
)

_UNSENT = ("waiting", "refused")


@dataclass(frozen=True)
class Relay:
    """A question to be sent to a chat of the team. `reply_to` is the message there that shows the
    first question of its thread. `language` and `time_zone` are that chat's choices, `name` and
    `asker_language` are the delegate's. `taken_by` names the member who takes care of it, after
    `takes` changes of that; `subject_names` are those of what it is about, by language."""

    question: int
    chat_id: int
    reply_to: int | None
    is_follow_up: bool
    name: str
    asker_language: str
    words: str
    attempts: int
    language: str | None
    time_zone: str | None
    taken_by: str = ""
    takes: int = 0
    subject_names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class OutdatedButtons:
    """A message whose buttons do not show the status of its question, or who takes care of it."""

    question: int
    chat_id: int
    message_id: int
    status: Status
    settled_by: str
    language: str | None
    time_zone: str | None
    taken_by: str
    takes: int


async def recipients(connection: AsyncConnection, owners: Collection[int]) -> list[int]:
    """The chats that questions are sent to: the group, or else each organiser's own."""
    group = await group_of(connection)
    if group is not None and not group.lost:
        return [group.chat_id]
    return sorted(await _organisers(connection, owners))


async def _organisers(connection: AsyncConnection, owners: Collection[int]) -> set[int]:
    found = await connection.execute(
        select(team_members.c.user_id).where(team_members.c.role == "organiser")
    )
    return {*owners, *found.scalars()}


async def assign_recipients(connection: AsyncConnection, owners: Collection[int]) -> None:
    """Assign new questions to recipients. Of people who left the team, unsent questions are taken
    away, and those that they took care of are given back."""
    team = await _organisers(connection, owners)
    await release_others(connection, team)
    gone = question_relays.c.chat_id.not_in(team) & (question_relays.c.chat_id > 0)
    await reassign(connection, gone, question_relays.c.state.in_(_UNSENT))
    new = select(questions.c.id, questions.c.subject).where(
        ~questions.c.recipients_assigned,
        questions.c.status == "open",
        questions.c.words.is_not(None),
    )
    found = (await connection.execute(new)).all()
    if not found:
        return
    all_recipients = await recipients(connection, owners)
    subjects = {subject.id: subject for subject in await all_subjects(connection)}
    waiting = {"state": "waiting", "shown_status": "open", "attempts": 0}
    rows = [
        {"question": row.id, "chat_id": chat_id, **waiting}
        for row in found
        for chat_id in recipients_of(subjects.get(row.subject), team) or all_recipients
    ]
    if not rows:
        return
    ids = {row["question"] for row in rows}
    await connection.execute(insert(question_relays).on_conflict_do_nothing(), rows)
    await connection.execute(
        update(questions).where(questions.c.id.in_(ids)).values(recipients_assigned=True)
    )


async def relays_due(connection: AsyncConnection, now: datetime, limit: int) -> list[Relay]:
    """Relays that may be sent now, in the order in which the questions were asked. A refused one is
    tried again once the chat is reachable."""
    first = question_relays.alias("first")
    answers = (
        select(first.c.message_id)
        .where(first.c.question == questions.c.thread, first.c.chat_id == question_relays.c.chat_id)
        .scalar_subquery()
    )
    reached = and_(question_relays.c.state == "refused", chats.c.reachable)
    rows = await connection.execute(
        select(
            questions.c.id, question_relays.c.chat_id, answers, questions.c.thread.is_not(None),
            questions.c.name, questions.c.language, questions.c.words, question_relays.c.attempts,
            language_of_chat, chats.c.time_zone, questions.c.taken_by, questions.c.takes,
            questions.c.subject,
        )
        .select_from(
            question_relays.join(questions, questions.c.id == question_relays.c.question)
            .outerjoin(chats, chats.c.id == question_relays.c.chat_id)
        )
        .where(
            or_(question_relays.c.state == "waiting", reached),
            or_(question_relays.c.not_before.is_(None), question_relays.c.not_before <= now),
            questions.c.words.is_not(None),
        )
        .order_by(questions.c.id)
        .limit(limit)
    )  # fmt: skip
    found = rows.all()
    has_subject = any(row[-1] is not None for row in found)
    names = await team_texts.all_texts(connection, KIND) if has_subject else {}
    return [replace(Relay(*row[:-1]), subject_names=names.get(str(row[-1]), {})) for row in found]


async def unreachable_organisers(connection: AsyncConnection) -> set[int]:
    """Organisers' chats with questions that wait until the person opens the bot."""
    rows = await connection.execute(
        select(question_relays.c.chat_id).where(question_relays.c.state == "refused").distinct()
    )
    return set(rows.scalars())


async def outdated_buttons(
    connection: AsyncConnection, owners: Collection[int], limit: int
) -> Sequence[OutdatedButtons]:
    """Messages whose buttons are to be updated. Those of people who left the team are not."""
    team = await _organisers(connection, owners)
    rows = await connection.execute(
        select(
            questions.c.id, question_relays.c.chat_id, question_relays.c.message_id,
            questions.c.status, questions.c.settled_by, language_of_chat, chats.c.time_zone,
            questions.c.taken_by, questions.c.takes,
        )
        .select_from(
            question_relays.join(questions, questions.c.id == question_relays.c.question)
            .outerjoin(chats, chats.c.id == question_relays.c.chat_id)
        )
        .where(
            question_relays.c.state == "sent",
            or_(
                question_relays.c.shown_status != questions.c.status,
                and_(
                    questions.c.status == "open",
                    question_relays.c.shown_takes != questions.c.takes,
                ),
            ),
            or_(question_relays.c.chat_id < 0, question_relays.c.chat_id.in_(team)),
        )
        .order_by(questions.c.id)
        .limit(limit)
    )  # fmt: skip
    return [OutdatedButtons(*row) for row in rows]


async def question_of(
    connection: AsyncConnection, chat_id: int, message_id: int
) -> Question | None:
    """The question that a message in a chat of the team shows, or came with, if there is one."""
    found = await connection.execute(
        select(questions)
        .join(question_relays, question_relays.c.question == questions.c.id)
        .where(question_relays.c.chat_id == chat_id, question_relays.c.message_id == message_id)
    )
    row = found.first() or (await connection.execute(_with_file(chat_id, message_id))).first()
    return None if row is None else question_of_row(row)


def _with_file(chat_id: int, message_id: int) -> Select[Any]:
    """The question with which a file came that a message shows."""
    came = select(question_file_messages.c.question).where(
        question_file_messages.c.chat_id == chat_id,
        question_file_messages.c.message_id == message_id,
        question_file_messages.c.answer.is_(None),
    )
    return select(questions).where(questions.c.id.in_(came))

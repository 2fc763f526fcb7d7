"""Relaying: to whom each question is shown, what is to be sent, and what became of it.

    waiting → sent | refused | failed
    refused → sent, once the organiser has opened the bot again

The row is there before anything is sent, so that a crash loses no question. One that dies between
Telegram's answer and its note sends again: that alone cannot be known.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, literal, null, or_, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.questions.group import group_of, spread_again
from storage.questions.question import Question, Status, question
from storage.tables import chats, question_relays, questions, team_members

_UNSENT = ("waiting", "refused")


@dataclass(frozen=True)
class Relay:
    """One question to one chat. `reply_to` is the message of that chat below which it belongs;
    `language` and `time_zone` are those chosen there, `asker_language` that of who asks."""

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


@dataclass(frozen=True)
class OutdatedButtons:
    """Buttons that do not show yet what became of the question."""

    question: int
    chat_id: int
    message_id: int
    status: Status
    settled_by: str
    language: str | None
    time_zone: str | None


async def recipients(connection: AsyncConnection, owners: Collection[int]) -> list[int]:
    """Where questions go: the organisers' group, or else each organiser's own chat."""
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
    """Decide who is shown the new questions. Who left the team is shown nothing more."""
    team = await _organisers(connection, owners)
    gone = question_relays.c.chat_id.not_in(team) & (question_relays.c.chat_id > 0)
    await spread_again(connection, gone, question_relays.c.state.in_(_UNSENT))
    fresh = select(questions.c.id).where(
        ~questions.c.recipients_assigned,
        questions.c.status == "open",
        questions.c.words.is_not(None),
    )
    ids = list((await connection.execute(fresh)).scalars())
    targets = await recipients(connection, owners) if ids else []
    if not targets:
        return
    waiting = {"state": "waiting", "shown_status": "open", "attempts": 0}
    rows = [{"question": id, "chat_id": chat_id, **waiting} for id in ids for chat_id in targets]
    await connection.execute(insert(question_relays).on_conflict_do_nothing(), rows)
    await connection.execute(
        update(questions).where(questions.c.id.in_(ids)).values(recipients_assigned=True)
    )


async def relays_due(connection: AsyncConnection, now: datetime, most: int) -> list[Relay]:
    """What is to be sent, in the order in which it was asked. What was refused is tried again
    once the chat can be written to."""
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
            chats.c.language, chats.c.time_zone,
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
        .limit(most)
    )  # fmt: skip
    return [Relay(*row) for row in rows]


async def unreachable_organisers(connection: AsyncConnection) -> set[int]:
    """Whose questions wait until they open the bot."""
    rows = await connection.execute(
        select(question_relays.c.chat_id).where(question_relays.c.state == "refused").distinct()
    )
    return set(rows.scalars())


async def relay_sent(connection: AsyncConnection, it: Relay, message_id: int) -> None:
    """Also where it was taken back while it was under way: the message is there now."""
    fresh = insert(question_relays).from_select(
        ["question", "chat_id", "message_id", "state", "shown_status", "attempts"],
        select(
            questions.c.id, literal(it.chat_id), literal(message_id), literal("sent"),
            literal("open"), literal(it.attempts),
        ).where(questions.c.id == it.question),
    )  # fmt: skip
    await connection.execute(
        fresh.on_conflict_do_update(
            index_elements=["question", "chat_id"],
            set_={"state": "sent", "message_id": message_id},
        )
    )


async def relay_refused(connection: AsyncConnection, it: Relay) -> None:
    """They never opened the bot, or blocked it: nothing goes there until they write."""
    await _note(connection, it, state="refused")
    await connection.execute(
        update(chats)
        .where(chats.c.id == it.chat_id)
        .values(reachable=False, reachable_since=null())
    )


async def relay_failed(connection: AsyncConnection, it: Relay) -> None:
    await _note(connection, it, state="failed")


async def put_off(connection: AsyncConnection, it: Relay, not_before: datetime) -> None:
    """It is tried again from an instant on."""
    await _note(connection, it, not_before=not_before, attempts=it.attempts + 1)


async def _note(connection: AsyncConnection, it: Relay, **values: object) -> None:
    await connection.execute(
        update(question_relays)
        .where(question_relays.c.question == it.question, question_relays.c.chat_id == it.chat_id)
        .values(**values)
    )


async def outdated_buttons(
    connection: AsyncConnection, owners: Collection[int], most: int
) -> Sequence[OutdatedButtons]:
    """Messages whose buttons are to change. Those of who left the team stay as they are."""
    team = await _organisers(connection, owners)
    rows = await connection.execute(
        select(
            questions.c.id, question_relays.c.chat_id, question_relays.c.message_id,
            questions.c.status, questions.c.settled_by, chats.c.language, chats.c.time_zone,
        )
        .select_from(
            question_relays.join(questions, questions.c.id == question_relays.c.question)
            .outerjoin(chats, chats.c.id == question_relays.c.chat_id)
        )
        .where(
            question_relays.c.state == "sent",
            question_relays.c.shown_status != questions.c.status,
            or_(question_relays.c.chat_id < 0, question_relays.c.chat_id.in_(team)),
        )
        .order_by(questions.c.id)
        .limit(most)
    )  # fmt: skip
    return [OutdatedButtons(*row) for row in rows]


async def mark_shown(connection: AsyncConnection, it: OutdatedButtons) -> None:
    await connection.execute(
        update(question_relays)
        .where(question_relays.c.question == it.question, question_relays.c.chat_id == it.chat_id)
        .values(shown_status=it.status)
    )


async def question_of(
    connection: AsyncConnection, chat_id: int, message_id: int
) -> Question | None:
    """The question that a message of a chat shows."""
    found = await connection.execute(
        select(questions)
        .join(question_relays, question_relays.c.question == questions.c.id)
        .where(question_relays.c.chat_id == chat_id, question_relays.c.message_id == message_id)
    )
    row = found.first()
    return None if row is None else question(row)

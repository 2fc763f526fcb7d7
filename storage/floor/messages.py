"""What interpreters and rapporteurs are sent: texts as they come, and turns that ended.

Each message is stored before it is sent, once for each person and version, so that a restart
repeats at most the one under way.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import case, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import insert
from storage.floor.machine import MAY_UNDO_FOR
from storage.floor.records import Session
from storage.floor.team import FloorRole
from storage.tables import (
    chats,
    floor_messages,
    floor_sessions,
    floor_team,
    floor_texts,
    floor_turns,
    language_of_chat,
)

MessageKind = Literal["text", "turn"]
FinalState = Literal["sent", "failed", "cancelled"]
NotYet = Literal["not yet"]
# A turn that ended is told once that cannot be undone any more.
_SETTLED_AFTER = MAY_UNDO_FOR
_PLANNED_FOR = timedelta(days=2)  # after the end of a session
_TO_COME = ("waiting", "speaking", "interrupted")


@dataclass(frozen=True)
class Due:
    """A message that is due. `subject` is the id of a text or a turn; `language` and `time_zone`
    are the chat's."""

    id: int
    session: int
    kind: MessageKind
    subject: int
    version: int
    chat_id: int
    attempts: int
    language: str | None
    time_zone: str | None


@dataclass(frozen=True)
class Readers:
    """The chats that read along in a session. `texts` are those that see a text before it is
    delivered."""

    texts: Collection[int]
    rapporteurs: Collection[int]


async def sessions_read(connection: AsyncConnection, now: datetime) -> list[int]:
    """Return the ids of the sessions for which something may have to be planned: those that are
    not long over and have an interpreter, a rapporteur, or a text."""
    session = floor_sessions.c
    roles: tuple[FloorRole, ...] = ("interpreter", "rapporteur")
    read = select(floor_team.c.meeting_id).where(floor_team.c.role.in_(roles))
    sent = select(floor_texts.c.session)
    query = select(session.id).where(
        or_(session.ended.is_(None), session.ended > now - _PLANNED_FOR),
        or_(session.meeting_id.in_(read), session.id.in_(sent)),
    )
    return list((await connection.execute(query)).scalars())


@dataclass(frozen=True)
class Planned:
    """A message that is not in the outbox yet."""

    session: int
    kind: MessageKind
    subject: int
    version: int
    chat_id: int
    due: datetime


async def missing(
    connection: AsyncConnection, session: Session, readers: Readers, now: datetime
) -> list[Planned]:
    """Return what the readers of a session are to be sent and is not in the outbox: each text that
    is to come, each written statement, and each turn that ended with its text."""
    wanted: dict[tuple[str, int, int, int], Planned] = {}

    def want(kind: MessageKind, subject: int, version: int, chat_id: int, due: datetime) -> None:
        planned = Planned(session.id, kind, subject, version, chat_id, due)
        wanted[kind, subject, version, chat_id] = planned

    turn = floor_turns.c
    query = (
        select(floor_texts.c.id, floor_texts.c.version, floor_texts.c.turn, turn.state, turn.ended)
        .outerjoin(floor_turns, turn.id == floor_texts.c.turn)
        .where(floor_texts.c.session == session.id)
    )
    for row in await connection.execute(query):
        if row.turn is None:
            for chat_id in readers.rapporteurs:
                want("text", row.id, row.version, chat_id, now)
        elif row.state in _TO_COME:
            for chat_id in readers.texts:
                want("text", row.id, row.version, chat_id, now)
        elif row.state == "done" and row.ended is not None:
            for chat_id in readers.rapporteurs:
                want("text", row.id, row.version, chat_id, row.ended + _SETTLED_AFTER)
    ended = select(turn.id, turn.ended).where(
        turn.session == session.id, turn.state == "done", turn.ended.is_not(None)
    )
    for turn_id, ended_at in await connection.execute(ended):
        for chat_id in readers.rapporteurs:
            want("turn", turn_id, 0, chat_id, ended_at + _SETTLED_AFTER)
    message = floor_messages.c
    stored = select(message.kind, message.subject, message.version, message.chat_id).where(
        message.session == session.id
    )
    known = {tuple(row) for row in await connection.execute(stored)}
    return [planned for key, planned in wanted.items() if key not in known]


async def add(connection: AsyncConnection, planned: Sequence[Planned]) -> None:
    """Put messages into the outbox. Those that another program put there meanwhile stay."""
    for one in planned:
        await connection.execute(
            insert(floor_messages)
            .values(**asdict(one), state="waiting", attempts=0)
            .on_conflict_do_nothing(index_elements=["kind", "subject", "version", "chat_id"])
        )


async def due(connection: AsyncConnection, now: datetime, limit: int) -> list[Due]:
    """Return messages that are due, in the order in which they fell due."""
    message = floor_messages.c
    query = (
        select(floor_messages, language_of_chat.label("language"), chats.c.time_zone)
        .outerjoin(chats, chats.c.id == message.chat_id)
        .where(
            message.state == "waiting", message.due <= now,
            or_(message.not_before.is_(None), message.not_before <= now),
        )
        .order_by(message.due, message.id)
        .limit(limit)
    )  # fmt: skip
    return [
        Due(
            row.id, row.session, row.kind, row.subject, row.version, row.chat_id, row.attempts,
            row.language, row.time_zone,
        )
        for row in await connection.execute(query)
    ]  # fmt: skip


async def next_due(connection: AsyncConnection) -> datetime | None:
    """Return the first instant at which a message is due or may be tried again."""
    message = floor_messages.c
    at = case((message.not_before > message.due, message.not_before), else_=message.due)
    found: datetime | None = await connection.scalar(
        select(at).where(message.state == "waiting").order_by(at).limit(1)
    )
    return found


async def settle(connection: AsyncConnection, message_id: int, state: FinalState) -> None:
    await connection.execute(
        update(floor_messages).where(floor_messages.c.id == message_id).values(state=state)
    )


async def forget(connection: AsyncConnection, message_id: int) -> None:
    """Delete a message that does not hold now, so that it is planned again when it does."""
    await connection.execute(delete(floor_messages).where(floor_messages.c.id == message_id))


async def retry(connection: AsyncConnection, message_id: int, not_before: datetime) -> None:
    await connection.execute(
        update(floor_messages)
        .where(floor_messages.c.id == message_id)
        .values(not_before=not_before, attempts=floor_messages.c.attempts + 1)
    )

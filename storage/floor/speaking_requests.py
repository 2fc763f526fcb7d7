"""People who ask, without a code, to speak for a delegation; and the messages about it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Row, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import insert
from storage.tables import (
    chats,
    delegation_messages,
    delegation_requests,
    floor_team,
    language_of_chat,
    team_members,
)

MAX_WORDS = 200  # characters of a request
_MAX_NAME = 64
_KEPT = timedelta(days=30)
_ORGANISERS = ("owner", "organiser")

RequestState = Literal["waiting", "let", "refused"]
Message = Literal["request", "guessing", "let", "refused"]


@dataclass(frozen=True)
class SpeakingRequest:
    """`words` is what the person wrote. `delegation` is set once they may speak for it."""

    id: int
    chat_id: int
    session: int
    name: str
    words: str
    state: RequestState
    delegation: int | None
    decided_by: int | None
    decided_name: str | None


@dataclass(frozen=True)
class DueMessage:
    """A message that is to be sent. `language` and `time_zone` are the chat's."""

    id: int
    chat_id: int
    message: Message
    request: int | None
    about: str
    attempts: int
    language: str | None
    time_zone: str | None


async def add_request(
    connection: AsyncConnection,
    chat_id: int,
    session_id: int,
    name: str,
    words: str,
    recipients: Iterable[int],
    now: datetime,
) -> bool:
    """Add a request, with a message to each recipient; return False if one of the chat waits
    already. Requests that were decided long ago are deleted."""
    await connection.execute(
        delete(delegation_requests).where(
            delegation_requests.c.state != "waiting", delegation_requests.c.asked <= now - _KEPT
        )
    )
    added = await connection.execute(
        insert(delegation_requests)
        .values(
            chat_id=chat_id, session=session_id, name=name[:_MAX_NAME], words=words[:MAX_WORDS],
            state="waiting", asked=now,
        )
        .on_conflict_do_nothing()
        .returning(delegation_requests.c.id)
    )  # fmt: skip
    request_id = added.scalar()
    if request_id is None:
        return False
    await _add_messages(connection, "request", recipients, now, request=request_id)
    return True


async def find_request(connection: AsyncConnection, request_id: int) -> SpeakingRequest | None:
    query = select(delegation_requests).where(delegation_requests.c.id == request_id)
    row = (await connection.execute(query)).first()
    return None if row is None else _request(row)


async def decide(
    connection: AsyncConnection,
    request_id: int,
    delegation: int | None,
    user_id: int,
    name: str,
    now: datetime,
) -> bool:
    """Let whoever asked speak for a delegation, or refuse it for None, and tell them. Return False
    if somebody decided it before. That they may speak is written by the caller."""
    state: Literal["let", "refused"] = "refused" if delegation is None else "let"
    decided = await connection.execute(
        update(delegation_requests)
        .where(delegation_requests.c.id == request_id, delegation_requests.c.state == "waiting")
        .values(
            state=state, delegation=delegation, decided_by=user_id, decided_name=name[:_MAX_NAME]
        )
        .returning(delegation_requests.c.chat_id)
    )
    chat_id = decided.scalar()
    if chat_id is None:
        return False
    await connection.execute(
        update(delegation_messages)
        .where(
            delegation_messages.c.request == request_id, delegation_messages.c.state == "waiting"
        )
        .values(state="cancelled")
    )
    await _add_messages(connection, state, (chat_id,), now, request=request_id)
    return True


async def warn_of_guessing(
    connection: AsyncConnection, recipients: Iterable[int], name: str, now: datetime
) -> None:
    """Tell people that somebody guesses codes."""
    await _add_messages(connection, "guessing", recipients, now, about=name)


async def clerks(
    connection: AsyncConnection, owners: Collection[int], meeting_id: str | None = None
) -> set[int]:
    """Return the users who keep the delegations: owners, organisers, and the clerks of a meeting,
    or of all meetings."""
    of_team = select(team_members.c.user_id).where(team_members.c.role.in_(_ORGANISERS))
    of_floor = select(floor_team.c.user_id).where(floor_team.c.role == "clerk")
    if meeting_id is not None:
        of_floor = of_floor.where(floor_team.c.meeting_id == meeting_id)
    found = {*(await connection.execute(of_team)).scalars()}
    return found | {*(await connection.execute(of_floor)).scalars()} | set(owners)


async def due_messages(connection: AsyncConnection, now: datetime, limit: int) -> list[DueMessage]:
    message = delegation_messages.c
    query = (
        select(delegation_messages, language_of_chat.label("language"), chats.c.time_zone)
        .outerjoin(chats, chats.c.id == message.chat_id)
        .where(
            message.state == "waiting",
            or_(message.not_before.is_(None), message.not_before <= now),
        )
        .order_by(message.id)
        .limit(limit)
    )
    return [
        DueMessage(
            row.id, row.chat_id, row.message, row.request, row.about, row.attempts, row.language,
            row.time_zone,
        )
        for row in await connection.execute(query)
    ]  # fmt: skip


async def next_due(connection: AsyncConnection) -> datetime | None:
    """Return the first instant at which a message may be tried again."""
    message = delegation_messages.c
    found: datetime | None = await connection.scalar(
        select(message.not_before)
        .where(message.state == "waiting", message.not_before.is_not(None))
        .order_by(message.not_before)
        .limit(1)
    )
    return found


async def settle(
    connection: AsyncConnection, message_id: int, state: Literal["sent", "failed", "cancelled"]
) -> None:
    await connection.execute(
        update(delegation_messages)
        .where(delegation_messages.c.id == message_id)
        .values(state=state, about="")
    )


async def retry(connection: AsyncConnection, message_id: int, not_before: datetime) -> None:
    await connection.execute(
        update(delegation_messages)
        .where(delegation_messages.c.id == message_id)
        .values(not_before=not_before, attempts=delegation_messages.c.attempts + 1)
    )


async def _add_messages(
    connection: AsyncConnection,
    message: Message,
    recipients: Iterable[int],
    now: datetime,
    request: int | None = None,
    about: str = "",
) -> None:
    rows = [
        {
            "chat_id": chat_id, "message": message, "request": request,
            "about": about[:_MAX_NAME], "state": "waiting", "attempts": 0, "created": now,
        }
        for chat_id in sorted(set(recipients))
    ]  # fmt: skip
    if rows:
        await connection.execute(insert(delegation_messages), rows)


def _request(row: Row[Any]) -> SpeakingRequest:
    return SpeakingRequest(
        row.id, row.chat_id, row.session, row.name, row.words, row.state, row.delegation,
        row.decided_by, row.decided_name,
    )  # fmt: skip

"""Notices to whoever wants the floor: third, next, you have the floor, 30 seconds, over. Each is
told once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import case, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import insert
from storage.floor.records import Floor, Turn
from storage.tables import chats, floor_acts, floor_notices, floor_turns, language_of_chat

FloorNotice = Literal["third", "next", "floor", "nearly", "over"]
NEARLY_SECONDS = 30
# What is late by more is not useful any more.
_USEFUL_FOR = {
    "third": timedelta(minutes=10), "next": timedelta(minutes=10), "floor": timedelta(minutes=2),
    "nearly": timedelta(seconds=20), "over": timedelta(minutes=1),
}  # fmt: skip


@dataclass(frozen=True)
class Due:
    """A notice that is due. `language` and `time_zone` are the chat's."""

    id: int
    turn: int
    session: int
    notice: FloorNotice
    chat_id: int
    attempts: int
    language: str | None
    time_zone: str | None


@dataclass(frozen=True)
class _Planned:
    turn: Turn
    notice: FloorNotice
    due: datetime
    round: int


async def plan(connection: AsyncConnection, before: Floor, floor: Floor, now: datetime) -> None:
    """Put the notices that follow from the state after an act into the outbox, with the instants
    at which they are due; what does not hold any more, and was not sent, is deleted."""
    if _state(before) == _state(floor):
        return
    session_id = floor.session.id
    rounds = await _rounds(connection, session_id)
    wanted = [one for one in _wanted(floor, now, rounds) if one.turn.chat_id is not None]
    keys = {(one.turn.id, one.notice, one.round): one for one in wanted}
    waiting = (
        select(floor_notices)
        .join(floor_turns, floor_turns.c.id == floor_notices.c.turn)
        .where(floor_turns.c.session == session_id, floor_notices.c.state == "waiting")
    )
    for row in (await connection.execute(waiting)).all():
        one = keys.get((row.turn, row.notice, row.round))
        this = floor_notices.c.id == row.id
        if one is None:
            await connection.execute(delete(floor_notices).where(this))
        elif one.due != row.due and one.notice in ("nearly", "over"):
            expires = one.due + _USEFUL_FOR[one.notice]
            await connection.execute(
                update(floor_notices).where(this).values(due=one.due, expires=expires)
            )
    for one in wanted:
        await connection.execute(
            insert(floor_notices)
            .values(
                turn=one.turn.id, notice=one.notice, round=one.round, chat_id=one.turn.chat_id,
                due=one.due, expires=one.due + _USEFUL_FOR[one.notice], state="waiting",
                attempts=0,
            )
            .on_conflict_do_nothing(index_elements=["turn", "notice", "round"])
        )  # fmt: skip


def _state(floor: Floor) -> tuple[object, ...]:
    """Return all on which notices depend."""
    first = [turn.id for turn in (*floor.waiting(), *floor.waiting("reply"))[:3]]
    session = floor.session
    return session.phase, session.began, session.speaking, floor.time_is_up_at(), first


def _wanted(floor: Floor, now: datetime, rounds: dict[tuple[int, str], int]) -> Iterator[_Planned]:
    """Return what is to be told while the floor is as it is."""
    if floor.session.phase != "ready":
        return
    speaking = floor.speaking
    order: Sequence[Turn] = (*floor.waiting(), *floor.waiting("reply"))
    if floor.session.began is not None:
        for place, notice in ((0, "next"), (2, "third")):
            if len(order) > place:
                turn = order[place]
                again = rounds.get((turn.id, "call-again"), 0)
                yield _Planned(turn, notice, now, again)  # type: ignore[arg-type]
    if speaking is None:
        return
    given = max(rounds.get((speaking.id, "give"), 1) - 1, 0)
    yield _Planned(speaking, "floor", now, given)
    up = floor.time_is_up_at()
    if up is not None:
        nearly = up - timedelta(seconds=NEARLY_SECONDS)
        if nearly > (speaking.began or now):
            yield _Planned(speaking, "nearly", nearly, given)
        yield _Planned(speaking, "over", up, given)


async def _rounds(connection: AsyncConnection, session_id: int) -> dict[tuple[int, str], int]:
    """Return how often each turn was given the floor, or called again."""
    query = (
        select(floor_acts.c.turn, floor_acts.c.act, func.count().label("times"))
        .where(
            floor_acts.c.session == session_id, floor_acts.c.act.in_(("give", "call-again")),
            floor_acts.c.turn.is_not(None),
        )
        .group_by(floor_acts.c.turn, floor_acts.c.act)
    )  # fmt: skip
    return {(row.turn, row.act): row.times for row in await connection.execute(query)}


async def due(connection: AsyncConnection, now: datetime, limit: int) -> list[Due]:
    """Return notices that are due, and expire those that are too late."""
    notice = floor_notices.c
    await connection.execute(
        update(floor_notices)
        .where(notice.state == "waiting", notice.expires <= now)
        .values(state="expired")
    )
    query = (
        select(
            floor_notices, floor_turns.c.session, language_of_chat.label("language"),
            chats.c.time_zone,
        )
        .join(floor_turns, floor_turns.c.id == notice.turn)
        .outerjoin(chats, chats.c.id == notice.chat_id)
        .where(
            notice.state == "waiting", notice.due <= now,
            or_(notice.not_before.is_(None), notice.not_before <= now),
        )
        .order_by(notice.due, notice.id)
        .limit(limit)
    )  # fmt: skip
    return [
        Due(
            row.id, row.turn, row.session, row.notice, row.chat_id, row.attempts, row.language,
            row.time_zone,
        )
        for row in await connection.execute(query)
    ]  # fmt: skip


async def next_due(connection: AsyncConnection) -> datetime | None:
    """Return the first instant at which a notice is due or may be tried again."""
    notice = floor_notices.c
    at = case((notice.not_before > notice.due, notice.not_before), else_=notice.due)
    found: datetime | None = await connection.scalar(
        select(at).where(notice.state == "waiting").order_by(at).limit(1)
    )
    return found


async def settle(
    connection: AsyncConnection, notice_id: int, state: Literal["sent", "failed", "cancelled"]
) -> None:
    await connection.execute(
        update(floor_notices).where(floor_notices.c.id == notice_id).values(state=state)
    )


async def retry(connection: AsyncConnection, notice_id: int, not_before: datetime) -> None:
    await connection.execute(
        update(floor_notices)
        .where(floor_notices.c.id == notice_id)
        .values(not_before=not_before, attempts=floor_notices.c.attempts + 1)
    )


async def unreachable_turns(connection: AsyncConnection, session_id: int) -> set[int]:
    """Return the turns whose person could not be told, because they blocked the bot, and was not
    told anything since: the podium sees them."""
    later = floor_notices.alias()
    told_since = exists().where(
        later.c.turn == floor_notices.c.turn, later.c.state == "sent",
        later.c.id > floor_notices.c.id,
    )  # fmt: skip
    query = (
        select(floor_notices.c.turn)
        .join(floor_turns, floor_turns.c.id == floor_notices.c.turn)
        .where(
            floor_turns.c.session == session_id, floor_notices.c.state == "failed", ~told_since
        )
    )  # fmt: skip
    return set((await connection.execute(query)).scalars())

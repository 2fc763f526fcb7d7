"""Removing persons from floors. What their delegations said stays, without them."""

from __future__ import annotations

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import delegation_requests, floor_acts, floor_sessions, floor_team, floor_turns

_NOBODY = {"name": "", "title": "", "gender": None, "user_id": None, "chat_id": None}
_NO_IMAGE = '{"turns": {}, "session": {}}'


async def forget_people(connection: AsyncConnection, people: ColumnElement[bool]) -> None:
    """Remove the people from turns, the record and the team. `people` is a condition on
    `floor_turns.chat_id`. Whoever waits is taken off the list."""
    turns = floor_turns.c
    mine = select(turns.id).where(people)
    waiting = select(turns.session).where(people, turns.state == "waiting")
    await connection.execute(
        update(floor_sessions)
        .where(floor_sessions.c.id.in_(waiting))
        .values(revision=floor_sessions.c.revision + 1)
    )
    await connection.execute(
        # What it was before has the former speaker's name.
        update(floor_acts)
        .where(floor_acts.c.turn.in_(mine), floor_acts.c.act == "speaker")
        .values(before=_NO_IMAGE)
    )
    await connection.execute(
        update(floor_turns).where(people, turns.state == "waiting").values(state="withdrawn")
    )
    await connection.execute(update(floor_turns).where(people).values(**_NOBODY))


async def forget_person(connection: AsyncConnection, user_id: int) -> None:
    """Remove one person, also from what they did at the podium."""
    await forget_people(connection, floor_turns.c.chat_id == user_id)
    await connection.execute(
        update(floor_acts).where(floor_acts.c.actor == user_id).values(actor=None, name=None)
    )
    await connection.execute(
        update(delegation_requests)
        .where(delegation_requests.c.decided_by == user_id)
        .values(decided_by=None, decided_name=None)
    )
    await connection.execute(delete(floor_team).where(floor_team.c.user_id == user_id))

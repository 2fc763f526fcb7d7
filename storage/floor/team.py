"""Chairs, clerks, interpreters and rapporteurs of a session, and the links that invite them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import insert
from storage.hashing import sha256
from storage.tables import floor_invites, floor_team
from storage.team_members import INVITE_LIFETIME, NAME

FloorRole = Literal["chair", "clerk", "interpreter", "rapporteur"]


@dataclass(frozen=True)
class Holder:
    """A person with a role at a meeting."""

    user_id: int
    meeting_id: str
    role: FloorRole
    name: str


async def roles_of(connection: AsyncConnection, user_id: int) -> list[Holder]:
    query = select(floor_team).where(floor_team.c.user_id == user_id)
    return [_holder(row) for row in await connection.execute(query)]


async def holders(connection: AsyncConnection, meeting_id: str) -> list[Holder]:
    query = (
        select(floor_team)
        .where(floor_team.c.meeting_id == meeting_id)
        .order_by(floor_team.c.since, floor_team.c.user_id)
    )
    return [_holder(row) for row in await connection.execute(query)]


async def remove_holder(
    connection: AsyncConnection, user_id: int, meeting_id: str, role: FloorRole
) -> None:
    await connection.execute(
        delete(floor_team).where(
            floor_team.c.user_id == user_id,
            floor_team.c.meeting_id == meeting_id,
            floor_team.c.role == role,
        )
    )


async def remove_person(connection: AsyncConnection, user_id: int) -> None:
    """Remove a person from all roles."""
    await connection.execute(delete(floor_team).where(floor_team.c.user_id == user_id))


async def invite(
    connection: AsyncConnection, meeting_id: str, role: FloorRole, invited_by: int, now: datetime
) -> str:
    """Make a token that gives one person a role, once. Only its hash is stored."""
    token = secrets.token_hex(16)
    await connection.execute(delete(floor_invites).where(floor_invites.c.expires <= now))
    await connection.execute(
        insert(floor_invites).values(
            token_hash=sha256(token), meeting_id=meeting_id, role=role, invited_by=invited_by,
            expires=now + INVITE_LIFETIME,
        )
    )  # fmt: skip
    return token


async def join(
    connection: AsyncConnection, token: str, user_id: int, name: str, now: datetime
) -> Holder | None:
    """Use an invitation; return the role, or None if it was used, expired or never existed."""
    taken = await connection.execute(
        delete(floor_invites)
        .where(floor_invites.c.token_hash == sha256(token))
        .returning(floor_invites.c.meeting_id, floor_invites.c.role, floor_invites.c.expires)
    )
    row = taken.first()
    if row is None or row.expires <= now:
        return None
    await add_holder(connection, Holder(user_id, row.meeting_id, row.role, name), now)
    return Holder(user_id, row.meeting_id, row.role, name)


async def add_holder(connection: AsyncConnection, holder: Holder, now: datetime) -> None:
    await connection.execute(
        insert(floor_team)
        .values(
            user_id=holder.user_id, meeting_id=holder.meeting_id, role=holder.role,
            name=holder.name[:NAME], since=now,
        )
        .on_conflict_do_nothing()
    )  # fmt: skip


def _holder(row: object) -> Holder:
    return Holder(row.user_id, row.meeting_id, row.role, row.name)  # type: ignore[attr-defined]

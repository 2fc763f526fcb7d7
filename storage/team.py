"""The team: owners, organisers and chairs, and the links that invite to it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.hashing import sha256
from storage.tables import invites, team_members

Role = Literal["owner", "organiser", "chair"]
NAME = 64  # characters that are kept of a name
# An invitation that nobody used is of no use after this.
INVITE_LIFETIME = timedelta(days=2)


@dataclass(frozen=True)
class Member:
    """Someone of the team; `roundtables` are those a chair has, none for the others."""

    user_id: int
    role: Role
    name: str
    roundtables: tuple[int, ...] = ()


@dataclass(frozen=True)
class Joined:
    """A member who was invited, and since when (UTC) they have their role."""

    member: Member
    since: datetime


async def find_member(connection: AsyncConnection, user_id: int) -> Member | None:
    found = await connection.execute(select(team_members).where(team_members.c.user_id == user_id))
    row = found.first()
    return None if row is None else _member(row)


async def all_members(connection: AsyncConnection) -> list[Joined]:
    """Everybody who was invited, the longest there first. Owners by setting are not kept."""
    rows = await connection.execute(
        select(team_members).order_by(team_members.c.since, team_members.c.user_id)
    )
    return [Joined(_member(row), row.since) for row in rows]


async def remove_member(connection: AsyncConnection, user_id: int) -> Member | None:
    """Take someone off the team; who it was, or None if they were not on it."""
    before = await find_member(connection, user_id)
    await connection.execute(delete(team_members).where(team_members.c.user_id == user_id))
    return before


async def invite(
    connection: AsyncConnection,
    role: Role,
    roundtables: tuple[int, ...],
    invited_by: int,
    now: datetime,
) -> str:
    """A token that lets one person join, once. Only its hash is kept."""
    token = secrets.token_hex(16)
    await connection.execute(delete(invites).where(invites.c.expires <= now))
    await connection.execute(
        insert(invites).values(
            token_hash=sha256(token), role=role, roundtables=_text(roundtables),
            invited_by=invited_by, expires=now + INVITE_LIFETIME,
        )
    )  # fmt: skip
    return token


async def join(
    connection: AsyncConnection, token: str, user_id: int, name: str, now: datetime
) -> Member | None:
    """Use an invitation; None where it was used before, is over, or never was.

    Who is on the team already gets the new role.
    """
    taken = await connection.execute(
        delete(invites)
        .where(invites.c.token_hash == sha256(token))
        .returning(invites.c.role, invites.c.roundtables, invites.c.expires)
    )
    row = taken.first()
    if row is None or row.expires <= now:
        return None
    given = {"role": row.role, "roundtables": row.roundtables, "name": name[:NAME], "since": now}
    await connection.execute(
        insert(team_members)
        .values(user_id=user_id, **given)
        .on_conflict_do_update(index_elements=["user_id"], set_=given)
    )
    return await find_member(connection, user_id)


def _member(row: object) -> Member:
    return Member(
        row.user_id, row.role, row.name,  # type: ignore[attr-defined]
        tuple(int(each) for each in row.roundtables.split(",") if each),  # type: ignore[attr-defined]
    )  # fmt: skip


def _text(roundtables: tuple[int, ...]) -> str:
    return ",".join(map(str, sorted(set(roundtables))))

"""The team: owners, organisers and chairs, and the links that invite people to it."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import insert
from storage.hashing import sha256
from storage.tables import invites, question_subject_people, team_members

Role = Literal["owner", "organiser", "chair"]
NAME = 64  # characters that are kept of a name
INVITE_LIFETIME = timedelta(days=2)
_NOBODY = 0  # no user has this id


@dataclass(frozen=True)
class Member:
    """A member of the team. `roundtables` are a chair's; other roles have none."""

    user_id: int
    role: Role
    name: str
    roundtables: tuple[int, ...] = ()


@dataclass(frozen=True)
class Joined:
    """A member who was invited. `since` (UTC) is when they got their role."""

    member: Member
    since: datetime


async def find_member(connection: AsyncConnection, user_id: int) -> Member | None:
    found = await connection.execute(select(team_members).where(team_members.c.user_id == user_id))
    row = found.first()
    return None if row is None else _member(row)


async def all_members(connection: AsyncConnection) -> list[Joined]:
    """All members who were invited, the first one first. Owners by setting are not stored."""
    rows = await connection.execute(
        select(team_members).order_by(team_members.c.since, team_members.c.user_id)
    )
    return [Joined(_member(row), row.since) for row in rows]


async def remove_member(connection: AsyncConnection, user_id: int) -> Member | None:
    """Remove a member; return who it was, or None if there was no such member."""
    before = await find_member(connection, user_id)
    await connection.execute(delete(team_members).where(team_members.c.user_id == user_id))
    await connection.execute(
        delete(question_subject_people).where(question_subject_people.c.chat_id == user_id)
    )
    return before


async def invite(
    connection: AsyncConnection,
    role: Role,
    roundtables: tuple[int, ...],
    invited_by: int,
    now: datetime,
) -> str:
    """Make a token that lets one person join, once. Only its hash is stored."""
    token = secrets.token_hex(16)
    await prune_invites(connection, now)
    await connection.execute(
        insert(invites).values(
            token_hash=sha256(token), role=role, roundtables=_text(roundtables),
            invited_by=invited_by, expires=now + INVITE_LIFETIME,
        )
    )  # fmt: skip
    return token


async def prune_invites(connection: AsyncConnection, now: datetime) -> int:
    """Delete expired invitations; return their number."""
    expired = await connection.execute(delete(invites).where(invites.c.expires <= now))
    return int(expired.rowcount)


async def forget_inviter(connection: AsyncConnection, user_id: int) -> None:
    """Remove a person as the one who invited others. Their links stay usable until they expire."""
    await connection.execute(
        update(invites).where(invites.c.invited_by == user_id).values(invited_by=_NOBODY)
    )


async def join(
    connection: AsyncConnection, token: str, user_id: int, name: str, now: datetime
) -> Member | None:
    """Use an invitation; return the member, or None if it was used, expired or never existed.

    A person who is on the team gets the new role.
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
        tuple(int(number) for number in re.findall(r"[0-9]{1,4}", str(row.roundtables))),  # type: ignore[attr-defined]
    )  # fmt: skip


def _text(roundtables: tuple[int, ...]) -> str:
    return ",".join(map(str, sorted(set(roundtables))))

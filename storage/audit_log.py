"""The audit log (/trace): who of the team did what, and when.

Entries are never changed, except that a person can be removed from theirs: see `forget_person`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import audit_log


@dataclass(frozen=True)
class Entry:
    """`at` is in UTC. `act` is a short code such as `meeting-moved`, `subject` an id, `details` a
    JSON object. `actor` and `name` are None for a person who was forgotten."""

    id: int
    at: datetime
    actor: int | None
    name: str | None
    act: str
    subject: str
    details: str


def person_subject(user_id: int) -> str:
    """The subject of an act that is about a person."""
    return f"person:{user_id}"


async def record(
    connection: AsyncConnection,
    actor: int,
    name: str,
    act: str,
    subject: str,
    now: datetime,
    details: str = "{}",
) -> None:
    """Add an entry. Call this in the transaction that does the act."""
    await connection.execute(
        insert(audit_log).values(
            at=now, actor=actor, name=name[:64], act=act, subject=subject, details=details
        )
    )


async def entries(connection: AsyncConnection, limit: int, offset: int = 0) -> list[Entry]:
    """A page of entries, the latest first."""
    rows = await connection.execute(
        select(audit_log).order_by(audit_log.c.id.desc()).limit(limit).offset(offset)
    )
    return [_entry(row) for row in rows]


async def find_entry(connection: AsyncConnection, id: int) -> Entry | None:
    row = (await connection.execute(select(audit_log).where(audit_log.c.id == id))).first()
    return None if row is None else _entry(row)


async def entries_of_acts(
    connection: AsyncConnection, acts: Sequence[str], limit: int
) -> list[Entry]:
    """The latest entries of some acts, the latest first."""
    rows = await connection.execute(
        select(audit_log)
        .where(audit_log.c.act.in_(acts))
        .order_by(audit_log.c.id.desc())
        .limit(limit)
    )
    return [_entry(row) for row in rows]


async def entries_of_meeting(
    connection: AsyncConnection, meeting_id: str, instants: Sequence[datetime]
) -> list[Entry]:
    """What was done at these instants to a meeting, alone or by a calendar file."""
    rows = await connection.execute(
        select(audit_log)
        .where(
            audit_log.c.subject.in_((f"meeting:{meeting_id}", "calendar")),
            audit_log.c.at.in_(instants),
        )
        .order_by(audit_log.c.id)
    )
    return [_entry(row) for row in rows]


def _entry(row: Any) -> Entry:
    return Entry(row.id, row.at, row.actor, row.name, row.act, row.subject, row.details)


async def count(connection: AsyncConnection) -> int:
    return int(await connection.scalar(select(func.count()).select_from(audit_log)) or 0)


async def forget_person(connection: AsyncConnection, actor: int) -> None:
    """Remove a person from all entries, as actor and as subject."""
    await connection.execute(
        update(audit_log).where(audit_log.c.actor == actor).values(actor=None, name=None)
    )
    await connection.execute(
        update(audit_log)
        .where(audit_log.c.subject == person_subject(actor))
        .values(subject="person", details="{}")
    )

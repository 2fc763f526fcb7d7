"""Summaries of sessions: drafts as they were shown, and the one that the chair approved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import insert
from storage.hashing import sha256
from storage.tables import floor_sessions, floor_summaries

_MAX_DRAFTS = 5  # of a session; older ones are deleted


@dataclass(frozen=True)
class Summary:
    """A draft, or the approved summary. `report` is JSON and never changes."""

    id: int
    session: int
    report: str
    sha256: str
    made: datetime
    approved: datetime | None


async def add_draft(
    connection: AsyncConnection, session: int, report: str, now: datetime
) -> Summary:
    """Store a draft, or return the same one of before."""
    digest = sha256(report)
    for known in await _drafts(connection, session):
        if known.sha256 == digest:
            return known
    result = await connection.execute(
        insert(floor_summaries)
        .values(session=session, report=report, sha256=digest, made=now)
        .returning(floor_summaries.c.id)
    )
    added = Summary(int(result.scalar_one()), session, report, digest, now, None)
    for old in (await _drafts(connection, session))[_MAX_DRAFTS:]:
        await connection.execute(delete(floor_summaries).where(floor_summaries.c.id == old.id))
    return added


async def find(connection: AsyncConnection, summary_id: int) -> Summary | None:
    query = select(floor_summaries).where(floor_summaries.c.id == summary_id)
    row = (await connection.execute(query)).first()
    return None if row is None else _summary(row)


async def approve(connection: AsyncConnection, summary: Summary, now: datetime) -> None:
    """Approve a draft, in place of the summary that was approved before."""
    await connection.execute(
        delete(floor_summaries).where(
            floor_summaries.c.session == summary.session,
            floor_summaries.c.approved.is_not(None),
            floor_summaries.c.id != summary.id,
        )
    )
    await connection.execute(
        update(floor_summaries).where(floor_summaries.c.id == summary.id).values(approved=now)
    )


async def withdraw(connection: AsyncConnection, summary: Summary) -> None:
    """Make an approved summary a draft again."""
    await connection.execute(
        update(floor_summaries).where(floor_summaries.c.id == summary.id).values(approved=None)
    )


async def approved_of(connection: AsyncConnection, meeting_id: str) -> Summary | None:
    """Return the approved summary of a meeting's session."""
    query = (
        select(floor_summaries)
        .join(floor_sessions, floor_sessions.c.id == floor_summaries.c.session)
        .where(floor_sessions.c.meeting_id == meeting_id, floor_summaries.c.approved.is_not(None))
    )
    row = (await connection.execute(query)).first()
    return None if row is None else _summary(row)


async def meetings_with_summary(connection: AsyncConnection) -> Sequence[str]:
    """Return the ids of the meetings that have an approved summary."""
    query = (
        select(floor_sessions.c.meeting_id)
        .join(floor_summaries, floor_sessions.c.id == floor_summaries.c.session)
        .where(floor_summaries.c.approved.is_not(None))
        .order_by(floor_sessions.c.id)
    )
    return list((await connection.execute(query)).scalars())


async def _drafts(connection: AsyncConnection, session: int) -> list[Summary]:
    query = (
        select(floor_summaries)
        .where(floor_summaries.c.session == session, floor_summaries.c.approved.is_(None))
        .order_by(floor_summaries.c.id.desc())
    )
    return [_summary(row) for row in await connection.execute(query)]


def _summary(row: Row[Any]) -> Summary:
    return Summary(row.id, row.session, row.report, row.sha256, row.made, row.approved)

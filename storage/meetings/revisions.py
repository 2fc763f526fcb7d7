"""The revisions of meetings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import meeting_revisions


@dataclass(frozen=True)
class Revision:
    """`body` is JSON, `status` is planned or cancelled, `made` is in UTC, `reason` is empty if an
    organiser gave none."""

    number: int
    status: str
    body: str
    made: datetime
    reason: str


async def revisions_since(
    connection: AsyncConnection, meeting_id: str, number: int
) -> list[Revision]:
    """A revision of a meeting and all later ones, in order."""
    rows = await connection.execute(
        select(meeting_revisions)
        .where(meeting_revisions.c.meeting_id == meeting_id, meeting_revisions.c.revision >= number)
        .order_by(meeting_revisions.c.revision)
    )
    return [
        Revision(row.revision, row.status, row.body, row.made, row.reason or "") for row in rows
    ]

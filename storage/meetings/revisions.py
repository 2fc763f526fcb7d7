"""The revisions of meetings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import meeting_revisions, meetings


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


@dataclass(frozen=True)
class MadeChange:
    """A revision of a meeting with the one before it, None if that was deleted or there was none.
    `current_revision` is the meeting's number now."""

    meeting_id: str
    made: Revision
    before: Revision | None
    current_revision: int


async def changes_made_at(connection: AsyncConnection, instant: datetime) -> list[MadeChange]:
    """Return all changes of meetings that were made together at an instant."""
    made, before = meeting_revisions.alias("made"), meeting_revisions.alias("before")
    previous = (before.c.meeting_id == made.c.meeting_id) & (
        before.c.revision == made.c.revision - 1
    )
    columns = [
        revision.c[name].label(f"{label}_{name}")
        for label, revision in (("made", made), ("before", before))
        for name in ("revision", "status", "body", "made", "reason")
    ]
    rows = await connection.execute(
        select(made.c.meeting_id, meetings.c.revision.label("current"), *columns)
        .select_from(
            made.join(meetings, meetings.c.id == made.c.meeting_id).outerjoin(before, previous)
        )
        .where(made.c.made == instant)
        .order_by(meetings.c.opens, meetings.c.id)
    )
    return [
        MadeChange(
            row.meeting_id,
            Revision(
                row.made_revision, row.made_status, row.made_body, row.made_made,
                row.made_reason or "",
            ),
            None
            if row.before_revision is None
            else Revision(
                row.before_revision, row.before_status, row.before_body, row.before_made,
                row.before_reason or "",
            ),
            row.current,
        )
        for row in rows
    ]  # fmt: skip

"""Deleting a meeting. What took place or was announced is cancelled instead, and stays visible."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import (
    deliveries,
    meeting_changes,
    meeting_revisions,
    meeting_roundtables,
    meetings,
)


async def remove_meeting(connection: AsyncConnection, meeting_id: str) -> None:
    """Delete a meeting, its revisions and its notices, those that were sent, too: the id can be
    used again."""
    for table in (meeting_changes, meeting_revisions, meeting_roundtables):
        await connection.execute(delete(table).where(table.c.meeting_id == meeting_id))
    await connection.execute(delete(deliveries).where(deliveries.c.subject == meeting_id))
    await connection.execute(delete(meetings).where(meetings.c.id == meeting_id))

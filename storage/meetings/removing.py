"""Deleting a meeting. What took place or was announced is cancelled instead, and stays visible."""

from __future__ import annotations

from sqlalchemy import and_, delete, exists, not_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.deliveries.states import State
from storage.tables import (
    calendar_source_meetings,
    deliveries,
    floor_invites,
    floor_sessions,
    floor_switches,
    floor_team,
    imported_events,
    meeting_changes,
    meeting_revisions,
    meeting_roundtables,
    meetings,
    subscriptions,
)

# What an organiser may have done with a meeting that nobody knows of yet.
_OF_THE_DESK = (
    calendar_source_meetings, floor_invites, floor_switches, floor_team, imported_events,
)  # fmt: skip


async def is_known_to_nobody(connection: AsyncConnection, meeting_id: str) -> bool:
    """Return whether organisers added a meeting, and no notice of it went out, nobody subscribed to
    it by itself, and it never had a list of speakers."""
    added = meeting_revisions.c
    told = deliveries.c
    came_to_know = (
        select(told.id).where(
            told.subject == meeting_id, told.state.in_((State.CLAIMED, State.SENT))
        ),
        select(subscriptions.c.chat_id).where(
            subscriptions.c.what == "meeting", subscriptions.c.value == meeting_id
        ),
        select(floor_sessions.c.id).where(floor_sessions.c.meeting_id == meeting_id),
    )
    by_organiser = select(added.meeting_id).where(
        added.meeting_id == meeting_id, added.revision == 1, added.edited_by.is_not(None)
    )
    known = or_(*(exists(rows) for rows in came_to_know))
    return bool(await connection.scalar(select(and_(exists(by_organiser), not_(known)))))


async def remove_unknown_meeting(connection: AsyncConnection, meeting_id: str) -> bool:
    """Delete a meeting that nobody knows of; return False, and change nothing, for another one."""
    # A write takes the lock, so that nobody is told of it in between.
    await connection.execute(
        update(meetings).where(meetings.c.id == meeting_id).values(revision=meetings.c.revision)
    )
    if not await is_known_to_nobody(connection, meeting_id):
        return False
    for table in _OF_THE_DESK:
        await connection.execute(delete(table).where(table.c.meeting_id == meeting_id))
    await remove_meeting(connection, meeting_id)
    return True


async def remove_meeting(connection: AsyncConnection, meeting_id: str) -> None:
    """Delete a meeting, its revisions and its notices, those that were sent, too: the id can be
    used again."""
    for table in (meeting_changes, meeting_revisions, meeting_roundtables):
        await connection.execute(delete(table).where(table.c.meeting_id == meeting_id))
    await connection.execute(delete(deliveries).where(deliveries.c.subject == meeting_id))
    await connection.execute(delete(meetings).where(meetings.c.id == meeting_id))

"""Lists of speakers that were switched on or off at the desk, whatever the pack says."""

from __future__ import annotations

from sqlalchemy import delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import insert
from storage.tables import floor_sessions, floor_switches, floor_turns


async def all_switches(connection: AsyncConnection) -> dict[str, bool]:
    """Return whether a list of speakers is on, by the ids of the meetings that were switched."""
    rows = await connection.execute(select(floor_switches.c.meeting_id, floor_switches.c.on))
    return {row.meeting_id: row.on for row in rows}


async def switch_on(connection: AsyncConnection, meeting_id: str) -> None:
    await _switch(connection, meeting_id, True)


async def switch_off(connection: AsyncConnection, meeting_id: str) -> bool:
    """Switch a list of speakers off, with its session; return False, and change nothing, if there
    is or was anything on it."""
    session = floor_sessions.c.meeting_id == meeting_id
    # The lock of the session: nobody asks for the floor meanwhile.
    locked = await connection.execute(
        update(floor_sessions)
        .where(session)
        .values(revision=floor_sessions.c.revision)
        .returning(floor_sessions.c.id)
    )
    session_id = locked.scalar()
    if session_id is not None:
        used = await connection.scalar(select(exists().where(floor_turns.c.session == session_id)))
        if used:
            return False
        await connection.execute(delete(floor_sessions).where(session))
    await _switch(connection, meeting_id, False)
    return True


async def _switch(connection: AsyncConnection, meeting_id: str, on: bool) -> None:
    await connection.execute(
        insert(floor_switches)
        .values(meeting_id=meeting_id, on=on)
        .on_conflict_do_update(index_elements=["meeting_id"], set_={"on": on})
    )

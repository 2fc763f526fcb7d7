"""Sessions: meetings with a floor."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import insert
from storage.floor.acts import session_of_row
from storage.floor.records import Session
from storage.tables import floor_invites, floor_sessions, floor_switches, floor_team

_TOKEN_BYTES = 24  # of the address of the room's screen


async def add_session(
    connection: AsyncConnection,
    meeting_id: str,
    rules: str,
    list_opens: datetime | None,
    list_closes: datetime | None,
    screen_languages: str,
    now: datetime,
) -> Session:
    """Give a meeting a floor; return it, also if it has one already. `rules` is JSON."""
    await connection.execute(
        insert(floor_sessions)
        .values(
            meeting_id=meeting_id, rules=rules, phase="ready", list_opens=list_opens,
            list_closes=list_closes, clock_spent_ms=0,
            screen_token=new_screen_token(), screen_mode="list",
            screen_languages=screen_languages, control=0, revision=0, created=now,
        )
        .on_conflict_do_nothing(index_elements=["meeting_id"])
    )  # fmt: skip
    found = await session_of_meeting(connection, meeting_id)
    if found is None:
        raise LookupError(meeting_id)
    return found


async def remove_session(connection: AsyncConnection, meeting_id: str) -> None:
    """Delete a meeting's session with its turns, its record and its team."""
    await connection.execute(
        delete(floor_sessions).where(floor_sessions.c.meeting_id == meeting_id)
    )
    for table in (floor_team, floor_invites, floor_switches):
        await connection.execute(delete(table).where(table.c.meeting_id == meeting_id))


def new_screen_token() -> str:
    """Return a token for the address of a room's screen: 32 letters, digits, `_` and `-`."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


async def session_of_meeting(connection: AsyncConnection, meeting_id: str) -> Session | None:
    query = select(floor_sessions).where(floor_sessions.c.meeting_id == meeting_id)
    row = (await connection.execute(query)).first()
    return None if row is None else session_of_row(row)


async def session_of_screen(connection: AsyncConnection, token: str) -> Session | None:
    query = select(floor_sessions).where(floor_sessions.c.screen_token == token)
    row = (await connection.execute(query)).first()
    return None if row is None else session_of_row(row)


async def all_sessions(connection: AsyncConnection) -> list[Session]:
    rows = await connection.execute(select(floor_sessions).order_by(floor_sessions.c.id))
    return [session_of_row(row) for row in rows]


async def revisions(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, int]:
    """Return the revision of each session, to see cheaply whether something happened."""
    query = select(floor_sessions.c.id, floor_sessions.c.revision).where(
        floor_sessions.c.id.in_(ids)
    )
    return {row.id: row.revision for row in await connection.execute(query)}

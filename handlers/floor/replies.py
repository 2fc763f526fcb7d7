"""Where rights of reply are put: at the end of their session, or of the day."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from content.model import Meeting, Pack
from handlers.floor.context import FloorContext, read_context, session_for
from handlers.framework.request import Request


async def context_of_replies(
    request: Request, connection: AsyncConnection, context: FloorContext
) -> FloorContext:
    """Return the session at whose end the replies to another one come: itself, or where they come
    at the end of the day, the last session of that day on the same item that is not over.

    See decision 34/401 of the General Assembly, paragraph 8:
    https://www.un.org/en/ga/about/ropga/anx5.shtml
    """
    if context.rules.reply != "day":
        return context
    last = last_session_of_day(request.pack, context.meeting)
    if last.id == context.meeting.id:
        return context
    now = request.reader.now
    session = await session_for(connection, request.pack.original, last, now)
    found = await read_context(connection, request.pack, session.id)
    return context if found is None or session.phase == "closed" else found


def last_session_of_day(pack: Pack, meeting: Meeting) -> Meeting:
    """Return the meeting with a list of speakers that ends last on the venue's day of a meeting and
    is on the same item: a part of the same meeting, or on one of the same roundtables."""
    day = meeting.opens.astimezone(meeting.zone).date()
    of_day = [
        other
        for other in pack.meetings
        if other.floor and not other.cancelled and _same_item(other, meeting)
        and other.opens.astimezone(meeting.zone).date() == day
    ]  # fmt: skip
    return max((meeting, *of_day), key=lambda other: other.closes)


def _same_item(one: Meeting, other: Meeting) -> bool:
    same_whole = one.parent is not None and one.parent == other.parent
    return same_whole or bool(set(one.roundtables) & set(other.roundtables))

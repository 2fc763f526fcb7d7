"""Who of the team asks."""

from __future__ import annotations

from handlers.request import Request
from storage import team
from storage.team import Member


async def member_of(request: Request) -> Member | None:
    """The asker as a member of the team, read anew each time: whoever was taken off it is off."""
    if request.user_id in request.rooms.owners:
        return Member(request.user_id, "owner", request.user_name)
    if not request.user_id:
        return None
    async with request.rooms.database.transaction() as connection:
        return await team.find_member(connection, request.user_id)

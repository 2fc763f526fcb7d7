"""Who of the team asks."""

from __future__ import annotations

from handlers.framework.request import Request, Services
from storage import team_members
from storage.team_members import Member, Role


async def member_of(request: Request) -> Member | None:
    """The asker as a member of the team, read anew each time: whoever was taken off it is off."""
    return await _member(request.services, request.user_id, request.user_name)


async def role_in(services: Services, user_id: int) -> Role | None:
    """Someone's role, or None where they are not on the team."""
    member = await _member(services, user_id, "")
    return None if member is None else member.role


async def _member(services: Services, user_id: int, name: str) -> Member | None:
    if user_id in services.owners:
        return Member(user_id, "owner", name)
    if not user_id:
        return None
    async with services.database.transaction() as connection:
        return await team_members.find_member(connection, user_id)

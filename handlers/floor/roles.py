"""Who may do what on a floor."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from content.model import Meeting
from handlers.framework.permissions import ORGANISERS
from handlers.framework.request import Request
from storage import team_members
from storage.floor import team


@dataclass(frozen=True)
class FloorRoles:
    """The roles of a person at a meeting. Organisers have the clerk's, and a chair of a roundtable
    has that of its meetings."""

    chair: bool = False
    clerk: bool = False
    interpreter: bool = False
    rapporteur: bool = False
    organiser: bool = False

    @property
    def podium(self) -> bool:
        return self.chair or self.clerk

    @property
    def reads_along(self) -> bool:
        """Interpreters and rapporteurs see the order and the texts."""
        return self.interpreter or self.rapporteur

    @property
    def keeps_team(self) -> bool:
        """Chairs and organisers invite to the session's roles, and take them away."""
        return self.chair or self.organiser


async def roles_at(request: Request, connection: AsyncConnection, meeting: Meeting) -> FloorRoles:
    """Return the asking person's roles. They are read for each request, so that taking one away
    works at once."""
    return await roles_of(connection, request.services.owners, request.user_id, meeting)


async def roles_of(
    connection: AsyncConnection, owners: frozenset[int], user_id: int, meeting: Meeting
) -> FloorRoles:
    """Return the roles of a user. `owners` are those of the operator's setting."""
    if not user_id:
        return FloorRoles()
    held = {
        holder.role
        for holder in await team.roles_of(connection, user_id)
        if holder.meeting_id == meeting.id
    }
    member = await team_members.find_member(connection, user_id)
    of_roundtable = member is not None and bool(set(member.roundtables) & set(meeting.roundtables))
    organiser = user_id in owners or (member is not None and member.role in ORGANISERS)
    return FloorRoles(
        chair="chair" in held or of_roundtable,
        clerk="clerk" in held or organiser,
        interpreter="interpreter" in held,
        rapporteur="rapporteur" in held,
        organiser=organiser,
    )

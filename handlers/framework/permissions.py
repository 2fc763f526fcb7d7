"""Permissions: of the team's members, and of administrators in their groups."""

from __future__ import annotations

from handlers.framework.reader import Reader
from handlers.framework.reply import Notice
from handlers.framework.request import Request
from storage import questions, team_members
from storage.database import Database
from storage.floor import team as floor_team
from storage.team_members import Member, Role

# Who keeps the calendar, announces and invites.
ORGANISERS: frozenset[Role] = frozenset({"owner", "organiser"})


async def member_of(request: Request) -> Member | None:
    """Return the asking person's membership of the team, or None. It is read for each request, so
    that removing a member takes effect at once."""
    services = request.services
    return await _member(services.database, services.owners, request.user_id, request.user_name)


def team_member(request: Request) -> Member:
    """Return the member who asks. For handlers of topics with `roles`, where the switchboard has
    set it; raises ValueError elsewhere."""
    if request.member is None:
        raise ValueError("only the team's topics know the member who asks")
    return request.member


async def has_secretariat(request: Request) -> bool:
    """Return whether there is anybody to whom questions go."""
    return await has_recipients(request.services.database, request.services.owners)


async def has_recipients(database: Database, owners: frozenset[int]) -> bool:
    """Return whether there is anybody to whom questions go."""
    if owners:
        return True
    async with database.transaction() as connection:
        return bool(await questions.recipients(connection, owners))


async def role_in(database: Database, owners: frozenset[int], user_id: int) -> Role | None:
    """Return a user's role, or None for somebody who is not on the team."""
    member = await _member(database, owners, user_id, "")
    return None if member is None else member.role


async def roles_in(database: Database, owners: frozenset[int], user_id: int) -> frozenset[str]:
    """Return the roles of a user: owner, organiser, chair-of-roundtable, and those at sessions."""
    role = await role_in(database, owners, user_id)
    async with database.transaction() as connection:
        held = {holder.role for holder in await floor_team.roles_of(connection, user_id)}
    own = {"chair": "chair-of-roundtable"}.get(role or "", role)
    return frozenset(held) | ({own} if own else set())


async def _member(
    database: Database, owners: frozenset[int], user_id: int, name: str
) -> Member | None:
    if user_id in owners:
        return Member(user_id, "owner", name)
    if not user_id:
        return None
    async with database.transaction() as connection:
        return await team_members.find_member(connection, user_id)


async def may_change_settings(request: Request) -> bool:
    """Return whether the asking person may change the chat's settings: in a group, only its
    administrators."""
    return request.chat_kind == "private" or await request.is_administrator()


def administrators_only(reader: Reader) -> str:
    """Return the refusal for members of a group who are not its administrators."""
    return reader.gettext("Only this group’s administrators can change that.")


def out_of_date(reader: Reader) -> Notice:
    """Return the answer to a button that no longer works."""
    return Notice(reader.gettext("This button is out of date. Open /start."))

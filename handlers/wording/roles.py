"""Roles of the team in words."""

from __future__ import annotations

from handlers.framework.reader import Reader
from storage.floor.team import FloorRole
from storage.team_members import Member


def role_name(reader: Reader, member: Member) -> str:
    """Return a member's role: owner, organiser, chair of roundtables 1, 3."""
    _ = reader.gettext
    if member.role == "owner":
        return _("owner")
    if member.role == "organiser":
        return _("organizer")
    if not member.roundtables:
        return _("chair")
    numbers = reader.listed(str(number) for number in member.roundtables)
    return reader.ngettext(
        "chair of roundtable {numbers}", "chair of roundtables {numbers}", len(member.roundtables)
    ).format(numbers=numbers)


def floor_role_name(reader: Reader, role: FloorRole) -> str:
    """Return the name of a role at a session."""
    _ = reader.gettext
    match role:
        case "chair":
            return _("chair of the session")
        case "clerk":
            return _("clerk")
        case "interpreter":
            return _("interpreter")
        case "rapporteur":
            return _("rapporteur of the session")

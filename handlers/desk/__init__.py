"""The desk: what the team does in the chat. The switchboard refuses it to everybody else."""

from __future__ import annotations

from handlers.framework.request import Request
from storage.team_members import Role

# Who keeps the calendar, announces and invites.
ORGANISERS: frozenset[Role] = frozenset({"owner", "organiser"})
TEAM: frozenset[Role] = ORGANISERS | {"chair"}


def secretariat_name(request: Request) -> str:
    """Return the name under which changes are shown to delegates, in the pack's language. They
    do not see which organiser made them."""
    _ = request.services.reader(request.pack, request.reader.now, None, None).gettext
    return _("the secretariat")

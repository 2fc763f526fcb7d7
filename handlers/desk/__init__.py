"""The desk: what the team does from the chat. The switchboard sees to it that nobody else can."""

from __future__ import annotations

from storage.team_members import Role

# Who keeps the calendar, announces and invites.
ORGANISERS: frozenset[Role] = frozenset({"owner", "organiser"})
TEAM: frozenset[Role] = ORGANISERS | {"chair"}

"""The desk: what the team does in the chat. The switchboard refuses it to everybody else."""

from __future__ import annotations

from datetime import datetime

from content.model import Pack
from handlers.framework.permissions import ORGANISERS
from handlers.framework.request import Request
from handlers.framework.services import Services
from storage.team_members import Role

__all__ = ["ORGANISERS", "TEAM", "secretariat_name"]

TEAM: frozenset[Role] = ORGANISERS | {"chair"}


def secretariat_name(request: Request) -> str:
    """Return the name under which changes are shown to delegates, in the pack's language. They
    do not see which organiser made them."""
    return name_of_secretariat(request.services, request.pack, request.reader.now)


def name_of_secretariat(services: Services, pack: Pack, now: datetime) -> str:
    """As `secretariat_name`, where nobody asks."""
    return services.reader(pack, now, None, None).gettext("the secretariat")

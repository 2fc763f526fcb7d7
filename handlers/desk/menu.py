"""/desk: the first screen of the team, with what a member can do."""

from __future__ import annotations

from content.model import Pack
from handlers.desk import ORGANISERS, TEAM
from handlers.framework.offers import is_offered
from handlers.framework.permissions import team_member
from handlers.framework.places import Place, go, open_buttons
from handlers.framework.reader import Reader
from handlers.framework.reply import Heading, Paragraph, Press, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit
from handlers.wording.roles import role_name
from storage.team_members import Member


def organiser_places(reader: Reader) -> list[tuple[str, str]]:
    """Return the label and the place of each screen of the organisers."""
    _ = reader.gettext
    return [
        (_("Calendar"), "desk-calendar"),
        (_("Announcements"), "desk-announce"),
        (_("Channels"), "desk-channels"),
        (_("Calendar files"), "desk-exchange"),
        (_("Questions"), "desk-questions"),
        (_("Delegations"), "desk-delegations"),
        (_("Posters"), "desk-posters"),
        (_("Statistics"), "desk-stats"),
        (_("Team"), "desk-team"),
        (_("Change log"), "desk-trace"),
        (_("Reload the pack"), "desk-pack"),
    ]


def desk_view(reader: Reader, pack: Pack, member: Member) -> Reply:
    _ = reader.gettext
    places = organiser_places(reader) if member.role in ORGANISERS else []
    if member.role == "owner":
        places.append((_("Status"), "desk-program"))
    roundtables = [
        (_("Roundtable {number}").format(number=number), f"rt{number}")
        for number in member.roundtables
    ]
    if is_offered(pack, "floor"):
        places.append((_("Lists of speakers"), "floor"))
    return Reply(
        blocks=(
            Heading(_("The desk")),
            Paragraph(_("Your role: {role}.").format(role=role_name(reader, member))),
        ),
        buttons=(*open_buttons([*places, *roundtables], "desk"), (Press(_("Home"), go("home")),)),
        payload="desk",
    )


async def show_desk(request: Request) -> Answer:
    return await visit_desk(request, Visit(Place("desk")))


async def visit_desk(request: Request, visit: Visit) -> Answer:
    await request.services.update_team_menu(request.user_id)
    return desk_view(request.reader, request.pack, team_member(request))


TOPIC = Topic("desk", commands={"desk": show_desk}, screens={"desk": visit_desk}, roles=TEAM)

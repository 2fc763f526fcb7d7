"""/team: who is on the team, inviting by a link that works once, and removing members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from content.model import Pack
from handlers.desk import ORGANISERS
from handlers.framework.audit import record_act
from handlers.framework.buttons import ButtonData
from handlers.framework.offers import is_offered
from handlers.framework.permissions import member_of, out_of_date, team_member
from handlers.framework.places import Place, go, open_buttons, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Bold,
    Bullets,
    Copy,
    Copyable,
    Footnote,
    Heading,
    Notice,
    Paragraph,
    Phrase,
    Press,
    Reply,
    Row,
)
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit
from handlers.wording import times
from handlers.wording.roles import role_name
from storage import audit_log, team_members
from storage.team_members import Joined, Member

PLACE = Place("desk-team")
_MAX_REMOVE_BUTTONS = 20
_MAX_NAME_CHARACTERS = 40  # on a button
_MAX_USER_ID_DIGITS = 16


@dataclass(frozen=True)
class Invite(ButtonData):
    """Make a link that invites a chair of `roundtables` (numbers with hyphens between), or an
    organiser if it is empty."""

    tag: ClassVar[str] = "t1"
    roundtables: str


@dataclass(frozen=True)
class Remove(ButtonData):
    """Remove the member with a user id."""

    tag: ClassVar[str] = "t2"
    user: str


def team_view(reader: Reader, joined: Sequence[Joined], owners: int, asker: Member) -> Reply:
    """Who is on the team and since when, with a button for each member that the asker may
    remove."""
    _ = reader.gettext
    items: list[Phrase] = []
    if owners:
        sentence = reader.ngettext(
            "{number} owner, named by the operator",
            "{number} owners, named by the operator",
            owners,
        )
        items.append(sentence.format(number=owners))
    for row in joined:
        since = times.short_day(reader, row.since.astimezone(reader.zone).date())
        role = _("{role}, since {day}").format(role=role_name(reader, row.member), day=since)
        items.append((Bold(row.member.name), f" · {role}"))
    removable = [
        (
            _("Remove: {name}").format(name=row.member.name[:_MAX_NAME_CHARACTERS]),
            str(Place(PLACE.id, f"remove-{row.member.user_id}")),
        )
        for row in joined
        if may_remove(asker, row.member)
    ]
    return Reply(
        blocks=(Heading(_("Team")), Bullets(tuple(items))),
        buttons=(
            (Press(_("Invite an organizer"), Invite("")),),
            (Press(_("Invite a chair"), go(Place(PLACE.id, "chair"))),),
            *open_buttons(removable[:_MAX_REMOVE_BUTTONS], ""),
            way_back(reader, "desk"),
        ),
        payload="desk-team",
    )


def may_remove(asker: Member, member: Member) -> bool:
    """Return whether `asker` may remove `member`: owners may remove everybody who was invited,
    organisers only chairs."""
    return asker.role == "owner" or member.role == "chair"


def chair_view(reader: Reader, pack: Pack, chosen: Sequence[int]) -> Reply:
    """The choice of the roundtables for an invited chair; each button adds or removes one."""
    _ = reader.gettext
    rows: list[Row] = []
    for roundtable in pack.roundtables:
        number = roundtable.number
        label = _("Roundtable {number}").format(number=number)
        if number in chosen:
            label = _("{choice} · chosen").format(choice=label)
            numbers = [other for other in chosen if other != number]
        else:
            numbers = sorted([*chosen, number])
        place = Place(PLACE.id, "-".join(["chair", *map(str, numbers)]))
        rows.append((Press(label, go(place)),))
    make_link: Row = ()
    if chosen:
        make_link = (Press(_("Create the link"), Invite("-".join(map(str, chosen)))),)
    return Reply(
        blocks=(
            Heading(_("Invite a chair")),
            Paragraph(_("Choose the roundtables for this chair.")),
        ),
        buttons=(*rows, make_link, way_back(reader, str(PLACE))),
        payload="desk-team",
    )


def link_view(reader: Reader, role: str, link: str) -> Reply:
    """A new invitation. It is not shown again."""
    _ = reader.gettext
    days = team_members.INVITE_LIFETIME.days
    lifetime = reader.ngettext(
        "It can be used once, within {number} day.",
        "It can be used once, within {number} days.",
        days,
    )
    return Reply(
        blocks=(
            Heading(_("Invitation for: {role}").format(role=role)),
            Copyable(link),
            Paragraph(lifetime.format(number=days)),
            Footnote(
                _(
                    "The first person to open it joins the team. Send it only to the person you "
                    "are inviting."
                )
            ),
        ),
        buttons=((Copy(_("Copy link"), link),), way_back(reader, str(PLACE))),
        new_message=True,
        payload="desk-team",
    )


def remove_view(reader: Reader, member: Member) -> Reply:
    _ = reader.gettext
    return Reply(
        blocks=(
            Heading((_("Remove from the team:"), " ", member.name)),
            Paragraph(
                _(
                    "Their buttons and commands stop working immediately. What they did is not "
                    "undone."
                )
            ),
        ),
        buttons=(
            (
                Press(
                    _("Remove {name}").format(name=member.name[:_MAX_NAME_CHARACTERS]),
                    Remove(str(member.user_id)),
                    danger=True,
                ),
            ),
            way_back(reader, str(PLACE)),
        ),
        payload="desk-team",
    )


def joined_view(reader: Reader, pack: Pack, member: Member) -> Reply:
    _ = reader.gettext
    chairs = member.role == "chair" and is_offered(pack, "floor")
    floor = ((Press(_("Lists of speakers"), go("floor")),),) if chairs else ()
    blocks: list[Block] = [
        Heading(_("Welcome to the team")),
        Paragraph(_("Your role: {role}.").format(role=role_name(reader, member))),
        Paragraph(_("Start at /desk.")),
        Footnote(_("The team sees your name, your role and what you change for the event.")),
    ]
    desk = (Press(_("The desk"), go("desk")),)
    return Reply(tuple(blocks), (*floor, desk, way_back(reader, "home")))


def no_invitation_view(reader: Reader) -> Reply:
    _ = reader.gettext
    sentence = _("This invitation has been used or has expired. Ask an organizer for a new one.")
    return Reply((Paragraph(sentence),), (way_back(reader, "home"),))


async def show_team(request: Request) -> Answer:
    return await visit_team(request, Visit(PLACE))


async def visit_team(request: Request, visit: Visit) -> Answer:
    """The team, the choice of a chair's roundtables (`chair-1-3`), or the question before a removal
    (`remove-USER`)."""
    reader, pack = request.reader, request.pack
    screen, *arguments = visit.place.part.split("-")
    if screen == "chair":
        numbers = sorted({int(text) for text in arguments if text.isdecimal()})
        return chair_view(reader, pack, [number for number in numbers if pack.roundtable(number)])
    async with request.services.database.transaction() as connection:
        if screen == "remove":
            user_id = _parse_user_id(arguments[0] if arguments else "")
            member = await team_members.find_member(connection, user_id)
            if member is None or not may_remove(team_member(request), member):
                return out_of_date(reader)
            return remove_view(reader, member)
        members = await team_members.all_members(connection)
    return team_view(reader, members, len(request.services.owners), team_member(request))


async def press_invite(request: Request, button: Invite) -> Answer:
    reader, asker = request.reader, team_member(request)
    numbers = tuple(int(text) for text in button.roundtables.split("-") if text.isdecimal())
    if any(request.pack.roundtable(number) is None for number in numbers):
        return out_of_date(reader)
    role: team_members.Role = "chair" if numbers else "organiser"
    async with request.services.database.write_transaction() as connection:
        token = await team_members.invite(connection, role, numbers, asker.user_id, reader.now)
        await record_act(request, connection, "invited", role, {"roundtables": numbers})
    name = role_name(reader, Member(0, role, "", numbers))
    return link_view(reader, name, reader.link(f"join-{token}"))


async def press_remove(request: Request, button: Remove) -> Answer:
    reader, asker = request.reader, team_member(request)
    _ = reader.gettext
    user_id = _parse_user_id(button.user)
    async with request.services.database.write_transaction() as connection:
        member = await team_members.find_member(connection, user_id)
        if member is not None and not may_remove(asker, member):
            return Notice(_("Only an owner can remove an organizer."), alert=True)
        if member is not None:
            await team_members.remove_member(connection, user_id)
            await record_act(
                request,
                connection,
                "removed",
                audit_log.person_subject(user_id),
                {"name": member.name, "role": member.role},
            )
        members = await team_members.all_members(connection)
    await request.services.update_team_menu(user_id)
    return team_view(reader, members, len(request.services.owners), asker)


async def join(request: Request, token: str) -> Answer:
    """Use an invitation. Whoever joined by it is welcomed again if they open it again."""
    reader = request.reader
    if not request.in_private:
        return no_invitation_view(reader)
    before = await member_of(request)
    if before is not None and before.role == "owner":
        return joined_view(reader, request.pack, before)
    async with request.services.database.write_transaction() as connection:
        member = await team_members.join(
            connection, token, request.user_id, request.user_name, reader.now
        )
        if member is not None:
            await audit_log.record(
                connection, member.user_id, member.name, "joined", member.role, reader.now
            )
    if member is None:
        return (
            no_invitation_view(reader)
            if before is None
            else joined_view(reader, request.pack, before)
        )
    await request.services.update_team_menu(request.user_id)
    return joined_view(reader, request.pack, member)


def _parse_user_id(text: str) -> int:
    """Return a user id, or 0 for anything else."""
    is_id = text.isascii() and text.isdecimal() and len(text) <= _MAX_USER_ID_DIGITS
    return int(text) if is_id else 0


TOPIC = Topic(
    "team",
    commands={"team": show_team},
    screens={"desk-team": visit_team},
    buttons={Invite: press_invite, Remove: press_remove},
    roles=ORGANISERS,
)
# Without `roles`: whoever was invited is not on the team yet.
JOINING = Topic("joining", links={"join": join})

"""The team of a session: inviting a chair, clerk, interpreter or rapporteur by a link that works
once, seeing who has which role, and taking it away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, get_args

from sqlalchemy.ext.asyncio import AsyncConnection

from content.model import Meeting
from handlers.floor.context import FloorContext, read_context, session_for
from handlers.floor.roles import roles_at
from handlers.floor.speaking_for import clean
from handlers.framework.audit import record_act
from handlers.framework.buttons import ButtonData
from handlers.framework.permissions import out_of_date
from handlers.framework.places import Place, go, two_columns, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Bold,
    Bullets,
    Copy,
    Copyable,
    Footnote,
    Heading,
    Paragraph,
    Phrase,
    Press,
    Reply,
)
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit
from handlers.wording import times
from handlers.wording.labels import clipped
from handlers.wording.roles import floor_role_name
from storage import team_members
from storage.floor import cards, team
from storage.floor.team import FloorRole, Holder

PLACE = "floor-team"
ROLES: tuple[FloorRole, ...] = get_args(FloorRole)
_MAX_REMOVE_BUTTONS = 20


@dataclass(frozen=True)
class InviteToSession(ButtonData):
    """Make a link that gives one person a role at a session's meeting."""

    tag: ClassVar[str] = "ft1"
    session: int
    role: str


@dataclass(frozen=True)
class RemoveFromSession(ButtonData):
    """Take a role from a user."""

    tag: ClassVar[str] = "ft2"
    session: int
    user: str
    role: str


def team_place(session_id: int) -> Place:
    return Place(PLACE, str(session_id))


def team_view(
    reader: Reader, context: FloorContext, holders: Sequence[Holder], of_roundtables: Sequence[str]
) -> Reply:
    """Show who has which role. `of_roundtables` are the names of the chairs of the meeting's
    roundtables, who are invited at /team."""
    _ = reader.gettext
    session = context.session.id
    lines: list[Phrase] = [
        (Bold(holder.name), f" · {floor_role_name(reader, holder.role)}") for holder in holders
    ]
    lines += [
        (Bold(name), " · ", _("chair of the roundtable, see /team")) for name in of_roundtables
    ]
    blocks: list[Block] = [Heading(_("Team of this session")), Paragraph(context.meeting.title)]
    blocks.append(Bullets(tuple(lines)) if lines else Paragraph(_("Nobody has a role yet.")))
    labels: dict[FloorRole, str] = {
        "chair": _("Invite a chair"), "clerk": _("Invite a clerk"),
        "interpreter": _("Invite an interpreter"), "rapporteur": _("Invite a rapporteur"),
    }  # fmt: skip
    invite = two_columns(Press(labels[role], InviteToSession(session, role)) for role in ROLES)
    remove = [
        (
            Press(
                clipped(_("Remove: {name}").format(
                    name=reader.annotated(holder.name, floor_role_name(reader, holder.role))
                )),
                go(Place(PLACE, f"{session}-{holder.user_id}-{holder.role}")),
            ),
        )
        for holder in holders[:_MAX_REMOVE_BUTTONS]
    ]  # fmt: skip
    return Reply(
        tuple(blocks), (*invite, *remove, way_back(reader, f"floor.{session}-more")),
        payload="floor",
    )  # fmt: skip


def link_view(reader: Reader, context: FloorContext, role: FloorRole, link: str) -> Reply:
    """Show a new invitation. It is not shown again."""
    _ = reader.gettext
    days = team_members.INVITE_LIFETIME.days
    lifetime = reader.ngettext(
        "It can be used once, within {number} day.",
        "It can be used once, within {number} days.",
        days,
    )
    heading = _("Invitation for: {role}").format(role=floor_role_name(reader, role))
    return Reply(
        (
            Heading(heading), Paragraph(context.meeting.title), Copyable(link),
            Paragraph(lifetime.format(number=days)),
            Footnote(_("The first person to open it has the role.")),
        ),
        ((Copy(_("Copy link"), link),), way_back(reader, team_place(context.session.id))),
        new_message=True, payload="floor",
    )  # fmt: skip


def remove_view(reader: Reader, context: FloorContext, holder: Holder) -> Reply:
    _ = reader.gettext
    session = context.session.id
    name = clipped(holder.name, 40)
    return Reply(
        (
            Heading(reader.annotated(holder.name, floor_role_name(reader, holder.role))),
            Paragraph(_("Their card and their buttons stop working at once.")),
        ),
        (
            (
                Press(
                    _("Remove {name}").format(name=name),
                    RemoveFromSession(session, str(holder.user_id), holder.role), danger=True,
                ),
            ),
            way_back(reader, team_place(session)),
        ),
        payload="floor",
    )  # fmt: skip


def ended_view(reader: Reader, context: FloorContext) -> Reply:
    """Show, in place of the card, that a person has no role at the podium any more."""
    text = reader.gettext("You have no role at the podium of this session any more.")
    return Reply(
        (Heading(context.meeting.title), Paragraph(text)),
        (way_back(reader, f"floor.{context.session.id}"),), payload="floor",
    )  # fmt: skip


def joined_view(reader: Reader, meeting: Meeting, role: FloorRole) -> Reply:
    _ = reader.gettext
    return Reply(
        (
            Heading(meeting.title),
            Paragraph(_("Your role: {role}.").format(role=floor_role_name(reader, role))),
            Paragraph(times.when(reader, meeting)),
            Footnote(_("The podium sees your name and what you do there.")),
        ),
        (
            (Press(_("List of speakers"), go(Place("floor", f"at-{meeting.id}"))),),
            way_back(reader, "home"),
        ),
        payload="floor",
    )  # fmt: skip


async def visit_team(request: Request, visit: Visit) -> Answer:
    """Show the team of a session (`floor-team.12`, `floor-team.at-roundtable-1`), or the question
    before a removal (`floor-team.12-USER-ROLE`)."""
    reader, part = request.reader, visit.place.part
    async with request.services.database.write_transaction() as connection:
        if part.startswith("at-"):
            meeting = request.pack.meeting(part.removeprefix("at-"))
            if meeting is None or not meeting.floor or not await _may(request, connection, meeting):
                return out_of_date(reader)
            session = await session_for(connection, request.pack.original, meeting, reader.now)
            part = str(session.id)
        number, _, rest = part.partition("-")
        context = await _context(request, connection, int(number) if number.isdecimal() else 0)
        if context is None:
            return out_of_date(reader)
        if not rest:
            return await _team(request, connection, context)
        holder = await _holder(connection, context, *rest.partition("-")[::2])
    return out_of_date(reader) if holder is None else remove_view(reader, context, holder)


async def _may(request: Request, connection: AsyncConnection, meeting: Meeting) -> bool:
    return request.in_private and (await roles_at(request, connection, meeting)).keeps_team


async def _context(
    request: Request, connection: AsyncConnection, session_id: int
) -> FloorContext | None:
    """Return a session whose team the asking person keeps, or None."""
    context = await read_context(connection, request.pack, session_id)
    if context is None or not await _may(request, connection, context.meeting):
        return None
    return context


async def _holder(
    connection: AsyncConnection, context: FloorContext, user: str, role: str
) -> Holder | None:
    holders = await team.holders(connection, context.meeting.id)
    return next((one for one in holders if str(one.user_id) == user and one.role == role), None)


async def _team(request: Request, connection: AsyncConnection, context: FloorContext) -> Reply:
    meeting = context.meeting
    members = [joined.member for joined in await team_members.all_members(connection)]
    chairs = [one.name for one in members if set(one.roundtables) & set(meeting.roundtables)]
    holders = await team.holders(connection, meeting.id)
    return team_view(request.reader, context, holders, chairs)


async def press_invite(request: Request, button: InviteToSession) -> Answer:
    reader = request.reader
    role = next((one for one in ROLES if one == button.role), None)
    async with request.services.database.write_transaction() as connection:
        context = await _context(request, connection, button.session)
        if context is None or role is None:
            return out_of_date(reader)
        meeting = context.meeting
        token = await team.invite(connection, meeting.id, role, request.user_id, reader.now)
        await _record(request, connection, "floor-invited", meeting, role, "")
    return link_view(reader, context, role, reader.link(f"role-{token}"))


async def press_remove(request: Request, button: RemoveFromSession) -> Answer:
    """Take a role from somebody: their card ends at once."""
    reader = request.reader
    async with request.services.database.write_transaction() as connection:
        context = await _context(request, connection, button.session)
        if context is None:
            return out_of_date(reader)
        holder = await _holder(connection, context, button.user, button.role)
        if holder is not None:
            await team.remove_holder(connection, holder.user_id, context.meeting.id, holder.role)
            await cards.hold(connection, holder.user_id, context.session.id, None)
            await _record(
                request, connection, "floor-removed", context.meeting, holder.role, holder.name
            )
        if not await _may(request, connection, context.meeting):
            reply = ended_view(reader, context)  # they took their own role
        else:
            reply = await _team(request, connection, context)
    request.services.signals.floor_acted()
    if holder is not None:
        await request.services.update_team_menu(holder.user_id)
    return reply


async def _record(
    request: Request,
    connection: AsyncConnection,
    act: str,
    meeting: Meeting,
    role: FloorRole,
    name: str,
) -> None:
    details = {"role": role, "title": meeting.title, "name": name}
    await record_act(request, connection, act, f"meeting:{meeting.id}", details)


async def join(request: Request, token: str) -> Answer:
    """Use an invitation to a role."""
    reader = request.reader
    _ = reader.gettext
    holder, meeting = None, None
    if request.in_private:
        async with request.services.database.write_transaction() as connection:
            holder = await team.join(
                connection, token, request.user_id, clean(request.user_name), reader.now
            )
            meeting = None if holder is None else request.pack.meeting(holder.meeting_id)
            if holder is not None and meeting is not None:
                await _record(
                    request, connection, "floor-joined", meeting, holder.role, holder.name
                )
    if holder is not None and meeting is not None:
        await request.services.update_team_menu(request.user_id)
        return joined_view(reader, meeting, holder.role)
    text = _("This invitation has been used or has expired. Ask for a new one.")
    return Reply((Paragraph(text),), (way_back(reader, "home"),))


TOPIC = Topic(
    "session team",
    screens={PLACE: visit_team},
    buttons={InviteToSession: press_invite, RemoveFromSession: press_remove},
    links={"role": join},
)

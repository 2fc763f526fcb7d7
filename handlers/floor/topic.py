"""/floor: the floor of a meeting, for everybody by their role."""

from __future__ import annotations

from content.model import Meeting
from handlers.floor import asking, entering, rapporteur, texts
from handlers.floor.asking import delegate_view
from handlers.floor.buttons import Follow, Laptop, Podium, Screen
from handlers.floor.choices import (
    ACTS_OF_SCREENS,
    balance_view,
    limit_view,
    more_view,
    someone_else_view,
)
from handlers.floor.context import FloorContext, read_context, session_for
from handlers.floor.interpreters import interpreter_view
from handlers.floor.laptop import press_laptop
from handlers.floor.podium import card_of, press_podium
from handlers.floor.public import group_view
from handlers.floor.question_buttons import question_rows
from handlers.floor.roles import FloorRoles, roles_at
from handlers.floor.rules_views import rules_place
from handlers.floor.screen_settings import press_screen, screen_view
from handlers.floor.session_team import team_place
from handlers.floor.summary_buttons import summary_place
from handlers.framework.permissions import out_of_date
from handlers.framework.places import Place, go, open_buttons, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Heading, Paragraph, Press, Reply, Row
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit, always
from handlers.meetings.by_time import near_floors
from handlers.wording import labels
from storage.floor import cards, delegations, sessions
from storage.floor import texts as statement_texts


async def show_floor(request: Request) -> Answer:
    """Show the floor of the meeting that is on or next, or the choice if there are several."""
    pack, reader = request.pack, request.reader
    near = near_floors(pack, reader.now)
    on = [meeting for meeting in near if meeting.opens <= reader.now < meeting.closes]
    if len(near) == 1 or len(on) == 1:
        return await open_floor(request, (on or near)[0])
    return choice_view(reader, request, near)


def choice_view(reader: Reader, request: Request, meetings: list[Meeting]) -> Reply:
    """Choose a meeting with a list of speakers."""
    _ = reader.gettext
    if not meetings:
        text = _("No meeting with a list of speakers is on or begins within a day and a half.")
        return Reply((Paragraph(text),), (way_back(reader, "home"),), payload="floor")
    found = labels.entry_labels(
        reader, request.pack, [f"meeting-{meeting.id}" for meeting in meetings]
    )
    rows = open_buttons(
        [(label, str(floor_place(entry.removeprefix("meeting-")))) for label, entry in found], ""
    )
    return Reply(
        (Heading(_("Lists of speakers")),), (*rows, way_back(reader, "home")), payload="floor"
    )


def floor_place(meeting_id: str) -> Place:
    """Return the place of a meeting's floor."""
    return Place("floor", f"at-{meeting_id}")


async def open_floor(request: Request, meeting: Meeting) -> Answer:
    """Show the floor of a meeting. Whoever chairs it gets the card as a new message."""
    reader = request.reader
    async with request.services.database.write_transaction() as connection:
        if not meeting.floor and await sessions.session_of_meeting(connection, meeting.id) is None:
            return out_of_date(reader)  # a forged place makes no list of speakers
        session = await session_for(connection, request.pack.original, meeting, reader.now)
        roles = await roles_at(request, connection, meeting)
        own = await delegations.delegations_of(connection, request.chat_id)
        if roles.podium and request.in_private:
            await cards.follow(connection, request.chat_id, session.id, "podium", None)
        elif roles.reads_along and request.in_private:
            await cards.follow(connection, request.chat_id, session.id, "interpreter", None)
        context = await read_context(connection, request.pack, session.id)
    if context is None:
        return out_of_date(reader)
    follows = roles.podium or roles.reads_along
    if follows and request.in_private:
        request.services.signals.floor_acted()
    # A rapporteur who speaks for a delegation sees the list as a delegate, beside the card.
    if request.in_private and (roles.podium or (roles.reads_along and not own)):
        return following_view(reader, context)
    async with request.services.database.transaction() as connection:
        return await delegate_view(request, connection, context)


def following_view(reader: Reader, context: FloorContext) -> Reply:
    """Say that the card comes as a message of its own, which stays up to date."""
    text = reader.gettext("Here is the card of this session. It stays up to date by itself.")
    return Reply((Heading(context.meeting.title), Paragraph(text)), payload="floor")


async def visit_floor(request: Request, visit: Visit) -> Answer:
    """Show a session (`floor.12`), a screen of its podium (`floor.12-limit`), or the floor of a
    meeting (`floor.at-roundtable-1`)."""
    reader, part = request.reader, visit.place.part
    if not part:
        return await show_floor(request)
    if part.startswith("at-"):
        meeting = request.pack.meeting(part.removeprefix("at-"))
        return out_of_date(reader) if meeting is None else await open_floor(request, meeting)
    number, _, screen = part.partition("-")
    session_id = int(number) if number.isdecimal() else 0
    async with request.services.database.write_transaction() as connection:
        context = await read_context(connection, request.pack, session_id)
        if context is None:
            return out_of_date(reader)
        roles = await roles_at(request, connection, context.meeting)
        podium = roles.podium
        if podium:
            until = reader.now + entering.HOLD if screen else None
            await cards.hold(connection, request.chat_id, session_id, until)
            shown = await entering.visit_screen(
                request, connection, context, screen, visit.place.page
            )
            if shown is not None:
                return shown
        elif not screen:
            own = await delegations.delegations_of(connection, request.chat_id)
            if roles.reads_along and request.in_private and not own:
                waiting = [turn.id for turn in context.floor.turns]
                sent = await statement_texts.of_turns(connection, waiting)
                return interpreter_view(reader, context, sent, roles)
            return await delegate_view(request, connection, context)
    if not podium:
        return out_of_date(reader)
    if screen in ACTS_OF_SCREENS:
        return someone_else_view(reader, context, visit.place.page, ACTS_OF_SCREENS[screen])
    if screen == "more":
        return more_view(reader, context, further_rows(reader, context, roles))
    if screen == "screen" and request.in_private:
        return screen_view(reader, context, request.services.pages_base)
    views = {"limit": limit_view, "balance": balance_view}
    if screen in views:
        return views[screen](reader, context)
    return card_of(reader, context, request.services.pages_base if request.in_private else None)


def further_rows(reader: Reader, context: FloorContext, roles: FloorRoles) -> tuple[Row, ...]:
    """Return what other topics offer to the podium."""
    _ = reader.gettext
    rows: list[Row] = [*question_rows(reader, context)]
    rows.append((Press(_("Rules"), go(rules_place(context.session.id))),))
    if roles.keeps_team:
        team = go(team_place(context.session.id))
        rows.append((Press(_("Team of this session"), team),))
    if context.session.began is not None:
        rows.append((Press(_("Summary"), go(summary_place(context.session.id))),))
    return tuple(rows)


async def press_follow(request: Request, button: Follow) -> Answer:
    """Let the message follow the session, or stop it. In a group only administrators may."""
    reader = request.reader
    if request.in_private or not request.pressed_message_id:
        return out_of_date(reader)
    async with request.services.database.write_transaction() as connection:
        context = await read_context(connection, request.pack, button.session)
        if context is None:
            return out_of_date(reader)
        if button.on:
            await cards.follow(
                connection, request.chat_id, button.session, "public", request.pressed_message_id
            )
        else:
            await cards.unfollow(connection, request.chat_id, button.session)
    request.services.signals.floor_acted()
    return group_view(reader, context, following=bool(button.on))


async def open_link(request: Request, words: str) -> Answer:
    """Open a session by a link: `floor-12`."""
    return await visit_floor(request, Visit(Place("floor", words)))


TOPIC = Topic(
    "floor",
    commands={"floor": show_floor},
    screens={"floor": visit_floor},
    buttons={
        Podium: press_podium,
        Follow: press_follow,
        Screen: press_screen,
        Laptop: press_laptop,
        **asking.BUTTONS,
        **texts.BUTTONS,
        **entering.BUTTONS,
        **rapporteur.BUTTONS,
    },
    changes={press_follow: always},
    dialogs={
        asking.DIALOG: asking.take_name,
        texts.DIALOG: texts.take_text,
        entering.DIALOG: entering.take_words,
        rapporteur.DIALOG: rapporteur.take_words,
    },
    replies=(rapporteur.take_note,),
    links={"floor": open_link},
)

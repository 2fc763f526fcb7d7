"""/agenda: the meetings that a chat is subscribed to, and when it is reminded of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from content.model import Meeting, Pack
from content.typed_words import means
from handlers.calendar_export.topic import agenda_file
from handlers.framework.places import PAGE_SIZE, Place, go, open_buttons, paging, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Bullets,
    Footnote,
    Heading,
    Inline,
    Paragraph,
    Press,
    Reply,
)
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Visit
from handlers.meetings import entry_id_of, meeting_line
from handlers.subscriptions.overlaps import listed_names
from handlers.wording import labels, times
from storage import deliveries, subscriptions
from storage.subscriptions import Subscription


def agenda_view(
    reader: Reader,
    pack: Pack,
    current: Sequence[Subscription],
    shown: Sequence[Meeting],
    reminders: dict[str, datetime],
    page: int,
    pages: int,
) -> Reply:
    """Show what the chat follows and a page of the meetings that this covers.

    `reminders` are the instants of each meeting's next reminder, by its id.
    """
    _ = reader.gettext
    heading = Heading(_("My schedule"))
    if not current:
        return Reply(
            blocks=(heading, Paragraph(_("You are not subscribed to anything yet."))),
            buttons=(
                (Press(_("Subscribe"), go("subscribe")), Press(_("Meetings"), go("meetings"))),
                way_back(reader, "home"),
            ),
            payload="agenda",
        )
    here = Place("agenda", "", page)
    blocks: list[Block] = [heading]
    subjects = [(item.what, item.value) for item in current]
    following = _("You follow: {names}").format(names=listed_names(reader, pack, subjects))
    blocks.append(Paragraph(following))
    if not shown:
        blocks.append(Paragraph(_("None of these meetings is upcoming.")))
    for meeting in shown:
        parts: tuple[Inline, ...] = meeting_line(reader, meeting)
        blocks.append(Paragraph(parts))
        due = reminders.get(meeting.id)
        if due:
            moment = times.moments(reader, [due])
            blocks.append(Footnote(_("Next reminder: {moment}").format(moment=moment)))
    labelled = labels.entry_labels(reader, pack, map(entry_id_of, shown))
    return Reply(
        blocks=tuple(blocks),
        brief=(heading, Bullets(tuple(meeting_line(reader, meeting) for meeting in shown[:2]))),
        buttons=(
            *open_buttons(labelled, here),
            *paging(reader, here, pages),
            (Press(_("Manage subscriptions"), go("subscriptions")),),
            (Press(_("Reminders"), go("reminders")), Press(_("In a calendar"), go("calendar"))),
            way_back(reader, "home"),
        ),
        payload="agenda",
    )


async def visit_agenda(request: Request, visit: Visit) -> Reply:
    reader, pack, chat_id = request.reader, request.pack, request.chat_id
    async with request.services.database.transaction() as connection:
        current = await subscriptions.subscriptions_of(connection, chat_id)
        # Of a large agenda, reading all ids would delay the look-ups of others.
        covered, page, pages = await subscriptions.agenda_page(
            connection, chat_id, reader.now, visit.place.page, PAGE_SIZE
        )
        known = (pack.meeting(meeting_id) for meeting_id in covered)
        shown = [meeting for meeting in known if meeting is not None]
        upcoming = await deliveries.upcoming(
            connection, chat_id, reader.now, pack.event.time_zone, [each.id for each in shown]
        )
    # The soonest of each meeting comes last, and holds.
    next_reminders = dict(reversed(upcoming))
    return agenda_view(reader, pack, current, shown, next_reminders, page, pages)


async def show_agenda(request: Request) -> Answer:
    """Answer `/agenda`, or `/agenda file` with a calendar file."""
    if means(request.words, "file"):
        return await agenda_file(request)
    return await visit_agenda(request, Visit(Place("agenda")))

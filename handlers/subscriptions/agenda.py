"""The agenda: what one is subscribed to, in order, with what reminds of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from content.model import Meeting, Pack
from handlers.calendar_export.topic import agenda_file
from handlers.framework.places import Place, go, open_buttons, page_of, paging, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Bold,
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
from handlers.wording import labels, times
from handlers.wording.subscribable import subject_name
from storage import deliveries, subscriptions
from storage.subscriptions import Subscription


def agenda_view(
    reader: Reader,
    pack: Pack,
    kept: Sequence[Subscription],
    meetings: Sequence[Meeting],
    due: dict[str, list[datetime]],
    page: int = 1,
) -> Reply:
    """What I am subscribed to, in order, with what reminds me when."""
    _ = reader.gettext
    heading = Heading(_("My agenda"))
    if not kept:
        return Reply(
            blocks=(heading, Paragraph(_("You are not subscribed to anything yet."))),
            buttons=(
                (Press(_("Subscribe"), go("subscribe")), Press(_("Meetings"), go("meetings"))),
                way_back(reader, "home"),
            ),
            payload="agenda",
        )
    shown, page, pages = page_of(meetings, page)
    here = Place("agenda", "", page)
    blocks: list[Block] = [heading]
    through = tuple(subject_name(reader, pack, each.what, each.value) for each in kept)
    blocks.append(Bullets(through[:8], title=_("Subscribed to")))
    if not meetings:
        blocks.append(Paragraph(_("None of these meetings is still to come.")))
    for meeting in shown:
        parts: tuple[Inline, ...] = meeting_line(reader, meeting)
        blocks.append(Paragraph(parts))
        moments = [
            f"{times.short_day(reader, each.astimezone(reader.zone).date())}, "
            f"{times.hour(reader, each.astimezone(reader.zone))}"
            for each in due.get(meeting.id, [])
        ]
        if moments:
            said = _("Reminders: {moments}").format(moments=" · ".join(moments))
            blocks.append(Footnote(said))
    labelled = [
        (labels.label(reader, pack, entry_id_of(each)), entry_id_of(each)) for each in shown
    ]
    return Reply(
        blocks=tuple(blocks),
        brief=(heading, Bullets(tuple((Bold(each.title),) for each in meetings[:2]))),
        buttons=(
            *open_buttons(labelled, here),
            *paging(reader, here, pages),
            (Press(_("Subscribe"), go("subscribe")), Press(_("Reminders"), go("reminders"))),
            (Press(_("In a calendar"), go("calendar")),),
            way_back(reader, "home"),
        ),
        payload="agenda",
    )


async def visit_agenda(request: Request, visit: Visit) -> Answer:
    async with request.services.database.transaction() as connection:
        kept = await subscriptions.subscriptions_of(connection, request.chat_id)
        coming = await subscriptions.agenda(connection, request.chat_id, request.reader.now)
        due: dict[str, list[datetime]] = {}
        for meeting_id, moment in await deliveries.upcoming(
            connection, request.chat_id, request.reader.now, request.pack.event.time_zone
        ):
            due.setdefault(meeting_id, []).append(moment)
    meetings = [found for each in coming if (found := request.pack.meeting(each.id)) is not None]
    return agenda_view(request.reader, request.pack, kept, meetings, due, visit.place.page)


async def show_agenda(request: Request) -> Answer:
    """`/agenda`, or `/agenda file`."""
    if request.words.casefold() == "file":
        return await agenda_file(request)
    return await visit_agenda(request, Visit(Place("agenda")))

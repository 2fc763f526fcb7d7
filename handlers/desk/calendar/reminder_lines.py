"""The secretariat's own line in the reminders of a meeting, in several languages."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from content.model.field_types import MAX_LINE_CHARACTERS
from handlers.desk.calendar.buttons import LINE_PLACE, MEETING_PLACE
from handlers.desk.team_texts.kinds import Owner, TextKind
from handlers.desk.team_texts.views import text_buttons, text_rows
from handlers.framework.permissions import out_of_date
from handlers.framework.places import Place, way_back
from handlers.framework.reply import Block, Heading, Notice, Paragraph, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Visit
from handlers.meetings.conversion import meeting_of
from handlers.wording import labels
from storage import meetings, subscriptions, team_texts
from storage.meetings import KeptMeeting

_KIND: team_texts.Kind = "line"


async def visit_line(request: Request, visit: Visit) -> Answer:
    return await _show(request, visit.place.part, None)


async def _show(request: Request, meeting_id: str, notice: str | None) -> Reply | Notice:
    """Return the line in each language, and how many chats see it."""
    reader, pack, _ = request.reader, request.pack, request.reader.gettext
    async with request.services.database.transaction() as connection:
        kept = await meetings.find_meeting(connection, meeting_id)
        if kept is None or not request.in_private:
            return out_of_date(reader)
        texts = await team_texts.texts_of(connection, _KIND, meeting_id)
        seen_by = await _seen_by(request, connection, kept)
    meeting = meeting_of(kept)
    blocks: list[Block] = [Heading(meeting.title)]
    blocks.append(Paragraph(_("A line of your own in the reminders and digests of this meeting.")))
    if texts:
        blocks.append(labels.facts(reader, text_rows(reader, texts, pack.language)))
    elif meeting.reminder_line:
        blocks.append(labels.facts(reader, ((_("From the pack"), meeting.reminder_line),)))
    blocks.append(Paragraph(seen_by))
    return Reply(
        tuple(blocks),
        (
            *text_buttons(reader, _KIND, meeting_id, texts),
            way_back(reader, Place(MEETING_PLACE, meeting_id)),
        ),
        payload="desk",
        notice=notice,
    )


async def _show_after(request: Request, meeting_id: str, notice: str) -> Answer:
    return await _show(request, meeting_id, notice)


async def _owner(request: Request, connection: AsyncConnection, meeting_id: str) -> Owner | None:
    kept = await meetings.find_meeting(connection, meeting_id)
    if kept is None:
        return None
    seen_by = await _seen_by(request, connection, kept)
    return Owner(meeting_of(kept).title, str(Place(LINE_PLACE, meeting_id)), seen_by)


async def _seen_by(request: Request, connection: AsyncConnection, kept: KeptMeeting) -> str:
    number = await subscriptions.count_subscribers(connection, [kept])
    sentence = request.reader.ngettext(
        "{number} chat is subscribed and will see it in reminders.",
        "{number} chats are subscribed and will see it in reminders.",
        number,
    )
    return sentence.format(number=number)


async def _reload(request: Request) -> None:
    await request.services.packs.reload_calendar()


LINES = TextKind(
    kind=_KIND,
    max_characters=MAX_LINE_CHARACTERS,
    act="reminder-line-written",
    subject="meeting:",
    find=_owner,
    show=_show_after,
    after_change=_reload,
    one_line=True,
)

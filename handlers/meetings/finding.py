"""Meetings that a search finds, by the page: `/meetings new york`."""

from __future__ import annotations

from collections.abc import Container

from content.intents import MeetingQuestion, recognize
from content.model import EntryKind, Meeting
from handlers.framework.permissions import out_of_date
from handlers.framework.places import Place, open_buttons, page_of, paging, way_back
from handlers.framework.reply import Block, Heading, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Visit
from handlers.meetings.lines import entry_id_of
from handlers.meetings.meeting_list import MEETINGS_PER_PAGE, by_month
from handlers.meetings.meeting_screen import visit_meeting
from handlers.wording import labels

_MAX_FOUND = 500
_PLACE_ID = "meetings-found"


async def find_entries(request: Request, words: str, kinds: Container[EntryKind]) -> list[str]:
    """Return the ids of the entries of some kinds that a search finds, the best first."""
    found = await request.find(words, limit=_MAX_FOUND, kinds=kinds)
    return [hit.id for hit in found.hits if hit.id in request.pack.entries]


async def find_meetings(request: Request, words: str) -> list[Meeting]:
    """Return the meetings that a search finds: first those that are not over, the nearest first,
    then past ones, the latest first."""
    ids = await find_entries(request, words, frozenset({"meeting"}))
    known = (request.pack.meeting(entry_id.removeprefix("meeting-")) for entry_id in ids)
    meetings = sorted(
        (meeting for meeting in known if meeting is not None), key=lambda meeting: meeting.opens
    )
    now = request.reader.now
    past = [meeting for meeting in meetings if meeting.closes <= now]
    return [meeting for meeting in meetings if meeting.closes > now] + past[::-1]


async def found_view(
    request: Request, words: str, meetings: list[Meeting], page: int = 1
) -> Answer:
    """Show the only meeting that was found, or a page of several.

    Paging reads the words from the message to which the list is a reply.
    """
    reader, pack = request.reader, request.pack
    if len(meetings) == 1:
        return await visit_meeting(request, Visit(Place(entry_id_of(meetings[0]))))
    shown, page, pages = page_of(meetings, page, MEETINGS_PER_PAGE)
    here = Place(_PLACE_ID, "", page)
    title = reader.gettext("Meetings for “{words}”").format(words=words[:60])
    blocks: tuple[Block, ...] = (Heading(title), *by_month(reader, shown))
    return Reply(
        blocks=blocks,
        brief=(blocks[0], *by_month(reader, shown[:1])),
        buttons=(
            *open_buttons(labels.entry_labels(reader, pack, map(entry_id_of, shown)), here),
            *paging(reader, here, pages),
            way_back(reader, "meetings"),
        ),
        payload="meetings",
        quotes_question=True,
    )


async def visit_found(request: Request, visit: Visit) -> Answer:
    """Show a page of the meetings that the replied-to message asks for."""
    words, reader = request.question or "", request.reader
    asked = recognize(words, reader.zone, reader.today)
    if isinstance(asked, MeetingQuestion):
        words = asked.words
    meetings = await find_meetings(request, words) if words else []
    if not meetings:
        return out_of_date(reader)
    return await found_view(request, words, meetings, visit.place.page)

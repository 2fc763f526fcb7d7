"""/meetings and /meeting, also with words: `/meetings past rcp`, `/meeting lima`."""

from __future__ import annotations

from content.intents import Days, MeetingQuestion, recognize
from content.model import Pack
from content.typed_words import means, without
from handlers.framework.places import Place
from handlers.framework.reply import Paragraph, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Visit
from handlers.meetings.days import answer_days
from handlers.meetings.filters import MeetingFilter, example_command, filters_view
from handlers.meetings.finding import find_meetings, found_view
from handlers.meetings.lines import entry_id_of
from handlers.meetings.meeting_list import list_meetings, meetings_view
from handlers.meetings.meeting_screen import visit_meeting
from handlers.meetings.now_next_today import visit_next
from handlers.wording.subscribable import parse_subject


async def show_meetings(request: Request) -> Answer:
    """Answer `/meetings`, narrowed by a kind, a region, a roundtable or `past`.

    Other words search the meetings.
    """
    reader, pack = request.reader, request.pack
    _ = reader.gettext
    wanted = " ".join(request.words.casefold().split())
    past = without(wanted, "past")
    over = past is not None
    if past is not None:
        wanted = "" if means(past, "meetings") else past
    if not wanted:
        return meetings_view(reader, pack, MeetingFilter(over))
    subject = parse_subject(pack, wanted)
    if subject is not None and subject[0] == "meeting":
        return await visit_meeting(request, Visit(Place(f"meeting-{subject[1]}")))
    if subject is not None:
        what, value = subject
        return await list_meetings(
            request, MeetingFilter(over, "" if what == "all" else what, value)
        )
    asked = recognize(wanted, reader.zone, reader.today)
    if isinstance(asked, Days):
        return await answer_days(request, asked)
    meetings = await find_meetings(request, wanted)
    if meetings:
        return await found_view(request, wanted, meetings)
    not_understood = (
        Paragraph(_("I found no meetings that match “{words}”.").format(words=wanted[:40])),
        Paragraph(_("For example: {command}").format(command=example_command(pack))),
    )
    filters = filters_view(reader, pack, Place("meetings-by"), MeetingFilter(over))
    return Reply(
        (*not_understood, *filters.blocks),
        filters.buttons,
        brief=not_understood,
        payload="meetings-by",
    )


async def show_meeting(request: Request) -> Answer:
    """Answer `/meeting ID`, or `/meeting` with words to search for."""
    reader, pack = request.reader, request.pack
    _ = reader.gettext
    words = request.words.strip()
    if not words:
        return meetings_view(reader, pack)
    meeting = pack.meeting(words.casefold().removeprefix("meeting-"))
    if meeting is not None:
        return await visit_meeting(request, Visit(Place(entry_id_of(meeting))))
    meetings = await find_meetings(request, words)
    if meetings:
        return await found_view(request, words, meetings)
    sentence = _("I found no meetings that match “{words}”.").format(words=words[:60])
    listed = meetings_view(reader, pack)
    return Reply((Paragraph(sentence), *listed.blocks), listed.buttons, payload="meetings")


async def answer_question(request: Request, asked: MeetingQuestion) -> Answer | None:
    """Answer when or where a meeting is, by its screen; None if no meeting is meant."""
    pack = request.pack
    own = pack.event.meeting
    if not asked.words or _names_event(pack, asked.words):
        if own is None:
            return await visit_next(request, Visit(Place("next")))
        return await visit_meeting(request, Visit(Place(f"meeting-{own}")))
    if not asked.certain:
        # Something else may be meant: a meeting has to be among the best answers of all.
        found = await request.find(asked.words, limit=3)
        if not any(hit.kind == "meeting" for hit in found.hits):
            return None
    meetings = await find_meetings(request, asked.words)
    return await found_view(request, asked.words, meetings) if meetings else None


def _names_event(pack: Pack, words: str) -> bool:
    """Return whether words are of the event's name, in the reader's language or the pack's."""
    names = {
        word
        for event in (pack.event, pack.original.event)
        for word in f"{event.name} {event.short}".casefold().split()
    }
    return pack.event.meeting is not None and set(words.casefold().split()) <= names

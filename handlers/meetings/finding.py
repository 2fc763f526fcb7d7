"""`/meeting ID`, or words that find one."""

from __future__ import annotations

from handlers import labels
from handlers.meetings.lines import key, line
from handlers.meetings.lists import meetings_view
from handlers.meetings.one import show_one
from handlers.places import Place, open_buttons, way_back
from handlers.reply import Bullets, Heading, Paragraph, Reply
from handlers.request import Request
from handlers.topic import Answer, Visit

_LISTED = 6


async def show_meeting(request: Request) -> Answer:
    """`/meeting ID`, or words that find one."""
    reader, pack = request.reader, request.pack
    _ = reader.gettext
    words = request.words.strip()
    if not words:
        return meetings_view(reader, pack, Place("meetings"))
    meeting = pack.meeting(words.casefold().removeprefix("meeting-"))
    if meeting is not None:
        return await show_one(request, Visit(Place(key(meeting))))
    found = request.rooms.search.find(words, limit=_LISTED, kinds=frozenset({"meeting"}))
    several = [
        each for hit in found.hits if (each := pack.meeting(hit.id.removeprefix("meeting-")))
    ]
    if len(several) == 1:
        return await show_one(request, Visit(Place(key(several[0]))))
    if several:
        title = _("Meetings for “{words}”").format(words=words[:60])
        several.sort(key=lambda each: each.opens)
        labelled = [(labels.label(reader, pack, key(each)), key(each)) for each in several]
        return Reply(
            blocks=(Heading(title), Bullets(tuple(line(reader, each) for each in several))),
            buttons=(*open_buttons(labelled, "meetings"), way_back(reader, "meetings")),
            payload="meetings",
        )
    sentence = _("I found no meeting for “{words}”.").format(words=words[:60])
    listed = meetings_view(reader, pack, Place("meetings"))
    return Reply((Paragraph(sentence), *listed.blocks), listed.buttons, payload="meetings")

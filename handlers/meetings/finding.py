"""Meetings by words: `/meetings past rcp`, `/meeting lima`."""

from __future__ import annotations

from content.model import Meeting
from handlers.framework.places import Place, open_buttons, way_back
from handlers.framework.reply import Bullets, Heading, Paragraph, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Visit
from handlers.meetings.choosing import Choice, choosing_view, example
from handlers.meetings.lines import key, line
from handlers.meetings.lists import meetings_view
from handlers.meetings.one import show_one
from handlers.wording import labels
from handlers.wording.subscribable import understood

_LISTED = 6
_PAST = "past"


async def show_meetings(request: Request) -> Answer:
    """`/meetings`, narrowed by a kind, a region or a roundtable, `past` or to come."""
    reader, pack = request.reader, request.pack
    _ = reader.gettext
    words = request.words.casefold().split()
    over = _PAST in (words[:1] + words[-1:])
    if over:
        words.remove(_PAST)
    wanted = " ".join(words)
    if not wanted:
        return meetings_view(reader, pack, Choice(over))
    found = understood(pack, wanted)
    if found is not None and found[0] == "meeting":
        return await show_one(request, Visit(Place(f"meeting-{found[1]}")))
    if found is not None:
        what, value = found
        return meetings_view(reader, pack, Choice(over, "" if what == "all" else what, value))
    several = _search(request, wanted)
    if several:
        return await _found(request, wanted, several)
    said = (
        Paragraph(_("I know no meetings by “{words}”.").format(words=wanted[:40])),
        Paragraph(_("For example: {command}").format(command=example(pack))),
    )
    listed = choosing_view(reader, pack, Place("meetings-by"), Choice(over))
    return Reply((*said, *listed.blocks), listed.buttons, brief=said, payload="meetings-by")


async def show_meeting(request: Request) -> Answer:
    """`/meeting ID`, or words that find one."""
    reader, pack = request.reader, request.pack
    _ = reader.gettext
    words = request.words.strip()
    if not words:
        return meetings_view(reader, pack)
    meeting = pack.meeting(words.casefold().removeprefix("meeting-"))
    if meeting is not None:
        return await show_one(request, Visit(Place(key(meeting))))
    several = _search(request, words)
    if several:
        return await _found(request, words, several)
    sentence = _("I found no meeting for “{words}”.").format(words=words[:60])
    listed = meetings_view(reader, pack)
    return Reply((Paragraph(sentence), *listed.blocks), listed.buttons, payload="meetings")


def _search(request: Request, words: str) -> list[Meeting]:
    found = request.search.find(words, limit=_LISTED, kinds=frozenset({"meeting"}))
    meetings = (request.pack.meeting(hit.id.removeprefix("meeting-")) for hit in found.hits)
    return [each for each in meetings if each is not None]


async def _found(request: Request, words: str, meetings: list[Meeting]) -> Answer:
    """The one meeting that words found, or a choice of several."""
    reader, pack = request.reader, request.pack
    if len(meetings) == 1:
        return await show_one(request, Visit(Place(key(meetings[0]))))
    title = reader.gettext("Meetings for “{words}”").format(words=words[:60])
    meetings = sorted(meetings, key=lambda each: each.opens)
    labelled = [(labels.label(reader, pack, key(each)), key(each)) for each in meetings]
    return Reply(
        blocks=(Heading(title), Bullets(tuple(line(reader, each) for each in meetings))),
        buttons=(*open_buttons(labelled, "meetings"), way_back(reader, "meetings")),
        payload="meetings",
    )

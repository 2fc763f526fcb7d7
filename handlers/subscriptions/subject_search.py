"""What people mean by the words after /subscribe and /unsubscribe."""

from __future__ import annotations

from content.intents import Command, MeetingQuestion, recognize
from content.model import Meeting
from handlers.framework.request import Request
from handlers.meetings import upcoming
from handlers.meetings.finding import find_entries
from handlers.wording.subscribable import Subject, parse_subject


async def find_subjects(request: Request, words: str) -> list[Subject]:
    """Return what words mean: a kind, a region, a roundtable, all meetings, the next meeting, or
    else the roundtables and the meetings that a search finds, the next meeting first. Past meetings
    are left out."""
    reader, pack = request.reader, request.pack
    if subject := parse_subject(pack, words):
        return [subject]
    asked = recognize(words, reader.zone, reader.today)
    if asked == Command("next"):
        return [("meeting", meeting.id) for meeting in upcoming(pack, reader.now)[:1]]
    if isinstance(asked, MeetingQuestion) and asked.words:
        words = asked.words
    roundtables: list[Subject] = []
    meetings: list[Meeting] = []
    for entry_id in await find_entries(request, words, frozenset({"meeting", "roundtable"})):
        kind = pack.kind_of[entry_id]
        if kind == "roundtable":
            roundtables.append((kind, entry_id.removeprefix("rt")))
            continue
        meeting = pack.meeting(entry_id.removeprefix("meeting-"))
        if meeting is not None and meeting.closes > reader.now:
            meetings.append(meeting)
    meetings.sort(key=lambda meeting: meeting.opens)
    return [*roundtables, *(("meeting", meeting.id) for meeting in meetings)]

"""What is asked of the author: the words, and the moment."""

from __future__ import annotations

import json
from dataclasses import replace

from content.languages import NAMES
from handlers.desk.announcements.buttons import PLACE, AskWhen, Write, place_of
from handlers.desk.announcements.drafts import ask_view, ask_when_view, draft_view, schedule_view
from handlers.desk.announcements.progress import changeable, correct_view
from handlers.desk.announcements.reading import find_draft, find_open, see, shown_view
from handlers.desk.announcements.when import NotAMoment, Past, moment
from handlers.desk.announcements.writing import Unfit, command_words, correction_of, version_of
from handlers.framework.permissions import out_of_date, team_member
from handlers.framework.reply import Paragraph, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer
from storage import announcements, dialogs
from storage.announcements import Version

WORDS, WHEN = "announce", "announce-when"


async def begin_with(request: Request) -> Answer:
    """`/announce words`: the author's draft has these words."""
    reader = request.reader
    try:
        version = version_of(reader, command_words(request.incoming), request.words)
    except Unfit as problem:
        return Reply((Paragraph(str(problem)),), payload="desk")
    author = team_member(request).user_id
    async with request.services.database.transaction() as connection:
        it = await announcements.begin_draft(connection, author, reader.language, reader.now)
        await announcements.save_version(connection, it.id, it.fallback, it.edition, version)
        await dialogs.close_dialog(connection, request.chat_id)
    return await _shown(request, it.id, it.fallback, version)


async def write(request: Request, button: Write) -> Answer:
    """Ask for the words; without a number, of a draft."""
    reader = request.reader
    if button.number and button.language not in NAMES:
        return out_of_date(reader)
    async with request.services.database.transaction() as connection:
        if button.number:
            it = await find_open(connection, request, button.number)
        else:
            author = team_member(request).user_id
            it = await announcements.begin_draft(connection, author, reader.language, reader.now)
        if it is None:
            return out_of_date(reader)
        if it.status in ("scheduled", "sending", "paused") or not changeable(it, reader.now):
            return out_of_date(reader)
        language = button.language or it.fallback
        state = json.dumps({"number": it.id, "language": language})
        await dialogs.open_dialog(connection, request.chat_id, WORDS, state, reader.now)
        latest = await announcements.versions_of(connection, it.id, it.edition)
    back = place_of(it.id) if button.number else PLACE
    sent = latest[language][1] if it.status != "draft" and language in latest else None
    return ask_view(reader, language, back, sent=sent)


async def answer_words(request: Request, number: int, language: str) -> Answer:
    reader = request.reader
    async with request.services.database.transaction() as connection:
        it = await find_open(connection, request, number)
        if (
            it is None
            or it.status not in ("draft", "sent", "stopped")
            or not changeable(it, reader.now)
        ):
            await dialogs.close_dialog(connection, request.chat_id)
            return Reply((Paragraph(out_of_date(reader).text),))
        latest = await announcements.versions_of(connection, number, it.edition)
        before = latest[language][1] if language in latest else None
        went_out = it.status != "draft"
        try:
            version = version_of(reader, request.incoming)
            if went_out:
                version = correction_of(reader, before, version)
        except Unfit as problem:
            return ask_view(reader, language, place_of(number), str(problem))
        edition = it.edition + 1 if went_out else it.edition
        await announcements.save_version(connection, number, language, edition, version)
        await dialogs.close_dialog(connection, request.chat_id)
        messages = await announcements.count_messages(connection, number, "correction", edition)
    if not went_out:
        return await _shown(request, number, language, version)
    confirm = correct_view(reader, it, language, messages)
    return replace(shown_view(request, version, language), then=confirm)


async def _shown(request: Request, number: int, language: str, version: Version) -> Answer:
    """How it will look, and under it what is decided."""
    seen = await see(request, number)
    if seen is None:
        return out_of_date(request.reader)
    after = draft_view(request.reader, request.pack, seen.it, seen.versions, seen.reach)
    return replace(shown_view(request, version, language), then=after)


async def ask_when(request: Request, button: AskWhen) -> Answer:
    async with request.services.database.transaction() as connection:
        it = await find_draft(connection, request, button.number)
        if it is None:
            return out_of_date(request.reader)
        state = json.dumps({"number": it.id})
        now = request.reader.now
        await dialogs.open_dialog(connection, request.chat_id, WHEN, state, now)
    return ask_when_view(request.reader, it)


async def answer_when(request: Request, number: int) -> Answer:
    reader = request.reader
    _ = reader.gettext
    seen = await see(request, number)
    if seen is None or seen.it.status != "draft":
        async with request.services.database.transaction() as connection:
            await dialogs.close_dialog(connection, request.chat_id)
        return Reply((Paragraph(out_of_date(reader).text),))
    said = request.words[:60]
    try:
        due = moment(request.words, reader.now, reader.zone)
    except NotAMoment:
        problem = _("I could not read “{words}”.").format(words=said)
        return ask_when_view(reader, seen.it, problem)
    except Past:
        problem = _("“{words}” is over, or more than a year away.").format(words=said)
        return ask_when_view(reader, seen.it, problem)
    async with request.services.database.transaction() as connection:
        await dialogs.close_dialog(connection, request.chat_id)
    return schedule_view(reader, seen.it, due, seen.reach.chats)

"""The dialogs with the author: asking for the text in a language, and for the time to send it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

from content.languages import NAMES
from content.moments import NotADate
from content.typed_words import folded
from handlers.desk.announcements import actions
from handlers.desk.announcements.announcement_details import (
    AnnouncementDetails,
    find_details,
    find_open,
    find_unsent,
    is_unsent,
    version_view,
)
from handlers.desk.announcements.audience import meetings_found_view
from handlers.desk.announcements.buttons import (
    PLACE,
    AskTime,
    ChooseTime,
    FindAnnouncement,
    FindMeeting,
    WriteText,
    place_of,
)
from handlers.desk.announcements.draft_views import (
    announcements_found_view,
    ask_text_view,
    ask_time_view,
    ask_words_view,
    draft_view,
    languages_view,
    plain_text,
    schedule_view,
)
from handlers.desk.announcements.progress_views import correct_view, is_correctable
from handlers.desk.announcements.received_version import (
    InvalidVersion,
    corrected_version,
    version_from_message,
    with_late_part,
    without_command,
)
from handlers.desk.announcements.send_time import TimeOutOfRange, read_send_time
from handlers.desk.meeting_choice import find_meetings
from handlers.framework.permissions import out_of_date, team_member
from handlers.framework.reply import Paragraph, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer
from handlers.wording.date_problems import date_problem
from storage import announcements, dialogs
from storage.announcements import Version

TEXT_DIALOG, TIME_DIALOG = "announce", "announce-when"
MEETING_DIALOG, FIND_DIALOG = "announce-meeting", "announce-find"
_MAX_SEARCHED = 500  # of the latest announcements
_MAX_ECHO_CHARACTERS = 60  # of words that could not be read


async def write_draft(request: Request) -> Answer:
    """Use the words after /announce as the text of the author's draft."""
    reader = request.reader
    try:
        version = version_from_message(reader, without_command(request.incoming), request.words)
    except InvalidVersion as problem:
        return Reply((Paragraph(str(problem)),), payload="desk")
    author = team_member(request).user_id
    async with request.services.database.write_transaction() as connection:
        draft = await announcements.begin_draft(connection, author, reader.language, reader.now)
        await announcements.save_version(
            connection, draft.id, draft.fallback, draft.edition, version
        )
        await dialogs.close_dialog(connection, request.chat_id)
    return await _show_draft(request, draft.id, draft.fallback, version)


async def press_write(request: Request, button: WriteText) -> Answer:
    reader = request.reader
    if button.number and button.language not in ("", *NAMES):
        return out_of_date(reader)
    async with request.services.database.write_transaction() as connection:
        if button.number:
            announcement = await find_open(connection, request, button.number)
        else:
            announcement = await announcements.begin_draft(
                connection, team_member(request).user_id, reader.language, reader.now
            )
        if announcement is None:
            return out_of_date(reader)
        is_busy = announcement.status in ("sending", "paused")
        if is_busy or not is_correctable(announcement, reader.now):
            return out_of_date(reader)
        latest = await announcements.versions_of(connection, announcement.id, announcement.edition)
        was_sent = not is_unsent(announcement)
        if was_sent and not button.language and len(latest) > 1:
            versions = {language: version for language, (_, version) in latest.items()}
            return languages_view(reader, announcement, versions)
        language = button.language or announcement.fallback
        state = json.dumps({"number": announcement.id, "language": language})
        await dialogs.open_dialog(connection, request.chat_id, TEXT_DIALOG, state, reader.now)
    back = place_of(announcement.id) if button.number else PLACE
    sent = latest[language][1] if was_sent and language in latest else None
    return ask_text_view(reader, language, back, sent=sent)


async def answer_text(request: Request, state: str) -> Answer:
    """Take a message as the text that was asked for: of a draft, or as a correction, which is
    shown and has to be confirmed."""
    reader = request.reader
    asked = json.loads(state)
    number, language = asked["number"], asked["language"]
    async with request.services.database.write_transaction() as connection:
        announcement = await find_open(connection, request, number)
        if (
            announcement is None
            or announcement.status not in (*announcements.UNSENT, "sent", "stopped")
            or not is_correctable(announcement, reader.now)
        ):
            await dialogs.close_dialog(connection, request.chat_id)
            return Reply((Paragraph(out_of_date(reader).text),))
        latest = await announcements.versions_of(connection, number, announcement.edition)
        before = latest[language][1] if language in latest else None
        is_draft = is_unsent(announcement)
        try:
            version = version_from_message(reader, request.incoming)
            if not is_draft:
                version = corrected_version(reader, before, version)
        except InvalidVersion as problem:
            return ask_text_view(reader, language, place_of(number), str(problem))
        edition = announcement.edition if is_draft else announcement.edition + 1
        await announcements.save_version(connection, number, language, edition, version)
        await actions.record_change(connection, request, announcement)
        await dialogs.close_dialog(connection, request.chat_id)
        messages = await announcements.count_messages(connection, number, "correction", edition)
    if is_draft:
        return await _show_draft(request, number, language, version)
    confirm = correct_view(reader, announcement, language, messages)
    return replace(version_view(request, version, language), then=confirm)


async def take_late_part(request: Request) -> Answer | None:
    """Add parts of an album that came later to the draft with the others, and show it again."""
    incoming = request.incoming
    if incoming is None or incoming.album is None or not request.in_private:
        return None
    async with request.services.database.write_transaction() as connection:
        for draft in await announcements.drafts_of(connection, team_member(request).user_id):
            latest = await announcements.versions_of(connection, draft.id, draft.edition)
            for language, (edition, version) in latest.items():
                if version.album != incoming.album:
                    continue
                try:
                    version = with_late_part(request.reader, version, incoming)
                except InvalidVersion as problem:
                    return Reply((Paragraph(str(problem)),), payload="desk")
                await announcements.save_version(connection, draft.id, language, edition, version)
                break
            else:
                continue
            break
        else:
            return None
    return await _show_draft(request, draft.id, language, version)


async def _show_draft(request: Request, number: int, language: str, version: Version) -> Answer:
    """Show the version as its recipients will see it, and the draft's screen below."""
    details = await find_details(request, number)
    if details is None:
        return out_of_date(request.reader)
    draft = draft_view(
        request.reader, request.pack, details.announcement, details.versions, details.reach
    )
    return replace(version_view(request, version, language), then=draft)


async def press_ask_time(request: Request, button: AskTime) -> Answer:
    reader = request.reader
    async with request.services.database.write_transaction() as connection:
        draft = await find_unsent(connection, request, button.number)
        if draft is None:
            return out_of_date(reader)
        state = json.dumps({"number": draft.id})
        await dialogs.open_dialog(connection, request.chat_id, TIME_DIALOG, state, reader.now)
    return ask_time_view(reader, draft)


async def answer_time(request: Request, state: str) -> Answer:
    reader = request.reader
    _ = reader.gettext
    details = await find_details(request, json.loads(state)["number"])
    if details is None or not is_unsent(details.announcement):
        async with request.services.database.write_transaction() as connection:
            await dialogs.close_dialog(connection, request.chat_id)
        return Reply((Paragraph(out_of_date(reader).text),))
    words = request.words[:_MAX_ECHO_CHARACTERS]
    try:
        instants = read_send_time(request.words, reader.now, reader.zone)
    except NotADate as refused:
        problem = date_problem(reader, words, refused)
        return ask_time_view(reader, details.announcement, problem)
    except TimeOutOfRange:
        problem = _("“{words}” has passed, or is more than a year away.").format(words=words)
        return ask_time_view(reader, details.announcement, problem)
    if len(instants) > 1:
        problem = date_problem(reader, words, NotADate("ambiguous"))
        return ask_time_view(reader, details.announcement, problem, instants)
    return await _confirm_time(request, details, instants[0])


async def press_time(request: Request, button: ChooseTime) -> Answer:
    """Take one of the times that the author's words may mean; it is confirmed as any other."""
    details = await find_details(request, button.number)
    due = datetime.fromtimestamp(button.minute * 60, UTC)
    if details is None or not is_unsent(details.announcement) or due <= request.reader.now:
        return out_of_date(request.reader)
    return await _confirm_time(request, details, due)


async def _confirm_time(request: Request, details: AnnouncementDetails, due: datetime) -> Answer:
    async with request.services.database.write_transaction() as connection:
        await dialogs.close_dialog(connection, request.chat_id)
    return schedule_view(request.reader, details.announcement, due, details.reach.chats)


async def press_find_meeting(request: Request, button: FindMeeting) -> Answer:
    reader = request.reader
    async with request.services.database.write_transaction() as connection:
        draft = await find_unsent(connection, request, button.number)
        if draft is None:
            return out_of_date(reader)
        state = json.dumps({"number": draft.id})
        await dialogs.open_dialog(connection, request.chat_id, MEETING_DIALOG, state, reader.now)
    question = reader.gettext("Write words of the meeting’s title, its room or its track.")
    return ask_words_view(reader, question, place_of(draft.id, "to", "meeting"))


async def answer_meeting(request: Request, state: str) -> Answer:
    """Show the meetings that have the words; the dialog stays open for others."""
    details = await find_details(request, json.loads(state)["number"])
    if details is None or not is_unsent(details.announcement):
        async with request.services.database.write_transaction() as connection:
            await dialogs.close_dialog(connection, request.chat_id)
        return Reply((Paragraph(out_of_date(request.reader).text),))
    found = find_meetings(request.pack.meetings, request.words)
    found.sort(key=lambda meeting: (meeting.closes <= request.reader.now, meeting.opens))
    return meetings_found_view(request.reader, request.pack, details.announcement, found)


async def press_find_announcement(request: Request, button: FindAnnouncement) -> Answer:
    reader = request.reader
    async with request.services.database.write_transaction() as connection:
        await dialogs.open_dialog(connection, request.chat_id, FIND_DIALOG, "{}", reader.now)
    return ask_words_view(reader, reader.gettext("Write words of the announcement."), PLACE)


async def answer_find(request: Request, state: str) -> Answer:
    """Show the latest announcements that have the words; the dialog stays open for others."""
    wanted = folded(request.words).split()
    async with request.services.database.transaction() as connection:
        every, _total = await announcements.list_announcements(connection, _MAX_SEARCHED, 0)
        texts = await announcements.first_texts(connection, [one.id for one in every])
    plain = {number: folded(plain_text(html)) for number, html in texts.items()}
    found = [
        one for one in every if wanted and all(word in plain.get(one.id, "") for word in wanted)
    ]
    return announcements_found_view(request.reader, request.pack, found, texts)

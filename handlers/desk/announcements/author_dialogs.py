"""The dialogs with the author: asking for the text in a language, and for the time to send it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

from content.languages import NAMES
from content.moments import NotADate
from handlers.desk.announcements.announcement_details import (
    AnnouncementDetails,
    find_details,
    find_draft,
    find_open,
    version_view,
)
from handlers.desk.announcements.buttons import PLACE, AskTime, ChooseTime, WriteText, place_of
from handlers.desk.announcements.draft_views import (
    ask_text_view,
    ask_time_view,
    draft_view,
    schedule_view,
)
from handlers.desk.announcements.progress_views import correct_view, is_correctable
from handlers.desk.announcements.received_version import (
    InvalidVersion,
    corrected_version,
    version_from_message,
    without_command,
)
from handlers.desk.announcements.send_time import TimeOutOfRange, read_send_time
from handlers.framework.permissions import out_of_date, team_member
from handlers.framework.reply import Paragraph, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer
from handlers.wording.date_problems import date_problem
from storage import announcements, dialogs
from storage.announcements import Version

TEXT_DIALOG, TIME_DIALOG = "announce", "announce-when"
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
    if button.number and button.language not in NAMES:
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
        is_busy = announcement.status in ("scheduled", "sending", "paused")
        if is_busy or not is_correctable(announcement, reader.now):
            return out_of_date(reader)
        language = button.language or announcement.fallback
        state = json.dumps({"number": announcement.id, "language": language})
        await dialogs.open_dialog(connection, request.chat_id, TEXT_DIALOG, state, reader.now)
        latest = await announcements.versions_of(connection, announcement.id, announcement.edition)
    back = place_of(announcement.id) if button.number else PLACE
    was_sent = announcement.status != "draft" and language in latest
    return ask_text_view(reader, language, back, sent=latest[language][1] if was_sent else None)


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
            or announcement.status not in ("draft", "sent", "stopped")
            or not is_correctable(announcement, reader.now)
        ):
            await dialogs.close_dialog(connection, request.chat_id)
            return Reply((Paragraph(out_of_date(reader).text),))
        latest = await announcements.versions_of(connection, number, announcement.edition)
        before = latest[language][1] if language in latest else None
        is_draft = announcement.status == "draft"
        try:
            version = version_from_message(reader, request.incoming)
            if not is_draft:
                version = corrected_version(reader, before, version)
        except InvalidVersion as problem:
            return ask_text_view(reader, language, place_of(number), str(problem))
        edition = announcement.edition if is_draft else announcement.edition + 1
        await announcements.save_version(connection, number, language, edition, version)
        await dialogs.close_dialog(connection, request.chat_id)
        messages = await announcements.count_messages(connection, number, "correction", edition)
    if is_draft:
        return await _show_draft(request, number, language, version)
    confirm = correct_view(reader, announcement, language, messages)
    return replace(version_view(request, version, language), then=confirm)


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
        draft = await find_draft(connection, request, button.number)
        if draft is None:
            return out_of_date(reader)
        state = json.dumps({"number": draft.id})
        await dialogs.open_dialog(connection, request.chat_id, TIME_DIALOG, state, reader.now)
    return ask_time_view(reader, draft)


async def answer_time(request: Request, state: str) -> Answer:
    reader = request.reader
    _ = reader.gettext
    details = await find_details(request, json.loads(state)["number"])
    if details is None or details.announcement.status != "draft":
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
    if details is None or details.announcement.status != "draft" or due <= request.reader.now:
        return out_of_date(request.reader)
    return await _confirm_time(request, details, due)


async def _confirm_time(request: Request, details: AnnouncementDetails, due: datetime) -> Answer:
    async with request.services.database.write_transaction() as connection:
        await dialogs.close_dialog(connection, request.chat_id)
    return schedule_view(request.reader, details.announcement, due, details.reach.chats)

"""/announce: the command, the screens and the buttons of announcements."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from content.languages import NAMES
from handlers.desk import ORGANISERS
from handlers.desk.announcements import actions, author_dialogs
from handlers.desk.announcements.announcement_details import (
    AnnouncementDetails,
    find_details,
    find_unsent,
    is_unsent,
    version_view,
)
from handlers.desk.announcements.audience import audiences_view, choose_view, is_audience
from handlers.desk.announcements.buttons import (
    PLACE,
    AnnouncementAction,
    AskTime,
    ChooseAudience,
    ChooseFallback,
    ChooseTime,
    FindAnnouncement,
    FindMeeting,
    RemoveLanguage,
    Schedule,
    WriteText,
)
from handlers.desk.announcements.draft_views import (
    draft_view,
    language_view,
    languages_view,
    list_view,
    send_view,
)
from handlers.desk.announcements.progress_views import progress_view, withdraw_view
from handlers.framework.permissions import out_of_date, team_member
from handlers.framework.places import PAGE_SIZE, Place
from handlers.framework.reply import Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit
from storage import announcements, channels, dialogs


async def show_announce(request: Request) -> Answer:
    if request.words:
        return await author_dialogs.write_draft(request)
    return await visit_announce(request, Visit(Place(PLACE)))


async def visit_announce(request: Request, visit: Visit) -> Answer:
    """The list of announcements, or a screen of one: `12`, `12-to`, `12-in-fr`."""
    number, _, screen = visit.place.part.partition("-")
    if not number.isdigit():
        return await _show_list(request, visit.place.page)
    details = await find_details(request, int(number))
    if details is None:
        return out_of_date(request.reader)
    return await _show_screen(request, details, visit.place, screen)


async def _show_list(request: Request, page: int) -> Reply:
    async with request.services.database.transaction() as connection:
        drafts = await announcements.drafts_of(connection, team_member(request).user_id)
        shown, total = await announcements.list_announcements(
            connection, PAGE_SIZE, (page - 1) * PAGE_SIZE
        )
        texts = await announcements.first_texts(connection, [one.id for one in shown])
    return list_view(request.reader, request.pack, drafts, shown, texts, total, page)


async def _show_screen(
    request: Request, details: AnnouncementDetails, place: Place, screen: str
) -> Answer:
    reader, pack, announcement = request.reader, request.pack, details.announcement
    unsent = is_unsent(announcement)
    match screen.split("-"):
        case [""]:
            return overview(request, details)
        case ["preview"] if details.versions:
            return _preview(request, details)
        case ["to"] if unsent:
            async with request.services.database.transaction() as connection:
                known = await channels.all_channels(connection)
            titles = [channel.title for channel in known if channel.announcements]
            return audiences_view(reader, pack, announcement, titles)
        case ["to", what] if unsent:
            return choose_view(reader, pack, announcement, place, what)
        case ["to", "meeting", day] if unsent:
            return choose_view(reader, pack, announcement, place, "meeting", day)
        case ["in"]:
            return languages_view(reader, announcement, details.versions)
        case ["in", language] if language in details.versions:
            return language_view(reader, announcement, language)
        case ["send"] if announcement.status == "draft":
            return send_view(reader, pack, announcement, details.reach)
        case ["withdraw"] if announcement.status in ("sent", "stopped"):
            async with request.services.database.transaction() as connection:
                messages = await announcements.count_messages(
                    connection, announcement.id, "withdrawal", announcement.edition + 1
                )
            return withdraw_view(reader, announcement, messages)
        case _:
            return out_of_date(reader)


def overview(request: Request, details: AnnouncementDetails, notice: str | None = None) -> Reply:
    """The first screen of an announcement: the draft, or what was delivered of it."""
    reader, pack, announcement = request.reader, request.pack, details.announcement
    if is_unsent(announcement):
        return draft_view(reader, pack, announcement, details.versions, details.reach, notice)
    progress = progress_view(reader, pack, announcement, details.tally, live=False)
    return replace(progress, notice=notice)


def _preview(request: Request, details: AnnouncementDetails) -> Reply:
    """Every version as its recipients will see it, the fallback first, and then the overview."""
    reply = overview(request, details)
    fallback = details.announcement.fallback
    languages = [fallback, *(language for language in NAMES if language != fallback)]
    for language in reversed(languages):
        if language in details.versions:
            version = version_view(request, details.versions[language], language)
            reply = replace(version, new_message=True, then=reply)
    return reply


async def press_audience(request: Request, button: ChooseAudience) -> Answer:
    if not is_audience(request.pack, button.what, button.value):
        return out_of_date(request.reader)
    async with request.services.database.write_transaction() as connection:
        draft = await find_unsent(connection, request, button.number)
        if draft is None:
            return out_of_date(request.reader)
        await announcements.set_audience(connection, draft.id, button.what, button.value)
        await dialogs.close_dialog(connection, request.chat_id)
        await actions.record_change(connection, request, draft)
    return await _show_overview(request, draft.id)


async def press_remove_language(request: Request, button: RemoveLanguage) -> Answer:
    async with request.services.database.write_transaction() as connection:
        draft = await find_unsent(connection, request, button.number)
        if draft is None or button.language == draft.fallback:
            return out_of_date(request.reader)
        await announcements.delete_version(connection, draft.id, button.language, draft.edition)
    return await _show_languages(request, draft.id)


async def press_fallback(request: Request, button: ChooseFallback) -> Answer:
    async with request.services.database.write_transaction() as connection:
        draft = await find_unsent(connection, request, button.number)
        if draft is None:
            return out_of_date(request.reader)
        await announcements.set_fallback(connection, draft.id, button.language)
    return await _show_languages(request, draft.id)


async def press_schedule(request: Request, button: Schedule) -> Answer:
    due = datetime.fromtimestamp(button.minute * 60, UTC)
    notice = await actions.schedule(request, button.number, due)
    return await _show_overview(request, button.number, notice)


async def press_action(request: Request, button: AnnouncementAction) -> Answer:
    notice = await actions.carry_out(request, button)
    if notice is None:
        return out_of_date(request.reader)
    if button.action == "discard":
        return replace(await _show_list(request, 1), notice=notice)
    details = await find_details(request, button.number)
    if details is None:  # a colleague's, which is that colleague's draft again
        return replace(await _show_list(request, 1), notice=notice)
    announcement, pressed = details.announcement, request.pressed_message_id
    if pressed and announcement.progress_message_id == pressed:
        progress = progress_view(request.reader, request.pack, announcement, details.tally)
        return replace(progress, notice=notice)
    return overview(request, details, notice)


async def _show_overview(request: Request, number: int, notice: str | None = None) -> Answer:
    details = await find_details(request, number)
    return out_of_date(request.reader) if details is None else overview(request, details, notice)


async def _show_languages(request: Request, number: int) -> Answer:
    details = await find_details(request, number)
    if details is None:
        return out_of_date(request.reader)
    return languages_view(request.reader, details.announcement, details.versions)


TOPIC = Topic(
    "announcements",
    commands={"announce": show_announce},
    screens={PLACE: visit_announce},
    buttons={
        WriteText: author_dialogs.press_write,
        AskTime: author_dialogs.press_ask_time,
        ChooseTime: author_dialogs.press_time,
        ChooseAudience: press_audience,
        RemoveLanguage: press_remove_language,
        ChooseFallback: press_fallback,
        Schedule: press_schedule,
        FindMeeting: author_dialogs.press_find_meeting,
        FindAnnouncement: author_dialogs.press_find_announcement,
        AnnouncementAction: press_action,
    },
    dialogs={
        author_dialogs.TEXT_DIALOG: author_dialogs.answer_text,
        author_dialogs.TIME_DIALOG: author_dialogs.answer_time,
        author_dialogs.MEETING_DIALOG: author_dialogs.answer_meeting,
        author_dialogs.FIND_DIALOG: author_dialogs.answer_find,
    },
    late_parts=(author_dialogs.take_late_part,),
    roles=ORGANISERS,
)

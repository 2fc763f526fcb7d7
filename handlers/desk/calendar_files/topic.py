"""Calendar files: parsing, previewing and importing a file that was sent, and the export."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import asdict

from content.calendars import MAX_BYTES
from handlers.calendar_export.files import calendar_entry, calendar_file
from handlers.desk import ORGANISERS
from handlers.desk.calendar_files.buttons import (
    PLACE,
    ChooseFileZone,
    ChooseForImport,
    ConfirmImport,
    DropImport,
    ExportCalendar,
)
from handlers.desk.calendar_files.calendar_table import calendar_table
from handlers.desk.calendar_files.complaints import complaints_view, failure_view
from handlers.desk.calendar_files.file_parser import ParsingFailed, parse_file
from handlers.desk.calendar_files.importing import (
    Draft,
    import_plan,
    options_of_event,
    plan_of_draft,
    source_details,
)
from handlers.desk.calendar_files.rereading import (
    answer_zone,
    choose_letters,
    draft_of,
    find_draft,
    press_zone,
)
from handlers.desk.calendar_files.screens import ZONE_DIALOG, newer_than, next_screen, store_draft
from handlers.desk.calendar_files.views import counts_text, done_view, dropped_view, files_view
from handlers.framework.audit import record_act
from handlers.framework.permissions import out_of_date
from handlers.framework.reply import Paragraph, Reply
from handlers.framework.request import Attachment, FileRefused, Request
from handlers.framework.topic import Answer, Topic, Visit
from handlers.meetings.conversion import meeting_of
from storage import calendar_imports, dialogs, meetings

_ENDINGS = (".ics", ".ical", ".csv", ".xlsx", "schedule.json", "schedule.xml")
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MEDIA_TYPES = ("text/calendar", "text/csv", _SPREADSHEET)
_FILE_HASH_CHARACTERS = 8


async def take_file(request: Request) -> Answer | None:
    """Preview a file if it is a calendar; otherwise it is for another topic."""
    sent = None if request.incoming is None else request.incoming.attachment
    if sent is None or sent.kind != "document":
        return None
    reader = request.reader
    named_as_calendar = is_named_as_calendar(sent)
    try:
        content = await request.fetch(sent, MAX_BYTES)
        options = options_of_event(request.pack, reader.now)
        read = await parse_file(content, named_as_calendar, options=options)
    except FileRefused as refused:
        return failure_view(reader, str(refused)) if named_as_calendar else None
    except ParsingFailed:
        return failure_view(reader, "not-read") if named_as_calendar else None
    if read is None:
        return None
    if read.complaints and not read.unknown_zones:
        return complaints_view(reader, read.complaints, read.more_complaints)
    # If the same file is sent twice, the buttons of both previews work.
    file_hash = hashlib.sha256(content).hexdigest()[:_FILE_HASH_CHARACTERS]
    draft = draft_of(content, read, options)
    async with request.services.database.write_transaction() as connection:
        await calendar_imports.save_import(
            connection, request.chat_id, file_hash, draft.model_dump_json(), reader.now
        )
        return await next_screen(request, connection, file_hash, draft)


def is_named_as_calendar(sent: Attachment) -> bool:
    """Return whether a file's name or type says that it is a calendar or a programme."""
    return sent.name.casefold().endswith(_ENDINGS) or sent.media_type in _MEDIA_TYPES


async def visit_files(request: Request, visit: Visit) -> Answer:
    async with request.services.database.transaction() as connection:
        stored = await calendar_imports.find_import(connection, request.chat_id, request.reader.now)
        if visit.place.part != "preview":
            count = len(request.pack.meetings)
            return files_view(request.reader, count, stored is not None)
        if stored is None:
            return out_of_date(request.reader)
        draft = Draft.model_validate_json(stored.draft)
        return await next_screen(request, connection, stored.mark, draft, visit.place.page)


async def press_choose(request: Request, button: ChooseForImport) -> Answer:
    pack = request.pack
    if button.what == "letters" and button.value != "right":
        return await choose_letters(request, button.file_hash, button.value)
    async with request.services.database.write_transaction() as connection:
        draft = await find_draft(request, connection, button.file_hash)
        if draft is None:
            return out_of_date(request.reader)
        match button.what, button.value:
            case "order", "day" | "month":
                day_first = button.value == "day"
                read = draft.read.model_copy(update={"day_first": day_first})
                draft = draft.model_copy(update={"day_first": day_first, "read": read})
            case "kind", value if value in pack.kinds:
                draft = draft.model_copy(update={"kind": value})
            case "region", value if value in pack.regions:
                draft = draft.model_copy(update={"region": value})
            case "gone", "cancel" | "leave":
                draft = draft.model_copy(update={"cancel_missing": button.value == "cancel"})
            case "letters", "right":
                draft = draft.model_copy(update={"letters_confirmed": True})
            case "older", "take" | "leave":
                draft = draft.model_copy(update={"take_older": button.value == "take"})
            case _:
                return out_of_date(request.reader)
        await store_draft(request, connection, button.file_hash, draft)
        return await next_screen(request, connection, button.file_hash, draft)


async def press_confirm(request: Request, button: ConfirmImport) -> Answer:
    """Import the file as it was shown, or show it again if the calendar was changed meanwhile."""
    reader = request.reader
    await request.services.change_notices_written()
    async with request.services.database.write_transaction(alone=True) as connection:
        draft = await find_draft(request, connection, button.file_hash)
        if draft is None:
            return out_of_date(reader)
        # A write before the read takes SQLite's lock, so the calendar cannot change in between.
        await store_draft(request, connection, button.file_hash, draft)
        newer = await newer_than(request, connection, draft, button.file_hash)
        if newer is not None:
            return newer
        kept = await meetings.all_meetings(connection)
        services, pack = request.services, request.pack
        plan = await plan_of_draft(connection, services, pack, draft, kept, reader.now)
        open_question = plan.needs_kind or plan.needs_region or plan.complaints
        if open_question or plan.fingerprint(draft.cancel_missing) != button.fingerprint:
            changed = [
                meeting_of(row).title
                for row in kept
                if draft.shown_revisions.get(row.id, row.revision) != row.revision
            ]
            return await next_screen(
                request, connection, button.file_hash, draft, meanwhile=changed
            )
        written = await import_plan(connection, services, pack, draft, plan, reader.now)
        await calendar_imports.delete_import(connection, request.chat_id, button.file_hash)
        await record_act(
            request,
            connection,
            "calendar-imported",
            "calendar",
            asdict(written) | source_details(request.services, draft),
        )
    await request.services.packs.reload_calendar()
    return done_view(reader, counts_text(reader, written.new, written.changed, written.cancelled))


async def press_drop(request: Request, button: DropImport) -> Answer:
    async with request.services.database.write_transaction() as connection:
        dropped = await calendar_imports.delete_import(
            connection, request.chat_id, button.file_hash
        )
        await dialogs.close_dialog(connection, request.chat_id, ZONE_DIALOG)
    return dropped_view(request.reader) if dropped else out_of_date(request.reader)


async def press_export(request: Request, button: ExportCalendar) -> Answer:
    reader = request.reader
    if button.form not in ("ics", "csv"):
        return out_of_date(reader)
    async with request.services.large_file_lock:
        async with request.services.database.transaction() as connection:
            kept = await meetings.all_meetings(connection)
        if button.form == "ics":
            entries = map(calendar_entry, kept)
            # In the words that the file changes when it is read again.
            file = await calendar_file(reader, request.pack.original, entries, "calendar")
        else:
            file = await asyncio.to_thread(calendar_table, kept)
    sentence = reader.ngettext("{number} meeting", "{number} meetings", len(kept))
    return Reply((Paragraph(sentence.format(number=len(kept))),), file=file, payload=PLACE)


TOPIC = Topic(
    "calendar files",
    screens={PLACE: visit_files},
    buttons={
        ExportCalendar: press_export,
        ChooseForImport: press_choose,
        ChooseFileZone: press_zone,
        ConfirmImport: press_confirm,
        DropImport: press_drop,
    },
    dialogs={ZONE_DIALOG: answer_zone},
    files=(take_file,),
    roles=ORGANISERS,
)

"""What a draft shows next: a question that it leaves open, or the preview of the import."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncConnection

from content.zones import find_zones
from handlers.desk.calendar_files.complaints import complaints_view
from handlers.desk.calendar_files.file_questions import letters_view, order_view, zone_view
from handlers.desk.calendar_files.importing import Draft, plan_of_draft
from handlers.desk.calendar_files.views import (
    Preview,
    choose_view,
    preview_view,
)
from handlers.framework.reply import Paragraph, Reply
from handlers.framework.request import Request
from handlers.meetings.conversion import row_of
from storage import calendar_imports, calendar_sources, dialogs, meetings, subscriptions

ZONE_DIALOG = "file-zone"
_MAX_OFFERED_ZONES = 6


async def next_screen(
    request: Request,
    connection: AsyncConnection,
    file_hash: str,
    draft: Draft,
    page: int = 1,
    meanwhile: Sequence[str] | None = None,
) -> Reply:
    """Ask what the file leaves open, or show what it would do. `meanwhile` as in preview_view."""
    reply = await _next_screen(request, connection, file_hash, draft, page, meanwhile)
    name = request.services.calendar_sources.get(draft.source)
    if name is None:
        return reply
    sentence = request.reader.gettext("From the address {name}.").format(name=name)
    return replace(reply, blocks=(*reply.blocks[:1], Paragraph(sentence), *reply.blocks[1:]))


async def _next_screen(
    request: Request,
    connection: AsyncConnection,
    file_hash: str,
    draft: Draft,
    page: int,
    meanwhile: Sequence[str] | None,
) -> Reply:
    reader, pack = request.reader, request.pack
    if draft.needs_letters:
        return letters_view(reader, file_hash, draft.read, can_choose=bool(draft.content))
    if draft.unknown_zone is not None:
        return await show_zone_question(request, connection, file_hash, draft.unknown_zone)
    if draft.read.complaints:
        return complaints_view(reader, draft.read.complaints, draft.read.more_complaints)
    if draft.needs_day_first:
        return order_view(reader, file_hash, draft.read)
    kept = await meetings.all_meetings(connection)
    plan = await plan_of_draft(connection, request.services, pack, draft, kept, reader.now)
    if plan.complaints and not (plan.new or plan.in_file):
        return complaints_view(reader, plan.complaints, plan.more_complaints)
    if plan.needs_kind:
        return choose_view(reader, pack, file_hash, plan, "kind")
    if plan.needs_region:
        return choose_view(reader, pack, file_hash, plan, "region")
    revisions = {change.after.id: change.revision for change in plan.changes(cancel_missing=True)}
    if revisions != draft.shown_revisions:
        shown = draft.model_copy(update={"shown_revisions": revisions})
        await store_draft(request, connection, file_hash, shown)
    notified = plan.notified_meetings(draft.cancel_missing, reader.now)
    chats = await subscriptions.count_subscribers(
        connection, [row_of(meeting) for meeting in notified]
    )
    preview = Preview(
        file_hash, draft.read, plan, draft.cancel_missing, chats, len(notified), draft.take_older,
        draft.options.zones,
    )  # fmt: skip
    return preview_view(reader, pack, preview, page, meanwhile)


async def show_zone_question(
    request: Request,
    connection: AsyncConnection,
    file_hash: str,
    name: str,
    zones: Sequence[str] = (),
    problem: str = "",
) -> Reply:
    """Ask which time zone a name of the file means, and expect the answer as a message. `zones` are
    offered in place of those that the event and its calendar use."""
    pack, reader = request.pack, request.reader
    if not zones:
        used = Counter(meeting.time_zone for meeting in pack.meetings)
        likely = (pack.event.time_zone, *find_zones(name, reader.language),
                  *(zone for zone, _count in used.most_common()))  # fmt: skip
        zones = list(dict.fromkeys(likely))
    state = json.dumps({"file": file_hash, "name": name})
    await dialogs.open_dialog(connection, request.chat_id, ZONE_DIALOG, state, reader.now)
    return zone_view(reader, file_hash, name, zones[:_MAX_OFFERED_ZONES], problem)


async def store_draft(
    request: Request, connection: AsyncConnection, file_hash: str, draft: Draft
) -> None:
    await calendar_imports.update_import(
        connection, request.chat_id, file_hash, draft.model_dump_json()
    )


async def open_source_draft(
    request: Request, connection: AsyncConnection, source_id: str, mark: str
) -> Reply | None:
    """Show what waits from an address, in place of the chat's file, or None if nothing does. If it
    is newer than what the pressed button showed, whose mark is given, that is said."""
    source = await calendar_sources.find_source(connection, source_id)
    if source is None or source.draft is None:
        return None
    try:
        draft = Draft.model_validate_json(source.draft)
    except ValidationError:
        return None  # of another version of the bot, or damaged: the next fetch makes another
    await calendar_imports.save_import(
        connection, request.chat_id, source.mark, source.draft, request.reader.now
    )
    reply = await next_screen(request, connection, source.mark, draft)
    if source.mark == mark:
        return reply
    sentence = request.reader.gettext(
        "There has been a newer version since. This is what it would change."
    )
    return replace(reply, blocks=(Paragraph(sentence), *reply.blocks))


async def newer_than(
    request: Request, connection: AsyncConnection, draft: Draft, mark: str
) -> Reply | None:
    """Return the screen that takes the place of an address's draft if it is no longer what waits
    there; None if it is."""
    if not draft.source:
        return None
    source = await calendar_sources.find_source(connection, draft.source)
    if source is not None and source.draft is not None and source.mark == mark:
        return None
    reply = await open_source_draft(request, connection, draft.source, mark)
    if reply is not None:
        return reply
    await calendar_imports.delete_import(connection, request.chat_id, mark)
    sentence = request.reader.gettext(
        "This is no longer what the address gives. There is nothing to import from it at the "
        "moment."
    )
    return Reply((Paragraph(sentence),), payload="desk")

"""Calendar files: what was sent is read, shown and taken over; the calendar is exported."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncConnection

from content.calendars import MAX_BYTES, Entry, Read
from handlers.calendar_export.files import calendar_file, scheduled
from handlers.desk import ORGANISERS
from handlers.desk.calendar_files.buttons import (
    PLACE,
    ChooseForImport,
    ConfirmImport,
    DropImport,
    ExportCalendar,
)
from handlers.desk.calendar_files.complaints import complaints_view, trouble_view
from handlers.desk.calendar_files.plan import Known, Plan, plan_of, uids_of
from handlers.desk.calendar_files.reading import NotRead, read_apart
from handlers.desk.calendar_files.sheet import calendar_sheet
from handlers.desk.calendar_files.views import (
    Shown,
    choose_view,
    counts_said,
    done_view,
    dropped_view,
    exchange_view,
    order_view,
    preview_view,
)
from handlers.framework.permissions import out_of_date
from handlers.framework.reply import Paragraph, Reply
from handlers.framework.request import FileRefused, Request
from handlers.framework.topic import Answer, Topic, Visit
from handlers.meetings.conversion import meeting_of, row_of
from storage import audit_log, calendar_imports, meetings, subscriptions
from storage.meetings import Edit, KeptMeeting

_ENDINGS = (".ics", ".ical", ".csv")
_MEDIA_TYPES = ("text/calendar", "text/csv")


class Draft(BaseModel):
    """A file that was read, and what was chosen for it. `seen` are the revisions of the meetings
    that it would change, as they were when that was shown last."""

    read: Read
    day_first: bool | None = None
    kind: str = ""
    region: str = ""
    gone: bool = False
    seen: dict[str, int] = {}

    @property
    def entries(self) -> Sequence[Entry]:
        return self.read.otherwise if self.day_first is False else self.read.entries


async def take_file(request: Request) -> Answer | None:
    """A file that somebody of the team sent, where it is a calendar."""
    sent = None if request.incoming is None else request.incoming.attachment
    if sent is None or sent.kind != "document":
        return None
    reader = request.reader
    called = sent.name.casefold().endswith(_ENDINGS) or sent.media_type in _MEDIA_TYPES
    try:
        content = await request.fetch(sent, MAX_BYTES)
        read = await read_apart(content, called)
    except FileRefused as refused:
        return trouble_view(reader, str(refused)) if called else None
    except NotRead:
        return trouble_view(reader, "not-read") if called else None
    if read is None:
        return None
    if read.complaints:
        return complaints_view(reader, read.complaints, read.more_complaints)
    # By its content: a file that is handed over twice is shown twice, and both buttons work.
    mark, draft = hashlib.sha256(content).hexdigest()[:8], Draft(read=read)
    async with request.services.database.transaction() as connection:
        await calendar_imports.save_import(
            connection, request.chat_id, mark, draft.model_dump_json(), reader.now
        )
        return await _next(request, connection, mark, draft)


async def visit_exchange(request: Request, visit: Visit) -> Answer:
    async with request.services.database.transaction() as connection:
        waiting = await calendar_imports.find_import(
            connection, request.chat_id, request.reader.now
        )
        if visit.place.part != "preview":
            count = len(request.pack.meetings)
            return exchange_view(request.reader, count, waiting is not None)
        if waiting is None:
            return out_of_date(request.reader)
        draft = Draft.model_validate_json(waiting.draft)
        return await _next(request, connection, waiting.mark, draft, visit.place.page)


async def choose(request: Request, button: ChooseForImport) -> Answer:
    pack = request.pack
    async with request.services.database.transaction() as connection:
        draft = await _draft(request, connection, button.mark)
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
                draft = draft.model_copy(update={"gone": button.value == "cancel"})
            case _:
                return out_of_date(request.reader)
        await _keep(request, connection, button.mark, draft)
        return await _next(request, connection, button.mark, draft)


async def confirm(request: Request, button: ConfirmImport) -> Answer:
    """All of what was shown, or nothing of it where the calendar is another by now."""
    reader, asker = request.reader, request.member
    if asker is None:
        raise ValueError("the calendar is the team's")
    await request.services.change_notices_written()
    async with request.services.database.transaction() as connection:
        draft = await _draft(request, connection, button.mark)
        if draft is None:
            return out_of_date(reader)
        # Writing first keeps everybody else from writing between what is read now and its change.
        await _keep(request, connection, button.mark, draft)
        kept = await meetings.all_meetings(connection)
        plan = await _plan(request, connection, draft, kept)
        open_question = plan.no_kind or plan.no_region or plan.complaints
        if open_question or plan.mark(draft.gone) != button.plan:
            others = [
                meeting_of(each).title
                for each in kept
                if draft.seen.get(each.id, each.revision) != each.revision
            ]
            return await _next(request, connection, button.mark, draft, meanwhile=others)
        numbers = await _take_over(request, connection, plan, draft.gone)
        await calendar_imports.delete_import(connection, request.chat_id, button.mark)
        await audit_log.record(
            connection, asker.user_id, asker.name, "calendar-imported", "calendar", reader.now,
            json.dumps(dict(zip(("new", "changed", "cancelled"), numbers, strict=True))),
        )  # fmt: skip
    await request.services.packs.reload_calendar()
    return done_view(reader, counts_said(reader, *numbers))


async def drop(request: Request, button: DropImport) -> Answer:
    async with request.services.database.transaction() as connection:
        dropped = await calendar_imports.delete_import(connection, request.chat_id, button.mark)
    return dropped_view(request.reader) if dropped else out_of_date(request.reader)


async def export(request: Request, button: ExportCalendar) -> Answer:
    reader = request.reader
    async with request.services.database.transaction() as connection:
        kept = await meetings.all_meetings(connection)
    if button.form == "ics":
        entries = [scheduled(each) for each in kept]
        file = calendar_file(reader, request.pack, entries, "calendar")
    elif button.form == "csv":
        file = calendar_sheet(kept)
    else:
        return out_of_date(reader)
    said = reader.ngettext("{number} meeting", "{number} meetings", len(kept))
    return Reply((Paragraph(said.format(number=len(kept))),), file=file, payload=PLACE)


async def _draft(request: Request, connection: AsyncConnection, mark: str) -> Draft | None:
    waiting = await calendar_imports.find_import(connection, request.chat_id, request.reader.now)
    if waiting is None or waiting.mark != mark:
        return None
    return Draft.model_validate_json(waiting.draft)


async def _keep(request: Request, connection: AsyncConnection, mark: str, draft: Draft) -> None:
    await calendar_imports.update_import(connection, request.chat_id, mark, draft.model_dump_json())


async def _next(
    request: Request,
    connection: AsyncConnection,
    mark: str,
    draft: Draft,
    page: int = 1,
    meanwhile: Sequence[str] | None = None,
) -> Reply:
    """What is to be asked next of a file, or what it would do."""
    reader, pack = request.reader, request.pack
    if draft.read.ambiguous and draft.day_first is None:
        return order_view(reader, mark, draft.read)
    kept = await meetings.all_meetings(connection)
    plan = await _plan(request, connection, draft, kept)
    if plan.complaints:
        return complaints_view(reader, plan.complaints, plan.more_complaints)
    if plan.no_kind:
        return choose_view(reader, pack, mark, plan, "kind")
    if plan.no_region:
        return choose_view(reader, pack, mark, plan, "region")
    seen = {each.after.id: each.revision for each in (*plan.changed, *plan.gone)}
    if seen != draft.seen:
        await _keep(request, connection, mark, draft.model_copy(update={"seen": seen}))
    told = plan.told(draft.gone, reader.now)
    chats = await subscriptions.count_subscribers(connection, [row_of(each) for each in told])
    shown = Shown(mark, draft.read, plan, draft.gone, chats, len(told))
    return preview_view(reader, pack, shown, page, meanwhile)


async def _plan(
    request: Request, connection: AsyncConnection, draft: Draft, kept: Sequence[KeptMeeting]
) -> Plan:
    imported = await calendar_imports.find_imported_meetings(connection, uids_of(draft.entries))
    known = Known(request.pack, kept, imported, request.reader.now)
    # Delegates read it, whoever sent the file.
    source = request.services.reader(request.pack, request.reader.now, None, None).gettext(
        "the secretariat’s calendar"
    )
    return plan_of(known, draft.read, draft.entries, draft.kind, draft.region, source)


async def _take_over(
    request: Request, connection: AsyncConnection, plan: Plan, gone: bool
) -> tuple[int, int, int]:
    """How many are new, changed and cancelled."""
    now = request.reader.now
    by = request.services.reader(request.pack, now, None, None).gettext("the secretariat")
    changes = [*plan.changed, *(plan.gone if gone else ())]
    rows = [row_of(each) for each in (*plan.new, *(change.after for change in changes))]
    cancelled = {each.after.id for each in changes if each.cancels}
    await meetings.change_meetings(connection, rows, now, Edit(by=by), cancelled)
    await calendar_imports.save_imported_events(connection, plan.became)
    changed = sum(not each.cancels for each in plan.changed)
    return len(plan.new), changed, len(cancelled)


TOPIC = Topic(
    "calendar files",
    screens={PLACE: visit_exchange},
    buttons={
        ExportCalendar: export,
        ChooseForImport: choose,
        ConfirmImport: confirm,
        DropImport: drop,
    },
    files=(take_file,),
    roles=ORGANISERS,
)

"""The calendar at the desk: the command, the screens, the form's buttons and answers."""

from __future__ import annotations

from dataclasses import replace

from content.model import Meeting
from handlers.desk import ORGANISERS
from handlers.desk.calendar import history
from handlers.desk.calendar.answers import Unfit, check, read_answer
from handlers.desk.calendar.buttons import ONE, PLACE, Begin, MoveBack, Pick, Turn
from handlers.desk.calendar.draft import drafted, when_of
from handlers.desk.calendar.form import (
    CONFIRM,
    FIELD,
    NAME,
    Form,
    packed,
    still_asked,
    unpacked,
    with_zone,
)
from handlers.desk.calendar.history import Since
from handlers.desk.calendar.listing import list_view, one_view
from handlers.desk.calendar.questions import may_skip, picks, question_view
from handlers.desk.calendar.saving import Meanwhile, count_told, house, save
from handlers.desk.calendar.summary import summary_view
from handlers.desk.calendar.vanished import vanished_view
from handlers.framework.permissions import out_of_date
from handlers.framework.places import Place
from handlers.framework.reply import Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit
from handlers.meetings.conversion import meeting_of
from storage import dialogs, meetings, subscriptions
from storage.meetings import KeptMeeting


async def show_calendar(request: Request) -> Answer:
    return await visit_calendar(request, Visit(Place(PLACE)))


async def visit_calendar(request: Request, visit: Visit) -> Answer:
    form = await _form(request)
    if visit.place.part == "form":
        return out_of_date(request.reader) if form is None else await _shown(request, form)
    return list_view(request.reader, request.pack, visit.place, form is not None)


async def visit_one(request: Request, visit: Visit) -> Answer:
    return await _one(request, visit.place.part)


async def _one(request: Request, meeting_id: str, notice: str | None = None) -> Answer:
    kept = await _kept(request, meeting_id)
    if kept is None:
        return out_of_date(request.reader)
    async with request.services.database.transaction() as connection:
        last = await history.last_change(connection, kept)
        chats = await subscriptions.count_subscribers(connection, [kept])
    return one_view(request.reader, request.pack, meeting_of(kept), last, chats, notice)


async def begin(request: Request, button: Begin) -> Answer:
    """Begin a form. One that was answered in part is shown first, so that nothing of it is lost."""
    kept = await _kept(request, button.meeting)
    if not request.in_private or not _may_begin(button.what, kept):
        return out_of_date(request.reader)
    revision = 0 if kept is None else kept.revision
    return await _began(request, Form(button.what, button.meeting if kept else "", revision, "", 0))


async def move_back(request: Request, button: MoveBack) -> Answer:
    """Begin a move to when it was before the last one."""
    kept = await _kept(request, button.meeting)
    if not request.in_private or kept is None or not _may_begin("move", kept):
        return out_of_date(request.reader)
    async with request.services.database.transaction() as connection:
        moved = await history.since(connection, kept.id, kept.revision - 1)
    if moved is None or kept.revision != button.revision:
        return out_of_date(request.reader)
    then = {"when": when_of(moved.before.start, moved.before.end)}
    return await _began(request, Form("move", kept.id, kept.revision, "", 0, answers=then))


async def _began(request: Request, form: Form) -> Answer:
    begun = await _form(request)
    if begun is not None and begun.answers:
        first = request.reader.gettext("Finish this first, or cancel it.")
        return replace(await _shown(request, begun), notice=first)
    return await _go_on(request, form.on())


def _may_begin(what: str, kept: KeptMeeting | None) -> bool:
    if what == "add" or kept is None:
        return what == "add" and kept is None
    if what == "change":
        return True
    return kept.status == {"restore": "cancelled", "move": "planned", "cancel": "planned"}.get(what)


def _vanished(form: Form, meeting: Meeting | None) -> bool:
    """Whether the form is about a meeting that is not in the calendar any more."""
    return bool(form.meeting) and meeting is None


async def pick(request: Request, button: Pick) -> Answer:
    form = await _form(request)
    if form is None or form.mark != button.mark:
        return await _late(request, form)
    meeting = await _meeting(request, form)
    if _vanished(form, meeting):
        return await _shown(request, form)
    offered = {value for _label, value in picks(request.reader, request.pack, form, meeting)}
    if button.value not in offered:
        return out_of_date(request.reader)
    if form.step == FIELD:
        chosen = tuple(dict.fromkeys((*form.chosen, button.value)))
        return await _go_on(request, replace(form, chosen=chosen, step=button.value))
    return await _answered(request, form, meeting, button.value)


async def turn(request: Request, button: Turn) -> Answer:
    form = await _form(request)
    if form is None or form.mark != button.mark:
        return await _late(request, form)
    meeting = await _meeting(request, form)
    if _vanished(form, meeting) and button.wanted != "drop":
        return await _shown(request, form)
    match button.wanted:
        case "back" if form.before is not None:
            return await _go_on(request, replace(form, step=form.before))
        case "skip" if may_skip(request.pack, form, meeting):
            return await _answered(request, form, meeting, "")
        case "keep" if form.step in form.answers:
            return await _go_on(request, form.on())
        case "more" if form.what == "change":
            return await _go_on(request, replace(form, step=FIELD))
        case "drop":
            return await _drop(request, form)
        case "save" if form.step == CONFIRM:
            return await _save(request, form)
        case _:
            return out_of_date(request.reader)


async def answer(request: Request, state: str) -> Answer:
    """Words are the answer to the open question; the same message again, after a crash, is not
    the answer to the next one."""
    form = still_asked(unpacked(state), request.pack)
    heard = request.incoming.id if request.incoming is not None else 0
    if form.step in (CONFIRM, FIELD) or (heard and heard <= form.heard):
        return await _shown(request, form)
    meeting = await _meeting(request, form)
    if _vanished(form, meeting):
        return await _shown(request, form)
    try:
        said = read_answer(request.reader, request.pack, form, meeting, request.words)
    except Unfit as problem:
        return question_view(request.reader, request.pack, form, meeting, str(problem))
    return await _answered(request, replace(form, heard=heard), meeting, said)


async def _answered(request: Request, form: Form, meeting: Meeting | None, value: str) -> Answer:
    after = form.answered(value)
    if form.step in ("city", "country") and (
        form.what == "change" or "country" in after.answers or value == ""
    ):
        after = with_zone(after, request.pack, meeting, request.reader.language)
    return await _go_on(request, after.on())


async def _go_on(request: Request, form: Form) -> Answer:
    """Keep the form as it is now, and show the question that is open."""
    form = form.fresh()
    async with request.services.database.transaction() as connection:
        now = request.reader.now
        await dialogs.open_dialog(connection, request.chat_id, NAME, packed(form), now)
    return await _shown(request, form)


async def _shown(request: Request, form: Form, meanwhile: Since | None = None) -> Reply:
    reader, pack = request.reader, request.pack
    kept = await _kept(request, form.meeting)
    meeting = None if kept is None else meeting_of(kept)
    if _vanished(form, meeting):
        return vanished_view(reader, pack, form)
    if form.step != CONFIRM:
        return question_view(reader, pack, form, meeting)
    try:
        check(reader, pack, form, meeting)
    except Unfit as problem:
        again = replace(form, step="when").fresh()
        async with request.services.database.transaction() as connection:
            state = packed(again)
            await dialogs.open_dialog(connection, request.chat_id, NAME, state, reader.now)
        return question_view(reader, pack, again, meeting, str(problem))
    after = drafted(form, pack, meeting, house(request))
    async with request.services.database.transaction() as connection:
        chats = await count_told(connection, form, kept, after, reader.now)
    return summary_view(reader, pack, form, meeting, after, chats, meanwhile)


async def _save(request: Request, form: Form) -> Answer:
    """Save it; where somebody else was faster, show what it is now and ask again."""
    _ = request.reader.gettext
    try:
        check(request.reader, request.pack, form, await _meeting(request, form))
    except Unfit:
        return await _shown(request, form)
    try:
        saved = await save(request, form)
    except Meanwhile:
        return await _meanwhile(request, form)
    return await _one(request, saved, _("Saved."))


async def _meanwhile(request: Request, form: Form) -> Answer:
    kept = await _kept(request, form.meeting)
    if kept is None:
        return await _shown(request, form)
    if not _may_begin(form.what, kept):
        async with request.services.database.transaction() as connection:
            await dialogs.close_dialog(connection, request.chat_id)
        said = request.reader.gettext("It was changed meanwhile. This is what it is now.")
        return await _one(request, form.meeting, said)
    again = replace(form, revision=kept.revision).fresh()
    async with request.services.database.transaction() as connection:
        now = request.reader.now
        changed = await history.since(connection, kept.id, form.revision)
        await dialogs.open_dialog(connection, request.chat_id, NAME, packed(again), now)
    return await _shown(request, again, changed or Since(meeting_of(kept), ()))


async def _drop(request: Request, form: Form) -> Answer:
    async with request.services.database.transaction() as connection:
        await dialogs.close_dialog(connection, request.chat_id)
    said = request.reader.gettext("Stopped. Nothing was kept.")
    if await _kept(request, form.meeting) is not None:
        return await _one(request, form.meeting, said)
    return replace(list_view(request.reader, request.pack, Place(PLACE), False), notice=said)


async def _late(request: Request, form: Form | None) -> Answer:
    """An old button: it does nothing but show the question that is open."""
    late = out_of_date(request.reader)
    return late if form is None else replace(await _shown(request, form), notice=late.text)


async def _form(request: Request) -> Form | None:
    async with request.services.database.transaction() as connection:
        now = request.reader.now
        dialog = await dialogs.dialog_of(connection, request.chat_id, now)
    if dialog is None or dialog.name != NAME:
        return None
    return still_asked(unpacked(dialog.state), request.pack)


async def _kept(request: Request, meeting_id: str) -> KeptMeeting | None:
    if not meeting_id:
        return None
    async with request.services.database.transaction() as connection:
        return await meetings.find_meeting(connection, meeting_id)


async def _meeting(request: Request, form: Form) -> Meeting | None:
    kept = await _kept(request, form.meeting)
    return None if kept is None else meeting_of(kept)


TOPIC = Topic(
    "calendar at the desk",
    commands={"calendar": show_calendar},
    screens={PLACE: visit_calendar, ONE: visit_one},
    buttons={Begin: begin, MoveBack: move_back, Pick: pick, Turn: turn},
    dialogs={NAME: answer},
    roles=ORGANISERS,
)

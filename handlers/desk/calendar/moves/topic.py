"""Swapping two meetings and moving several: the screens, buttons and answers.

Each press or answer is one transaction, which writes what was chosen to the chat's dialog before
the next question is shown. Saving has a transaction of its own (saving.py).
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.desk import ORGANISERS
from handlers.desk.calendar.buttons import PLACE as CALENDAR
from handlers.desk.calendar.moves.buttons import (
    PLACE,
    ChooseChange,
    ChooseScope,
    DraftCommand,
    PickOther,
    SaveDraft,
    SwapWith,
    ToggleMeeting,
    UndoAct,
)
from handlers.desk.calendar.moves.choices import after_command, chosen_value, in_order
from handlers.desk.calendar.moves.draft import (
    DIALOG,
    QUESTIONS,
    SELECT,
    Draft,
    find_draft,
    from_json,
    keep_draft,
    meetings_in,
    new_draft,
    with_next_room,
)
from handlers.desk.calendar.moves.preview import done_view, nothing_to_undo_view, preview_view
from handlers.desk.calendar.moves.questions import (
    change_view,
    gone_view,
    names_view,
    other_view,
    others_of,
    question_view,
    select_view,
    start_view,
    what_view,
)
from handlers.desk.calendar.moves.saving import (
    ChangedMeanwhile,
    DraftGone,
    count_notified_chats,
    last_act,
    plan_of,
    save_draft,
)
from handlers.desk.calendar.moves.typed_answers import InvalidAnswer, answered, with_rooms
from handlers.desk.calendar.open_form import find_open_form, show_form
from handlers.desk.calendar.views import list_view
from handlers.desk.meeting_choice import find_meetings
from handlers.framework.permissions import out_of_date
from handlers.framework.places import PAGE_SIZE, Place
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit
from storage import dialogs


async def visit_moves(request: Request, visit: Visit) -> Answer:
    part, page = visit.place.part, visit.place.page
    if part in ("days", "rooms", "tracks"):
        return names_view(request.reader, request.pack, part, page)
    if part != "draft":
        return start_view(request.reader, request.pack)
    async with request.services.database.transaction() as connection:
        draft = await find_draft(request, connection)
        if draft is None:
            return out_of_date(request.reader)
        return await _show(request, connection, draft, page)


async def press_swap(request: Request, button: SwapWith) -> Answer:
    one = request.pack.original.meeting(button.meeting_id)
    if one is None or one.cancelled or one.deadline:
        return out_of_date(request.reader)
    return await _begin(request, new_draft("swap", meeting_ids=(one.id,), step="other"))


async def press_scope(request: Request, button: ChooseScope) -> Answer:
    """Begin with the meetings of a day, room or track that have not begun; of all, with none."""
    found = meetings_in(request.pack, button.kind, button.key)
    if not found:
        return out_of_date(request.reader)
    scope: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    if button.kind != "list":
        scope = tuple(meeting.id for meeting in found)
        chosen = tuple(meeting.id for meeting in found if meeting.opens > request.reader.now)
    return await _begin(request, new_draft("shift", meeting_ids=chosen, scope=scope, step=SELECT))


async def press_undo(request: Request, button: UndoAct) -> Answer:
    return await _begin(request, new_draft("undo", entry=button.entry))


async def show_undo(request: Request) -> Answer:
    """Preview undoing the latest swap or move that was not undone."""
    async with request.services.database.transaction() as connection:
        entry = await last_act(connection)
    if entry is None:
        return nothing_to_undo_view(request.reader)
    return await _begin(request, new_draft("undo", entry=entry.id))


async def press_other(request: Request, button: PickOther) -> Answer:
    async with request.services.database.write_transaction() as connection:
        draft = await _draft_of(request, connection, button.nonce)
        if draft is None or draft.action != "swap":
            return out_of_date(request.reader)
        return await _pick_other(request, connection, draft, button.meeting_id)


async def press_toggle(request: Request, button: ToggleMeeting) -> Answer:
    async with request.services.database.write_transaction() as connection:
        draft = await _draft_of(request, connection, button.nonce)
        if draft is None or draft.action != "shift":
            return out_of_date(request.reader)
        chosen = frozenset(draft.meeting_ids) ^ {button.meeting_id}
        draft = replace(draft, meeting_ids=in_order(request, draft, chosen), step=SELECT)
        return await _keep_and_show(request, connection, draft, button.page)


async def press_change(request: Request, button: ChooseChange) -> Answer:
    async with request.services.database.write_transaction() as connection:
        draft = await _draft_of(request, connection, button.nonce)
        value = None if draft is None else chosen_value(request, draft, button)
        if draft is None or value is None:
            return out_of_date(request.reader)
        if draft.step == "each":
            draft = with_next_room(draft, value)
        else:
            draft = replace(draft, what=button.what, value=value, step="")
        return await _keep_and_show(request, connection, draft)


async def press_command(request: Request, button: DraftCommand) -> Answer:
    async with request.services.database.write_transaction() as connection:
        draft = await _draft_of(request, connection, button.nonce)
        if draft is None:
            return out_of_date(request.reader)
        if button.command == "drop":
            await dialogs.close_dialog(connection, request.chat_id)
            notice = request.reader.gettext("Stopped. Nothing was saved.")
            has_addresses = bool(request.services.calendar_sources)
            calendar = list_view(request.reader, request.pack, Place(CALENDAR), None, has_addresses)
            return replace(calendar, notice=notice)
        changed = after_command(request, draft, button.command)
        if changed is None:
            return out_of_date(request.reader)
        return await _keep_and_show(request, connection, changed)


async def press_save(request: Request, button: SaveDraft) -> Answer:
    """Save what was shown, or show what would be saved now."""
    if not request.in_private:
        return out_of_date(request.reader)
    try:
        saved = await save_draft(request, button.nonce, button.fingerprint)
    except DraftGone:
        return out_of_date(request.reader)
    except ChangedMeanwhile:
        async with request.services.database.transaction() as connection:
            draft = await _draft_of(request, connection, button.nonce)
            if draft is None:
                return out_of_date(request.reader)
            return await _show(request, connection, draft, changed=True)
    return done_view(request.reader, saved)


async def answer(request: Request, state: str) -> Answer | None:
    """Take words as the answer to the open question; without one, they are a search.

    A message that is processed again after a crash is not the answer to the next question.
    """
    draft = from_json(state)
    message_id = request.incoming.id if request.incoming is not None else 0
    repeated = message_id and message_id <= draft.last_message_id
    if draft.step not in QUESTIONS and not repeated:
        return None
    async with request.services.database.write_transaction() as connection:
        if repeated:
            return await _show(request, connection, draft)
        if draft.step == "other":
            return await _find_other(request, connection, draft, message_id)
        try:
            if draft.step == "each":
                draft = with_rooms(request, draft)
            else:
                draft = answered(request, draft, " ".join(request.words.split()))
                draft = replace(draft, step="")
        except InvalidAnswer as problem:
            return question_view(request.reader, request.pack, draft, str(problem))
        draft = replace(draft, last_message_id=message_id)
        return await _keep_and_show(request, connection, draft)


async def _begin(request: Request, draft: Draft) -> Answer:
    """Open a draft, unless a form has answers: that is shown first, so that none is lost."""
    if not request.in_private:
        return out_of_date(request.reader)
    async with request.services.database.write_transaction() as connection:
        opened = await find_open_form(request, connection)
        if opened is not None and opened.form.is_begun:
            notice = request.reader.gettext("Please finish this first, or cancel it.")
            return replace(await show_form(request, connection, opened), notice=notice)
        return await _keep_and_show(request, connection, draft)


async def _draft_of(request: Request, connection: AsyncConnection, nonce: int) -> Draft | None:
    """Return the draft of a button, None if it is another one by now."""
    draft = await find_draft(request, connection) if request.in_private else None
    return draft if draft is not None and draft.nonce == nonce else None


async def _keep_and_show(
    request: Request, connection: AsyncConnection, draft: Draft, page: int = 1
) -> Answer:
    await keep_draft(request, connection, draft)
    return await _show(request, connection, draft, page)


async def _show(
    request: Request,
    connection: AsyncConnection,
    draft: Draft,
    page: int = 1,
    changed: bool = False,
) -> Answer:
    """Show the open question, or what would be saved."""
    reader, pack = request.reader, request.pack
    if draft.step == "other":
        return other_view(reader, pack, draft, page)
    if draft.step in QUESTIONS:
        return question_view(reader, pack, draft)
    if draft.step == SELECT:
        return select_view(reader, pack, draft, page)
    if draft.action == "shift" and not draft.what:
        return change_view(reader, draft)
    if draft.action == "swap" and not draft.what:
        one, other = (pack.original.meeting(id) for id in draft.meeting_ids)
        if one is None or other is None:
            return gone_view(reader)
        return what_view(reader, one, other, draft)
    plan = await plan_of(request, connection, draft)
    chats = await count_notified_chats(request, connection, plan)
    return preview_view(reader, draft, plan, chats, page, changed)


async def _pick_other(
    request: Request, connection: AsyncConnection, draft: Draft, meeting_id: str
) -> Answer:
    first = request.pack.original.meeting(draft.meeting_ids[0])
    offered = [] if first is None else others_of(request.pack, first)
    if meeting_id not in {meeting.id for meeting in offered}:
        return out_of_date(request.reader)
    draft = replace(draft, meeting_ids=(draft.meeting_ids[0], meeting_id), what="", step="")
    return await _keep_and_show(request, connection, draft)


async def _find_other(
    request: Request, connection: AsyncConnection, draft: Draft, message_id: int
) -> Answer:
    """Find the other meeting of a swap by its id, or by words of its title."""
    first = request.pack.original.meeting(draft.meeting_ids[0])
    if first is None:
        return gone_view(request.reader)
    found = find_meetings(others_of(request.pack, first), request.words)
    draft = replace(draft, last_message_id=message_id)
    if len(found) == 1:
        return await _pick_other(request, connection, draft, found[0].id)
    await keep_draft(request, connection, draft)
    return other_view(request.reader, request.pack, draft, 1, found[:PAGE_SIZE])


TOPIC = Topic(
    "several meetings at the desk",
    screens={PLACE: visit_moves},
    buttons={
        SwapWith: press_swap,
        PickOther: press_other,
        ChooseScope: press_scope,
        ToggleMeeting: press_toggle,
        ChooseChange: press_change,
        DraftCommand: press_command,
        SaveDraft: press_save,
        UndoAct: press_undo,
    },
    dialogs={DIALOG: answer},
    roles=ORGANISERS,
)

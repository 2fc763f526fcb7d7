"""/calendar for the team: the command, the screens, and the form's buttons and answers.

A press or an answer is one transaction: it reads the form and its meeting once, and writes the form
before the next question is shown. Saving has a transaction of its own (form_saving.py).
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from content.typed_words import means
from handlers.desk import ORGANISERS
from handlers.desk.calendar import meeting_history
from handlers.desk.calendar.attendance import option_rows, switch_attendance
from handlers.desk.calendar.buttons import (
    LINE_PLACE,
    MEETING_PLACE,
    PLACE,
    BeginForm,
    FormCommand,
    MoveBack,
    PickAnswer,
    RemoveMeeting,
    SwitchAttendance,
    SwitchFloor,
)
from handlers.desk.calendar.floor_switch import switch_floor
from handlers.desk.calendar.form import (
    CONFIRM,
    DIALOG,
    FIELD,
    Form,
    cities_of,
    from_json,
    key_of,
    new_form,
    rooms_of,
    with_zone_of_city,
    without_unknown_answers,
)
from handlers.desk.calendar.form_answers import (
    InvalidAnswer,
    check_days,
    picked_days,
    read_answer,
)
from handlers.desk.calendar.form_meeting import encode_days
from handlers.desk.calendar.form_questions import answer_choices, may_skip, question_view
from handlers.desk.calendar.form_saving import ChangedMeanwhile, save_form
from handlers.desk.calendar.form_summary import may_give_reason
from handlers.desk.calendar.meeting_history import ChangesSince
from handlers.desk.calendar.moves.buttons import DRAFT_PLACE
from handlers.desk.calendar.moves.draft import find_draft
from handlers.desk.calendar.moves.topic import show_undo
from handlers.desk.calendar.open_form import (
    OpenForm,
    find_meeting,
    find_open_form,
    keep_and_show,
    keep_form,
    show_form,
)
from handlers.desk.calendar.reminder_lines import visit_line
from handlers.desk.calendar.views import found_view, list_view, meeting_view, remove_view
from handlers.desk.meeting_choice import find_meetings
from handlers.desk.notified import saved_text
from handlers.framework.audit import record_act
from handlers.framework.permissions import out_of_date
from handlers.framework.places import Place
from handlers.framework.reply import Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit
from handlers.meetings.conversion import meeting_of
from handlers.wording import labels
from storage import dialogs, meetings, subscriptions
from storage.deliveries.change_progress import progress_of_change
from storage.floor import switches
from storage.meetings import KeptMeeting


async def show_calendar(request: Request) -> Answer:
    """Answer /calendar, `/calendar undo`, or /calendar and words of a meeting."""
    if means(request.words, "undo"):
        return await show_undo(request)
    if request.words:
        return await _find(request)
    return await visit_calendar(request, Visit(Place(PLACE)))


async def _find(request: Request) -> Answer:
    """Show the meeting that words name, or those that have them."""
    found = find_meetings(request.pack.original.meetings, request.words)
    upcoming = [meeting for meeting in found if meeting.closes > request.reader.now]
    if len(upcoming or found) == 1:
        (one,) = upcoming or found
        return await visit_meeting(request, Visit(Place(MEETING_PLACE, one.id)))
    found = sorted(upcoming or found, key=lambda meeting: meeting.opens)
    return found_view(request.reader, request.pack, found, Place(PLACE), request.words)


async def visit_calendar(request: Request, visit: Visit) -> Answer:
    async with request.services.database.transaction() as connection:
        opened = await find_open_form(request, connection)
        if visit.place.part != "form":
            unfinished = f"{PLACE}.form" if opened is not None else None
            if opened is None and await find_draft(request, connection) is not None:
                unfinished = DRAFT_PLACE
            return _list(request, visit.place, unfinished)
        if opened is None:
            return out_of_date(request.reader)
        return await show_form(request, connection, opened)


def _list(request: Request, here: Place, unfinished: str | None) -> Reply:
    has_addresses = bool(request.services.calendar_sources)
    return list_view(request.reader, request.pack, here, unfinished, has_addresses)


async def visit_meeting(request: Request, visit: Visit) -> Answer:
    async with request.services.database.transaction() as connection:
        kept = await meetings.find_meeting(connection, visit.place.part)
        return await _show_meeting(request, connection, kept)


async def press_begin(request: Request, button: BeginForm) -> Answer:
    async with request.services.database.write_transaction() as connection:
        kept = await find_meeting(connection, button.meeting_id)
        if not request.in_private or not _may_begin(button.action, kept):
            return out_of_date(request.reader)
        meeting_id, revision = ("", 0) if kept is None else (kept.id, kept.revision)
        if button.action == "room":
            form = new_form("change", request.pack, meeting_id, revision)
            form = replace(form, chosen_fields=("room",))
        else:
            form = new_form(button.action, request.pack, meeting_id, revision)
        return await _begin(request, connection, OpenForm(form, kept))


async def press_move_back(request: Request, button: MoveBack) -> Answer:
    """Begin a move to the time before the last move."""
    async with request.services.database.write_transaction() as connection:
        kept = await find_meeting(connection, button.meeting_id)
        if not request.in_private or kept is None or not _may_begin("move", kept):
            return out_of_date(request.reader)
        moved = await meeting_history.changes_since(connection, kept.id, kept.revision - 1)
        if moved is None or kept.revision != button.revision:
            return out_of_date(request.reader)
        answers = {"when": encode_days(moved.before.start, moved.before.end)}
        form = Form("move", kept.id, kept.revision, "", 0, answers=answers)
        return await _begin(request, connection, OpenForm(form, kept))


async def press_pick(request: Request, button: PickAnswer) -> Answer:
    async with request.services.database.write_transaction() as connection:
        opened = await find_open_form(request, connection)
        if opened is None or opened.form.nonce != button.nonce:
            return await _refuse_old_button(request, connection, opened)
        if opened.meeting_is_gone:
            return await show_form(request, connection, opened)
        form = opened.form
        if form.step == "when":
            return await _pick_days(request, connection, opened, button.value)
        choices = answer_choices(request.reader, request.pack, form, opened.meeting)
        if button.value not in {value for _label, value in choices}:
            return out_of_date(request.reader)
        if form.step == "room":
            room = next(room for room in rooms_of(request.pack) if key_of(room) == button.value)
            return await _take_answer(request, connection, opened, room)
        if form.step == "city":
            return await _take_city(request, connection, opened, button.value)
        if form.step != FIELD:
            return await _take_answer(request, connection, opened, button.value)
        chosen = tuple(dict.fromkeys((*form.chosen_fields, button.value)))
        form = replace(form, chosen_fields=chosen, step=button.value)
        return await keep_and_show(request, connection, opened.with_form(form))


async def _pick_days(
    request: Request, connection: AsyncConnection, opened: OpenForm, value: str
) -> Answer:
    """Take one of the days that an answer may mean."""
    try:
        days = picked_days(request.reader, request.pack, opened.form, opened.meeting, value)
    except InvalidAnswer as problem:
        return question_view(
            request.reader, request.pack, opened.form, opened.meeting, str(problem)
        )
    except ValueError:
        return out_of_date(request.reader)
    return await _take_answer(request, connection, opened, days)


async def press_command(request: Request, button: FormCommand) -> Answer:
    async with request.services.database.write_transaction() as connection:
        opened = await find_open_form(request, connection)
        if opened is None or opened.form.nonce != button.nonce:
            return await _refuse_old_button(request, connection, opened)
        form = opened.form
        match button.command:
            case "drop":
                return await _drop(request, connection, opened)
            case _ if opened.meeting_is_gone:
                return await show_form(request, connection, opened)
            case "back" if form.previous_step is not None:
                form = replace(form, step=form.previous_step)
            case "skip" if may_skip(request.pack, form, opened.meeting):
                return await _take_answer(request, connection, opened, "")
            case "keep" if form.step in form.answers:
                form = form.at_next_question()
            case "more" if form.can_change_more:
                form = replace(form, step=FIELD)
            case "no-reason" if form.step == CONFIRM:
                answers = {name: text for name, text in form.answers.items() if name != "reason"}
                form = replace(form, answers=answers)
            case "save" if form.step == CONFIRM:
                try:
                    check_days(request.reader, request.pack, form, opened.meeting)
                except InvalidAnswer:
                    return await show_form(request, connection, opened)
            case _:
                return out_of_date(request.reader)
        if button.command != "save":
            return await keep_and_show(request, connection, opened.with_form(form))
    return await _save(request, form)


async def answer(request: Request, state: str) -> Answer:
    """Take words as the answer to the open question.

    A message that is processed again after a crash is not the answer to the next question.
    """
    form = without_unknown_answers(from_json(state), request.pack)
    message_id = request.incoming.id if request.incoming is not None else 0
    async with request.services.database.write_transaction() as connection:
        opened = OpenForm(form, await find_meeting(connection, form.meeting_id))
        repeated = message_id and message_id <= form.last_message_id
        takes_words = form.step not in (CONFIRM, FIELD) or (
            form.step == CONFIRM and may_give_reason(form)
        )
        if not takes_words or repeated or opened.meeting_is_gone:
            return await show_form(request, connection, opened)
        try:
            value = read_answer(request.reader, request.pack, form, opened.meeting, request.words)
        except InvalidAnswer as problem:
            return question_view(
                request.reader, request.pack, form, opened.meeting, str(problem), problem.readings
            )
        form = replace(form, last_message_id=message_id)
        if form.step == CONFIRM:
            form = replace(form, answers={**form.answers, "reason": value})
            return await keep_and_show(request, connection, opened.with_form(form))
        return await _take_answer(request, connection, opened.with_form(form), value)


def _may_begin(action: str, kept: KeptMeeting | None) -> bool:
    if action == "add" or kept is None:
        return action == "add" and kept is None
    if action == "change":
        return True
    required = {
        "restore": "cancelled", "move": "planned", "cancel": "planned", "room": "planned",
    }  # fmt: skip
    return kept.status == required.get(action)


async def _begin(request: Request, connection: AsyncConnection, new: OpenForm) -> Answer:
    """Open a form, unless another one has answers: that is shown first, so that none is lost."""
    opened = await find_open_form(request, connection)
    if opened is not None and opened.form.is_begun:
        notice = request.reader.gettext("Please finish this first, or cancel it.")
        return replace(await show_form(request, connection, opened), notice=notice)
    new = new.with_form(new.form.at_next_question())
    return await keep_and_show(request, connection, new)


async def _take_answer(
    request: Request, connection: AsyncConnection, opened: OpenForm, value: str
) -> Answer:
    form = opened.form.with_answer(value)
    if form.action == "add" and form.step == "city" and "city" in form.given:
        # Another city than that of all other meetings: its country is to be asked for.
        given = tuple(name for name in form.given if name not in ("city", "country", "zone"))
        answers = {name: text for name, text in form.answers.items() if name != "country"}
        form = replace(form, given=given, answers=answers)
    has_place = opened.form.step in ("city", "country") and (
        form.action == "change" or "country" in form.answers or value == ""
    )
    if has_place:
        form = with_zone_of_city(form, request.pack, opened.meeting, request.reader.language)
    return await keep_and_show(request, connection, opened.with_form(form.at_next_question()))


async def _take_city(
    request: Request, connection: AsyncConnection, opened: OpenForm, key: str
) -> Answer:
    """Take a city of the calendar as the answer; its country and its time zone are known."""
    place = next(place for place in cities_of(request.pack) if key_of(place[0]) == key)
    answers = dict(zip(("city", "country", "zone"), place, strict=True))
    fields = tuple(name for name in opened.form.chosen_fields if name != "zone")
    form = replace(
        opened.form, answers={**opened.form.answers, **answers}, chosen_fields=fields
    )  # fmt: skip
    return await keep_and_show(request, connection, opened.with_form(form.at_next_question()))


async def _show_meeting(
    request: Request,
    connection: AsyncConnection,
    kept: KeptMeeting | None,
    notice: str | None = None,
) -> Answer:
    if kept is None:
        return out_of_date(request.reader)
    last = await meeting_history.last_change(connection, kept)
    chats = await subscriptions.count_subscribers(connection, [kept])
    meeting = meeting_of(kept)
    floor = (await switches.all_switches(connection)).get(kept.id, bool(meeting.floor))
    progress = await progress_of_change(connection, kept.id, kept.revision)
    removable = await meetings.is_known_to_nobody(connection, kept.id)
    options = await option_rows(request, connection, kept)
    return meeting_view(
        request.reader, request.pack, meeting, last, chats, notice, floor, progress, removable,
        options,
    )  # fmt: skip


async def press_remove(request: Request, button: RemoveMeeting) -> Answer:
    """Ask, and then delete a meeting that nobody knows of."""
    reader = request.reader
    async with request.services.database.write_transaction() as connection:
        kept = await find_meeting(connection, button.meeting_id)
        if kept is None or not request.in_private:
            return out_of_date(reader)
        if not await meetings.is_known_to_nobody(connection, kept.id):
            notice = reader.gettext("People know of it by now. Please cancel it instead.")
            return await _show_meeting(request, connection, kept, notice)
        title = meeting_of(kept).title
        if not button.confirmed:
            return remove_view(reader, meeting_of(kept))
        await meetings.remove_unknown_meeting(connection, kept.id)
        await record_act(
            request, connection, "meeting-removed", f"meeting:{kept.id}", {"title": title}
        )
    await request.services.packs.reload_calendar()
    notice = reader.gettext("Removed: {title}").format(title=title)
    return replace(_list(request, Place(PLACE), None), notice=labels.clipped(notice, 190))


async def press_switch_floor(request: Request, button: SwitchFloor) -> Answer:
    notice = await switch_floor(request, button)
    async with request.services.database.transaction() as connection:
        kept = await meetings.find_meeting(connection, button.meeting_id)
        return await _show_meeting(request, connection, kept, notice)


async def press_switch_attendance(request: Request, button: SwitchAttendance) -> Answer:
    notice = await switch_attendance(request, button)
    async with request.services.database.transaction() as connection:
        kept = await meetings.find_meeting(connection, button.meeting_id)
        return await _show_meeting(request, connection, kept, notice or None)


async def _save(request: Request, form: Form) -> Answer:
    """Save the form. If somebody else changed the meeting first, show it as it is now."""
    try:
        saved = await save_form(request, form)
    except ChangedMeanwhile:
        return await _show_changes_meanwhile(request, form)
    async with request.services.database.transaction() as connection:
        kept = await meetings.find_meeting(connection, saved.meeting_id)
        notice = saved_text(request.reader, saved.chats, saved.due)
        return await _show_meeting(request, connection, kept, notice)


async def _show_changes_meanwhile(request: Request, form: Form) -> Answer:
    async with request.services.database.write_transaction() as connection:
        kept = await find_meeting(connection, form.meeting_id)
        if kept is None:
            return await show_form(request, connection, OpenForm(form, None))
        if not _may_begin(form.action, kept):
            await dialogs.close_dialog(connection, request.chat_id)
            notice = request.reader.gettext(
                "Someone else has changed it in the meantime. This is the current version."
            )
            return await _show_meeting(request, connection, kept, notice)
        changes = await meeting_history.changes_since(connection, kept.id, form.revision)
        opened = OpenForm(replace(form, revision=kept.revision).with_new_nonce(), kept)
        await keep_form(request, connection, opened.form)
        changes = changes or ChangesSince(meeting_of(kept), ())
        return await show_form(request, connection, opened, changes)


async def _drop(request: Request, connection: AsyncConnection, opened: OpenForm) -> Answer:
    notice = request.reader.gettext("Stopped. Nothing was saved.")
    await dialogs.close_dialog(connection, request.chat_id)
    if opened.kept is not None:
        return await _show_meeting(request, connection, opened.kept, notice)
    return replace(_list(request, Place(PLACE), None), notice=notice)


async def _refuse_old_button(
    request: Request, connection: AsyncConnection, opened: OpenForm | None
) -> Answer:
    """Say that the button is out of date, and show the open question if there is one."""
    refusal = out_of_date(request.reader)
    if opened is None:
        return refusal
    return replace(await show_form(request, connection, opened), notice=refusal.text)


TOPIC = Topic(
    "calendar at the desk",
    commands={"calendar": show_calendar},
    screens={PLACE: visit_calendar, MEETING_PLACE: visit_meeting, LINE_PLACE: visit_line},
    buttons={
        BeginForm: press_begin,
        MoveBack: press_move_back,
        PickAnswer: press_pick,
        FormCommand: press_command,
        SwitchFloor: press_switch_floor,
        SwitchAttendance: press_switch_attendance,
        RemoveMeeting: press_remove,
    },
    dialogs={DIALOG: answer},
    roles=ORGANISERS,
)

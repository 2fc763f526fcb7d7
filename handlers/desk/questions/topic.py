"""Questions at the desk: choosing the group that gets them, settling and muting."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.desk import ORGANISERS
from handlers.desk.questions import question_messages, views
from handlers.desk.questions.buttons import (
    MUTED,
    OPEN,
    PLACE,
    QUESTION_PLACE,
    AskMute,
    GiveBack,
    MakeGroupLink,
    Mute,
    SendToEachOrganiser,
    Settle,
    Take,
    Unmute,
)
from handlers.desk.questions.open_questions import (
    press_give_back,
    press_take,
    show_open_questions,
    visit_question,
)
from handlers.desk.questions.subject_names import subject_name
from handlers.framework.audit import record_act
from handlers.framework.permissions import out_of_date, team_member
from handlers.framework.places import PAGE_SIZE
from handlers.framework.reply import Notice, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit
from storage import audit_log, questions


async def visit_questions(request: Request, visit: Visit) -> Answer:
    if visit.place.part == MUTED:
        return await _show_muted_people(request, visit.place.page)
    if visit.place.part == OPEN:
        return await show_open_questions(request, visit.place.page)
    return await _show_overview(request)


async def _show_overview(request: Request, notice: str | None = None) -> Reply:
    async with request.services.database.transaction() as connection:
        group = await questions.group_of(connection)
        organisers = await questions.recipients(connection, request.services.owners)
        waiting = await questions.count_open(connection)
        _first, muted = await questions.muted_people(connection, 1, 0)
    return views.questions_view(request.reader, group, len(organisers), waiting, muted, notice)


async def _show_muted_people(request: Request, page: int, notice: str | None = None) -> Reply:
    async with request.services.database.transaction() as connection:
        people, total = await questions.muted_people(connection, PAGE_SIZE, (page - 1) * PAGE_SIZE)
    return views.muted_people_view(request.reader, people, total, page, notice)


async def press_link(request: Request, button: MakeGroupLink) -> Answer:
    """Show a link with which this organiser alone chooses the group; in private only."""
    if not request.in_private:
        return out_of_date(request.reader)
    async with request.services.database.write_transaction() as connection:
        token = await questions.make_link(connection, request.user_id, request.reader.now)
    return views.link_view(request.reader, request.reader.group_link(f"group-{token}"))


async def take_group(request: Request, token: str) -> Answer:
    """Use a link from MakeGroupLink in the group that is to get the questions. An update that is
    processed again gets the same answer."""
    reader, member, chosen = request.reader, team_member(request), None
    if request.in_private:
        return views.invalid_link_view(reader)
    async with request.services.database.write_transaction() as connection:
        used = await questions.use_link(connection, token, member.user_id, reader.now)
        if used is not None and used.subject is not None:
            chosen = await _take_group_of(request, connection, used.subject)
        elif used is not None:
            title = request.chat_title
            await questions.choose_group(connection, request.chat_id, title)
            await record_act(request, connection, "group-set", "questions", {"title": title})
        group = await questions.group_of(connection)
        again = await questions.is_group_of_subject(connection, request.chat_id)
    request.services.signals.questions_waiting.set()
    if chosen is not None:
        return chosen
    if again and used is None:
        return views.group_chosen_view(reader)
    if group is None or group.lost or group.chat_id != request.chat_id:
        return views.invalid_link_view(reader)
    return views.group_chosen_view(reader)


async def _take_group_of(request: Request, connection: AsyncConnection, number: int) -> Answer:
    """Send the questions about a subject to this group."""
    reader = request.reader
    subject = await questions.find_subject(connection, number)
    if subject is None:
        return views.invalid_link_view(reader)
    title = request.chat_title
    await questions.set_subject_group(connection, subject.id, request.chat_id, title)
    name = subject_name(reader, subject, request.pack.language)
    await record_act(
        request,
        connection,
        "question-subject-group",
        f"question-subject:{subject.id}",
        {"title": name, "group": title},
    )
    return views.group_chosen_view(reader, name)


async def press_each_organiser(request: Request, button: SendToEachOrganiser) -> Answer:
    _ = request.reader.gettext
    async with request.services.database.write_transaction() as connection:
        if await questions.leave_group(connection) is not None:
            await record_act(request, connection, "group-unset", "questions")
    request.services.signals.questions_waiting.set()
    return await _show_overview(request, _("Questions go to each organizer."))


async def press_settle(request: Request, button: Settle) -> Answer:
    """Settle a question; every further press only says who did."""
    reader, member = request.reader, team_member(request)
    async with request.services.database.write_transaction() as connection:
        question = await questions.close(connection, button.number, member.user_id, member.name)
    if question is None:
        return out_of_date(reader)
    request.services.signals.questions_waiting.set()
    return Notice(question_messages.settled_text(reader, question.status, question.settled_by))


async def press_ask_mute(request: Request, button: AskMute) -> Answer:
    async with request.services.database.transaction() as connection:
        question = await questions.find(connection, button.number)
    if question is None:
        return out_of_date(request.reader)
    return question_messages.mute_view(request.reader, question.id, question.name)


async def press_mute(request: Request, button: Mute) -> Answer:
    reader = request.reader
    async with request.services.database.write_transaction() as connection:
        question = await questions.find(connection, button.number)
        if question is None:
            return out_of_date(reader)
        if button.confirmed != "yes":
            return question_messages.not_muted_view(reader, question.name)
        if await questions.mute(connection, question.chat_id, question.name, reader.now):
            await record_act(
                request,
                connection,
                "asker-muted",
                audit_log.person_subject(question.chat_id),
                {"name": question.name},
            )
    return question_messages.muted_view(reader, question.name)


async def press_unmute(request: Request, button: Unmute) -> Answer:
    reader = request.reader
    _ = reader.gettext
    if not (button.person.isascii() and button.person.isdecimal() and len(button.person) <= 16):
        return out_of_date(reader)
    async with request.services.database.write_transaction() as connection:
        lifted = await questions.unmute(connection, int(button.person))
        if lifted is not None:
            await record_act(
                request,
                connection,
                "asker-unmuted",
                audit_log.person_subject(lifted.chat_id),
                {"name": lifted.name},
            )
    return await _show_muted_people(request, 1, _("Their questions are accepted again."))


TOPIC = Topic(
    "questions",
    screens={PLACE.id: visit_questions, QUESTION_PLACE: visit_question},
    buttons={
        MakeGroupLink: press_link,
        SendToEachOrganiser: press_each_organiser,
        Settle: press_settle,
        Take: press_take,
        GiveBack: press_give_back,
        AskMute: press_ask_mute,
        Mute: press_mute,
        Unmute: press_unmute,
    },
    links={"group": take_group},
    roles=ORGANISERS,
)

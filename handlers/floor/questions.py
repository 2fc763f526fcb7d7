"""/question: questions from the room, votes for them, and their moderation by the podium."""

from __future__ import annotations

import json
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from content.characters import without_direction_controls
from content.model import Meeting
from handlers.floor.context import FloorContext, read_context, session_for
from handlers.floor.question_buttons import (
    MODERATE,
    PLACE,
    AskIn,
    Moderate,
    VoteFor,
    WriteQuestion,
)
from handlers.floor.question_views import (
    asked_view,
    choice_view,
    moderation_view,
    one_view,
    questions_view,
    sessions_view,
    write_view,
)
from handlers.floor.roles import roles_at
from handlers.floor.wording import refusal
from handlers.framework.permissions import out_of_date
from handlers.framework.places import Place, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Paragraph, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit
from handlers.wording import times
from storage import dialogs
from storage.floor import acts, cards, delegations, questions, sessions
from storage.floor.acts import By
from storage.floor.questions import MAX_CHARACTERS, MAX_OPEN_QUESTIONS, RoomQuestion

DIALOG = "floor-question"
# Questions can be asked a little before a session begins, and while it lasts longer than planned.
_BEFORE = timedelta(minutes=30)
_AFTER = timedelta(hours=6)
_HOLD = timedelta(seconds=30)  # the podium's card stays while a moderator reads in its place


async def ask(request: Request) -> Answer:
    """Answer `/question words`; without words, show the questions of the session that is on."""
    reader = request.reader
    if not request.in_private:
        return _in_private(reader)
    found = await _sessions_on(request)
    words = _clean(request.words)
    if len(found) != 1:
        return sessions_view(reader, found, words=bool(words))
    ((session, _meeting),) = found
    if not words:
        return await visit_questions(request, Visit(Place(PLACE, str(session))))
    return await _ask(request, session, words, request.asking_message_id)


async def press_ask_in(request: Request, button: AskIn) -> Answer:
    """Ask the words of `/question words` in the session that was chosen."""
    words = _clean(request.question or "")
    if not request.in_private or not words or not request.question_message_id:
        return out_of_date(request.reader)
    return await _ask(request, button.session, words, request.question_message_id)


async def press_write(request: Request, button: WriteQuestion) -> Answer:
    """Ask for the words of a question, unless none can be asked now."""
    reader = request.reader
    if not request.in_private:
        return out_of_date(reader)
    async with request.services.database.write_transaction() as connection:
        context = await read_context(connection, request.pack, button.session)
        if context is None:
            return out_of_date(reader)
        problem = await _problem(connection, request, context)
        if problem is not None:
            return await _questions(request, connection, context, 1, problem)
        state = json.dumps({"session": button.session})
        await dialogs.open_dialog(connection, request.chat_id, DIALOG, state, reader.now)
    return write_view(reader, context)


async def take_words(request: Request, state: str) -> Answer | None:
    """Take the next message as the question."""
    session, words = int(json.loads(state)["session"]), _clean(request.words)
    reader = request.reader
    if request.incoming is not None and request.incoming.attachment is not None:
        words = ""
    problem = _length_problem(reader, words)
    if problem is not None:
        async with request.services.database.transaction() as connection:
            context = await read_context(connection, request.pack, session)
        return None if context is None else write_view(reader, context, problem)
    async with request.services.database.write_transaction() as connection:
        await dialogs.close_dialog(connection, request.chat_id)
    return await _ask(request, session, words, request.asking_message_id)


async def _ask(request: Request, session: int, words: str, message_id: int) -> Answer:
    """Store a question, once for each message, or say why not."""
    reader, now = request.reader, request.reader.now
    async with request.services.database.write_transaction() as connection:
        context = await read_context(connection, request.pack, session)
        if context is None:
            return out_of_date(reader)
        if await questions.is_stored(connection, request.chat_id, message_id):
            return asked_view(reader, context)
        problem = _length_problem(reader, words) or await _problem(connection, request, context)
        if problem is not None:
            return Reply(
                (Paragraph(problem),), (way_back(reader, Place(PLACE, str(session))),),
                payload=f"questions-{session}",
            )  # fmt: skip
        own = await delegations.delegations_of(connection, request.chat_id)
        question = await questions.add(
            connection, session, request.chat_id, message_id, _clean(request.user_name) or "—",
            own[0].id if own else None, words,
            "shown" if context.rules.questions == "open" else "waiting", now,
        )  # fmt: skip
        await _record(connection, request, session, "question", question)
    request.services.signals.floor_acted()
    return asked_view(reader, context)


async def _problem(
    connection: AsyncConnection, request: Request, context: FloorContext
) -> str | None:
    """Return why a person cannot ask now, or None."""
    reader = request.reader
    _ = reader.gettext
    if context.session.phase == "closed":
        return refusal(reader, "closed")
    if context.rules.questions == "off":
        return _("This session takes no questions.")
    if not _is_on(context.meeting, reader, context.session.began is not None):
        return _("Questions can be asked once the session has begun.")
    at = await questions.may_ask_at(
        connection, context.session.id, request.chat_id, reader.now
    )  # fmt: skip
    if at is None:
        text = reader.ngettext(
            "{number} of your questions is still open. Please wait until it is answered.",
            "{number} of your questions are still open. Please wait until one is answered.",
            MAX_OPEN_QUESTIONS,
        )
        return text.format(number=MAX_OPEN_QUESTIONS)
    if at > reader.now:
        text = _("You have asked many questions. You can ask again from: {moment}")
        return text.format(moment=times.moment(reader, at))
    return None


def _length_problem(reader: Reader, words: str) -> str | None:
    _ = reader.gettext
    if not words:
        return _("Please write your question as text.")
    if len(words) > MAX_CHARACTERS:
        text = _("It has {length} characters; the maximum is {most}. Please shorten it.")
        return text.format(length=len(words), most=MAX_CHARACTERS)
    return None


def _is_on(meeting: Meeting, reader: Reader, began: bool) -> bool:
    has_begun = began or meeting.opens - _BEFORE <= reader.now
    return has_begun and reader.now <= meeting.closes + _AFTER


async def _sessions_on(request: Request) -> list[tuple[int, Meeting]]:
    """Return the sessions that take questions now."""
    pack, reader = request.pack, request.reader
    async with request.services.database.write_transaction() as connection:
        stored = {one.meeting_id: one for one in await sessions.all_sessions(connection)}
        found = []
        for meeting in pack.meetings:
            known = stored.get(meeting.id)
            began = known is not None and known.began is not None
            if meeting.cancelled or not _is_on(meeting, reader, began):
                continue
            if known is None:
                if not meeting.floor or pack.floor_rules(meeting).questions == "off":
                    continue
                known = await session_for(connection, pack.original, meeting, reader.now)
            context = await read_context(connection, pack, known.id)
            if context is None or context.session.phase == "closed":
                continue
            if context.rules.questions != "off":
                found.append((known.id, meeting))
    return found


async def visit_questions(request: Request, visit: Visit) -> Answer:
    """Show the questions of a session (`floor-questions.12`), or a screen of its moderation
    (`floor-questions.12-moderate`, `-shown`, `-q5`, `-m5`)."""
    reader = request.reader
    number, _, part = visit.place.part.partition("-")
    if not number.isdecimal() or len(number) > 9 or not request.in_private:
        return out_of_date(reader)
    async with request.services.database.write_transaction() as connection:
        context = await read_context(connection, request.pack, int(number))
        if context is None:
            return out_of_date(reader)
        if not part:
            return await _questions(request, connection, context, visit.place.page)
        if not (await roles_at(request, connection, context.meeting)).podium:
            return out_of_date(reader)
        until = reader.now + _HOLD
        await cards.hold(connection, request.chat_id, context.session.id, until)
        shown = await questions.shown(connection, context.session.id)
        if part == MODERATE:
            waiting = await questions.waiting(connection, context.session.id)
            return moderation_view(reader, context, waiting, shown)
        if part == "shown":
            return choice_view(reader, context, shown, visit.place.page)
        one = await _question(connection, context, part[1:])
    if one is None or part[0] not in "qm":
        return out_of_date(reader)
    if part[0] == "m":
        return choice_view(reader, context, shown, visit.place.page, merged=one.id)
    return one_view(reader, context, one)


async def _question(
    connection: AsyncConnection, context: FloorContext, number: str
) -> RoomQuestion | None:
    if not number.isdecimal() or len(number) > 9:
        return None
    found = await questions.find(connection, int(number))
    return None if found is None or found.session != context.session.id else found


async def _questions(
    request: Request,
    connection: AsyncConnection,
    context: FloorContext,
    page: int,
    notice: str | None = None,
) -> Reply:
    session = context.session.id
    moderator = (await roles_at(request, connection, context.meeting)).podium
    shown = await questions.shown(connection, session)
    voted = await questions.voted_by(connection, session, request.chat_id)
    return questions_view(request.reader, context, shown, voted, page, moderator, notice)


async def press_vote(request: Request, button: VoteFor) -> Answer:
    """Vote for a question that is shown, or take the vote back. A vote counts once, however often
    it is pressed."""
    reader = request.reader
    if not request.in_private:
        return out_of_date(reader)
    async with request.services.database.write_transaction() as connection:
        question = await questions.find(connection, button.question)
        context = None
        if question is not None and question.state == "shown":
            context = await read_context(connection, request.pack, question.session)
        if context is None or context.session.phase == "closed":
            return out_of_date(reader)
        await questions.vote(connection, button.question, request.chat_id, bool(button.on))
        reply = await _questions(request, connection, context, max(button.page, 1))
    request.services.signals.floor_acted()
    return reply


async def press_moderate(request: Request, button: Moderate) -> Answer:
    """Do what the moderator pressed. What another one did meanwhile is shown."""
    reader = request.reader
    async with request.services.database.write_transaction() as connection:
        question = await questions.find(connection, button.question)
        context = None
        if question is not None:
            context = await read_context(connection, request.pack, question.session)
        if question is None or context is None:
            return out_of_date(reader)
        if not (await roles_at(request, connection, context.meeting)).podium:
            return out_of_date(reader)
        act = await _moderate(connection, button)
        if act is not None:
            await _record(connection, request, question.session, act, question.id)
        shown = await questions.shown(connection, question.session)
        waiting = await questions.waiting(connection, question.session)
    request.services.signals.floor_acted()
    request.services.signals.question_notices_waiting.set()
    notice = None
    if act is None:
        notice = reader.gettext("This question has changed in the meantime.")
    settled = question.id if act in ("question-refused", "question-answered") else None
    return moderation_view(reader, context, waiting, shown, settled, notice)


async def _moderate(connection: AsyncConnection, button: Moderate) -> str | None:
    """Do it; return the name of the act for the record, or None if it was not possible."""
    question = button.question
    match button.act:
        case "show":
            done = await questions.settle(connection, question, ("waiting",), "shown")
        case "refuse":
            done = await questions.settle(connection, question, ("waiting", "shown"), "refused")
        case "answered":
            done = await questions.settle(connection, question, ("shown",), "answered")
        case "merge":
            done = await questions.merge(connection, question, button.other)
        case "pin" | "unpin":
            done = await questions.pin(connection, question, button.act == "pin")
        case "back":
            done = await questions.take_back(connection, question)
        case _:
            return None
    return _ACTS[button.act] if done else None


_ACTS = {
    "show": "question-shown", "refuse": "question-refused", "answered": "question-answered",
    "merge": "question-merged", "pin": "question-pinned", "unpin": "question-unpinned",
    "back": "question-back",
}  # fmt: skip


async def _record(
    connection: AsyncConnection, request: Request, session: int, act: str, question: int
) -> None:
    """Record an act that changes nothing of the list. It leaves the buttons of cards as they are,
    and the podium's undo."""
    by = By(request.user_id, request.user_name)
    await acts.perform(
        connection, session, act, lambda floor: floor, by, request.reader.now,
        details={"question": question},
    )  # fmt: skip


async def open_link(request: Request, words: str) -> Answer:
    """Open the questions of a session by a link: `questions-12`."""
    return await visit_questions(request, Visit(Place(PLACE, words)))


def _in_private(reader: Reader) -> Reply:
    text = reader.gettext("Questions are asked in a private chat.")
    return Reply((Paragraph(text),), brief=(Paragraph(text),), payload="floor")


def _clean(words: str) -> str:
    """Return words on one line, without characters that would turn the text around."""
    return " ".join(without_direction_controls(words).split())


TOPIC = Topic(
    "questions from the room",
    commands={"question": ask},
    screens={PLACE: visit_questions},
    buttons={
        VoteFor: press_vote, Moderate: press_moderate, WriteQuestion: press_write,
        AskIn: press_ask_in,
    },
    dialogs={DIALOG: take_words},
    links={"questions": open_link},
)  # fmt: skip

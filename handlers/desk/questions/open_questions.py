"""Open questions at the desk: who takes care of each, and since when it waits."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from content.languages import NAMES
from handlers.desk.questions.buttons import OPEN, PLACE, QUESTION_PLACE, GiveBack, Take
from handlers.desk.questions.question_messages import question_buttons, settled_text, taken_text
from handlers.desk.questions.subject_names import subject_name
from handlers.framework.audit import record_act
from handlers.framework.permissions import out_of_date, team_member
from handlers.framework.places import PAGE_SIZE, Place, go, paging, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Bold,
    Bullets,
    Footnote,
    Heading,
    Notice,
    Paragraph,
    Phrase,
    Press,
    Reply,
    Row,
    Verbatim,
)
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Visit
from handlers.wording import labels, times
from storage import questions
from storage.questions import Question

_OPEN_PLACE = Place(PLACE.id, OPEN)


def open_questions_view(reader: Reader, found: Sequence[Question], total: int, page: int) -> Reply:
    """One page of the open questions, the oldest first, with a button for each."""
    _ = reader.gettext
    items: list[Phrase] = []
    rows: list[Row] = []
    for question in found:
        since = _("since {moment}").format(moment=times.moments(reader, [question.asked]))
        taken = taken_text(reader, question.taken_by) if question.taken_by else _("not taken")
        items.append((Bold(question.name), f" · {since} · {taken}"))
        label = f"{question.name} · {question.words or '…'}"
        place = Place(QUESTION_PLACE, str(question.id))
        rows.append((Press(labels.clipped(" ".join(label.split())), go(place)),))
    blocks: list[Block] = [Heading(_("Open questions"))]
    blocks.append(Bullets(tuple(items)) if items else Paragraph(_("No question is open.")))
    pages = max(1, -(-total // PAGE_SIZE))
    here = Place(PLACE.id, OPEN, page)
    return Reply(
        tuple(blocks),
        (*rows, *paging(reader, here, pages), way_back(reader, PLACE)),
        payload="desk",
    )


def question_screen(
    reader: Reader, question: Question, notice: str | None = None, subject: str = ""
) -> Reply:
    """One question at the desk. A reply to it is the answer, as with the question's own message."""
    _ = reader.gettext
    language = NAMES.get(question.language, question.language)
    rows: list[tuple[str, Phrase]] = [
        (_("Language"), language),
        (_("Asked"), times.moment(reader, question.asked)),
    ]
    if subject:
        rows.insert(0, (_("Subject"), subject))
    if question.status != "open":
        rows.append((_("Status"), settled_text(reader, question.status, question.settled_by)))
    elif question.taken_at is not None:
        rows.append(
            (taken_text(reader, question.taken_by), times.moment(reader, question.taken_at))
        )
    blocks: list[Block] = [
        Heading(_("Question from {name}").format(name=question.name)),
        labels.facts(reader, rows),
    ]
    if question.words is not None:
        only_files = Paragraph(_("It has no words, only files."))
        blocks.append(Verbatim(question.words) if question.words else only_files)
        blocks.append(Footnote(_("To answer, reply to this message.")))
    else:
        blocks.append(Paragraph(_("The text of this question is no longer stored.")))
    buttons = question_buttons(
        reader, question.id, question.status, question.settled_by, question.taken_by, at_desk=True
    )
    back = way_back(reader, _OPEN_PLACE)
    return Reply(tuple(blocks), (*buttons, back), payload="desk", notice=notice)


async def show_open_questions(request: Request, page: int) -> Reply:
    async with request.services.database.transaction() as connection:
        found, total = await questions.open_questions(connection, PAGE_SIZE, (page - 1) * PAGE_SIZE)
    return open_questions_view(request.reader, found, total, page)


async def visit_question(request: Request, visit: Visit) -> Answer:
    number = visit.place.part
    if not (request.in_private and number.isdecimal() and len(number) <= 9):
        return out_of_date(request.reader)
    async with request.services.database.transaction() as connection:
        question = await questions.find(connection, int(number))
        about = None
        if question is not None and question.subject is not None:
            about = await questions.find_subject(connection, question.subject)
    if question is None:
        return out_of_date(request.reader)
    subject = "" if about is None else subject_name(request.reader, about, request.pack.language)
    return question_screen(request.reader, question, subject=subject)


async def press_take(request: Request, button: Take) -> Answer:
    """Take care of a question, unless somebody does already; they are named then."""
    member, _ = team_member(request), request.reader.gettext
    async with request.services.database.write_transaction() as connection:
        now = request.reader.now
        taken = await questions.take(connection, button.number, member.user_id, member.name, now)
        if taken:
            await _record(request, connection, "question-taken", button.number)
        question = await questions.find(connection, button.number)
    if question is not None and question.taker == member.user_id:
        return _outcome(request, question, button.at_desk, _("You have taken this question."))
    return _outcome(request, question, button.at_desk, None)


async def press_give_back(request: Request, button: GiveBack) -> Answer:
    member, _ = team_member(request), request.reader.gettext
    async with request.services.database.write_transaction() as connection:
        given = await questions.give_back(connection, button.number, member.user_id)
        if given:
            await _record(request, connection, "question-given-back", button.number)
        question = await questions.find(connection, button.number)
    done = _("You have given this question back.") if given else None
    return _outcome(request, question, button.at_desk, done)


async def _record(request: Request, connection: AsyncConnection, act: str, number: int) -> None:
    """Without the delegate's name: the trace is kept for longer than the question."""
    await record_act(request, connection, act, f"question:{number}")


def _outcome(request: Request, question: Question | None, at_desk: int, done: str | None) -> Answer:
    """Say what was done; if nothing was, how it is with the question."""
    reader = request.reader
    if question is None:
        return out_of_date(reader)
    request.services.signals.questions_waiting.set()
    text = done or _state_text(reader, question)
    if at_desk and request.in_private:
        return question_screen(reader, question, text)
    return Notice(text)


def _state_text(reader: Reader, question: Question) -> str:
    _ = reader.gettext
    if question.status != "open":
        return settled_text(reader, question.status, question.settled_by)
    if not question.taken_by:
        return _("Nobody has taken this question.")
    sentence = _("{name} has taken this question. You can still answer it.")
    return sentence.format(name=question.taken_by)

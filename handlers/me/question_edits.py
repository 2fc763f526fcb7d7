"""Edits of questions that were asked."""

from __future__ import annotations

from handlers.framework.reader import Reader
from handlers.framework.reply import Notice, Paragraph, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic
from handlers.me.ask import refused_view, text_problem, words_of
from storage import questions

# People can edit their messages for so long.
EDITABLE_SECONDS = 48 * 3600


def edit_passed_on_view(reader: Reader) -> Reply:
    sentence = reader.gettext("Your edited question has been sent to the secretariat.")
    return Reply((Paragraph(sentence),), quotes_question=True)


def too_late_view(reader: Reader) -> Reply:
    sentence = reader.gettext("It is too late to change this. Please send it as a new message.")
    return Reply((Paragraph(sentence),), quotes_question=True)


def answer_edited_view(reader: Reader) -> Reply:
    """The message below an answer that was edited."""
    return Reply((Paragraph(reader.gettext("The secretariat has edited this answer.")),))


async def edit_question(request: Request) -> Answer | None:
    """Pass an edited question on to the team."""
    reader, incoming = request.reader, request.incoming
    if incoming is None or not request.in_private:
        return None
    async with request.services.database.write_transaction() as connection:
        question = await questions.question_asked_by(connection, request.chat_id, incoming.id)
        if question is None:
            return None
        if incoming.edited_after > EDITABLE_SECONDS:
            return too_late_view(reader)
        problem = text_problem(reader, incoming)
        if problem is not None:
            return refused_view(reader, problem)
        changed = await questions.edit_question(connection, question, words_of(incoming))
    if not changed:
        return Notice("")
    request.services.signals.questions_waiting.set()
    return edit_passed_on_view(reader)


TOPIC = Topic("question edits", edits=(edit_question,))

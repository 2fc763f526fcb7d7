"""Answering a question by replying to it, in the organisers' group or in private."""

from __future__ import annotations

from handlers.desk import ORGANISERS
from handlers.desk.prepared_answers.buttons import SendPrepared
from handlers.desk.questions.buttons import Settle
from handlers.desk.questions.question_messages import (
    anonymous_view,
    elsewhere_view,
    gone_view,
    not_sent_view,
    only_organisers_view,
)
from handlers.framework.buttons import ButtonTable, OutOfDate
from handlers.framework.permissions import member_of
from handlers.framework.reply import Notice
from handlers.framework.request import Incoming, Request
from handlers.framework.topic import Answer, Topic
from handlers.me.ask import files_of, text_problem, words_of
from handlers.me.question_edits import EDITABLE_SECONDS, too_late_view
from storage import questions

# Below a question, and below a prepared answer that is to be sent.
_QUESTION_BUTTONS = ButtonTable((Settle, SendPrepared))


async def answer_question(request: Request) -> Answer | None:
    """Store a reply to a question as its answer, to be delivered by the question worker.

    Somebody in the group who is no organiser is told that they cannot answer. In private the
    message is not ours: who was taken off the team may still have the question in their chat.
    """
    reader, incoming = request.reader, request.incoming
    if incoming is not None and incoming.replies_elsewhere:
        return await _reply_elsewhere(request)
    if incoming is None or incoming.reply_to is None:
        return None
    async with request.services.database.transaction() as connection:
        question = await questions.question_of(connection, request.chat_id, incoming.reply_to)
        number = None if question is not None else _question_of_buttons(incoming)
        if number is not None:
            question = await questions.find(connection, number)
    if question is None and number is None:
        return None
    member = await member_of(request)
    if member is None or member.role not in ORGANISERS:
        if request.in_private:
            return None
        return anonymous_view(reader) if request.is_anonymous else only_organisers_view(reader)
    if question is None:
        return gone_view(reader)
    problem = text_problem(reader, incoming)
    if problem is not None:
        return not_sent_view(reader, problem)
    async with request.services.database.write_transaction() as connection:
        answer = await questions.add_answer(
            connection, question, request.chat_id, request.asking_message_id, member.user_id,
            member.name, reader.language, words_of(incoming),
        )  # fmt: skip
        await questions.add_files(
            connection, request.chat_id, question.id, answer, incoming.album, files_of(incoming),
            reader.now,
        )  # fmt: skip
    request.services.signals.questions_waiting.set()
    return Notice("")


async def _reply_elsewhere(request: Request) -> Answer | None:
    """Answer a reply to a message of the bot's in another chat: Telegram does not tell which one
    it is. In a group, only organisers are told; others may talk of the bot among themselves."""
    member = await member_of(request)
    is_organiser = member is not None and member.role in ORGANISERS
    return elsewhere_view(request.reader) if is_organiser or request.in_private else None


def _question_of_buttons(incoming: Incoming) -> int | None:
    """Return the number of the question whose buttons a message has: its screen at the desk, a
    prepared answer, or the question itself if the program crashed after sending it, before the
    message's id was stored."""
    for data in incoming.reply_buttons:
        try:
            button = _QUESTION_BUTTONS.parse(data)
        except OutOfDate:
            continue
        if isinstance(button, Settle | SendPrepared):
            return button.number
    return None


async def edit_answer(request: Request) -> Answer | None:
    """Pass an edited answer on to the delegate."""
    reader, incoming = request.reader, request.incoming
    if incoming is None:
        return None
    async with request.services.database.write_transaction() as connection:
        written = await questions.answer_written_by(connection, request.chat_id, incoming.id)
        if written is None:
            return None
        member = await member_of(request)
        if member is None or member.role not in ORGANISERS:
            return None
        answer, _question = written
        if incoming.edited_after > EDITABLE_SECONDS:
            return too_late_view(reader)
        problem = text_problem(reader, incoming)
        if problem is not None:
            return not_sent_view(reader, problem)
        if not await questions.edit_answer(connection, answer, words_of(incoming)):
            return too_late_view(reader)
    request.services.signals.questions_waiting.set()
    return Notice("")


async def late_answer(request: Request) -> Answer | None:
    """Take the part of an album that comes after the answer was sent as an answer of its own."""
    return await answer_question(request)


# Without `roles`, so that people who may not answer can be told so.
ANSWERING = Topic(
    "answering", replies=(answer_question,), edits=(edit_answer,), late_parts=(late_answer,)
)

"""Replies to answers and to own questions: the next question of their thread."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.framework.request import Request
from handlers.framework.topic import Answer
from handlers.me.ask.asking import add_question, plain_words
from handlers.me.ask.messages import files_of, refused_view, text_problem, words_of
from storage import questions


async def follow_up(request: Request) -> Answer | None:
    """Take a reply to one of the secretariat's answers as the next question of its thread."""
    incoming = request.incoming
    if incoming is None or incoming.reply_to is None or not request.in_private:
        return None
    async with request.services.database.write_transaction() as connection:
        chat_id, reply_to = request.chat_id, incoming.reply_to
        thread = await questions.thread_of(connection, chat_id, reply_to)
        if thread is None:
            thread = await _thread_of_unrecorded(connection, chat_id, incoming.reply_text)
        if thread is None:
            # A reply to an own question.
            own = await questions.question_asked_by(connection, chat_id, reply_to)
            thread = None if own is None else own.thread or own.id
        if thread is None and not _is_of_questions(request, incoming.reply_text):
            return None
        problem = text_problem(request.reader, incoming)
        if problem is not None:
            return refused_view(request.reader, problem)
        answer = await add_question(
            connection, request, words_of(incoming), thread, files_of(incoming), incoming.album
        )
    request.services.signals.questions_waiting.set()
    return answer


def _is_of_questions(request: Request, text: str) -> bool:
    """Return whether a message of the bot's is an answer, or says that a question was sent. After
    QUESTIONS_KEPT_DAYS nothing but its words tells so; a reply to it is a new question."""
    first = plain_words(text.partition("\n")[0])
    return bool(first) and any(
        first == plain_words(sentences.gettext(heading))
        for sentences in request.services.sentences.values()
        for heading in ("The secretariat answers:", "Your question has been sent")
    )


async def _thread_of_unrecorded(connection: AsyncConnection, chat_id: int, text: str) -> int | None:
    """Return the thread of an answer that was sent, although that is not recorded yet, by the text
    of its message."""
    shown = plain_words(text)
    for thread, words in await questions.waiting_answers(connection, chat_id):
        if plain_words(words) in shown:
            return thread
    return None

"""Asking a question: in words, with what was sent before and right after them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from pydantic import BaseModel, ValidationError
from sqlalchemy.ext.asyncio import AsyncConnection

from content.characters import without_direction_controls
from handlers.documents.search import SendToSecretariat
from handlers.framework.permissions import out_of_date
from handlers.framework.reply import Notice, Paragraph, Reply
from handlers.framework.request import Incoming, Request
from handlers.framework.topic import Answer, Visit
from handlers.me.ask.messages import (
    Ask,
    SendWithoutWords,
    ask_view,
    files_of,
    passed_on_view,
    refused_view,
    text_problem,
    too_many_files,
    too_often,
    words_of,
    write_view,
    write_words_view,
)
from handlers.me.question_subjects import AskAbout, names_of, subjects_view
from storage import dialogs, questions
from storage.questions import MAX_FILES, SentFile

DIALOG = "ask"
# A voice message needs no words.
_NEEDS_NO_WORDS = ("voice", "audio")
# What is sent so long after a question belongs to it.
_BELONGS_FOR = timedelta(minutes=10)


class _Held(BaseModel):
    """What was sent before the words of a question: the state of the dialog."""

    album: str | None = None
    files: tuple[SentFile, ...] = ()
    subject: int = 0  # 0: none was chosen


async def ask(request: Request) -> Answer:
    """Answer `/ask words`; without words, ask for them."""
    if not request.in_private:
        return ask_view(request.reader)
    sent = request.incoming or Incoming(request.asking_message_id, request.words, "")
    if not request.words and not sent.attachments:
        return await press_ask(request, Ask())
    sent = replace(sent, text=request.words)
    problem = text_problem(request.reader, sent)
    if problem is not None:
        return refused_view(request.reader, problem)
    return await _take(request, sent, _Held())


async def visit_ask(request: Request, visit: Visit) -> Answer:
    return ask_view(request.reader, visit.back)


async def press_ask(request: Request, button: Ask) -> Answer:
    if not request.in_private:
        return out_of_date(request.reader)
    async with request.services.database.write_transaction() as connection:
        refusal = await _refusal(connection, request)
        if refusal is not None:
            return refusal
        # Whoever writes at once, and chooses no subject, is understood as well.
        now = request.reader.now
        await dialogs.open_dialog(connection, request.chat_id, DIALOG, "{}", now)
        names = names_of(request, await questions.all_subjects(connection))
    return subjects_view(request.reader, names) if names else write_view(request.reader)


async def press_about(request: Request, button: AskAbout) -> Answer:
    if not request.in_private:
        return out_of_date(request.reader)
    async with request.services.database.write_transaction() as connection:
        refusal = await _refusal(connection, request)
        if refusal is not None:
            return refusal
        names = dict(names_of(request, await questions.all_subjects(connection)))
        if button.subject and button.subject not in names:
            return out_of_date(request.reader)
        # What was sent before the choice stays.
        now = request.reader.now
        dialog = await dialogs.dialog_of(connection, request.chat_id, now)
        held = _held(dialog.state) if dialog is not None and dialog.name == DIALOG else _Held()
        held = held.model_copy(update={"subject": button.subject})
        await dialogs.open_dialog(connection, request.chat_id, DIALOG, held.model_dump_json(), now)
    if held.files:
        return write_words_view(request.reader)
    return write_view(request.reader, subject=names.get(button.subject, ""))


async def press_send(request: Request, button: SendToSecretariat) -> Answer:
    """Send the words that found nothing as a question; without them, ask for a question."""
    if request.question is None or not request.in_private:
        return await press_ask(request, Ask())
    asked = replace(request, asking_message_id=request.question_message_id, words=request.question)
    return await ask(asked)


async def answer_dialog(request: Request, state: str) -> Answer | None:
    """Take the next message as the question."""
    incoming = request.incoming
    if incoming is None:
        return None
    held = _held(state)
    # After a crash the same message comes again.
    new = {file.message_id for file in incoming.attachments}
    files = [file for file in held.files if file.message_id not in new]
    problem = text_problem(request.reader, incoming)
    if problem is None and len(files) + len(new) > MAX_FILES:
        problem = too_many_files(request.reader)
    if problem is not None:
        return write_view(request.reader, problem)
    return await _take(request, incoming, held.model_copy(update={"files": tuple(files)}))


def _held(state: str) -> _Held:
    try:
        return _Held.model_validate_json(state)
    except ValidationError:
        return _Held()


async def _take(request: Request, sent: Incoming, held: _Held) -> Answer:
    """Take a message as the question, with what was sent before it. What needs words is kept until
    they come."""
    files = (*held.files, *files_of(sent))
    reader, words = request.reader, words_of(sent)
    async with request.services.database.write_transaction() as connection:
        if not words and all(file.kind not in _NEEDS_NO_WORDS for file in files):
            refusal = await _refusal(connection, request)
            if refusal is not None:
                return refusal
            state = held.model_copy(update={"album": sent.album, "files": files}).model_dump_json()
            await dialogs.open_dialog(connection, request.chat_id, DIALOG, state, reader.now)
            return write_words_view(reader)
        dialog = await dialogs.dialog_of(connection, request.chat_id, reader.now)
        if dialog is None or dialog.name in (DIALOG, dialogs.TAKEN):
            state = str(request.asking_message_id)
            await dialogs.open_dialog(connection, request.chat_id, dialogs.TAKEN, state, reader.now)
        answer = await add_question(
            connection, request, words, None, files, sent.album or held.album, held.subject
        )
    request.services.signals.questions_waiting.set()
    return answer


async def press_send_without_words(request: Request, button: SendWithoutWords) -> Answer:
    async with request.services.database.write_transaction() as connection:
        dialog = await dialogs.dialog_of(connection, request.chat_id, request.reader.now)
        held = _held(dialog.state) if dialog is not None and dialog.name == DIALOG else _Held()
        if not held.files:
            return out_of_date(request.reader)
        number = held.files[0].message_id
        asked = replace(request, asking_message_id=number)
        await dialogs.open_dialog(
            connection, request.chat_id, dialogs.TAKEN, str(number), request.reader.now
        )
        answer = await add_question(
            connection, asked, "", None, held.files, held.album, held.subject
        )
    request.services.signals.questions_waiting.set()
    return answer


async def take_late_part(request: Request) -> Answer | None:
    """Let parts of an album that come late follow the others, without an answer."""
    incoming = request.incoming
    if incoming is None or incoming.album is None:
        return None
    async with request.services.database.write_transaction() as connection:
        joined = await questions.join_album(
            connection, request.chat_id, incoming.album, files_of(incoming), request.reader.now
        )
        dialog = await dialogs.dialog_of(connection, request.chat_id, request.reader.now)
        held = _held(dialog.state) if dialog is not None and dialog.name == DIALOG else _Held()
        if not joined and held.album == incoming.album and len(held.files) < MAX_FILES:
            known = {file.message_id for file in held.files}
            more = tuple(file for file in files_of(incoming) if file.message_id not in known)
            state = held.model_copy(update={"files": (*held.files, *more)})
            await dialogs.open_dialog(
                connection, request.chat_id, DIALOG, state.model_dump_json(), request.reader.now
            )
    if not joined:
        return None
    request.services.signals.questions_waiting.set()
    return Notice("")


async def after_dialog(request: Request, state: str) -> Answer | None:
    """Take the same message again, which comes twice after a crash; add a photo or a file that
    comes right after a question to it; and close the dialog for anything else."""
    incoming = request.incoming
    async with request.services.database.write_transaction() as connection:
        if state == str(request.asking_message_id) and incoming is not None:
            return await add_question(connection, request, words_of(incoming), None)
        if incoming is not None and incoming.attachments and not incoming.text:
            question = await questions.question_asked_by(connection, request.chat_id, int(state))
            until = None if question is None else question.asked + _BELONGS_FOR
            if question is not None and until is not None and request.reader.now < until:
                problem = text_problem(request.reader, incoming)
                count = await questions.count_files(connection, question.id)
                if problem is None and count + len(incoming.attachments) > MAX_FILES:
                    problem = too_many_files(request.reader)
                if problem is not None:
                    return refused_view(request.reader, problem)
                await _add_files(connection, request, question.id, incoming)
                request.services.signals.questions_waiting.set()
                sentence = request.reader.gettext("Added to your question.")
                return Reply((Paragraph(sentence),), quotes_question=True)
        await dialogs.close_dialog(connection, request.chat_id)
    return None


async def _add_files(
    connection: AsyncConnection, request: Request, question: int, incoming: Incoming
) -> None:
    await questions.add_files(
        connection, request.chat_id, question, None, incoming.album, files_of(incoming),
        request.reader.now,
    )  # fmt: skip


def plain_words(text: str) -> str:
    return " ".join(without_direction_controls(text).split())


async def add_question(
    connection: AsyncConnection,
    request: Request,
    words: str,
    thread: int | None,
    files: Sequence[SentFile] = (),
    album: str | None = None,
    subject: int = 0,
) -> Reply:
    """Store the question for the team, once for each message, or say why not."""
    reader, chat_id, message_id = request.reader, request.chat_id, request.asking_message_id
    if not await questions.asked_before(connection, chat_id, message_id):
        refusal = await _refusal(connection, request)
        if refusal is not None:
            return refusal
        chosen = await questions.find_subject(connection, subject) if subject else None
        number = await questions.add_question(
            connection, chat_id, message_id, _plain_name(request.user_name), reader.language,
            words.strip(), thread, reader.now, None if chosen is None else chosen.id,
        )  # fmt: skip
        await questions.add_files(connection, chat_id, number, None, album, files, reader.now)
    return passed_on_view(reader)


def _plain_name(name: str) -> str:
    """Return a person's display name without characters that change the direction of text."""
    return plain_words(name) or "—"


async def _refusal(connection: AsyncConnection, request: Request) -> Reply | None:
    """Return why the person cannot ask now, or None if they can."""
    reader = request.reader
    _ = reader.gettext
    if await questions.is_muted(connection, request.chat_id):
        reason = _("The secretariat does not accept questions from you at the moment.")
        return refused_view(reader, reason)
    if not await questions.recipients(connection, request.services.owners):
        reason = _("Nobody answers questions here yet. Please ask the secretariat in person.")
        return refused_view(reader, reason)
    at = await questions.may_ask_at(connection, request.chat_id, reader.now)
    return None if at <= reader.now else refused_view(reader, too_often(reader, at))

"""`/ask`: questions to the secretariat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar

from pydantic import BaseModel, ValidationError
from sqlalchemy.ext.asyncio import AsyncConnection

from content.characters import without_direction_controls
from handlers.documents.search import SendToSecretariat
from handlers.framework.buttons import ButtonData
from handlers.framework.permissions import out_of_date
from handlers.framework.places import way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Footnote, Heading, Notice, Paragraph, Press, Reply, Verbatim
from handlers.framework.request import Attachment, Incoming, Request
from handlers.framework.topic import Answer, Topic, Visit
from handlers.me.cancel import EndDialog
from handlers.me.question_subjects import AskAbout, names_of, subjects_view
from handlers.wording import labels, times
from storage import dialogs, questions
from storage.questions import MAX_FILES, SentFile

PLACE = "ask"
# Of a question or an answer, so that it fits into one message with what is shown around it.
MAX_TEXT_CHARACTERS = 1_500
MAX_FILE_BYTES = 50_000_000
_DIALOG = "ask"
# What was sent before the words of a question: a voice message needs none.
_NEEDS_NO_WORDS = ("voice", "audio")
# What is sent so long after a question belongs to it.
_BELONGS_FOR = timedelta(minutes=10)


@dataclass(frozen=True)
class Ask(ButtonData):
    """Asks the person to write a question."""

    tag: ClassVar[str] = "k1"


@dataclass(frozen=True)
class SendWithoutWords(ButtonData):
    """Sends what was attached as a question without words."""

    tag: ClassVar[str] = "k13"


class _Held(BaseModel):
    """What was sent before the words of a question: the state of the dialog."""

    album: str | None = None
    files: tuple[SentFile, ...] = ()
    subject: int = 0  # 0: none was chosen


def ask_view(reader: Reader, back: str = "") -> Reply:
    """Return what happens to a question, with the button to write one."""
    _ = reader.gettext
    return Reply(
        blocks=(
            Heading(_("Ask the secretariat")),
            Paragraph(
                _("Your question goes to the event’s secretariat. The answer will arrive here.")
            ),
            Footnote(_("The secretariat sees your name, your language and what you send.")),
        ),
        brief=(Paragraph(_("Please ask the secretariat in a private chat.")),),
        buttons=((Press(_("Write a question"), Ask()),), way_back(reader, back or "help")),
        payload=PLACE,
    )


def write_view(reader: Reader, problem: str | None = None, subject: str = "") -> Reply:
    """Ask for the question; `problem` says why the message before could not be taken, `subject` is
    what it will be about."""
    _ = reader.gettext
    text = problem or _("What would you like to ask? Write it in one message.")
    seen = Footnote(_("The secretariat sees your name, your language and what you send."))
    buttons = ((Press(_("Cancel"), EndDialog("help")),),)
    about = (labels.facts(reader, ((_("Subject"), subject),)),) if subject else ()
    return Reply((*about, Paragraph(text), seen), buttons, payload=PLACE)


def write_words_view(reader: Reader) -> Reply:
    """Ask for the words that belong to what was sent."""
    _ = reader.gettext
    return Reply(
        blocks=(Paragraph(_("Now write your question. What you sent goes with it.")),),
        buttons=(
            (Press(_("Send without words"), SendWithoutWords()),),
            (Press(_("Cancel"), EndDialog("help")),),
        ),
        payload=PLACE,
    )


def passed_on_view(reader: Reader) -> Reply:
    _ = reader.gettext
    return Reply(
        blocks=(
            Heading(_("Your question has been sent")),
            Paragraph(
                _(
                    "The secretariat’s answer will arrive here. To ask a follow-up question, "
                    "reply to it."
                )
            ),
        ),
        buttons=(way_back(reader, "help"),),
        quotes_question=True,
    )


def refused_view(reader: Reader, reason: str) -> Reply:
    return Reply((Paragraph(reason),), (way_back(reader, "help"),), payload=PLACE)


def too_often(reader: Reader, at: datetime) -> str:
    """Return the refusal until `at`, an instant in UTC."""
    _ = reader.gettext
    return _(
        "You have reached the limit of questions per hour. You can ask again from: {moment}"
    ).format(moment=times.moment(reader, at))


def text_problem(reader: Reader, incoming: Incoming) -> str | None:
    """Return why a message cannot be passed on, or None if it can."""
    _ = reader.gettext
    words, attachments = words_of(incoming), incoming.attachments
    if not attachments and (incoming.kind != "text" or not words):
        return _(
            "This was not sent. You can send text, photos, videos, documents, audio, voice "
            "messages and a location."
        )
    if len(attachments) > MAX_FILES:
        return _("At most {most} files can be sent together. Please send fewer.").format(
            most=MAX_FILES
        )
    if any(file.size is not None and file.size > MAX_FILE_BYTES for file in attachments):
        most = MAX_FILE_BYTES // 1_000_000
        return _("A file can have {most} MB. Please send a smaller one.").format(most=most)
    if len(words) > MAX_TEXT_CHARACTERS:
        return _("It has {length} characters; the maximum is {most}. Please shorten it.").format(
            length=len(words), most=MAX_TEXT_CHARACTERS
        )
    return None


def words_of(incoming: Incoming) -> str:
    """Return the words of a question or an answer, without the command before them."""
    text = incoming.text.strip()
    first, *rest = text.split(maxsplit=1) or [""]
    if first.partition("@")[0].casefold() == "/ask":
        return rest[0].strip() if rest else ""
    return text


def files_of(incoming: Incoming) -> tuple[SentFile, ...]:
    """Return the attachments of a message as they are stored."""
    return tuple(
        SentFile(file.message_id, file.kind, file.file_id, file.position)
        for file in incoming.attachments
    )


def answer_view(reader: Reader, words: str, edited: bool = False) -> Reply:
    """Return the secretariat's answer for the person who asked. Without buttons, so that no press
    replaces it."""
    _ = reader.gettext
    heading = Heading(_("The secretariat answers:"))
    return Reply(
        blocks=(
            heading,
            Verbatim(words) if words else Paragraph(_("See below.")),
            *([Footnote(_("Edited"))] if edited else []),
            Footnote(_("To ask a follow-up question, reply to this message.")),
        )
    )


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
        await dialogs.open_dialog(connection, request.chat_id, _DIALOG, "{}", now)
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
        held = _held(dialog.state) if dialog is not None and dialog.name == _DIALOG else _Held()
        held = held.model_copy(update={"subject": button.subject})
        await dialogs.open_dialog(connection, request.chat_id, _DIALOG, held.model_dump_json(), now)
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
    known = {file.message_id for file in held.files}
    files = [file for file in held.files if file.message_id != incoming.id]
    problem = text_problem(request.reader, incoming)
    if problem is None and len(known.union(map(_number, incoming.attachments))) > MAX_FILES:
        problem = request.reader.gettext(
            "At most {most} files can be sent together. Please send fewer."
        ).format(most=MAX_FILES)
    if problem is not None:
        return write_view(request.reader, problem)
    return await _take(request, incoming, held.model_copy(update={"files": tuple(files)}))


def _number(attachment: Attachment) -> int:
    return attachment.message_id


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
            await dialogs.open_dialog(connection, request.chat_id, _DIALOG, state, reader.now)
            return write_words_view(reader)
        await dialogs.open_dialog(
            connection, request.chat_id, dialogs.TAKEN, str(request.asking_message_id), reader.now
        )
        answer = await _add_question(
            connection, request, words, None, files, sent.album or held.album, held.subject
        )
    request.services.signals.questions_waiting.set()
    return answer


async def press_send_without_words(request: Request, button: SendWithoutWords) -> Answer:
    async with request.services.database.write_transaction() as connection:
        dialog = await dialogs.dialog_of(connection, request.chat_id, request.reader.now)
        held = _held(dialog.state) if dialog is not None and dialog.name == _DIALOG else _Held()
        if not held.files:
            return out_of_date(request.reader)
        number = held.files[0].message_id
        asked = replace(request, asking_message_id=number)
        await dialogs.open_dialog(
            connection, request.chat_id, dialogs.TAKEN, str(number), request.reader.now
        )
        answer = await _add_question(
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
        held = _held(dialog.state) if dialog is not None and dialog.name == _DIALOG else _Held()
        if not joined and held.album == incoming.album and len(held.files) < MAX_FILES:
            known = {file.message_id for file in held.files}
            more = tuple(file for file in files_of(incoming) if file.message_id not in known)
            state = held.model_copy(update={"files": (*held.files, *more)})
            await dialogs.open_dialog(
                connection, request.chat_id, _DIALOG, state.model_dump_json(), request.reader.now
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
            return await _add_question(connection, request, words_of(incoming), None)
        if incoming is not None and incoming.attachments and not incoming.text:
            question = await questions.question_asked_by(connection, request.chat_id, int(state))
            until = None if question is None else question.asked + _BELONGS_FOR
            if question is not None and until is not None and request.reader.now < until:
                problem = text_problem(request.reader, incoming)
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
        answer = await _add_question(
            connection, request, words_of(incoming), thread, files_of(incoming), incoming.album
        )
    request.services.signals.questions_waiting.set()
    return answer


def _is_of_questions(request: Request, text: str) -> bool:
    """Return whether a message of the bot's is an answer, or says that a question was sent. After
    QUESTIONS_KEPT_DAYS nothing but its words tells so; a reply to it is a new question."""
    first = _plain(text.partition("\n")[0])
    return bool(first) and any(
        first == _plain(sentences.gettext(heading))
        for sentences in request.services.sentences.values()
        for heading in ("The secretariat answers:", "Your question has been sent")
    )


async def _thread_of_unrecorded(connection: AsyncConnection, chat_id: int, text: str) -> int | None:
    """Return the thread of an answer that was sent, although that is not recorded yet, by the text
    of its message."""
    shown = _plain(text)
    for thread, words in await questions.waiting_answers(connection, chat_id):
        if _plain(words) in shown:
            return thread
    return None


def _plain(text: str) -> str:
    return " ".join(without_direction_controls(text).split())


async def _add_question(
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
    return _plain(name) or "—"


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


TOPIC = Topic(
    "ask",
    commands={"ask": ask},
    screens={PLACE: visit_ask},
    buttons={
        Ask: press_ask,
        AskAbout: press_about,
        SendToSecretariat: press_send,
        SendWithoutWords: press_send_without_words,
    },
    dialogs={_DIALOG: answer_dialog, dialogs.TAKEN: after_dialog},
    replies=(follow_up,),
    late_parts=(take_late_part,),
)

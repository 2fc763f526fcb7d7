"""`/ask`: questions to the secretariat."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from sqlalchemy.ext.asyncio import AsyncConnection

from content.characters import without_direction_controls
from handlers.documents.search import SendToSecretariat
from handlers.framework.buttons import ButtonData
from handlers.framework.permissions import out_of_date
from handlers.framework.places import way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Footnote, Heading, Paragraph, Press, Reply, Verbatim
from handlers.framework.request import Incoming, Request
from handlers.framework.topic import Answer, Topic, Visit
from handlers.me.cancel import EndDialog
from handlers.wording import times
from storage import dialogs, questions

PLACE = "ask"
# Of a question or an answer, so that it fits into one message with what is shown around it.
MAX_TEXT_CHARACTERS = 1_500
_DIALOG = "ask"


@dataclass(frozen=True)
class Ask(ButtonData):
    """Asks the person to write a question."""

    tag: ClassVar[str] = "k1"


def ask_view(reader: Reader, back: str = "") -> Reply:
    """Return what happens to a question, with the button to write one."""
    _ = reader.gettext
    return Reply(
        blocks=(
            Heading(_("Ask the secretariat")),
            Paragraph(
                _("Your question goes to the event’s secretariat. The answer will arrive here.")
            ),
            Footnote(_("The secretariat sees your name, your language and what you write.")),
        ),
        brief=(Paragraph(_("Please ask the secretariat in a private chat.")),),
        buttons=((Press(_("Write a question"), Ask()),), way_back(reader, back or "help")),
        payload=PLACE,
    )


def write_view(reader: Reader, problem: str | None = None) -> Reply:
    """Ask for the question; `problem` says why the message before could not be taken."""
    _ = reader.gettext
    text = problem or _("What would you like to ask? Write it in one message.")
    seen = Footnote(_("The secretariat sees your name, your language and what you write."))
    buttons = ((Press(_("Cancel"), EndDialog("help")),),)
    return Reply((Paragraph(text), seen), buttons, payload=PLACE)


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
    if incoming.attachment is not None or not incoming.text.strip():
        return _("Only text can be forwarded. Please write your question.")
    if len(incoming.text) > MAX_TEXT_CHARACTERS:
        return _("It has {length} characters; the maximum is {most}. Please shorten it.").format(
            length=len(incoming.text), most=MAX_TEXT_CHARACTERS
        )
    return None


def answer_view(reader: Reader, words: str) -> Reply:
    """Return the secretariat's answer for the person who asked. Without buttons, so that no press
    replaces it."""
    _ = reader.gettext
    return Reply(
        blocks=(
            Heading(_("The secretariat answers:")),
            Verbatim(words),
            Footnote(_("To ask a follow-up question, reply to this message.")),
        )
    )


async def ask(request: Request) -> Answer:
    """Answer `/ask words`; without words, ask for them."""
    if not request.in_private:
        return ask_view(request.reader)
    if not request.words:
        return await press_ask(request, Ask())
    plain = Incoming(request.asking_message_id, request.words, "")
    problem = text_problem(request.reader, plain)
    if problem is not None:
        return refused_view(request.reader, problem)
    async with request.services.database.write_transaction() as connection:
        answer = await _add_question(connection, request, request.words, None)
    request.services.signals.questions_waiting.set()
    return answer


async def visit_ask(request: Request, visit: Visit) -> Answer:
    return ask_view(request.reader, visit.back)


async def press_ask(request: Request, button: Ask) -> Answer:
    if not request.in_private:
        return out_of_date(request.reader)
    async with request.services.database.write_transaction() as connection:
        refusal = await _refusal(connection, request)
        if refusal is None:
            now = request.reader.now
            await dialogs.open_dialog(connection, request.chat_id, _DIALOG, "{}", now)
    return write_view(request.reader) if refusal is None else refusal


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
    problem = text_problem(request.reader, incoming)
    if problem is not None:
        return write_view(request.reader, problem)
    async with request.services.database.write_transaction() as connection:
        state, now = str(request.asking_message_id), request.reader.now
        await dialogs.open_dialog(connection, request.chat_id, dialogs.TAKEN, state, now)
        answer = await _add_question(connection, request, incoming.text, None)
    request.services.signals.questions_waiting.set()
    return answer


async def after_dialog(request: Request, state: str) -> Answer | None:
    """Take the same message again, which comes twice after a crash, and close the dialog for any
    other."""
    async with request.services.database.write_transaction() as connection:
        if state == str(request.asking_message_id) and request.incoming is not None:
            return await _add_question(connection, request, request.incoming.text, None)
        await dialogs.close_dialog(connection, request.chat_id)
    return None


async def follow_up(request: Request) -> Answer | None:
    """Take a reply to one of the secretariat's answers as the next question of its thread."""
    incoming = request.incoming
    if incoming is None or incoming.reply_to is None or not request.in_private:
        return None
    async with request.services.database.write_transaction() as connection:
        thread = await questions.thread_of(connection, request.chat_id, incoming.reply_to)
        if thread is None:
            thread = await _thread_of_unrecorded(connection, request.chat_id, incoming.reply_text)
        if thread is None:
            return None
        problem = text_problem(request.reader, incoming)
        if problem is not None:
            return refused_view(request.reader, problem)
        answer = await _add_question(connection, request, incoming.text, thread)
    request.services.signals.questions_waiting.set()
    return answer


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
    connection: AsyncConnection, request: Request, words: str, thread: int | None
) -> Reply:
    """Store the question for the team, once for each message, or say why not."""
    reader, chat_id, message_id = request.reader, request.chat_id, request.asking_message_id
    if not await questions.asked_before(connection, chat_id, message_id):
        refusal = await _refusal(connection, request)
        if refusal is not None:
            return refusal
        await questions.add_question(
            connection, chat_id, message_id, _plain_name(request.user_name), reader.language,
            words.strip(), thread, reader.now,
        )  # fmt: skip
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
    buttons={Ask: press_ask, SendToSecretariat: press_send},
    dialogs={_DIALOG: answer_dialog, dialogs.TAKEN: after_dialog},
    replies=(follow_up,),
)

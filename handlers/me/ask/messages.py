"""The screens of `/ask`, its buttons, and what a question or an answer can be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from handlers.framework.buttons import ButtonData
from handlers.framework.places import way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Footnote, Heading, Paragraph, Press, Reply, Verbatim
from handlers.framework.request import Incoming
from handlers.me.cancel import EndDialog
from handlers.wording import labels, times
from storage.questions import MAX_FILES, SentFile

PLACE = "ask"
# Of a question or an answer, so that it fits into one message with what is shown around it.
MAX_TEXT_CHARACTERS = 1_500
MAX_FILE_BYTES = 50_000_000


@dataclass(frozen=True)
class Ask(ButtonData):
    """Asks the person to write a question."""

    tag: ClassVar[str] = "k1"


@dataclass(frozen=True)
class SendWithoutWords(ButtonData):
    """Sends what was attached as a question without words."""

    tag: ClassVar[str] = "k13"


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
        return too_many_files(reader)
    if any(file.size is not None and file.size > MAX_FILE_BYTES for file in attachments):
        most = MAX_FILE_BYTES // 1_000_000
        return _("A file can have {most} MB. Please send a smaller one.").format(most=most)
    if len(words) > MAX_TEXT_CHARACTERS:
        return _("It has {length} characters; the maximum is {most}. Please shorten it.").format(
            length=len(words), most=MAX_TEXT_CHARACTERS
        )
    return None


def too_many_files(reader: Reader) -> str:
    sentence = reader.gettext("At most {most} files can be sent together. Please send fewer.")
    return sentence.format(most=MAX_FILES)


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

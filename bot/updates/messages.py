"""What a message to the bot says: a command, words to search for, a reply to one of ours."""

from __future__ import annotations

import re
from collections.abc import Container

from bot.telegram.sender import Destination
from bot.updates.parse import Message, Raw, has_content, html_of
from content.languages import LANGUAGES
from handlers.framework.request import Attachment, Incoming

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{1,32}))?(?=\s|$)")
# Whoever says hello is shown the first screen, not that the documents say nothing of it.
_FIRST_SCREEN = {"start", "menu", "home"}.union(
    *(language.greetings for language in LANGUAGES.values())
)


def what_is_asked(
    message: Message, raw: Raw, bot: str, public: Container[str]
) -> tuple[str | None, str] | None:
    """The command and words of a message to us, or None where silence is right. `bot` is our
    username, `public` are the commands that everybody has."""
    kind = message.chat.kind
    text = message.text
    if text is None:
        alone = kind == "private" and message.media_group_id is None
        return (None, "") if alone and has_content(raw) else None
    command = _COMMAND.match(text)
    if command is not None:
        addressed = command[2] is not None
        if addressed and command[2].casefold() != bot.casefold():
            return None
        name = command[1].casefold()
        known = name == "start" or name in public
        if kind == "group" and not addressed and not known:
            return None
        return name, text[command.end() :].strip()
    if kind == "private":
        # "help" or "meetings" without the slash means the command.
        word = text.strip().casefold().rstrip("?.!")
        if word in _FIRST_SCREEN:
            return "start", ""
        return (word, "") if word in public else (None, text.strip() or " ")
    called = re.match(rf"@{re.escape(bot)}\b[\s,:]*", text, re.IGNORECASE)
    return ("search", text[called.end() :].strip()) if called else None


def answers_us(message: Message, bot: str) -> bool:
    """Whether it is a reply to one of our own messages."""
    answered = message.reply_to_message
    author = None if answered is None else answered.sender
    return author is not None and author.username == bot


def incoming(message: Message, raw: Raw, replies: bool) -> Incoming:
    """The message itself, for dialogs, questions to the secretariat and files."""
    attachment: Attachment | None = None
    if (document := message.document) is not None:
        attachment = Attachment(
            "document", document.file_id, document.file_name, document.mime_type,
            document.file_size,
        )  # fmt: skip
    elif message.photo:
        largest = message.photo[-1]
        attachment = Attachment("photo", largest.file_id, "", "image/jpeg", largest.file_size)
    reply_to = message.reply_to_message if replies else None
    return Incoming(
        id=message.message_id,
        text=message.text if message.text is not None else message.caption or "",
        html=html_of(raw),
        attachment=attachment,
        reply_to=None if reply_to is None else reply_to.message_id,
        reply_buttons=() if reply_to is None else reply_to.button_data,
    )


def destination(message: Message, quotes_question: bool) -> Destination:
    """Where the answer to a message goes. In groups it is a reply, and silent."""
    in_group = message.chat.kind == "group"
    quoted = message.message_id if in_group or quotes_question else None
    return Destination(message.chat.id, message.thread, quoted, silent=in_group)


def words_of(text: str) -> str:
    """The text without the command or mention at its beginning."""
    return re.sub(r"^(?:/\w{1,32}(?:@\w{1,32})?|@\w{1,32})[\s,:]*", "", text).strip()

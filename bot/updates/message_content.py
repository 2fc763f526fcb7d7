"""Reading messages: their command and words, attachments and replies."""

from __future__ import annotations

import re
from collections.abc import Container

from bot.telegram.sender import Destination
from bot.updates.parse import Message, Raw, has_content, html_of
from content.languages import LANGUAGES
from handlers.framework.request import Attachment, Incoming

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{1,32}))?(?=\s|$)")
# A greeting opens the first screen instead of a search without results.
_FIRST_SCREEN = {"start", "menu", "home"}.union(
    *(language.greetings for language in LANGUAGES.values())
)


def command_and_words(
    message: Message, raw: Raw, bot: str, public: Container[str]
) -> tuple[str | None, str] | None:
    """Return a message's command (None for a search) and words, or None if the bot should not
    answer. `bot` is the bot's username, `public` are the commands for everybody."""
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
    mention = re.match(rf"@{re.escape(bot)}\b[\s,:]*", text, re.IGNORECASE)
    if mention is None:
        return None
    words = text[mention.end() :].strip()
    return (None, words) if words else ("search", "")


def is_reply_to_bot(message: Message, bot: str) -> bool:
    """Return whether the message is a reply to one of the bot's."""
    answered = message.reply_to_message
    author = None if answered is None else answered.sender
    return author is not None and author.username == bot


def incoming(message: Message, raw: Raw, replies: bool) -> Incoming:
    """Return the message for handlers. `replies` says whether it is a reply to the bot."""
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
        reply_text="" if reply_to is None else reply_to.text or "",
    )


def destination(message: Message, quotes_question: bool) -> Destination:
    """Return where the answer to a message goes. In groups it is a silent reply."""
    in_group = message.chat.kind == "group"
    quoted = message.message_id if in_group or quotes_question else None
    return Destination(message.chat.id, message.thread, quoted, silent=in_group)


def without_command(text: str) -> str:
    """Return the text without a command or mention at its beginning."""
    return re.sub(r"^(?:/\w{1,32}(?:@\w{1,32})?|@\w{1,32})[\s,:]*", "", text).strip()

"""What a message to the bot says: a command, words to search for, a reply to one of ours."""

from __future__ import annotations

import re
from collections.abc import Container

from telegram import Message

from bot.telegram.sender import Destination
from bot.updates.requests import kind_of
from content.languages import LANGUAGES
from handlers.framework.request import Attachment, Incoming

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{1,32}))?(?=\s|$)")
# Whoever says hello is shown the first screen, not that the documents say nothing of it.
_GREETINGS = {"start", "menu", "home"}.union(
    *(language.greetings for language in LANGUAGES.values())
)
_NOT_TEXT = (
    "sticker", "voice", "audio", "video", "video_note", "animation", "photo", "document",
    "contact", "location", "venue", "poll", "dice", "game", "story",
)  # fmt: skip


def what_is_asked(
    message: Message, bot: str, public: Container[str]
) -> tuple[str | None, str] | None:
    """The command and words of a message to us, or None where silence is right. `bot` is our
    username, `public` are the commands that everybody has."""
    kind = kind_of(message.chat)
    text = message.text
    if text is None:
        unread = kind == "private" and message.media_group_id is None
        return (None, "") if unread and any(getattr(message, each) for each in _NOT_TEXT) else None
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
        if word in _GREETINGS:
            return "start", ""
        return (word, "") if word in public else (None, text.strip() or " ")
    called = re.match(rf"@{re.escape(bot)}\b[\s,:]*", text, re.IGNORECASE)
    return ("search", text[called.end() :].strip()) if called else None


def answers_us(message: Message, bot: str) -> bool:
    """Whether it is a reply to one of our own messages."""
    answered = message.reply_to_message
    author = None if answered is None else answered.from_user
    return author is not None and author.username == bot


def incoming(message: Message, replies: bool) -> Incoming:
    """The message itself, for dialogs, relays and files."""
    attachment: Attachment | None = None
    if message.document is not None:
        sent = message.document
        attachment = Attachment(
            "document", sent.file_id, sent.file_name or "", sent.mime_type or "", sent.file_size
        )
    elif message.photo:
        largest = message.photo[-1]
        attachment = Attachment("photo", largest.file_id, "", "image/jpeg", largest.file_size)
    text = message.text if message.text is not None else message.caption
    html = message.text_html if message.text is not None else message.caption_html
    reply_to = message.reply_to_message if replies else None
    return Incoming(
        message.message_id, text or "", html or "", attachment,
        None if reply_to is None else reply_to.message_id,
        () if reply_to is None else _buttons(reply_to),
    )  # fmt: skip


def _buttons(message: Message) -> tuple[str, ...]:
    """The data of all buttons of one of our messages."""
    rows = () if message.reply_markup is None else message.reply_markup.inline_keyboard
    found = (button.callback_data for row in rows for button in row)
    return tuple(each for each in found if isinstance(each, str))


def thread_of(message: Message | None) -> int | None:
    """The topic a message stands in; replies outside forums carry a thread that is none."""
    if message is None or not message.is_topic_message:
        return None
    return message.message_thread_id


def whereto(message: Message, quotes_question: bool) -> Destination:
    in_group = kind_of(message.chat) == "group"
    quoted = message.message_id if in_group or quotes_question else None
    return Destination(message.chat.id, thread_of(message), quoted, silent=in_group)


def words_of(text: str) -> str:
    """What was searched for: the text without the command or mention before it."""
    return re.sub(r"^(?:/\w{1,32}(?:@\w{1,32})?|@\w{1,32})[\s,:]*", "", text).strip()

"""Reading messages: their command and words, attachments and replies."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass

from bot.telegram.sender import Destination
from bot.updates.parse import Document, Message, Raw, html_of, kind_of
from content.languages import LANGUAGES
from handlers.framework.request import Attachment, AttachmentKind, Incoming

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
        # A photo may come with a command as its caption.
        if kind == "private" and _COMMAND.match(message.caption or ""):
            text = message.caption or ""
        else:
            return (None, "") if kind == "private" and kind_of(raw) is not None else None
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


def is_reply_to_bot(message: Message, bot_id: int) -> bool:
    """Return whether the message is a reply to one of the bot's, by whatever name it had then."""
    answered = message.reply_to_message
    author = None if answered is None else answered.sender
    return author is not None and author.id == bot_id


def replies_elsewhere(message: Message, bot_id: int) -> bool:
    """Return whether the message is a reply to one of the bot's in another chat."""
    author = None if message.external_reply is None else message.external_reply.origin.sender_user
    return author is not None and author.id == bot_id


@dataclass(frozen=True)
class Album:
    """The messages of an album, in order; or a single message."""

    parts: Sequence[tuple[Message, Raw]]

    @property
    def shown(self) -> tuple[Message, Raw]:
        """The part that tells what is said: the first one with a caption, or the first."""
        if not self.parts[1:]:
            return self.parts[0]
        return next((part for part in self.parts if part[0].caption), self.parts[0])

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        found = (_attachment(message, raw) for message, raw in self.parts)
        return tuple(attachment for attachment in found if attachment is not None)


def incoming(sent: Album, replies: bool, elsewhere: bool = False) -> Incoming:
    """Return a message for handlers. `replies` says whether it is a reply that concerns the bot,
    `elsewhere` whether it replies to a message of the bot's in another chat."""
    first, (message, raw) = sent.parts[0][0], sent.shown
    reply_to = message.reply_to_message if replies else None
    text = message.text if message.text is not None else message.caption or _name_of_place(message)
    return Incoming(
        id=first.message_id,
        text=text,
        html=html_of(raw),
        attachments=sent.attachments,
        reply_to=None if reply_to is None else reply_to.message_id,
        reply_buttons=() if reply_to is None else reply_to.button_data,
        reply_text="" if reply_to is None else reply_to.text or reply_to.caption or "",
        kind=kind_of(raw) or "",
        album=first.media_group_id,
        replies_elsewhere=elsewhere,
        edited_after=0 if message.edit_date is None else max(0, message.edit_date - message.date),
    )


def _attachment(message: Message, raw: Raw) -> Attachment | None:
    """Return what a message brings beside its words, if the bot can pass that on."""
    number = message.message_id
    if message.photo:
        largest = message.photo[-1]
        size = largest.file_size
        return Attachment("photo", largest.file_id, "", "image/jpeg", size, message_id=number)
    if message.location is not None:
        at = (message.location.latitude, message.location.longitude)
        return Attachment("location", "", position=at, message_id=number)
    kind = kind_of(raw)
    file = getattr(message, kind) if kind in ("document", "video", "audio", "voice") else None
    if not isinstance(file, Document):
        return None
    kinds: Sequence[AttachmentKind] = ("document", "video", "audio", "voice")
    (known,) = (one for one in kinds if one == kind)
    return Attachment(
        known, file.file_id, file.file_name, file.mime_type, file.file_size, message_id=number
    )


def _name_of_place(message: Message) -> str:
    return (
        "" if message.venue is None else f"{message.venue.title}\n{message.venue.address}".strip()
    )


def destination(message: Message, quotes_question: bool) -> Destination:
    """Return where the answer to a message goes. In groups it is a silent reply."""
    in_group = message.chat.kind == "group"
    quoted = message.message_id if in_group or quotes_question else None
    return Destination(message.chat.id, message.thread, quoted, silent=in_group)


def without_command(text: str) -> str:
    """Return the text without a command or mention at its beginning."""
    return re.sub(r"^(?:/\w{1,32}(?:@\w{1,32})?|@\w{1,32})[\s,:]*", "", text).strip()

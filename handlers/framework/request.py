"""Requests: what handlers get."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Awaitable, Callable, Container
from dataclasses import dataclass
from typing import Literal

from content.model import EntryKind, Pack
from content.search import SearchResults
from handlers.framework.reader import Reader
from handlers.framework.services import PackInUse, Services
from storage.team_members import Member


def ascii_digits(words: str) -> str:
    """Replace the decimal digits of every script with 0 to 9."""
    return "".join(str(unicodedata.decimal(letter, letter)) for letter in words)


class FileRefused(Exception):
    """Telegram does not hand out a file. The argument is a short code that may be logged."""


AttachmentKind = Literal["document", "photo", "video", "audio", "voice", "location"]


@dataclass(frozen=True)
class Attachment:
    """A file or a location that somebody sent. `name` and `media_type` are the sender's claims."""

    kind: AttachmentKind
    file_id: str  # empty for a location
    name: str = ""
    media_type: str = ""
    size: int | None = None  # bytes
    position: tuple[float, float] | None = None  # latitude and longitude, of a location
    message_id: int = 0


@dataclass(frozen=True)
class Incoming:
    """The message of a request, or an album."""

    id: int
    text: str
    html: str  # the text or the caption in Telegram's HTML
    attachments: tuple[Attachment, ...] = ()
    # The message to which it is a reply: one of the bot's, or in a private chat also an own one.
    reply_to: int | None = None
    reply_buttons: tuple[str, ...] = ()  # the data of that message's buttons
    reply_text: str = ""  # that message's text
    kind: str = "text"  # by the Bot API's name: text, photo, sticker …
    album: str | None = None  # the id of the album that it is part of
    # It replies to a message of the bot's in another chat; which one, Telegram does not tell.
    replies_elsewhere: bool = False
    edited_after: int = 0  # seconds from when it was sent; 0: it was not edited

    @property
    def attachment(self) -> Attachment | None:
        """The only or the first attachment."""
        return self.attachments[0] if self.attachments else None


@dataclass(frozen=True)
class Request:
    """A command, a press of a button, a message or an inline query."""

    services: Services
    # The pack when the request came, so that an answer never mixes two packs.
    in_use: PackInUse
    reader: Reader
    chat_id: int
    chat_kind: Literal["private", "group", "inline"]
    # The words after a command, the text of a message, or a start payload.
    words: str
    # The asking person, and their display name; 0 and "" if Telegram does not tell.
    user_id: int
    user_name: str
    # Asks Telegram whether the person administers this group.
    is_administrator: Callable[[], Awaitable[bool]]
    # Downloads an attachment of at most the given number of bytes. Raises FileRefused.
    fetch: Callable[[Attachment, int], Awaitable[bytes]]
    # The text to which the message with the pressed button is a reply, without its command.
    question: str | None = None
    question_message_id: int = 0  # that text's message; 0 if there is none
    incoming: Incoming | None = None
    # 0 unless a button was pressed.
    pressed_message_id: int = 0
    # 0 if a button was pressed.
    asking_message_id: int = 0
    # It was written as the group or as a channel, so that nobody knows who it was.
    is_anonymous: bool = False
    # The topic of a forum, or of a private chat, in which it was asked; None for General.
    topic_id: int | None = None
    # A group's name; empty in private chats.
    chat_title: str = ""
    # False if it is known that no dialog is open in this chat.
    may_have_dialog: bool = True
    # False if it is known that nothing is saved in this chat.
    may_have_saved: bool = True
    # False if it is known that this chat is not subscribed to any roundtable.
    may_follow_roundtables: bool = True
    # The asking member. Set by the switchboard for topics with `roles`.
    member: Member | None = None

    @property
    def pack(self) -> Pack:
        """The pack in the reader's language. `pack.original` is the pack as it was
        written."""
        return self.in_use.pack.in_language(self.reader.language)

    async def find(
        self,
        words: str,
        *,
        limit: int = 50,
        kinds: Container[EntryKind] | None = None,
        typing: bool = False,
    ) -> SearchResults:
        """Search the pack: see `Search.find`. What has to be built first is built in a thread."""
        search, language = self.in_use.search, self.reader.language
        while missing := search.missing(words, language):
            await asyncio.to_thread(search.warm_up, missing)
        return search.find(words, language=language, limit=limit, kinds=kinds, typing=typing)

    @property
    def in_private(self) -> bool:
        return self.chat_kind == "private"

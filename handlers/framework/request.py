"""What a handler is given: who asks, what, in which language and time zone."""

from __future__ import annotations

import unicodedata
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from content.model import Pack
from content.search import Search
from handlers.framework.reader import Reader
from handlers.framework.services import PackInUse, Services
from storage.team_members import Member


def ascii_digits(words: str) -> str:
    """Words with the digits of every script written 0 to 9, as people type them on phones."""
    return "".join(str(unicodedata.decimal(each, each)) for each in words)


class FileRefused(Exception):
    """A file that Telegram does not give us; the reason is a short code, never words."""


@dataclass(frozen=True)
class Attachment:
    """A file that somebody sent. `name` and `media_type` are what the sender says they are."""

    kind: Literal["document", "photo"]
    file_id: str
    name: str
    media_type: str
    size: int | None  # bytes


@dataclass(frozen=True)
class Incoming:
    """The message behind a request, where it is more than its words."""

    id: int
    text: str
    html: str  # the words, or the caption, with their formatting in Telegram's HTML
    attachment: Attachment | None = None
    reply_to: int | None = None  # the bot's own message that it answers
    reply_buttons: tuple[str, ...] = ()  # the data of that message's buttons


@dataclass(frozen=True)
class Request:
    """One thing asked of the bot."""

    services: Services
    # The pack as it was when this request came: one answer never mixes two packs.
    in_use: PackInUse
    reader: Reader
    chat_id: int
    chat_kind: Literal["private", "group", "inline"]
    # The words after a command, the words to search for, or a start payload.
    words: str
    # The person who asks, and the name they gave themselves; 0 and "" where Telegram does not say.
    user_id: int
    user_name: str
    # Asks Telegram whether the person administers this group.
    is_administrator: Callable[[], Awaitable[bool]]
    # Downloads an attachment of at most so many bytes. Raises FileRefused.
    fetch: Callable[[Attachment, int], Awaitable[bytes]]
    # The words of the message that the pressed message answers, if Telegram still has it.
    question: str | None = None
    incoming: Incoming | None = None
    # The message whose button was pressed; 0 where none was.
    pressed_message_id: int = 0
    # The message that asks; 0 where a button was pressed.
    asking_message_id: int = 0
    # A group's name; empty in private.
    chat_title: str = ""
    # False where it is known that no dialog waits for these words.
    may_have_dialog: bool = True
    # Set by the switchboard for what only the team may do.
    member: Member | None = None

    @property
    def pack(self) -> Pack:
        return self.in_use.pack

    @property
    def search(self) -> Search:
        return self.in_use.search

    @property
    def in_private(self) -> bool:
        return self.chat_kind == "private"

"""People, chats and messages as the preview keeps them."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from bot.preview.seed_data import Status

_MAX_MESSAGES = 2_000  # in a chat


@dataclass
class Person:
    id: int
    first_name: str
    username: str | None
    language_code: str | None

    def as_user(self) -> dict[str, Any]:
        """Return a User: https://core.telegram.org/bots/api#user"""
        user: dict[str, Any] = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        if self.username:
            user["username"] = self.username
        if self.language_code:
            user["language_code"] = self.language_code
        return user


@dataclass
class Message:
    """A message in a chat.

    `content` holds the fields of a Bot API Message that depend on its kind (text, document …).
    `date` and `edit_date` are in Unix seconds. `seen` is true if the bot sent it or received it.
    """

    id: int
    chat: int
    author: int
    date: int
    content: dict[str, Any]
    thread: int | None = None
    reply_to: int | None = None
    markup: dict[str, Any] | None = None
    edit_date: int | None = None
    outgoing: bool = False
    via_bot: bool = False
    seen: bool = False
    protected: bool = False


@dataclass
class Chat:
    """A chat with its messages, oldest first.

    `kind` is private, group (a basic group) or supergroup. `migrated_to` is the id of the
    supergroup that a basic group became. `pinned` are message ids, in the order in which they were
    pinned. `closed` are the topics that only administrators may write to, with None for General,
    which is closed as well while it is hidden.
    """

    id: int
    kind: str
    title: str
    is_forum: bool = False
    topics: dict[int, str] = field(default_factory=dict)
    closed: set[int | None] = field(default_factory=set)
    members: dict[int, Status] = field(default_factory=dict)
    bot_status: Status = "member"
    started: bool = False
    migrated_to: int | None = None
    messages: OrderedDict[int, Message] = field(default_factory=OrderedDict)
    pinned: list[int] = field(default_factory=list)

    @property
    def is_private(self) -> bool:
        return self.kind == "private"

    @property
    def blocked(self) -> bool:
        return self.is_private and self.bot_status == "kicked"

    def keep(self, message: Message) -> None:
        """Add a message, and forget the oldest above the limit."""
        self.messages[message.id] = message
        while len(self.messages) > _MAX_MESSAGES:
            self.forget(next(iter(self.messages)))

    def forget(self, message_id: int) -> None:
        """Remove a message, if it is there."""
        self.messages.pop(message_id, None)
        if message_id in self.pinned:
            self.pinned.remove(message_id)

    def empty(self) -> None:
        self.messages.clear()
        self.pinned.clear()

"""People, chats and messages as the preview keeps them."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from bot.preview.cast import Status

_MESSAGES_KEPT = 2_000


@dataclass
class Person:
    id: int
    first_name: str
    username: str | None
    language_code: str | None

    def as_user(self) -> dict[str, Any]:
        """A User: https://core.telegram.org/bots/api#user"""
        user: dict[str, Any] = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        if self.username:
            user["username"] = self.username
        if self.language_code:
            user["language_code"] = self.language_code
        return user


@dataclass
class Message:
    """`content` holds the fields of a Bot API Message that depend on its kind (text, document …).
    `date` and `edit_date` in Unix seconds. `seen` by the bot: sent by it or delivered to it."""

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
    """`kind` is private, group (a basic one) or supergroup; `migrated_to` is the supergroup that a
    basic group became."""

    id: int
    kind: str
    title: str
    is_forum: bool = False
    topics: dict[int, str] = field(default_factory=dict)
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
        """Adds it, and forgets the oldest past 2,000."""
        self.messages[message.id] = message
        while len(self.messages) > _MESSAGES_KEPT:
            self.forget(next(iter(self.messages)))

    def forget(self, message_id: int) -> None:
        """Lets a message go, if it is still there."""
        self.messages.pop(message_id, None)
        if message_id in self.pinned:
            self.pinned.remove(message_id)

    def empty(self) -> None:
        self.messages.clear()
        self.pinned.clear()

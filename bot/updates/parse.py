"""Updates as the bot reads them: the fields it uses, checked, of what Telegram sends.

https://core.telegram.org/bots/api#available-types has all fields; what is not named here is
ignored.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Annotated, Any, Literal

import telegram
from pydantic import BaseModel, ConfigDict, Field, ValidationError

Raw = Mapping[str, Any]

# Ids "may have more than 32 significant bits", and a database keeps 64:
# https://core.telegram.org/bots/api#chat
MAX_ID = 2**63
Id = Annotated[int, Field(ge=-MAX_ID, lt=MAX_ID)]


class NotReadable(Exception):
    """An update that is not as the Bot API describes it."""


class _Type(BaseModel):
    # Strict: Telegram writes numbers as numbers, so a number in a string is no update of theirs.
    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")


class User(_Type):
    id: Id
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str | None = None

    @property
    def name(self) -> str:
        """First and last name, as Telegram shows them."""
        return f"{self.first_name} {self.last_name}".rstrip()


class Chat(_Type):
    id: Id
    type: str
    title: str = ""

    @property
    def kind(self) -> Literal["private", "group"]:
        """Channels count as groups: others read along."""
        return "private" if self.type == "private" else "group"


class Document(_Type):
    file_id: str
    file_name: str = ""
    mime_type: str = ""
    file_size: int | None = None


class PhotoSize(_Type):
    file_id: str
    file_size: int | None = None


class _Button(_Type):
    callback_data: str | None = None


class _Keyboard(_Type):
    inline_keyboard: list[list[_Button]]


class Message(_Type):
    """Also a message that is inaccessible: its `date` is 0
    (https://core.telegram.org/bots/api#inaccessiblemessage)."""

    message_id: Id
    date: int
    chat: Chat
    sender: User | None = Field(None, alias="from")
    # The group itself, where an administrator writes anonymously.
    sender_chat: Chat | None = None
    text: str | None = None
    caption: str | None = None
    entities: list[Any] = []
    document: Document | None = None
    photo: list[PhotoSize] = []
    reply_to_message: Message | None = None
    reply_markup: _Keyboard | None = None
    message_thread_id: Id | None = None
    is_topic_message: bool = False
    media_group_id: str | None = None
    migrate_to_chat_id: Id | None = None
    # Messages that people write through a bot's inline mode.
    via_bot: User | None = None

    @property
    def accessible(self) -> bool:
        return self.date != 0

    @property
    def thread(self) -> int | None:
        """The forum topic it stands in. Outside forums Telegram sets message_thread_id on
        replies; that is not a topic."""
        return self.message_thread_id if self.is_topic_message else None

    @property
    def button_data(self) -> tuple[str, ...]:
        """The callback data of all its buttons."""
        rows = () if self.reply_markup is None else self.reply_markup.inline_keyboard
        return tuple(button.callback_data for row in rows for button in row if button.callback_data)


class CallbackQuery(_Type):
    """A button was pressed."""

    id: str
    sender: User = Field(alias="from")
    message: Message | None = None
    data: str | None = None


class InlineQuery(_Type):
    id: str
    sender: User = Field(alias="from")
    query: str
    offset: str


class _Member(_Type):
    status: str


_AWAY = ("left", "kicked")


class MembershipChange(_Type):
    """The bot was added to or removed from a chat, or blocked:
    https://core.telegram.org/bots/api#chatmemberupdated"""

    chat: Chat
    sender: User = Field(alias="from")
    old_chat_member: _Member
    new_chat_member: _Member

    @property
    def left(self) -> bool:
        return self.new_chat_member.status in _AWAY

    @property
    def joined(self) -> bool:
        return self.old_chat_member.status in _AWAY and not self.left


class Update(_Type):
    update_id: Annotated[int, Field(ge=0, lt=MAX_ID)]
    message: Message | None = None
    callback_query: CallbackQuery | None = None
    inline_query: InlineQuery | None = None
    my_chat_member: MembershipChange | None = None

    @property
    def chat(self) -> Chat | None:
        """The chat it belongs to; None in inline mode."""
        if self.message is not None:
            return self.message.chat
        if self.callback_query is not None and self.callback_query.message is not None:
            return self.callback_query.message.chat
        return None if self.my_chat_member is None else self.my_chat_member.chat

    @property
    def sender(self) -> User | None:
        """The person behind it."""
        for kind in (self.message, self.callback_query, self.inline_query, self.my_chat_member):
            if kind is not None:
                return kind.sender
        return None


# The kinds of update asked of Telegram; edited messages are not among them: what was asked before
# an edit has been answered.
ALLOWED_UPDATES = tuple(name for name in Update.model_fields if name != "update_id")

# Content of messages that is not text: https://core.telegram.org/bots/api#message
_NOT_TEXT = frozenset(
    ("sticker", "voice", "audio", "video", "video_note", "animation", "photo", "document",
     "contact", "location", "venue", "poll", "dice", "game", "story")
)  # fmt: skip


def read_update(raw: Raw) -> Update:
    """Raises NotReadable, whose message names the fields but not what they hold."""
    try:
        return Update.model_validate(raw)
    except ValidationError as problem:
        fields = {".".join(map(str, error["loc"])) for error in problem.errors(include_input=False)}
        raise NotReadable(", ".join(sorted(fields))[:200]) from None


def has_content(raw_message: Raw) -> bool:
    """Whether a message without text shows something: a picture, a voice message, a poll …"""
    return not _NOT_TEXT.isdisjoint(raw_message)


def html_of(raw_message: Raw) -> str:
    """A message's text or caption with its formatting, in Telegram's HTML."""
    if not (raw_message.get("entities") or raw_message.get("caption_entities")):
        return escape(raw_message.get("text") or raw_message.get("caption") or "")
    message = telegram.Message.de_json(dict(raw_message), None)
    html = message.text_html if message.text is not None else message.caption_html
    return html or ""

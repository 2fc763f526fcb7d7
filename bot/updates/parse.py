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
    def is_channel(self) -> bool:
        return self.type == "channel"

    @property
    def kind(self) -> Literal["private", "group"]:
        """Channels count as groups: others read along."""
        return "private" if self.type == "private" else "group"


class Document(_Type):
    """Also a video, an audio file or a voice message."""

    file_id: str
    file_name: str = ""
    mime_type: str = ""
    file_size: int | None = None


class PhotoSize(_Type):
    file_id: str
    file_size: int | None = None


class Location(_Type):
    latitude: float
    longitude: float


class Venue(_Type):
    title: str
    address: str = ""


class Origin(_Type):
    """Who wrote a message first: https://core.telegram.org/bots/api#messageorigin"""

    sender_user: User | None = None


class ExternalReply(_Type):
    """What a message replies to, if that is in another chat or topic:
    https://core.telegram.org/bots/api#externalreplyinfo"""

    origin: Origin


class _Button(_Type):
    callback_data: str | None = None


class _Keyboard(_Type):
    inline_keyboard: list[list[_Button]]


class Message(_Type):
    """Also a message that is inaccessible: its `date` is 0
    (https://core.telegram.org/bots/api#inaccessiblemessage)."""

    message_id: Id
    date: int
    edit_date: int | None = None
    chat: Chat
    sender: User | None = Field(None, alias="from")
    # The group itself, where an administrator writes anonymously; a channel, where somebody writes
    # in its name: https://core.telegram.org/bots/api#message
    sender_chat: Chat | None = None
    # A post that Telegram copied from a channel into its discussion group.
    is_automatic_forward: bool = False
    text: str | None = None
    caption: str | None = None
    entities: list[Any] = []
    document: Document | None = None
    photo: list[PhotoSize] = []
    video: Document | None = None
    audio: Document | None = None
    voice: Document | None = None
    location: Location | None = None
    venue: Venue | None = None
    reply_to_message: Message | None = None
    external_reply: ExternalReply | None = None
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
    can_post_messages: bool | None = None  # of administrators of channels


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
    def may_post(self) -> bool:
        """Of a channel: the bot may post there."""
        member = self.new_chat_member
        return member.status == "administrator" and member.can_post_messages is not False

    @property
    def joined(self) -> bool:
        return self.old_chat_member.status in _AWAY and not self.left


class Update(_Type):
    update_id: Annotated[int, Field(ge=0, lt=MAX_ID)]
    message: Message | None = None
    edited_message: Message | None = None
    callback_query: CallbackQuery | None = None
    inline_query: InlineQuery | None = None
    my_chat_member: MembershipChange | None = None

    @property
    def chat(self) -> Chat | None:
        """The chat it belongs to; None in inline mode."""
        message = self.message or self.edited_message
        if message is not None:
            return message.chat
        if self.callback_query is not None and self.callback_query.message is not None:
            return self.callback_query.message.chat
        return None if self.my_chat_member is None else self.my_chat_member.chat

    @property
    def sender(self) -> User | None:
        """The person behind it."""
        for kind in (
            self.message, self.edited_message, self.callback_query, self.inline_query,
            self.my_chat_member,
        ):  # fmt: skip
            if kind is not None:
                return kind.sender
        return None


# The kinds of update asked of Telegram.
ALLOWED_UPDATES = tuple(name for name in Update.model_fields if name != "update_id")

# The kinds of message: https://core.telegram.org/bots/api#message. An animation also has the field
# of a document, a live photo that of a photo, a venue that of a location. The fields of service
# messages are not among them, except for gifts, to which people expect an answer.
MESSAGE_KINDS = (
    "text", "animation", "document", "photo", "live_photo", "video", "video_note", "voice", "audio",
    "sticker", "story", "paid_media", "checklist", "contact", "dice", "game", "poll", "venue",
    "location", "invoice", "giveaway", "giveaway_winners", "gift", "unique_gift", "rich_message",
)  # fmt: skip


def read_update(raw: Raw) -> Update:
    """Raises NotReadable, whose message names the fields but not what they hold."""
    try:
        return Update.model_validate(raw)
    except ValidationError as problem:
        fields = {".".join(map(str, error["loc"])) for error in problem.errors(include_input=False)}
        raise NotReadable(", ".join(sorted(fields))[:200]) from None


def kind_of(raw_message: Raw) -> str | None:
    """Return what a message is, by the Bot API's name of the field; None for a service message."""
    return next((kind for kind in MESSAGE_KINDS if kind in raw_message), None)


def album_of(raw: Raw) -> str | None:
    """Return the album that an update's message is part of, if it is to be answered as one: in a
    private chat, or as a reply in a group."""
    message = raw.get("message")
    if not isinstance(message, dict) or "media_group_id" not in message:
        return None
    album, chat = message["media_group_id"], message.get("chat")
    private = isinstance(chat, dict) and chat.get("type") == "private"
    if isinstance(album, str) and (private or "reply_to_message" in message):
        return album
    return None


def html_of(raw_message: Raw) -> str:
    """A message's text or caption with its formatting, in Telegram's HTML."""
    if not (raw_message.get("entities") or raw_message.get("caption_entities")):
        return escape(raw_message.get("text") or raw_message.get("caption") or "")
    message = telegram.Message.de_json(dict(raw_message), None)
    html = message.text_html if message.text is not None else message.caption_html
    return html or ""

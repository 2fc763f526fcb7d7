"""Updates as python-telegram-bot's objects, of the parts that the bot reads.

`Update.de_json` makes objects of everything, each attribute through a `__setattr__` in Python that
keeps handlers from changing it: a quarter of an answered update's time (docs/performance.md).
Here the same classes are made without that guard, as ours are the only handlers, and of the large
ones only what was said is set.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from telegram import (
    Animation,
    Audio,
    CallbackQuery,
    Chat,
    ChatMemberUpdated,
    Contact,
    Dice,
    Document,
    Game,
    InaccessibleMessage,
    InlineKeyboardMarkup,
    InlineQuery,
    Location,
    Message,
    MessageEntity,
    PhotoSize,
    Poll,
    Sticker,
    Story,
    Update,
    User,
    Venue,
    Video,
    VideoNote,
    Voice,
)

Raw = Mapping[str, Any]

# Content that is read whole where it comes, by the Bot API's names:
# https://core.telegram.org/bots/api#message
_CONTENT: Mapping[str, Callable[[Any], object]] = {
    "animation": Animation.de_json, "audio": Audio.de_json, "contact": Contact.de_json,
    "dice": Dice.de_json, "document": Document.de_json, "game": Game.de_json,
    "location": Location.de_json, "photo": PhotoSize.de_list, "poll": Poll.de_json,
    "sticker": Sticker.de_json, "story": Story.de_json, "venue": Venue.de_json,
    "video": Video.de_json, "video_note": VideoNote.de_json, "voice": Voice.de_json,
}  # fmt: skip
# Values that stay as they are.
_VALUES = ("text", "caption", "message_thread_id", "is_topic_message", "media_group_id",
           "migrate_to_chat_id")  # fmt: skip


class _Open:
    """Attributes are set as on any object."""

    __slots__ = ()
    __setattr__ = object.__setattr__


class _User(_Open, User):
    __slots__ = ()


class _Chat(_Open, Chat):
    __slots__ = ()


class _Entity(_Open, MessageEntity):
    __slots__ = ()


class _Message(_Open, Message):
    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        return getattr(_NO_MESSAGE, name)


class _Update(_Open, Update):
    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        return getattr(_NO_UPDATE, name)


class _Query(_Open, CallbackQuery):
    __slots__ = ()


class _InlineQuery(_Open, InlineQuery):
    __slots__ = ()


# What was not said is as here.
_NO_MESSAGE = Message(0, datetime.fromtimestamp(0, UTC), Chat(0, Chat.PRIVATE))
_NO_UPDATE = Update(0)


def read_update(raw: Raw) -> Update:
    """One update as Telegram wrote it. Raises KeyError, TypeError, ValueError or AttributeError
    where it is none."""
    update = _Update.__new__(_Update)
    update.update_id = raw["update_id"]
    update._id_attrs = (update.update_id,)
    if "message" in raw:
        update.message = _message(raw["message"])
    elif "callback_query" in raw:
        update.callback_query = _query(raw["callback_query"])
    elif "inline_query" in raw:
        update.inline_query = _inline_query(raw["inline_query"])
    elif "my_chat_member" in raw:
        update.my_chat_member = ChatMemberUpdated.de_json(raw["my_chat_member"])
    return update


def _message(raw: Raw) -> Message:
    given = {name: raw[name] for name in _VALUES if name in raw}
    for name in ("entities", "caption_entities"):
        if name in raw:
            given[name] = tuple(map(_entity, raw[name]))
    for name in raw.keys() & _CONTENT.keys():
        given[name] = _CONTENT[name](raw[name])
    if "reply_markup" in raw:
        given["reply_markup"] = InlineKeyboardMarkup.de_json(raw["reply_markup"])
    if "sender_chat" in raw:
        given["sender_chat"] = _chat(raw["sender_chat"])
    if "via_bot" in raw:
        given["via_bot"] = _user(raw["via_bot"])
    return _placed(raw, given)


def _entity(raw: Raw) -> MessageEntity:
    if len(raw) > 3:  # most have no more than these
        return _Entity.de_json(raw)  # type: ignore[arg-type]
    return _Entity(raw["type"], raw["offset"], raw["length"])


def _placed(raw: Raw, given: dict[str, Any]) -> Message:
    """A message with who wrote it, where, when, and what it answers."""
    if "from" in raw:
        given["from_user"] = _user(raw["from"])
    if "reply_to_message" in raw:
        given["reply_to_message"] = _message(raw["reply_to_message"])
    message = _Message.__new__(_Message)
    message.message_id = raw["message_id"]
    message.date = datetime.fromtimestamp(raw["date"], UTC)
    message.chat = _chat(raw["chat"])
    message._id_attrs = (message.message_id, message.chat)
    for name, said in given.items():
        setattr(message, name, said)
    return message


def _pressed(raw: Raw) -> Message | InaccessibleMessage:
    """The message whose button was pressed; its look is ours and is not read."""
    if raw["date"] == 0:  # https://core.telegram.org/bots/api#inaccessiblemessage
        return InaccessibleMessage(_chat(raw["chat"]), raw["message_id"])
    given = {name: raw[name] for name in _VALUES if name in raw}
    return _placed(raw, given)


def _query(raw: Raw) -> CallbackQuery:
    message = raw.get("message")
    return _Query(
        raw["id"], _user(raw["from"]), raw["chat_instance"],
        message=None if message is None else _pressed(message), data=raw.get("data"),
        inline_message_id=raw.get("inline_message_id"),
    )  # fmt: skip


def _inline_query(raw: Raw) -> InlineQuery:
    return _InlineQuery(
        raw["id"], _user(raw["from"]), raw["query"], raw["offset"], chat_type=raw.get("chat_type")
    )


def _user(raw: Raw) -> User:
    return _User(
        raw["id"], raw["first_name"], raw["is_bot"], raw.get("last_name"), raw.get("username"),
        raw.get("language_code"),
    )  # fmt: skip


def _chat(raw: Raw) -> Chat:
    return _Chat(raw["id"], raw["type"], raw.get("title"), raw.get("username"))

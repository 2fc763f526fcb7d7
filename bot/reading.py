"""Updates as python-telegram-bot's objects, of the parts that the bot reads.

`Update.de_json` makes objects of everything, each attribute through a `__setattr__` in Python that
keeps handlers from changing it: a quarter of an answered update's time (docs/performance.md).
Here the same classes are made by their constructors, without that guard, as ours are the only
handlers.
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


class _Update(_Open, Update):
    __slots__ = ()


class _Query(_Open, CallbackQuery):
    __slots__ = ()


class _InlineQuery(_Open, InlineQuery):
    __slots__ = ()


def read_update(raw: Raw) -> Update:
    """One update as Telegram wrote it. Raises KeyError, TypeError, ValueError or AttributeError
    where it is none."""
    id = raw["update_id"]
    if "message" in raw:
        return _Update(id, message=_message(raw["message"]))
    if "callback_query" in raw:
        return _Update(id, callback_query=_query(raw["callback_query"]))
    if "inline_query" in raw:
        return _Update(id, inline_query=_inline_query(raw["inline_query"]))
    if "my_chat_member" in raw:
        change = ChatMemberUpdated.de_json(raw["my_chat_member"])
        return _Update(id, my_chat_member=change)
    return _Update(id)


def _message(raw: Raw) -> Message:
    given = {name: raw[name] for name in _VALUES if name in raw}
    for name in ("entities", "caption_entities"):
        if name in raw:
            given[name] = _Entity.de_list(raw[name])
    for name in raw.keys() & _CONTENT.keys():
        given[name] = _CONTENT[name](raw[name])
    if "reply_markup" in raw:
        given["reply_markup"] = InlineKeyboardMarkup.de_json(raw["reply_markup"])
    if "sender_chat" in raw:
        given["sender_chat"] = _chat(raw["sender_chat"])
    if "via_bot" in raw:
        given["via_bot"] = _user(raw["via_bot"])
    return _placed(raw, given)


def _placed(raw: Raw, given: dict[str, Any]) -> Message:
    """A message with who wrote it, where, when, and what it answers."""
    if "from" in raw:
        given["from_user"] = _user(raw["from"])
    if "reply_to_message" in raw:
        given["reply_to_message"] = _message(raw["reply_to_message"])
    at = datetime.fromtimestamp(raw["date"], UTC)
    return _Message(raw["message_id"], at, _chat(raw["chat"]), **given)


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

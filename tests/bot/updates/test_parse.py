"""Updates as objects: ours say what python-telegram-bot's own reading says."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Bot, CallbackQuery, InaccessibleMessage, InlineQuery, Message, Update

from bot.updates.parse import read_update

PERSON = {"id": 101, "is_bot": False, "first_name": "Amina", "last_name": "Diallo",
          "username": "amina", "language_code": "fr"}  # fmt: skip
BOT = {"id": 7, "is_bot": True, "first_name": "Roundtable", "username": "roundtable_bot"}
CHAT = {"id": 101, "type": "private", "first_name": "Amina"}
GROUP = {"id": -1001, "type": "supergroup", "title": "Delegation"}
BUTTONS = {"inline_keyboard": [[{"text": "Yes", "callback_data": "x1:home"}]]}


def a_message(**more: Any) -> dict[str, Any]:
    return {"message_id": 5, "date": 1369000000, "from": PERSON, "chat": CHAT, **more}


OURS = a_message(text="Roundtable 3", reply_markup=BUTTONS) | {"from": BOT}
FILE = {"file_id": "f", "file_unique_id": "u", "file_size": 12, "file_name": "a.csv",
        "mime_type": "text/csv"}  # fmt: skip
PHOTO = [{"file_id": "p", "file_unique_id": "q", "width": 9, "height": 9, "file_size": 3}]
MESSAGES = [
    a_message(text="/roundtable 3", entities=[{"type": "bot_command", "offset": 0, "length": 11}]),
    a_message(text="bold", entities=[{"type": "bold", "offset": 0, "length": 4}]),
    a_message(text="yes", reply_to_message=OURS),
    a_message(document=FILE, caption="see", caption_entities=[
        {"type": "italic", "offset": 0, "length": 3}]),
    a_message(photo=PHOTO, media_group_id="1"),
    a_message(text="hi", via_bot=BOT),
    a_message(text="hi", chat=GROUP, sender_chat=GROUP, message_thread_id=3, is_topic_message=True),
    a_message(chat=GROUP, migrate_to_chat_id=-1002),
    a_message(dice={"emoji": "🎲", "value": 3}),
]  # fmt: skip
READ = (
    "message_id", "date", "text", "caption", "message_thread_id", "is_topic_message",
    "media_group_id", "migrate_to_chat_id", "from_user", "chat", "entities", "caption_entities",
    "document", "photo", "dice", "via_bot", "sender_chat", "reply_to_message", "reply_markup",
)  # fmt: skip
# What nobody says in these messages.
UNREAD = ("effective_attachment", "new_chat_members", "edit_date", "video", "pinned_message",
          "delete_chat_photo", "api_kwargs")  # fmt: skip
OF_A_PERSON = ("id", "is_bot", "first_name", "last_name", "username", "language_code", "full_name")
THE_BOT = Bot("7:reading-reading-reading-reading")


def same_message(ours: Message, theirs: Message) -> None:
    for name in READ:
        if name == "reply_to_message" and theirs.reply_to_message is not None:
            assert ours.reply_to_message is not None
            same_message(ours.reply_to_message, theirs.reply_to_message)
        else:
            assert getattr(ours, name) == getattr(theirs, name), name
    for name in UNREAD:
        assert getattr(ours, name) == getattr(theirs, name), name
    assert ours.text_html == theirs.text_html
    assert ours.caption_html == theirs.caption_html
    assert (ours.chat.type, ours.chat.title) == (theirs.chat.type, theirs.chat.title)
    if theirs.from_user is not None:
        for name in OF_A_PERSON:
            assert getattr(ours.from_user, name) == getattr(theirs.from_user, name)


@pytest.mark.parametrize("raw", MESSAGES, ids=lambda raw: ", ".join(list(raw)[4:]))
def test_a_message_is_read_alike(raw: dict[str, Any]) -> None:
    update = {"update_id": 1, "message": raw}
    ours, theirs = read_update(update).message, Update.de_json(update, THE_BOT).message
    assert ours is not None
    assert theirs is not None
    same_message(ours, theirs)


@pytest.mark.parametrize("message", [OURS, None])
def test_a_press_is_read_alike(message: dict[str, Any] | None) -> None:
    query: dict[str, Any] = {"id": "9", "from": PERSON, "chat_instance": "1", "data": "g1:home:"}
    if message is not None:
        query["message"] = message
    update = {"update_id": 1, "callback_query": query}
    ours, theirs = read_update(update).callback_query, Update.de_json(update, THE_BOT)
    assert isinstance(ours, CallbackQuery)
    assert ours == theirs.callback_query
    assert (ours.data, ours.from_user) == ("g1:home:", theirs.callback_query.from_user)
    assert ours.message == theirs.callback_query.message


def test_a_press_under_a_message_that_is_gone_is_known_as_such() -> None:
    """https://core.telegram.org/bots/api#inaccessiblemessage"""
    gone = {"chat": CHAT, "message_id": 5, "date": 0}
    query = {"id": "9", "from": PERSON, "chat_instance": "1", "data": "g1:home:", "message": gone}
    read = read_update({"update_id": 1, "callback_query": query}).callback_query
    assert read is not None
    assert isinstance(read.message, InaccessibleMessage)
    assert (read.message.chat.id, read.message.message_id) == (101, 5)


def test_an_inline_query_is_read_alike() -> None:
    query = {"id": "9", "from": PERSON, "query": "equal pay", "offset": "10", "chat_type": "sender"}
    update = {"update_id": 1, "inline_query": query}
    ours, theirs = read_update(update).inline_query, Update.de_json(update, THE_BOT).inline_query
    assert isinstance(ours, InlineQuery)
    assert (ours.query, ours.offset, ours.from_user) == ("equal pay", "10", theirs.from_user)
    assert ours.chat_type == theirs.chat_type


@pytest.mark.parametrize(
    "raw", [{}, {"update_id": 1, "message": {}}, {"update_id": 1, "message": []},
            {"update_id": 1, "message": a_message(chat=None)},
            {"update_id": 1, "message": a_message(date="today")},
            {"update_id": 1, "callback_query": {"id": "1"}}],
)  # fmt: skip
def test_what_is_no_update_is_refused(raw: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError, AttributeError)):
        read_update(raw)

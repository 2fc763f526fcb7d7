"""Updates as the program reads them: as the Bot API describes them, and as PTB reads them."""

from __future__ import annotations

from typing import Any

import aiogram.types
import pytest
import telegram

from bot.updates import parse
from bot.updates.parse import NotReadable, html_of, read_update

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
    a_message(text="bold <b> & 'x'", entities=[{"type": "bold", "offset": 0, "length": 4}]),
    a_message(text="plain <b> & 'x'"),
    a_message(text="yes", reply_to_message=OURS),
    a_message(document=FILE, caption="see", caption_entities=[
        {"type": "italic", "offset": 0, "length": 3}]),
    a_message(photo=PHOTO, media_group_id="1", caption="two & more"),
    a_message(text="hi", via_bot=BOT),
    a_message(text="hi", chat=GROUP, sender_chat=GROUP, message_thread_id=3, is_topic_message=True),
    a_message(chat=GROUP, migrate_to_chat_id=-1002),
    a_message(dice={"emoji": "🎲", "value": 3}),
    {"message_id": 5, "date": 1369000000, "chat": GROUP, "text": "a channel's"},
]  # fmt: skip


def same(ours: Any, theirs: Any) -> None:
    """Each field that the program reads is what python-telegram-bot reads."""
    if ours is None or isinstance(ours, (str, int, bool)):
        # Where Telegram leaves a text out, we have an empty one.
        assert ours == (theirs.timestamp() if hasattr(theirs, "timestamp") else theirs or ours)
        return
    if isinstance(ours, list):
        assert len(ours) == len(theirs)
        for one, other in zip(ours, theirs, strict=True):
            if not isinstance(one, dict):
                same(one, other)
        return
    for name in type(ours).model_fields:
        same(getattr(ours, name), getattr(theirs, {"sender": "from_user"}.get(name, name), None))


@pytest.mark.parametrize("raw", MESSAGES, ids=lambda raw: ", ".join(list(raw)[3:]))
def test_a_message_is_read_as_by_python_telegram_bot(raw: dict[str, Any]) -> None:
    update = {"update_id": 1, "message": raw}
    theirs = telegram.Update.de_json(update, None).message
    ours = read_update(update).message
    assert ours is not None and theirs is not None
    same(ours, theirs)
    html = theirs.text_html if theirs.text is not None else theirs.caption_html
    assert html_of(raw) == (html or "")
    assert ours.sender is None or ours.sender.name == theirs.from_user.full_name


@pytest.mark.parametrize("message", [OURS, None])
def test_a_press_is_read_as_by_python_telegram_bot(message: dict[str, Any] | None) -> None:
    query: dict[str, Any] = {"id": "9", "from": PERSON, "chat_instance": "1", "data": "g1:home:"}
    if message is not None:
        query["message"] = message
    update = {"update_id": 1, "callback_query": query}
    same(read_update(update).callback_query, telegram.Update.de_json(update, None).callback_query)


def test_a_press_under_a_message_that_is_gone_is_known_as_such() -> None:
    """https://core.telegram.org/bots/api#inaccessiblemessage"""
    gone = {"chat": CHAT, "message_id": 5, "date": 0}
    query = {"id": "9", "from": PERSON, "chat_instance": "1", "data": "g1:home:", "message": gone}
    read = read_update({"update_id": 1, "callback_query": query}).callback_query
    assert read is not None and read.message is not None
    assert not read.message.accessible
    assert (read.message.chat.id, read.message.message_id) == (101, 5)


def test_an_inline_query_is_read_as_by_python_telegram_bot() -> None:
    query = {"id": "9", "from": PERSON, "query": "equal pay", "offset": "10", "chat_type": "sender"}
    update = {"update_id": 1, "inline_query": query}
    same(read_update(update).inline_query, telegram.Update.de_json(update, None).inline_query)


@pytest.mark.parametrize(
    ("old", "new", "joined", "left"),
    [("left", "member", True, False), ("kicked", "administrator", True, False),
     ("member", "kicked", False, True), ("member", "administrator", False, False)],
)  # fmt: skip
def test_joining_and_leaving_are_told_apart(old: str, new: str, joined: bool, left: bool) -> None:
    user = {"user": BOT}
    change = {
        "chat": GROUP, "from": PERSON, "date": 1369000000,
        "old_chat_member": {"status": old, **user}, "new_chat_member": {"status": new, **user},
    }  # fmt: skip
    read = read_update({"update_id": 1, "my_chat_member": change}).my_chat_member
    assert read is not None
    assert (read.joined, read.left) == (joined, left)


# Ours by the Bot API's name, from the machine-readable description that aiogram ships.
TYPES = {
    "User": parse.User, "Chat": parse.Chat, "Document": parse.Document,
    "PhotoSize": parse.PhotoSize, "Message": parse.Message, "CallbackQuery": parse.CallbackQuery,
    "InlineQuery": parse.InlineQuery, "ChatMemberUpdated": parse.MembershipChange,
    "Update": parse.Update,
}  # fmt: skip


@pytest.mark.parametrize("name", TYPES)
def test_every_field_is_in_the_bot_api_and_none_is_demanded_that_may_be_missing(name: str) -> None:
    described = {
        field.alias or key: field
        for key, field in getattr(aiogram.types, name).model_fields.items()
    }
    described |= dict(getattr(aiogram.types, name).model_fields)
    for key, field in TYPES[name].model_fields.items():
        known = described[field.alias or ("from_user" if key == "sender" else key)]
        assert known.is_required() or not field.is_required(), key


@pytest.mark.parametrize(
    "raw", [{}, {"update_id": 1, "message": {}}, {"update_id": 1, "message": []},
            {"update_id": 1, "message": a_message(chat=None)},
            {"update_id": 1, "message": a_message(date="today")},
            {"update_id": 2**63, "message": a_message(text="hi")},
            {"update_id": 1, "message": a_message(text="hi", chat=CHAT | {"id": 2**63})},
            {"update_id": 1, "callback_query": {"id": "1"}}],
)  # fmt: skip
def test_what_is_no_update_is_refused_without_its_content(raw: dict[str, Any]) -> None:
    with pytest.raises(NotReadable) as refused:
        read_update(raw)
    assert "today" not in str(refused.value) and "Amina" not in str(refused.value)

"""Editing, deleting and pinning.

https://core.telegram.org/bots/api#updating-messages; words: telegram-bot-api, Client.cpp.
"""

from __future__ import annotations

import asyncio

import pytest

from tests.bot.preview.conftest import AMINA, DIEGO, GROUP, OLGA, Client

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)
KEYBOARD = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}


async def _sent(telegram: Client, chat: int = AMINA, **more: object) -> int:
    await telegram.start(AMINA)
    sent = await telegram.call("sendMessage", chat_id=chat, text="old", **more)
    return int(sent["message_id"])


async def test_an_edit_changes_text_and_keyboard_in_place(telegram: Client) -> None:
    message_id = await _sent(telegram, reply_markup=KEYBOARD)
    telegram.clock.advance(minutes=5)
    edited = await telegram.call(
        "editMessageText", chat_id=AMINA, message_id=message_id, text="<i>new</i>",
        parse_mode="HTML",
    )  # fmt: skip
    assert edited["text"] == "new"
    assert edited["edit_date"] == edited["date"] + 300
    assert "reply_markup" not in edited  # An edit without a keyboard takes it away.
    # A keyboard alone is no edit that people are told of.
    edited = await telegram.call(
        "editMessageReplyMarkup", chat_id=AMINA, message_id=message_id, reply_markup=KEYBOARD
    )
    assert edited["reply_markup"] == KEYBOARD


async def test_the_same_again_is_refused(telegram: Client) -> None:
    message_id = await _sent(telegram, reply_markup=KEYBOARD)
    where = {"chat_id": AMINA, "message_id": message_id}
    same = {**where, "text": " old ", "reply_markup": KEYBOARD}
    assert await telegram.refused("editMessageText", **same) == NOT_MODIFIED
    refused = await telegram.refused("editMessageReplyMarkup", **where, reply_markup=KEYBOARD)
    assert refused == NOT_MODIFIED


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({}, "message text is empty"),
        ({"text": "x"}, "message identifier is not specified"),
        ({"text": "x", "message_id": 1}, "chat_id is empty"),
        ({"text": "x", "chat_id": AMINA}, "message to edit not found"),
        ({"text": "x", "chat_id": AMINA, "message_id": 999}, "message to edit not found"),
        ({"text": "x", "chat_id": 999, "message_id": 1}, "chat not found"),
        ({"text": "x", "inline_message_id": "x"}, "MESSAGE_ID_INVALID"),
        ({"text": "x" * 4097, "chat_id": AMINA, "message_id": 1}, "message is too long"),
    ],
)
async def test_telegrams_refusals_of_an_edit(
    telegram: Client, parameters: dict[str, object], error: str
) -> None:
    await _sent(telegram)
    assert await telegram.refused("editMessageText", **parameters) == f"Bad Request: {error}"


async def test_only_its_own_messages_can_be_edited(telegram: Client) -> None:
    await telegram.start(AMINA)
    said = await telegram.say(AMINA, AMINA, "mine")
    where = {"chat_id": AMINA, "message_id": said["message_id"]}
    refused = await telegram.refused("editMessageText", **where, text="x")
    assert refused == "Bad Request: message can't be edited"


async def test_text_and_caption_are_not_the_same(telegram: Client) -> None:
    message_id = await _sent(telegram)
    refused = await telegram.refused(
        "editMessageCaption", chat_id=AMINA, message_id=message_id, caption="x"
    )
    assert refused == "Bad Request: there is no caption in the message to edit"
    document = await telegram.post(f"chats/{AMINA}/send", person=AMINA, kind="document")
    sent = await telegram.call(
        "sendDocument", chat_id=AMINA, document=document["message"]["document"]["file_id"]
    )
    where = {"chat_id": AMINA, "message_id": sent["message_id"]}
    edited = await telegram.call("editMessageCaption", **where, caption="<b>x</b>",
                                 parse_mode="HTML")  # fmt: skip
    assert edited["caption"] == "x"
    assert edited["document"] == sent["document"]
    assert (
        await telegram.refused("editMessageText", **where, text="x")
        == "Bad Request: there is no text in the message to edit"
    )


async def test_a_message_sent_via_inline_mode_is_edited_by_its_own_id(telegram: Client) -> None:
    asked = asyncio.create_task(telegram.post("inline", person=AMINA, chat=GROUP, query="x"))
    [update] = await telegram.updates(timeout=5)
    result = {
        "type": "article", "id": "1", "title": "T", "reply_markup": KEYBOARD,
        "input_message_content": {"message_text": "old"},
    }  # fmt: skip
    query_id = update["inline_query"]["id"]
    await telegram.call("answerInlineQuery", inline_query_id=query_id, results=[result])
    await asked
    chosen = await telegram.post(
        "inline/choose", person=AMINA, chat=GROUP, inline_query_id=query_id, result_id="1"
    )
    await telegram.updates()
    pressed = asyncio.create_task(
        telegram.post(
            f"chats/{GROUP}/press", person=DIEGO, message_id=chosen["message"]["message_id"],
            row=0, column=0,
        )
    )  # fmt: skip
    [update] = await telegram.updates(timeout=5)
    query = update["callback_query"]
    assert "message" not in query
    inline_id = query["inline_message_id"]
    edited = await telegram.call("editMessageText", inline_message_id=inline_id, text="new")
    assert edited is True
    await telegram.call("answerCallbackQuery", callback_query_id=query["id"])
    await pressed
    shown = await telegram.get(f"chats/{GROUP}/messages")
    assert shown["messages"][-1]["text"] == "new"


async def test_what_a_bot_may_delete(telegram: Client) -> None:
    """https://core.telegram.org/bots/api#deletemessage and tdlib, MessagesManager.cpp."""
    mine = await _sent(telegram)
    theirs = (await telegram.say(AMINA, AMINA, "x"))["message_id"]
    in_group = (await telegram.say(GROUP, DIEGO, "x"))["message_id"]
    for message_id in (mine, theirs):
        assert await telegram.call("deleteMessage", chat_id=AMINA, message_id=message_id) is True
    where = {"chat_id": GROUP, "message_id": in_group}
    refused = await telegram.refused("deleteMessage", **where)
    assert refused == "Bad Request: message can't be deleted"
    await telegram.post(f"chats/{GROUP}/bot", person=OLGA, status="administrator")
    await telegram.call("deleteMessage", **where)
    assert (
        await telegram.refused("deleteMessage", **where)
        == "Bad Request: message to delete not found"
    )


async def test_nothing_older_than_48_hours_is_deleted_in_private(telegram: Client) -> None:
    old = await _sent(telegram)
    telegram.clock.advance(hours=48, seconds=1)
    refused = await telegram.refused("deleteMessage", chat_id=AMINA, message_id=old)
    assert refused == "Bad Request: message can't be deleted for everyone"


async def test_pinning_in_a_group_needs_rights(telegram: Client) -> None:
    sent = await telegram.call("sendMessage", chat_id=GROUP, text="x")
    where = {"chat_id": GROUP, "message_id": sent["message_id"]}
    refused = await telegram.refused("pinChatMessage", **where)
    assert refused == "Bad Request: not enough rights to manage pinned messages in the chat"
    await telegram.post(f"chats/{GROUP}/bot", person=OLGA, status="administrator")
    await telegram.call("pinChatMessage", **where)
    chats = {chat["id"]: chat for chat in (await telegram.get("state"))["chats"]}
    assert chats[GROUP]["pinned"] == [sent["message_id"]]
    await telegram.call("unpinChatMessage", chat_id=GROUP)
    refused = await telegram.refused("unpinChatMessage", chat_id=GROUP)
    assert refused == "Bad Request: message to unpin not found"

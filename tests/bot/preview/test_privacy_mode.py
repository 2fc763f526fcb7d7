"""What a bot knows of chats, and which messages of a group reach it.

https://core.telegram.org/bots/features#privacy-mode
"""

from __future__ import annotations

import pytest

from tests.bot.preview.conftest import AMINA, DIEGO, FORUM, GROUP, OLGA, Client

BOT = 7_000_000_001


async def _reached(telegram: Client) -> list[str]:
    return [update["message"]["text"] for update in await telegram.updates()]


async def test_with_privacy_mode_on_the_bot_gets_only_what_concerns_it(telegram: Client) -> None:
    for text in [
        "good morning",
        "/now",
        "/now@roundtable_preview_bot",
        "/now@another_bot",
        "hello @Roundtable_Preview_Bot",
        "hello @another_bot",
        "say /now please",
    ]:
        await telegram.say(GROUP, AMINA, text)
    assert await _reached(telegram) == [
        "/now",
        "/now@roundtable_preview_bot",
        "hello @Roundtable_Preview_Bot",
    ]


async def test_replies_to_what_concerns_the_bot_reach_it(telegram: Client) -> None:
    sent = await telegram.call("sendMessage", chat_id=GROUP, text="x")
    talk = await telegram.say(GROUP, AMINA, "good morning")
    command = await telegram.say(GROUP, AMINA, "/now")
    await telegram.updates()
    for message_id, text in [
        (sent["message_id"], "to the bot"),
        (talk["message_id"], "to a person"),
        (command["message_id"], "to a command"),
    ]:
        await telegram.say(GROUP, DIEGO, text, reply_to=message_id)
    assert await _reached(telegram) == ["to the bot", "to a command"]


async def test_an_administrator_gets_everything(telegram: Client) -> None:
    await telegram.post(f"chats/{GROUP}/bot", person=OLGA, status="administrator")
    [update] = await telegram.updates()
    change = update["my_chat_member"]
    assert change["old_chat_member"]["status"] == "member"
    assert change["new_chat_member"]["status"] == "administrator"
    await telegram.say(GROUP, AMINA, "good morning")
    assert await _reached(telegram) == ["good morning"]


async def test_being_put_out_and_taken_in_again(telegram: Client) -> None:
    await telegram.post(f"chats/{GROUP}/bot", person=OLGA, status="kicked")
    await telegram.say(GROUP, AMINA, "/now")
    [update] = await telegram.updates()
    assert update["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    await telegram.post(f"chats/{GROUP}/bot", person=OLGA, status="member")
    back, greeting = await telegram.updates()
    assert back["my_chat_member"]["from"]["id"] == OLGA
    assert greeting["message"]["new_chat_members"][0]["id"] == BOT
    await telegram.post(f"chats/{GROUP}/bot", 400, person=DIEGO, status="left")
    await telegram.post(f"chats/{GROUP}/bot", 400, person=OLGA, status="emperor")


async def test_edited_messages_come_as_such(telegram: Client) -> None:
    await telegram.start(AMINA)
    said = await telegram.say(AMINA, AMINA, "wags")
    telegram.clock.advance(seconds=7)
    where = {"message_id": said["message_id"], "text": "wages"}
    await telegram.post(f"chats/{AMINA}/edit", person=AMINA, **where)
    [_, update] = await telegram.updates()
    edited = update["edited_message"]
    assert (edited["text"], edited["edit_date"] - edited["date"]) == ("wages", 7)
    await telegram.post(f"chats/{AMINA}/edit", 400, person=DIEGO, **where)


async def test_topics_are_told_by_their_thread(telegram: Client) -> None:
    await telegram.say(FORUM, AMINA, "/now")
    await telegram.say(FORUM, AMINA, "/now", thread=11)
    general, topic = await telegram.updates()
    assert "message_thread_id" not in general["message"]
    assert general["message"]["chat"]["is_forum"] is True
    assert topic["message"]["message_thread_id"] == 11
    assert topic["message"]["is_topic_message"] is True
    # telegram-bot-api, get_implicit_reply_to_message_id: a plain message answers its topic.
    assert topic["message"]["reply_to_message"]["message_id"] == 11
    await telegram.post(f"chats/{FORUM}/send", 400, person=AMINA, text="x", thread=99)


async def test_what_a_bot_may_ask_of_a_chat(telegram: Client) -> None:
    administrators = await telegram.call("getChatAdministrators", chat_id=FORUM)
    assert [(member["user"]["id"], member["status"]) for member in administrators] == [
        (OLGA, "creator"),
        (AMINA, "administrator"),
    ]
    assert (await telegram.call("getChatMember", chat_id=GROUP, user_id=BOT))["status"] == "member"


@pytest.mark.parametrize(
    ("method", "parameters", "error"),
    [
        ("getChatMember", {}, "chat_id is empty"),
        ("getChatMember", {"chat_id": DIEGO, "user_id": DIEGO}, "chat not found"),
        ("getChatMember", {"chat_id": -5, "user_id": DIEGO}, "chat not found"),
        ("getChatMember", {"chat_id": GROUP}, "invalid user_id specified"),
        ("getChatMember", {"chat_id": GROUP, "user_id": 5}, "PARTICIPANT_ID_INVALID"),
        ("getChatAdministrators", {"chat_id": AMINA},
         "there are no administrators in the private chat"),
    ],
)  # fmt: skip
async def test_telegrams_refusals(
    telegram: Client, method: str, parameters: dict[str, int], error: str
) -> None:
    await telegram.start(AMINA)
    assert await telegram.refused(method, **parameters) == f"Bad Request: {error}"

"""The shortest way through: Start, an answer with a button, a press, an edit."""

from __future__ import annotations

import asyncio

from tests.bot.preview.conftest import AMINA, Client


async def test_a_person_starts_presses_and_sees_the_message_change(telegram: Client) -> None:
    sent = await telegram.post(f"chats/{AMINA}/start", person=AMINA, payload="rt3")
    [update] = await telegram.updates()
    assert update["update_id"] == sent["update_id"]
    assert update["message"]["text"] == "/start rt3"
    keyboard = {"inline_keyboard": [[{"text": "More", "callback_data": "p1:rec-3-2"}]]}
    message = await telegram.call(
        "sendMessage", chat_id=AMINA, text="<b>Hello</b>", parse_mode="HTML", reply_markup=keyboard
    )
    assert message["entities"] == [{"offset": 0, "length": 5, "type": "bold"}]
    assert message["reply_markup"] == keyboard

    pressed = asyncio.create_task(
        telegram.post(
            f"chats/{AMINA}/press", person=AMINA, message_id=message["message_id"], row=0, column=0
        )
    )
    [update] = await telegram.updates(timeout=5)
    query = update["callback_query"]
    assert query["data"] == "p1:rec-3-2"
    assert query["message"]["message_id"] == message["message_id"]
    edited = await telegram.call(
        "editMessageText", chat_id=AMINA, message_id=message["message_id"], text="More of it"
    )
    assert edited["edit_date"] == 1369058400
    await telegram.call("answerCallbackQuery", callback_query_id=query["id"], text="Shown")
    assert await pressed == {"answered": True, "text": "Shown", "show_alert": False, "url": ""}

    shown = await telegram.get(f"chats/{AMINA}/messages")
    assert [(message["text"], message["outgoing"]) for message in shown["messages"]] == [
        ("/start rt3", False),
        ("More of it", True),
    ]
    events = await telegram.get("events?after=0")
    assert [event["type"] for event in events["events"]] == [
        "message", "message", "edit", "callback_answer",
    ]  # fmt: skip
    assert await telegram.get("idle?wait=5") == {"idle": True}

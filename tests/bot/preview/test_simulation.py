"""The `/sim` interface, as docs/preview.md describes it."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from bot.preview.api_calls import UNKNOWN_METHOD
from tests.bot.preview.conftest import AMINA, DIEGO, FORUM, GROUP, Client


async def test_the_cast(telegram: Client) -> None:
    state = await telegram.get("state")
    assert state["bot"]["username"] == "roundtable_preview_bot"
    assert [(person["first_name"], person["language_code"]) for person in state["people"]] == [
        ("Amina", "fr"),
        ("Diego", "es"),
        ("Grace", "en"),
        ("Layla", "ar"),
        ("Pavel", "ru"),
        ("Wei", "zh"),
        ("Olga", "en"),
    ]
    chats = {chat["id"]: chat for chat in state["chats"]}
    assert chats[AMINA]["type"] == "private"
    assert chats[FORUM]["topics"] == [
        {"id": None, "name": "General", "closed": False},
        {"id": 11, "name": "Roundtable 2", "closed": False},
        {"id": 12, "name": "Logistics", "closed": False},
    ]
    assert chats[GROUP]["members"][0] == {"person": 201, "status": "creator"}
    assert state["clock"] == {
        "now": "2013-05-20T14:00:00.000+00:00", "speed": 1.0, "next": None,
    }  # fmt: skip


async def test_a_long_text_is_split_as_clients_split_it(telegram: Client) -> None:
    text = "👉" * 2048 + "x" * 10
    sent = await telegram.post(f"chats/{AMINA}/send", person=AMINA, text=text)
    assert [len(message["text"]) for message in sent["messages"]] == [2048, 10]
    assert len(await telegram.updates()) == 2


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        (f"chats/{AMINA}/send", {"person": AMINA, "text": " "}, 400),
        (f"chats/{AMINA}/send", {"person": DIEGO, "text": "x"}, 400),
        (f"chats/{AMINA}/send", {"person": 5, "text": "x"}, 404),
        (f"chats/{AMINA}/send", {"person": "x", "text": "x"}, 400),
        (f"chats/{AMINA}/send", {"person": AMINA}, 400),
        (f"chats/{AMINA}/send", {"person": AMINA, "kind": "hologram"}, 400),
        (f"chats/{AMINA}/send", {"person": AMINA, "text": "x", "reply_to": 5}, 400),
        ("chats/5/send", {"person": AMINA, "text": "x"}, 404),
        (f"chats/{AMINA}/start", {"person": AMINA, "payload": "a b"}, 400),
        (f"chats/{AMINA}/start", {"person": AMINA, "payload": "x" * 65}, 400),
        (f"chats/{GROUP}/start", {"person": AMINA}, 400),
        (f"chats/{AMINA}/block", {"person": DIEGO, "blocked": True}, 400),
        (f"chats/{AMINA}/press", {"person": AMINA, "message_id": 5, "data": "x"}, 404),
        (f"people/{AMINA}", {"language_code": "x"}, 400),
        ("clock", {"now": "2013-05-20T09:00"}, 400),
        ("clock", {"now": "tomorrow"}, 400),
        ("clock", {"advance_seconds": 1e300}, 400),
        ("clock", {"speed": "fast"}, 400),
    ],
)
async def test_what_no_client_would_do_is_refused(
    telegram: Client, path: str, body: dict[str, Any], status: int
) -> None:
    answer = await telegram.post(path, status, **body)
    assert isinstance(answer["error"], str)


async def test_the_clock_is_moved_both_ways(telegram: Client) -> None:
    await telegram.post("clock", now="2013-10-03T09:00:00-04:00", speed=60)
    state = await telegram.get("state")
    assert state["clock"] == {
        "now": "2013-10-03T13:00:00.000+00:00", "speed": 60, "next": None,
    }  # fmt: skip
    moved = await telegram.post("clock", advance_seconds=-3600)
    assert moved["clock"]["now"] == "2013-10-03T12:00:00.000+00:00"
    said = await telegram.say(AMINA, AMINA, "x")
    assert said["date"] == 1380801600
    events = await telegram.get("events?after=0&type=clock")
    assert events["events"][-1]["clock"] == moved["clock"]


async def test_events_are_waited_for_and_filtered(telegram: Client) -> None:
    wanted = f"events?after=0&wait=10&chat={GROUP}&type=message"
    waiting = asyncio.create_task(telegram.get(wanted))
    await telegram.say(AMINA, AMINA, "elsewhere")
    await telegram.say(GROUP, AMINA, "here")
    found = await asyncio.wait_for(waiting, 5)
    assert [event["message"]["text"] for event in found["events"]] == ["here"]
    assert (await telegram.get("events?after=2"))["events"] == []


async def test_the_stream_tells_events_as_they_come_and_resumes(telegram: Client) -> None:
    await telegram.say(AMINA, AMINA, "one")
    url = f"{telegram.preview.url}/sim/stream"
    async with telegram.session.get(url, params={"after": "0"}) as response:
        assert response.content_type == "text/event-stream"
        assert await response.content.readuntil(b"\n\n") == b": hello\n\n"
        first = await _event(response.content)
        await telegram.say(AMINA, AMINA, "two")
        second = await _event(response.content)
    assert [first["message"]["text"], second["message"]["text"]] == ["one", "two"]
    async with telegram.session.get(url, headers={"Last-Event-ID": "1"}) as response:
        await response.content.readuntil(b"\n\n")
        assert (await _event(response.content))["n"] == 2


async def _event(content: Any) -> dict[str, Any]:
    lines = (await asyncio.wait_for(content.readuntil(b"\n\n"), 5)).decode().splitlines()
    data: dict[str, Any] = json.loads(lines[1].removeprefix("data: "))
    assert lines[0] == f"id: {data['n']}"
    return data


async def test_messages_deletions_and_people_make_events(telegram: Client) -> None:
    await telegram.start(AMINA)
    sent = await telegram.call("sendMessage", chat_id=AMINA, text="x")
    await telegram.call("deleteMessage", chat_id=AMINA, message_id=sent["message_id"])
    await telegram.post(f"people/{AMINA}", language_code="ar")
    await telegram.post(f"chats/{AMINA}/block", person=AMINA, blocked=True)
    events = (await telegram.get("events?after=1"))["events"]
    assert [(event["type"], event.get("chat")) for event in events] == [
        ("message", AMINA), ("delete", AMINA), ("people", None), ("chats", None),
    ]  # fmt: skip
    assert events[1]["message_id"] == sent["message_id"]


async def test_files_are_had_by_their_id(telegram: Client) -> None:
    await telegram.start(AMINA)
    sent = await telegram.post(
        f"chats/{AMINA}/send", person=AMINA, kind="document", name='é"\r\nX: y.html',
        content_base64="PHNjcmlwdD4=", mime_type="text/html",
    )  # fmt: skip
    url = f"{telegram.preview.url}/sim/files/"
    async with telegram.session.get(url + sent["message"]["document"]["file_id"]) as response:
        assert await response.read() == b"<script>"
        # What people send is never run as a page.
        assert response.content_type == "application/octet-stream"
        assert response.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    photo = await telegram.post(f"chats/{AMINA}/send", person=AMINA, kind="photo")
    async with telegram.session.get(url + photo["message"]["photo"][0]["file_id"]) as response:
        assert response.content_type == "image/png"
    async with telegram.session.get(url + "nothing") as response:
        assert response.status == 404


async def test_reset_empties_chats_and_keeps_what_was_registered(telegram: Client) -> None:
    await telegram.start(AMINA)
    await telegram.call("setMyCommands", commands=[{"command": "now", "description": "Now"}])
    await telegram.call("sendMessage", chat_id=AMINA, text="x")
    await telegram.post("reset")
    assert (await telegram.get(f"chats/{AMINA}/messages"))["messages"] == []
    assert len((await telegram.get(f"chats/{AMINA}/commands?person={AMINA}"))["commands"]) == 1
    await telegram.call("sendMessage", chat_id=AMINA, text="still allowed")
    assert (await telegram.get("events?after=0&type=reset"))["events"]


async def test_the_transcript_has_every_call_but_get_updates(telegram: Client) -> None:
    await telegram.call("getUpdates")
    await telegram.call("getMe")
    await telegram.refused("sendMessage", chat_id=999, text="x")
    await telegram.refused("dance", with_whom="Olga")
    calls = (await telegram.get("transcript"))["calls"]
    assert [(call["n"], call["method"], call["ok"], call["error"]) for call in calls] == [
        (1, "getMe", True, None),
        (2, "sendMessage", False, "Bad Request: chat not found"),
        (3, "dance", False, UNKNOWN_METHOD),
    ]
    assert calls[1]["parameters"] == {"chat_id": 999, "text": "x"}


async def test_idle_waits_for_the_bot_to_confirm(telegram: Client) -> None:
    assert await telegram.get("idle?wait=5") == {"idle": True}
    await telegram.say(AMINA, AMINA, "x")
    assert await telegram.get("idle?wait=0") == {"idle": False}
    [update] = await telegram.call("getUpdates")
    assert await telegram.get("idle?wait=0") == {"idle": False}
    waiting = asyncio.create_task(telegram.get("idle?wait=10"))
    await telegram.call("getUpdates", offset=update["update_id"] + 1)
    assert await asyncio.wait_for(waiting, 5) == {"idle": True}


async def test_messages_are_counted_per_group_and_over_all_private_chats(
    telegram: Client,
) -> None:
    first = await telegram.say(AMINA, AMINA, "x")
    second = await telegram.say(DIEGO, DIEGO, "x")
    in_group = await telegram.say(GROUP, DIEGO, "x")
    in_forum = await telegram.say(FORUM, DIEGO, "x")
    ids = [message["message_id"] for message in (first, second, in_group, in_forum)]
    assert ids == [1, 2, 1, 13]


async def test_old_messages_and_events_are_let_go(telegram: Client) -> None:
    chat = telegram.preview.state.chats[AMINA]
    for _ in range(2_100):
        telegram.preview.state.add_message(chat, AMINA, {"text": "x"})
    assert len(chat.messages) == 2_000
    assert min(chat.messages) == 101
    shown = await telegram.get(f"chats/{AMINA}/messages?limit=5000")
    assert len(shown["messages"]) == 2_000
    for _ in range(10_000):
        telegram.preview.state.events.add("people")
    events = telegram.preview.state.events.after(0)
    # Who asks for what is gone is told to begin anew.
    assert events[0] == {"n": 2_100, "type": "reset"}
    assert len(events) == 10_001

"""Fault injection through `/sim/faults`, as docs/preview.md describes it."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest

from tests.bot.preview.conftest import AMINA, DIEGO, FORUM, GROUP, TOKEN, Client


async def _order(telegram: Client, **rule: Any) -> None:
    await telegram.post("faults", rules=[{"method": "sendMessage", **rule}])


async def _fired(telegram: Client) -> list[int]:
    return [rule["fired"] for rule in (await telegram.get("faults"))["rules"]]


async def _texts(telegram: Client, chat: int) -> list[str]:
    messages = (await telegram.get(f"chats/{chat}/messages"))["messages"]
    return [message["text"] for message in messages if message["outgoing"]]


@pytest.mark.parametrize(
    ("kind", "code", "description"),
    [
        ("429", 429, "Too Many Requests: retry after 7"),
        ("500", 500, "Internal Server Error"),
        ("502", 502, "Bad Gateway"),
        ("403", 403, "Forbidden: bot was blocked by the user"),
    ],
)
async def test_a_call_is_refused_as_often_as_ordered(
    telegram: Client, kind: str, code: int, description: str
) -> None:
    await telegram.start(AMINA)
    await _order(telegram, kind=kind, times=2, retry_after=7)
    for _ in range(2):
        refused = await telegram.raw("sendMessage", chat_id=AMINA, text="x")
        assert (refused["error_code"], refused["description"]) == (code, description)
        assert refused.get("parameters") == ({"retry_after": 7} if kind == "429" else None)
    await telegram.call("sendMessage", chat_id=AMINA, text="x")
    assert await _texts(telegram, AMINA) == ["x"]
    assert await _fired(telegram) == [2]
    calls = (await telegram.get("transcript"))["calls"]
    assert [(call["ok"], call["fault"]) for call in calls] == [
        (False, kind), (False, kind), (True, None),
    ]  # fmt: skip


@pytest.mark.parametrize(("kind", "kept"), [("close_before", []), ("close_after", ["x"])])
async def test_the_connection_closes_without_an_answer(
    telegram: Client, kind: str, kept: list[str]
) -> None:
    await telegram.start(AMINA)
    await _order(telegram, kind=kind, times=1)
    # Read byte by byte: not even the beginning of an answer may come.
    port = int(telegram.preview.url.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = f"chat_id={AMINA}&text=x".encode()
    writer.write(
        f"POST /bot{TOKEN}/sendMessage HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n".encode()
        + body
    )
    assert await asyncio.wait_for(reader.read(), 5) == b""
    writer.close()
    await writer.wait_closed()
    assert await _texts(telegram, AMINA) == kept
    assert (await telegram.get(f"count?chat={AMINA}"))["messages"] == len(kept)
    assert (await telegram.get("idle?wait=5"))["idle"]
    # The next call comes through.
    await telegram.call("sendMessage", chat_id=AMINA, text="y")
    assert await _texts(telegram, AMINA) == [*kept, "y"]


async def test_a_client_sees_a_lost_connection(telegram: Client) -> None:
    await telegram.start(AMINA)
    await _order(telegram, kind="close_after", times=3)
    for _ in range(3):
        with pytest.raises(aiohttp.ClientConnectionError):
            await telegram.call("sendMessage", chat_id=AMINA, text="x")
    # What a client did not hear of it sends again: here a doubled message is right.
    await telegram.call("sendMessage", chat_id=AMINA, text="x")
    assert await telegram.get("count?contains=x") == {"messages": 4, "again": 3, "forgotten": 0}


async def test_a_refusal_is_lost_with_its_connection_too(telegram: Client) -> None:
    await _order(telegram, kind="close_after")
    with pytest.raises(aiohttp.ClientConnectionError):
        await telegram.call("sendMessage", chat_id=999, text="x")
    [call] = (await telegram.get("transcript"))["calls"]
    assert (call["error"], call["fault"]) == ("Bad Request: chat not found", "close_after")


async def test_a_stalled_call_acts_late_and_answers(telegram: Client) -> None:
    await telegram.start(AMINA)
    await _order(telegram, kind="stall", seconds=0.2, times=1)
    begun = asyncio.get_running_loop().time()
    stalled = asyncio.create_task(telegram.call("sendMessage", chat_id=AMINA, text="slow"))
    while await _fired(telegram) != [1]:
        await asyncio.sleep(0.001)
    assert await telegram.get("idle?wait=0") == {"idle": False}
    await telegram.call("sendMessage", chat_id=AMINA, text="quick")
    assert (await stalled)["text"] == "slow"
    assert asyncio.get_running_loop().time() - begun >= 0.2
    assert await _texts(telegram, AMINA) == ["quick", "slow"]


async def test_who_hangs_up_on_a_stalled_call_has_sent_it_all_the_same(telegram: Client) -> None:
    await telegram.start(AMINA)
    await _order(telegram, kind="stall", seconds=0.3, times=1)
    impatient = aiohttp.ClientTimeout(total=0.05)
    url = f"{telegram.preview.url}/bot{TOKEN}/sendMessage"
    with pytest.raises(TimeoutError):
        await telegram.session.post(url, json={"chat_id": AMINA, "text": "x"}, timeout=impatient)
    assert await _texts(telegram, AMINA) == []
    assert (await telegram.get("idle?wait=5"))["idle"]
    assert await _texts(telegram, AMINA) == ["x"]


async def test_it_stops_while_a_call_is_stalled(telegram: Client) -> None:
    await telegram.start(AMINA)
    await _order(telegram, kind="stall", seconds=3_000)
    stalled = asyncio.create_task(telegram.call("sendMessage", chat_id=AMINA, text="x"))
    while await _fired(telegram) != [1]:
        await asyncio.sleep(0.001)
    await asyncio.wait_for(telegram.preview.stop(), 5)
    with pytest.raises(aiohttp.ClientConnectionError):
        await stalled
    assert not [task for task in asyncio.all_tasks() if "ApiCalls._act" in repr(task)]


async def test_rules_hold_for_their_method_and_chat_and_the_first_one_wins(
    telegram: Client,
) -> None:
    await telegram.start(AMINA, DIEGO)
    rules = [
        {"method": "sendMessage", "chat": AMINA, "kind": "500", "times": 1},
        {"method": "SENDMESSAGE", "chat": AMINA, "kind": "502", "times": 1},
        {"method": "pinChatMessage", "kind": "403"},
    ]
    await telegram.post("faults", rules=rules)
    await telegram.call("sendMessage", chat_id=DIEGO, text="x")
    # As a form writes it, the chat is a string.
    for expected in ("Internal Server Error", "Bad Gateway"):
        assert await telegram.refused("sendMessage", chat_id=str(AMINA), text="x") == expected
    await telegram.call("sendMessage", chat_id=AMINA, text="x")
    await telegram.call("getMe")
    await telegram.refused("pinChatMessage", chat_id=DIEGO, message_id=1)
    assert await _fired(telegram) == [1, 1, 1]


async def test_a_rule_for_every_method_spares_the_long_poll_unless_named(
    telegram: Client,
) -> None:
    await telegram.post("faults", rules=[{"method": "*", "kind": "502"}])
    assert await telegram.refused("getMe") == "Bad Gateway"
    assert await telegram.call("getUpdates") == []
    await telegram.post("faults", rules=[{"method": "getUpdates", "kind": "502"}])
    assert await telegram.refused("getUpdates") == "Bad Gateway"


async def test_chance_follows_from_the_seed(telegram: Client) -> None:
    await telegram.start(AMINA)
    runs = []
    for seed in (1, 1, 2):
        await _order(telegram, kind="500", probability=0.5, seed=seed)
        run = [
            (await telegram.raw("sendMessage", chat_id=AMINA, text="x"))["ok"] for _ in range(40)
        ]
        assert await _fired(telegram) == [run.count(False)]
        assert (await telegram.get("faults"))["rules"][0]["matched"] == 40
        runs.append(run)
    assert runs[0] == runs[1] != runs[2]
    assert 8 <= runs[0].count(True) <= 32


async def test_rules_are_cleared(telegram: Client) -> None:
    await _order(telegram, kind="500")
    assert await telegram.post("faults", rules=[]) == {"rules": []}
    await _order(telegram, kind="500")
    async with telegram.session.delete(f"{telegram.preview.url}/sim/faults") as response:
        assert await response.json() == {"rules": []}
    assert await telegram.refused("sendMessage", chat_id=AMINA, text="x") == (
        "Bad Request: chat not found"
    )


@pytest.mark.parametrize(
    ("rule", "status"),
    [
        ("sendMessage", 400),
        ({}, 400),
        ({"method": "sendMessage"}, 400),
        ({"method": "sendMesage", "kind": "500"}, 400),
        ({"method": "*", "kind": "418"}, 400),
        ({"method": "*", "kind": "500", "time": 3}, 400),
        ({"method": "*", "kind": "500", "times": -1}, 400),
        ({"method": "*", "kind": "500", "times": True}, 400),
        ({"method": "*", "kind": "500", "probability": 1.1}, 400),
        ({"method": "*", "kind": "500", "seed": "x"}, 400),
        ({"method": "*", "kind": "429", "retry_after": 0}, 400),
        ({"method": "*", "kind": "429", "retry_after": 1.5}, 400),
        ({"method": "*", "kind": "stall", "seconds": -1}, 400),
        ({"method": "*", "kind": "500", "chat": 999}, 404),
        ({"method": "*", "kind": "migrate", "chat": GROUP}, 400),
    ],
)
async def test_a_wrong_rule_is_refused_and_changes_nothing(
    telegram: Client, rule: Any, status: int
) -> None:
    await _order(telegram, kind="500")
    answer = await telegram.post("faults", status, rules=[rule])
    assert isinstance(answer["error"], str)
    assert len((await telegram.get("faults"))["rules"]) == 1
    await telegram.post("faults", 400, rules={})


async def _group(telegram: Client) -> int:
    made = await telegram.post("groups", title="Mission in Geneva", people=[AMINA, DIEGO])
    await telegram.updates()
    return int(made["chat"]["id"])


async def test_a_group_becomes_a_supergroup_under_the_bots_hands(telegram: Client) -> None:
    group = await _group(telegram)
    sent = await telegram.call("sendMessage", chat_id=group, text="before")
    assert sent["chat"] == {"id": group, "title": "Mission in Geneva", "type": "group"}
    await telegram.post("faults", rules=[{"method": "*", "chat": group, "kind": "migrate"}])
    refused = await telegram.raw("sendMessage", chat_id=group, text="x")
    assert refused["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    supergroup = refused["parameters"]["migrate_to_chat_id"]
    assert str(supergroup).startswith("-100")
    # It happens once; afterwards the old id is refused by itself.
    assert await telegram.raw("sendMessage", chat_id=group, text="x") == refused
    assert await _fired(telegram) == [1]
    left, came = (update["message"] for update in await telegram.updates())
    assert (left["chat"]["id"], left["migrate_to_chat_id"]) == (group, supergroup)
    assert (came["chat"]["id"], came["migrate_from_chat_id"]) == (supergroup, group)
    assert came["chat"]["type"] == "supergroup"
    moved = await telegram.call("sendMessage", chat_id=supergroup, text="x")
    assert (moved["chat"]["id"], moved["message_id"]) == (supergroup, came["message_id"] + 1)
    assert await _texts(telegram, supergroup) == ["x"]
    assert await _texts(telegram, group) == ["before"]


async def test_people_make_groups_and_upgrade_them(telegram: Client) -> None:
    made = await telegram.post("groups", title="Mission in Geneva", people=[AMINA, DIEGO])
    group = made["chat"]["id"]
    assert made["chat"]["members"][0] == {"person": AMINA, "status": "creator"}
    entered, greeting = await telegram.updates()
    assert entered["my_chat_member"]["chat"]["type"] == "group"
    assert greeting["message"]["new_chat_members"][0]["is_bot"]
    # A basic group's messages are counted with those of private chats.
    said = await telegram.say(AMINA, AMINA, "x")
    assert said["message_id"] == greeting["message"]["message_id"] + 1
    await telegram.post(f"chats/{group}/upgrade", 400, person=DIEGO)
    grown = (await telegram.post(f"chats/{group}/upgrade", person=AMINA))["migrated_to"]
    await telegram.post(f"chats/{group}/upgrade", 400, person=AMINA)
    await telegram.post(f"chats/{grown}/upgrade", 400, person=AMINA)
    await telegram.post(f"chats/{group}/send", 400, person=DIEGO, text="x")
    await telegram.say(grown, DIEGO, "/now")
    assert [update["message"]["chat"]["id"] for update in await telegram.updates()] == [
        AMINA, group, grown, grown,
    ]  # fmt: skip
    chats = {chat["id"]: chat for chat in (await telegram.get("state"))["chats"]}
    assert chats[group]["migrated_to"] == grown
    assert chats[grown]["migrated_to"] is None


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"title": " ", "people": [AMINA]}, 400),
        ({"title": "x" * 129, "people": [AMINA]}, 400),
        ({"title": "x", "people": []}, 400),
        ({"title": "x", "people": [AMINA, AMINA]}, 400),
        ({"title": "x", "people": AMINA}, 400),
        ({"title": "x", "people": [5]}, 404),
    ],
)
async def test_no_group_without_title_and_people(
    telegram: Client, body: dict[str, Any], status: int
) -> None:
    await telegram.post("groups", status, **body)


async def test_a_group_the_bot_has_left_migrates_without_telling_it(telegram: Client) -> None:
    group = await _group(telegram)
    await telegram.post(f"chats/{group}/bot", person=AMINA, status="left")
    assert await telegram.refused("sendMessage", chat_id=group, text="x") == (
        "Forbidden: bot is not a member of the group chat"
    )
    await telegram.updates()
    await telegram.post(f"chats/{group}/upgrade", person=AMINA)
    assert await telegram.updates() == []


async def test_a_topic_and_an_unknown_chat_are_no_basic_groups(telegram: Client) -> None:
    await telegram.post("faults", rules=[{"method": "*", "kind": "migrate"}])
    await telegram.call("sendMessage", chat_id=FORUM, text="x")
    others: list[Any] = [999, "@somebody", None, "1e9", {}]
    for chat in others:
        await telegram.refused("sendMessage", chat_id=chat, text="x")
    assert await _fired(telegram) == [0]

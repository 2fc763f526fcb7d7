"""Receiving updates: https://core.telegram.org/bots/api#getting-updates

Words of the conflicts: telegram-bot-api, Client::abort_long_poll and process_get_updates_query.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from tests.bot.preview.conftest import AMINA, DIEGO, GROUP, OLGA, Client


async def _say(telegram: Client, *texts: str) -> None:
    for text in texts:
        await telegram.say(AMINA, AMINA, text)


async def _texts(telegram: Client, **parameters: Any) -> list[str]:
    updates = await telegram.call("getUpdates", **parameters)
    return [update["message"]["text"] for update in updates]


async def test_updates_come_again_until_a_higher_offset_confirms_them(telegram: Client) -> None:
    await _say(telegram, "one", "two", "three")
    updates = await telegram.call("getUpdates")
    ids = [update["update_id"] for update in updates]
    assert ids == list(range(ids[0], ids[0] + 3))
    assert await _texts(telegram) == ["one", "two", "three"]
    assert await _texts(telegram, offset=ids[1]) == ["two", "three"]
    assert await _texts(telegram) == ["two", "three"]
    assert await _texts(telegram, offset=ids[2] + 1) == []


async def test_a_negative_offset_keeps_the_newest(telegram: Client) -> None:
    """ "All previous updates will be forgotten." """
    await _say(telegram, "one", "two", "three")
    assert await _texts(telegram, offset=-1) == ["three"]
    assert await _texts(telegram) == ["three"]
    await _say(telegram, "four")
    assert await _texts(telegram, offset=-5) == ["three", "four"]


async def test_an_offset_from_the_future_forgets_nothing(telegram: Client) -> None:
    """tdlib, TQueue::get: an identifier beyond the queue's end is no valid one."""
    await _say(telegram, "one")
    assert await _texts(telegram, offset=1_000_000) == ["one"]


async def test_limit_is_kept_within_1_and_100(telegram: Client) -> None:
    await _say(telegram, "one", "two")
    assert await _texts(telegram, limit=1) == ["one"]
    assert await _texts(telegram, limit=0) == ["one"]
    assert await _texts(telegram, limit=1000) == ["one", "two"]


async def test_a_long_poll_returns_as_soon_as_something_comes(telegram: Client) -> None:
    poll = asyncio.create_task(_texts(telegram, timeout=50))
    await asyncio.sleep(0)
    await _say(telegram, "one")
    assert await asyncio.wait_for(poll, 5) == ["one"]


async def test_a_second_long_poll_ends_the_first(telegram: Client) -> None:
    first = asyncio.create_task(telegram.raw("getUpdates", timeout=50))
    while not telegram.preview.state.updates.polled:
        await asyncio.sleep(0.001)
    second = asyncio.create_task(_texts(telegram, timeout=50))
    refused = await asyncio.wait_for(first, 5)
    assert refused["error_code"] == 409
    assert refused["description"] == (
        "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running"
    )
    await _say(telegram, "one")
    assert await asyncio.wait_for(second, 5) == ["one"]


async def test_the_newest_long_poll_keeps_its_turn(telegram: Client) -> None:
    await _say(telegram, "confirmed by the polls")
    after = (await telegram.call("getUpdates"))[-1]["update_id"] + 1
    poll = asyncio.create_task(telegram.raw("getUpdates", timeout=50, offset=after))
    for _ in range(3):
        while not telegram.preview.state.updates.polled:
            await asyncio.sleep(0.001)
        newer = asyncio.create_task(telegram.raw("getUpdates", timeout=50, offset=after))
        assert (await asyncio.wait_for(poll, 5))["error_code"] == 409
        poll = newer
    await _say(telegram, "one")
    answer = await asyncio.wait_for(poll, 5)
    assert answer["result"][0]["message"]["text"] == "one"


async def test_allowed_updates_are_remembered(telegram: Client) -> None:
    await telegram.call("getUpdates", allowed_updates=["callback_query"])
    await _say(telegram, "unseen")
    assert await telegram.call("getUpdates") == []
    info = await telegram.call("getWebhookInfo")
    assert info["allowed_updates"] == ["callback_query"]
    await telegram.call("getUpdates", allowed_updates=[])  # the default again
    await _say(telegram, "seen")
    assert await _texts(telegram) == ["seen"]


async def test_an_unknown_kind_of_update_is_named(telegram: Client) -> None:
    refused = await telegram.refused("getUpdates", allowed_updates=["mesage"])
    assert refused == (
        'Bad Request: unknown update type "mesage" (the preview refuses what Telegram would ignore)'
    )


@dataclass
class Hook:
    """A webhook that notes what comes and answers with the statuses it is given, then 200."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    received: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.Response:
        self.received.append(await request.json())
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.arrived.set()
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)

    async def until(self, count: int) -> None:
        async with asyncio.timeout(10):
            while len(self.received) < count:
                self.arrived.clear()
                await self.arrived.wait()


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    application = web.Application()
    application.router.add_post("/hook", hook.take)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        yield hook
    finally:
        await runner.cleanup()


async def test_a_webhook_gets_updates_with_its_secret(telegram: Client, hook: Hook) -> None:
    await _say(telegram, "waiting")
    await telegram.call("setWebhook", url=hook.url, secret_token="se_cret-1")
    await _say(telegram, "new")
    await hook.until(2)
    assert [update["message"]["text"] for update in hook.received] == ["waiting", "new"]
    assert hook.secrets == ["se_cret-1"] * 2
    info = await telegram.call("getWebhookInfo")
    assert info["url"] == hook.url
    refused = await telegram.raw("getUpdates")
    assert refused["error_code"] == 409
    assert refused["description"] == (
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first"
    )
    await telegram.call("deleteWebhook")
    assert (await telegram.call("getWebhookInfo"))["url"] == ""
    await _say(telegram, "polled")
    assert "polled" in await _texts(telegram)


async def test_a_webhook_that_fails_gets_the_update_again(telegram: Client, hook: Hook) -> None:
    hook.statuses = [500]
    await telegram.call("setWebhook", url=hook.url)
    await _say(telegram, "one")
    await hook.until(2)
    assert hook.received[0] == hook.received[1]
    info = await telegram.call("getWebhookInfo")
    assert info["last_error_message"].startswith("Wrong response from the webhook: 500")
    assert await telegram.get("idle?wait=5") == {"idle": True}


async def test_setting_a_webhook_ends_a_long_poll(telegram: Client, hook: Hook) -> None:
    poll = asyncio.create_task(telegram.raw("getUpdates", timeout=50))
    while not telegram.preview.state.updates.polled:
        await asyncio.sleep(0.001)
    await telegram.call("setWebhook", url=hook.url)
    refused = await asyncio.wait_for(poll, 5)
    assert refused["error_code"] == 409
    assert refused["description"] == "Conflict: terminated by setWebhook request"


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({}, 'parameter "url" is required'),
        ({"url": "https://bots.example.org/hook"},
         "bad webhook: the preview posts to loopback addresses only "
         "(a limit of the preview, not of Telegram)"),
        ({"url": "ftp://127.0.0.1/"},
         "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "nonsense"}, "invalid webhook URL specified"),
        ({"url": "http://127.0.0.1/", "secret_token": "a b"},
         "secret token contains unallowed characters"),
        ({"url": "http://127.0.0.1/", "secret_token": "x" * 257}, "secret token is too long"),
    ],
)  # fmt: skip
async def test_refusals_of_a_webhook(
    telegram: Client, parameters: dict[str, object], error: str
) -> None:
    assert await telegram.refused("setWebhook", **parameters) == f"Bad Request: {error}"


async def test_pending_updates_can_be_dropped(telegram: Client) -> None:
    await _say(telegram, "one")
    assert (await telegram.call("getWebhookInfo"))["pending_update_count"] == 1
    await telegram.call("deleteWebhook", drop_pending_updates=True)
    assert await telegram.call("getUpdates") == []


async def test_a_link_to_a_group_adds_the_bot_and_starts_it_there(telegram: Client) -> None:
    """https://core.telegram.org/bots/features#deep-linking"""
    start = f"chats/{GROUP}/start"
    await telegram.post(start, person=DIEGO, payload="abc")
    (inside,) = await telegram.updates()
    assert inside["message"]["text"] == "/start@roundtable_preview_bot abc"
    assert inside["message"]["from"]["id"] == DIEGO
    await telegram.post(f"chats/{GROUP}/bot", person=OLGA, status="left")
    await telegram.updates()
    # Who may not add anybody adds no bot either.
    await telegram.post(start, 400, person=DIEGO, payload="abc")
    assert await telegram.updates() == []
    await telegram.post(start, person=OLGA, payload="abc")
    added = await telegram.updates()
    assert [next(key for key in update if key != "update_id") for update in added] == [
        "my_chat_member", "message", "message",
    ]  # fmt: skip
    assert added[-1]["message"]["text"] == "/start@roundtable_preview_bot abc"

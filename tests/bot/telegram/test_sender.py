"""What Telegram may answer to a call, over real HTTP, and what we make of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import nullcontext
from typing import Any

import pytest
from aiohttp import web
from telegram import error

from bot.telegram.api import BotApi, HttpRequest
from bot.telegram.flood_control import FloodControl
from bot.telegram.rendering import Rendered
from bot.telegram.sender import Destination, Sender

TOKEN = "123456789:AAExampleExampleExampleExampleExample"
UNCHANGED = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)


def refusal(code: int, description: str, **parameters: int) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    if parameters:
        body["parameters"] = parameters
    return web.json_response(body, status=code)


class Telegram:
    """Answers each call with the next of its script, then with success."""

    def __init__(self) -> None:
        self.script: list[web.Response | None] = []
        self.calls: list[tuple[str, dict[str, Any]]] = []

    async def answer(self, request: web.Request) -> web.Response:
        self.calls.append((request.match_info["method"], await request.json()))
        scripted = (
            self.script.pop(0) if self.script else web.json_response({"ok": True, "result": {}})
        )
        if scripted is None:  # the connection breaks after the call was taken
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        return scripted


@pytest.fixture
async def telegram() -> AsyncIterator[tuple[Telegram, Sender]]:
    double = Telegram()
    application = web.Application()
    application.router.add_post("/bot{token}/{method}", double.answer)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    request = HttpRequest()
    yield double, a_sender(BotApi(f"http://127.0.0.1:{port}/bot", TOKEN, request))
    await request.shutdown()
    await runner.cleanup()


def a_sender(api: BotApi, flood_control: FloodControl | None = None) -> Sender:
    return Sender(api, flood_control or FloodControl(), nullcontext)


Pair = tuple[Telegram, Sender]
HERE = Destination(101)
ONE = Rendered(("text",), [])


async def test_a_wait_that_telegram_asks_for_is_kept(telegram: Pair) -> None:
    double, sender = telegram
    double.script = [refusal(429, "Too Many Requests: retry after 1", retry_after=1)]
    began = asyncio.get_running_loop().time()
    await sender.send(HERE, ONE)
    assert asyncio.get_running_loop().time() - began >= 1
    assert [method for method, _ in double.calls] == ["sendMessage", "sendMessage"]


async def test_a_closed_chat_is_not_written_to_before_its_time(telegram: Pair) -> None:
    double, sender = telegram
    double.script = [refusal(429, "Too Many Requests: retry after 900", retry_after=900)]
    refused = asyncio.create_task(sender.send(HERE, ONE))
    while not double.calls:
        await asyncio.sleep(0.01)
    others = [asyncio.create_task(sender.send(HERE, ONE)) for _ in range(5)]
    await sender.send(Destination(202), ONE)  # another chat
    assert [parameters["chat_id"] for _, parameters in double.calls] == [101, 202]
    with pytest.raises(error.RetryAfter):
        await sender.send_once_for_id(HERE, ONE)  # who keeps account is told without a call
    assert len(double.calls) == 2
    for task in (refused, *others):
        task.cancel()
    await asyncio.gather(refused, *others, return_exceptions=True)


async def test_an_unchanged_message_is_no_error(telegram: Pair) -> None:
    double, sender = telegram
    double.script = [refusal(400, UNCHANGED)]
    await sender.replace(HERE, 7, ONE)
    assert len(double.calls) == 1


async def test_a_message_that_is_gone_gets_a_new_one(telegram: Pair) -> None:
    double, sender = telegram
    double.script = [refusal(400, "Bad Request: message to edit not found")]
    await sender.replace(HERE, 7, ONE)
    assert [method for method, _ in double.calls] == ["editMessageText", "sendMessage"]


async def test_what_does_not_fit_an_edit_follows_with_the_keyboard_last(telegram: Pair) -> None:
    double, sender = telegram
    keyboard = [[{"text": "Home", "callback_data": "g1:home:"}]]
    await sender.replace(HERE, 7, Rendered(("one", "two"), keyboard))
    (first, edit), (second, message) = double.calls
    assert (first, second) == ("editMessageText", "sendMessage")
    assert "reply_markup" not in edit
    assert message["reply_markup"] == {"inline_keyboard": keyboard}


async def test_a_message_whose_answer_was_lost_is_not_sent_twice(telegram: Pair) -> None:
    double, sender = telegram
    double.script = [None]
    with pytest.raises(error.NetworkError) as problem:
        await sender.send(HERE, ONE)
    assert len(double.calls) == 1
    assert TOKEN not in str(problem.value)


async def test_an_edit_whose_answer_was_lost_is_repeated(telegram: Pair) -> None:
    double, sender = telegram
    double.script = [None, refusal(400, UNCHANGED)]
    await sender.replace(HERE, 7, ONE)
    assert len(double.calls) == 2


@pytest.mark.parametrize("method", ["getChatMember", "getFile", "getMe"])
async def test_a_call_that_only_reads_is_repeated_where_its_answer_was_lost(
    telegram: Pair, method: str
) -> None:
    double, sender = telegram
    double.script = [None]
    assert await sender.call(method, {"chat_id": 101, "user_id": 101}) == {}
    assert [called for called, _ in double.calls] == [method, method]


async def test_a_press_that_waited_too_long_is_past_helping(telegram: Pair) -> None:
    double, sender = telegram
    double.script = [
        refusal(
            400,
            "Bad Request: query is too old and response timeout expired or query ID is invalid",
        )
    ]
    await sender.answer_callback_query("1", "text")
    assert len(double.calls) == 1


async def test_a_notice_is_at_most_two_hundred_characters(telegram: Pair) -> None:
    double, sender = telegram
    await sender.answer_callback_query("1", "x" * 500)
    assert len(double.calls[0][1]["text"]) == 200


async def test_a_final_refusal_is_raised_at_once(telegram: Pair) -> None:
    double, sender = telegram
    double.script = [refusal(403, "Forbidden: bot was blocked by the user")]
    with pytest.raises(error.Forbidden):
        await sender.send(HERE, ONE)
    assert len(double.calls) == 1


async def test_an_address_nobody_answers_at_is_tried_again_and_keeps_the_token_to_itself() -> None:
    request = HttpRequest()
    sender = a_sender(BotApi("http://127.0.0.1:9/bot", TOKEN, request))
    with pytest.raises(error.NetworkError) as problem:
        await sender.act("setMyCommands", {})
    assert TOKEN not in str(problem.value)
    assert TOKEN not in repr(problem.value.__cause__)
    await request.shutdown()

"""Calls of the Bot API: their errors, and uploads."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest
from telegram import error

from bot.telegram.api import BotApi, HttpRequest
from bot.telegram.errors import InvalidAnswer, NotBotApi, TooManyRequests, is_outage
from handlers.framework.reply import File
from tests.bot.telegram.servers import answering, read_request, server


def answer(status: int, body: object) -> bytes:
    payload = body if isinstance(body, bytes) else json.dumps(body).encode()
    return b"HTTP/1.1 %d Told\r\nContent-Length: %d\r\n\r\n%b" % (status, len(payload), payload)


async def test_refusals_are_raised_as_what_they_mean() -> None:
    flood = {"ok": False, "error_code": 429, "description": "", "parameters": {"retry_after": 3}}
    unknown = {"ok": False, "error_code": 401, "description": "Unauthorized"}
    request = HttpRequest()
    async with server(answering(answer(429, flood), answer(401, unknown))) as url:
        api = BotApi(f"{url}/bot", "1:token", request)
        with pytest.raises(TooManyRequests) as problem:  # and no warning, which would fail here
            await api.call("getMe", {})
        assert problem.value.retry_after == timedelta(seconds=3)
        with pytest.raises(error.InvalidToken):
            await api.act("getMe", {})
        await request.shutdown()


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"\xff", b""])
async def test_an_answer_that_is_not_the_bot_api_s_may_have_had_its_effect(body: bytes) -> None:
    request = HttpRequest()
    async with server(answering(answer(200, body), answer(200, body))) as url:
        api = BotApi(f"{url}/bot", "1:token", request)
        for call in (api.call, api.act):
            with pytest.raises(InvalidAnswer) as problem:
                await call("sendMessage", {})
            assert not is_outage(problem.value)
        await request.shutdown()


async def test_a_file_is_uploaded() -> None:
    seen: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append((await read_request(reader))[1])
        writer.write(answer(200, {"ok": True, "result": {"message_id": 7}}))

    request = HttpRequest()
    async with server(serve) as url:
        api = BotApi(f"{url}/bot", "1:token", request)
        file = File("a.png", "image/png", b"of ours", "photo")
        assert await api.call("sendPhoto", {"chat_id": 1}, file) == {"message_id": 7}
        await request.shutdown()
    assert b"\r\n\r\nof ours\r\n" in seen[0]


async def test_a_file_is_downloaded_by_its_path() -> None:
    seen: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for status, body in ((200, b"content"), (404, b"none")):
            seen.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(answer(status, body))

    request = HttpRequest()
    async with server(serve) as url:
        api = BotApi(f"{url}/bot", "1:token", request)
        assert await api.download("photos/a b.png") == b"content"
        with pytest.raises(NotBotApi):
            await api.download("photos/none.png")
        await request.shutdown()
    assert seen[0].startswith(b"GET /file/bot1:token/photos/a%20b.png HTTP/1.1\r\n")

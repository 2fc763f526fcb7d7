"""python-telegram-bot's own calls over our transport."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest
from telegram import Bot, error

from bot.telegram.api import HttpRequest
from bot.telegram.errors import TooManyRequests
from tests.bot.telegram.servers import answering, read_request, server


def answer(status: int, body: dict[str, object]) -> bytes:
    payload = json.dumps(body).encode()
    return b"HTTP/1.1 %d Told\r\nContent-Length: %d\r\n\r\n%b" % (status, len(payload), payload)


def bot_at(url: str, request: HttpRequest) -> Bot:
    return Bot("1:token", base_url=f"{url}/bot", request=request, get_updates_request=request)


async def test_its_calls_are_refused_with_the_errors_that_ours_are() -> None:
    flood = {"ok": False, "error_code": 429, "description": "", "parameters": {"retry_after": 3}}
    unknown = {"ok": False, "error_code": 401, "description": "Unauthorized"}
    request = HttpRequest()
    async with server(answering(answer(429, flood), answer(401, unknown))) as url:
        bot = bot_at(url, request)
        with pytest.raises(TooManyRequests) as problem:  # and no warning, which would fail here
            await bot.get_me()
        assert problem.value.retry_after == timedelta(seconds=3)
        with pytest.raises(error.InvalidToken):
            await bot.get_me()
        await request.shutdown()


async def test_its_files_are_uploaded() -> None:
    seen: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append((await read_request(reader))[1])
        writer.write(answer(200, {"ok": True, "result": True}))

    request = HttpRequest()
    async with server(serve) as url:
        assert await bot_at(url, request).set_webhook("https://bot.test", certificate=b"of ours")
        await request.shutdown()
    assert b"\r\n\r\nhttps://bot.test\r\n" in seen[0]
    assert b"\r\n\r\nof ours\r\n" in seen[0]

"""A bot without a framework: uvloop, aiohttp and orjson, and nothing beyond the task."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import orjson
import uvloop

from benchmarks.peers.shared import ANSWERS, API, TOKEN

BASE_URL = f"{API}{TOKEN}"
HEADERS = {"Content-Type": "application/json"}


async def call(session: aiohttp.ClientSession, method: str, parameters: dict[str, Any]) -> Any:
    url, body = f"{BASE_URL}/{method}", orjson.dumps(parameters)
    async with session.post(url, data=body, headers=HEADERS) as response:
        return orjson.loads(await response.read())["result"]


async def roundtable(session: aiohttp.ClientSession, update: dict[str, Any]) -> None:
    message = update["message"]
    answer = ANSWERS[message["text"].split()[1]]
    parameters = {
        "chat_id": message["chat"]["id"],
        "text": answer["text"],
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        "reply_markup": {"inline_keyboard": answer["keyboard"]},
    }
    await call(session, "sendMessage", parameters)


async def main() -> None:
    connector = aiohttp.TCPConnector(limit=256)
    tasks: set[asyncio.Task[None]] = set()
    async with aiohttp.ClientSession(connector=connector) as session:
        offset = 0
        while True:
            for update in await call(session, "getUpdates", {"offset": offset, "timeout": 30}):
                offset = update["update_id"] + 1
                task = asyncio.create_task(roundtable(session, update))
                tasks.add(task)
                task.add_done_callback(tasks.discard)


uvloop.run(main())

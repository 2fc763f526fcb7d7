"""A running preview, its Bot API and its `/sim`, over real HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from bot.preview import Preview

TOKEN = "7000000001:" + "A" * 35
GROUP, FORUM = -1001000000001, -1001000000002
AMINA, DIEGO, OLGA = 101, 102, 201


class StillClock:
    """Stands where it is put."""

    def __init__(self) -> None:
        self.instant = datetime(2013, 5, 20, 14, 0, tzinfo=UTC)
        self.speed = 1.0

    def now(self) -> datetime:
        return self.instant

    def move(self, to: datetime) -> None:
        self.instant = to

    def set_speed(self, factor: float) -> None:
        self.speed = factor

    def advance(self, **by: float) -> None:
        self.instant += timedelta(**by)


@dataclass
class Client:
    """Talks to a preview as a bot (`call`, `refused`) and as its page (`get`, `post`)."""

    session: aiohttp.ClientSession
    preview: Preview
    clock: StillClock

    async def raw(self, method: str, token: str = TOKEN, **parameters: Any) -> dict[str, Any]:
        url = f"{self.preview.url}/bot{token}/{method}"
        async with self.session.post(url, json=parameters) as response:
            answer: dict[str, Any] = await response.json()
            if not answer["ok"]:
                assert response.status == answer["error_code"]
            return answer

    async def call(self, method: str, **parameters: Any) -> Any:
        answer = await self.raw(method, **parameters)
        assert answer["ok"], answer
        return answer["result"]

    async def refused(self, method: str, **parameters: Any) -> str:
        """The description of the refusal."""
        answer = await self.raw(method, **parameters)
        assert not answer["ok"], answer
        return str(answer["description"])

    async def get(self, path: str, expect: int = 200) -> Any:
        async with self.session.get(f"{self.preview.url}/sim/{path}") as response:
            assert response.status == expect, await response.text()
            return await response.json()

    async def post(self, path: str, expect: int = 200, **body: Any) -> Any:
        async with self.session.post(f"{self.preview.url}/sim/{path}", json=body) as response:
            assert response.status == expect, await response.text()
            return await response.json()

    async def start(self, *people: int) -> None:
        """They press Start, and the bot takes note."""
        for person in people:
            await self.post(f"chats/{person}/start", person=person)
        await self.updates()

    async def updates(self, **parameters: Any) -> list[dict[str, Any]]:
        """All that wait, confirmed."""
        found: list[dict[str, Any]] = await self.call("getUpdates", **parameters)
        if found:
            await self.call("getUpdates", offset=found[-1]["update_id"] + 1, limit=1)
        return found

    async def say(self, chat: int, person: int, text: str, **more: Any) -> dict[str, Any]:
        answer = await self.post(f"chats/{chat}/send", person=person, text=text, **more)
        message: dict[str, Any] = answer["message"]
        return message


@pytest.fixture
async def telegram() -> AsyncIterator[Client]:
    clock = StillClock()
    preview = Preview(TOKEN, clock)
    await preview.start()
    try:
        async with aiohttp.ClientSession() as session:
            yield Client(session, preview, clock)
    finally:
        await preview.stop()

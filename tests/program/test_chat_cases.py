"""Updates from real chats, handed to the real program as Telegram sends them, with its refusals."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.program.program import Program
from tests.program.stand_in import TOKEN, Telegram, until

CASES = Path(__file__).parent / "chat_cases"
GROUP = -1001000000001


class Strict(Telegram):
    """Refuses messages to topics, and keeps what was sent."""

    def __init__(self) -> None:
        super().__init__()
        self.bodies: list[dict[str, Any]] = []

    def takes(self, *updates: dict[str, Any]) -> None:
        for update in updates:
            self.asks(1, "")
            self.updates[-1] = {**update, "update_id": len(self.updates)}

    async def _send_message(self, request: web.Request, body: dict[str, Any]) -> web.Response:
        self.bodies.append(body)
        if "message_thread_id" in body:
            refusal = {
                "ok": False, "error_code": 400,
                "description": "Bad Request: message thread not found",
            }  # fmt: skip
            return web.json_response(refusal, status=400)
        return await super()._send_message(request, body)


def case(name: str) -> Any:
    return json.loads((CASES / name).read_text())


async def answers(folder: Path, updates: list[dict[str, Any]], number: int) -> Strict:
    """What is sent once so many messages were accepted."""
    telegram = Strict()
    async with telegram.serving():
        program = Program(folder, "run", BOT_TOKEN=TOKEN, BOT_API_URL=telegram.url)
        try:
            telegram.takes(*updates)
            await until(lambda: len(telegram.sent) >= number)
        finally:
            assert await program.stopped() == 0, program.said()
    return telegram


async def test_case_56_a_topic_of_a_private_chat_that_is_gone(tmp_path: Path) -> None:
    telegram = await answers(tmp_path, [case("case-56-private-topic.update.json")], 1)
    refused, taken = telegram.bodies
    assert refused["message_thread_id"] == 41
    assert "message_thread_id" not in taken
    assert taken["text"] == refused["text"]


async def test_case_58_an_anonymous_administrator_and_a_channel(tmp_path: Path) -> None:
    telegram = await answers(tmp_path, case("case-58-anonymous-admin.updates.json"), 2)
    first, second = (sent.text for sent in telegram.sent)
    assert "Geneva" in first or "Zurich" in first
    assert "administrators" in second
    assert {sent.chat for sent in telegram.sent} == {GROUP}

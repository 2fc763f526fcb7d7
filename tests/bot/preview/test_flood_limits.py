"""Flood control, if it is turned on.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

from __future__ import annotations

import aiohttp
import pytest

from bot.preview import Preview
from bot.preview.api_errors import ApiError
from bot.preview.flood_limits import FloodLimits
from tests.bot.preview.conftest import AMINA, GROUP, TOKEN, Client, StillClock


def test_one_chat_takes_one_message_a_second() -> None:
    limits = FloodLimits()
    limits.check("sendMessage", {"chat_id": AMINA})
    limits.check("sendMessage", {"chat_id": 102})
    limits.check("getMe", {})
    with pytest.raises(ApiError) as refused:
        limits.check("sendMessage", {"chat_id": AMINA})
    assert refused.value.code == 429
    assert refused.value.description == "Too Many Requests: retry after 1"
    assert refused.value.parameters == {"retry_after": 1}


def test_a_group_takes_twenty_a_minute() -> None:
    limits = FloodLimits(per_chat_second=100)
    for _ in range(20):
        limits.check("sendMessage", {"chat_id": GROUP})
    with pytest.raises(ApiError) as refused:
        limits.check("sendMessage", {"chat_id": str(GROUP)})
    assert 55 <= refused.value.parameters["retry_after"] <= 60


def test_all_chats_together_take_thirty_a_second() -> None:
    limits = FloodLimits()
    for chat in range(1, 31):
        limits.check("sendMessage", {"chat_id": chat})
    with pytest.raises(ApiError):
        limits.check("sendMessage", {"chat_id": 31})


async def test_a_refusal_says_when_to_come_again() -> None:
    preview = Preview(TOKEN, StillClock(), limits=FloodLimits())
    await preview.start()
    try:
        async with aiohttp.ClientSession() as session:
            client = Client(session, preview, StillClock())
            await client.start(AMINA)
            await client.call("sendMessage", chat_id=AMINA, text="x")
            refused = await client.raw("sendMessage", chat_id=AMINA, text="x")
            assert refused["parameters"] == {"retry_after": 1}
    finally:
        await preview.stop()

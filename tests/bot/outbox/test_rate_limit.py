"""The rate limit of bulk messages, on a clock that oversleeps as real ones do."""

from __future__ import annotations

import asyncio

import pytest

from bot.outbox.rate_limit import RateLimit
from bot.telegram.flood_control import FloodControl
from handlers.framework.telegram_limits import CHAT_SECONDS, GROUP_SECONDS


class Sleeper:
    """Time that passes by sleeping, each time a little too long."""

    def __init__(self, too_long: float) -> None:
        self.now = 100.0
        self._too_long = too_long

    async def sleep(self, seconds: float) -> None:
        self.now += seconds + (self._too_long if seconds else 0.0)


async def turns(
    monkeypatch: pytest.MonkeyPatch, a_second: float, number: int, too_long: float
) -> list[float]:
    sleeper = Sleeper(too_long)
    monkeypatch.setattr(asyncio, "sleep", sleeper.sleep)
    limit, at = RateLimit(a_second, FloodControl(lambda: sleeper.now), lambda: sleeper.now), []
    for chat in range(1, number + 1):
        await limit.wait_for_turn(chat)
        at.append(sleeper.now)
    return at


@pytest.mark.parametrize("a_second", [25, 1000])
async def test_turns_that_come_late_do_not_slow_down_the_rest(
    monkeypatch: pytest.MonkeyPatch, a_second: float
) -> None:
    at = await turns(monkeypatch, a_second, int(a_second * 4), 0.02)
    assert 3.8 <= at[-1] - at[0] <= 4.2


async def test_no_second_sees_more_than_is_allowed_but_for_what_came_late(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at = await turns(monkeypatch, 25, 200, 0.05)
    busiest = max(sum(1 for other in at if 0 <= other - each < 1) for each in at)
    assert busiest <= 28  # Telegram's own limit is 30


async def test_an_album_counts_as_many_messages_as_it_has_parts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sleeper = Sleeper(0.0)
    monkeypatch.setattr(asyncio, "sleep", sleeper.sleep)
    limit = RateLimit(25, FloodControl(lambda: sleeper.now), lambda: sleeper.now)
    for chat, seconds in ((-1, GROUP_SECONDS), (1, CHAT_SECONDS)):
        began = sleeper.now
        await limit.wait_for_turn(chat)
        limit.also_sent(chat, 3)
        await limit.wait_for_turn(chat)
        assert sleeper.now - began >= 4 * seconds

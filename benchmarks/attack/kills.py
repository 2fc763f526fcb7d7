"""Kills: how many notices go out twice when the program is killed while it sends."""

from __future__ import annotations

import asyncio
import random
import time
from collections import defaultdict
from dataclasses import dataclass

from benchmarks.attack.trial import FIRST_CHAT, trial
from benchmarks.checkouts import Checkout
from tests.program.stand_in import Sent, Telegram

_RATE = 60
_WAIT_SECONDS = 60.0


@dataclass(frozen=True)
class Killed:
    """What became of notices under kills. Of those that went out `doubled`, the program had not
    yet read the answer to `unanswered`: nobody can know then whether they were sent."""

    kills: int
    notices: int
    lost: int
    doubled: int
    unanswered: int


async def killed(checkout: Checkout, kills: int, seed: int = 1, latency: float = 0.0) -> Killed:
    """Send 60 notices a second, and kill the program at random instants. `latency` is Telegram's
    for each call, in seconds."""
    telegram, chance = Telegram(), random.Random(seed)
    telegram.latency = latency
    async with trial(checkout, telegram) as run:
        await run.fill(0)
        run.see_all_today()
        chats = range(FIRST_CHAT, FIRST_CHAT + kills * _RATE)
        due = time.time() - 1.0
        run.add_snoozed([(chat, due, due + 86_400.0) for chat in chats])
        done = 0
        for _ in range(kills):
            before = len(telegram.sent)
            process = await run.start(SEND_RATE=str(_RATE))
            until = time.monotonic() + _WAIT_SECONDS
            while len(telegram.sent) == before and time.monotonic() < until:
                await asyncio.sleep(0.002)
            await asyncio.sleep(chance.uniform(0.2, 1.0))
            await asyncio.to_thread(process.kill)
            done += 1
            if all(map(telegram.answered, chats)):
                break
        async with run.running(SEND_RATE="1000"):
            until = time.monotonic() + _WAIT_SECONDS
            while not all(map(telegram.answered, chats)) and time.monotonic() < until:
                await asyncio.sleep(0.05)
            await asyncio.sleep(1.0)
    messages: defaultdict[int, list[Sent]] = defaultdict(list)
    for message in telegram.sent:
        messages[message.chat].append(message)
    again = [sent for chat in chats for sent in messages[chat][:-1]]
    return Killed(
        done, len(chats), sum(1 for chat in chats if not messages[chat]), len(again),
        sum(1 for sent in again if not sent.confirmed),
    )  # fmt: skip

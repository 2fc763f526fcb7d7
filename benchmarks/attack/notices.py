"""Notices on a bad day: what waits while Telegram refuses, hangs or is away, or settings change."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.attack.trial import FIRST_CHAT, SHIFTED, Latency, Trial, trial
from benchmarks.checkouts import Checkout
from benchmarks.reminders import LIMA_DUE
from tests.program.stand_in import Telegram

_GROUP = -77
_RATE = 25
_REMINDED = 200
_RETRY_AFTER_SECONDS = 40
_WAIT_SECONDS = 65.0
# Those whose settings change: chats that are reminded of nothing.
_CHANGING = range(700_001, 700_201)
_CHANGES_A_SECOND = 50


@dataclass(frozen=True)
class Bulk:
    """How many of the reminded chats were reached, and the seconds from the first to the last."""

    reached: int
    reminded: int
    seconds: float
    calls_to_group: int = 0


async def beside_a_refused_group(checkout: Checkout) -> Bulk:
    """Remind 200 people at 25 a second, and one group that Telegram refuses for 40 seconds."""

    def prepare(telegram: Telegram, chats: Sequence[int]) -> None:
        telegram.refused, telegram.retry_after = {_GROUP}, _RETRY_AFTER_SECONDS

    return await _bulk(checkout, prepare, group=True)


async def beside_hanging_chats(checkout: Checkout, hanging: int) -> Bulk:
    """Remind 200 people at 25 a second; calls to some further chats among them hang."""

    def prepare(telegram: Telegram, chats: Sequence[int]) -> None:
        telegram.hanging = set(chats[: hanging * 40 : 40])

    return await _bulk(checkout, prepare, further=hanging)


async def _bulk(
    checkout: Checkout,
    prepare: Callable[[Telegram, Sequence[int]], None],
    group: bool = False,
    further: int = 0,
) -> Bulk:
    telegram = Telegram()
    async with trial(checkout, telegram) as run:
        chats = await run.fill(_REMINDED + further)
        if group:
            # Due before the others, so that it is refused before they are sent.
            run.add_chats([_GROUP])
            due = LIMA_DUE.timestamp() - 0.5
            run.add_snoozed([(_GROUP, due, due + 86_400.0)])
        prepare(telegram, chats)
        people = [chat for chat in chats if chat not in telegram.hanging]
        process = await run.start(CLOCK_START=SHIFTED, SEND_RATE=str(_RATE))
        await _reached(telegram, people, _WAIT_SECONDS)
        process.kill()
    times = sorted(telegram.sent_at[chat][0] for chat in people if telegram.answered(chat))
    seconds = times[-1] - times[0] if times else 0.0
    return Bulk(len(times), len(people), seconds, telegram.called[_GROUP])


async def _reached(telegram: Telegram, chats: Sequence[int], seconds: float) -> None:
    """Wait until each of the chats was sent something, at most so long."""
    until = time.monotonic() + seconds
    while not all(map(telegram.answered, chats)) and time.monotonic() < until:
        await asyncio.sleep(0.05)


async def lateness(checkout: Checkout, seconds: float = 30.0) -> Latency:
    """Change 50 settings a second, while four reminders a second fall due one by one; return how
    late they were. All are snoozed reminders, in real time."""
    telegram = Telegram()
    async with trial(checkout, telegram) as run:
        await run.fill(0)
        run.see_all_today()
        chats = range(FIRST_CHAT, FIRST_CHAT + int(seconds * 4))
        begins = time.time() + 8.0
        due = {chat: begins + number / 4 for number, chat in enumerate(chats)}
        run.add_snoozed([(chat, at, at + 3600) for chat, at in due.items()])
        async with run.running():
            await asyncio.sleep(max(0.0, begins - 3.0 - time.time()))
            began, changes = time.monotonic(), 0
            while time.time() < begins + seconds:
                words = "1h" if changes // len(_CHANGING) % 2 else "2 days, 3h"
                telegram.asks(_CHANGING[changes % len(_CHANGING)], f"/reminders {words}")
                changes += 1
                await asyncio.sleep(max(0.0, began + changes / 50 - time.monotonic()))
            await _reached(telegram, chats, 15.0)
    offset = time.time() - time.monotonic()
    late = [telegram.sent_at[chat][0] + offset - due[chat] for chat in chats
            if telegram.answered(chat)]  # fmt: skip
    return Latency(late, len(chats) - len(late))


@dataclass(frozen=True)
class Outage:
    """What became of notices that fell due while the Bot API could not be reached."""

    seconds: float
    useful: int
    sent: int
    twice: int
    useless: int
    useless_sent: int
    states: dict[str, int]


async def outage(checkout: Checkout, seconds: float) -> Outage:
    """Break the connection, and let 120 reminders fall due meanwhile. A sixth of them are of no
    use any more when it is back."""
    telegram = Telegram()
    async with trial(checkout, telegram) as run:
        await run.fill(0)
        run.see_all_today()
        chats = range(FIRST_CHAT, FIRST_CHAT + 120)
        begins = time.time() + 8.0
        useless = set(chats[::6])
        rows = []
        for number, chat in enumerate(chats):
            due = begins + 2.0 + number * (seconds - 10.0) / len(chats) / 2
            rows.append((chat, due, begins + seconds - 1.0 if chat in useless else due + 86_400.0))
        run.add_snoozed(rows)
        async with run.running():
            await asyncio.sleep(max(0.0, begins - time.time()))
            await telegram.disconnect()
            await asyncio.sleep(seconds)
            await telegram.connect()
            useful = [chat for chat in chats if chat not in useless]
            await _reached(telegram, useful, 60.0)
            await asyncio.sleep(3.0)
            states = _states(run)
    sent = Counter(message.chat for message in telegram.sent)
    return Outage(
        seconds, len(useful), sum(1 for chat in useful if sent[chat]),
        sum(1 for chat in chats if sent[chat] > 1),
        len(useless), sum(1 for chat in useless if sent[chat]), states,
    )  # fmt: skip


def _states(run: Trial) -> dict[str, int]:
    with run.connection() as connection:
        return dict(connection.execute("SELECT state, count(*) FROM deliveries GROUP BY state"))

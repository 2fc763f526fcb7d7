"""Floods: what the look-ups of others wait for while many messages come, or Telegram refuses."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from benchmarks.attack.trial import Latency, Trial, trial, webhook, webhook_settings
from benchmarks.checkouts import Checkout
from tests.program.program import free_port
from tests.program.stand_in import Telegram

_OTHERS = range(9_001, 9_021)
_FLOODER = 500
_CROWD = range(600, 650)
_GROUPS = range(-1_500, -1_000)
_HANGING = range(2_001, 2_501)
# Each of the others asks so often, so many seconds apart.
_ASKED = 20
_EVERY_SECONDS = 0.5
_WAIT_SECONDS = 45.0
_SUBSCRIBERS = range(20_001, 21_501)


@dataclass(frozen=True)
class Flooded:
    """How long the others waited, in seconds: since they asked, and since Telegram handed their
    update over. Memory is resident, in MB: before, at most, and at the end."""

    asked: Latency
    handed: Latency
    memory: tuple[float, float, float]


Flood = Callable[[Telegram], None]


def one_person(telegram: Telegram) -> None:
    """One person sends 5,000 messages."""
    for number in range(5_000):
        telegram.asks(_FLOODER, f"/roundtable {number % 4 + 1}")


def fifty_people(telegram: Telegram) -> None:
    """Fifty people send 100 messages each."""
    for number in range(100):
        for chat in _CROWD:
            telegram.asks(chat, f"/roundtable {number % 4 + 1}")


def refused_groups(telegram: Telegram) -> None:
    """Telegram refuses 500 groups for five minutes; each asked once."""
    telegram.refused = set(_GROUPS)
    for chat in _GROUPS:
        telegram.asks(chat, "/roundtable 3")


def hanging_chats(telegram: Telegram) -> None:
    """Calls to 500 chats are never answered; each asked once."""
    telegram.hanging = set(_HANGING)
    for chat in _HANGING:
        telegram.asks(chat, "/roundtable 3")


FLOODS: Sequence[tuple[str, Flood]] = (
    ("one person, 5,000 messages", one_person),
    ("fifty people, 5,000 messages", fifty_people),
    ("500 groups under a 429", refused_groups),
    ("500 chats whose calls hang", hanging_chats),
)


async def flooded(
    checkout: Checkout, flood: Flood, by_webhook: bool, latency: float = 0.0
) -> Flooded:
    """Let a flood come over a program, and others look things up from then on for ten seconds.
    `latency` is Telegram's for each call, in seconds."""
    telegram = Telegram()
    telegram.latency = latency
    async with trial(checkout, telegram) as run, AsyncExitStack() as stack:
        port = free_port()
        settings = webhook_settings(port) if by_webhook else {}
        process = await stack.enter_async_context(run.running(**settings))
        if by_webhook:
            await stack.enter_async_context(webhook(telegram, port))
        await settled(telegram)
        before = process.resident()
        flood(telegram)
        others = await look_up(telegram)
        await answers(telegram, others)
        memory = (before, process.memory(), process.resident())
        asked, handed = latencies(telegram, others)
        process.kill()  # the refused and hanging calls would hold up its end
    return Flooded(asked, handed, memory)


async def settled(telegram: Telegram) -> None:
    """Wait until the program has answered a first look-up and done what could wait until then."""
    telegram.asks(1, "/roundtable 1")
    async with asyncio.timeout(_WAIT_SECONDS):
        while not telegram.answered(1):
            await asyncio.sleep(0.02)
    await asyncio.sleep(3.0)


async def look_up(telegram: Telegram, seconds: float = _ASKED * _EVERY_SECONDS) -> list[int]:
    """Let the others ask, evenly spread; return the ids of their updates."""
    began, asked = time.monotonic(), list[int]()
    apart = _EVERY_SECONDS / len(_OTHERS)
    while len(asked) * apart < seconds:
        chat = _OTHERS[len(asked) % len(_OTHERS)]
        asked.append(telegram.asks(chat, "/roundtable 3"))
        await asyncio.sleep(max(0.0, began + len(asked) * apart - time.monotonic()))
    return asked


async def answers(telegram: Telegram, updates: Sequence[int]) -> None:
    """Wait until the others have all their answers, at most for a while."""
    wanted = len(updates)
    until = time.monotonic() + _WAIT_SECONDS
    while time.monotonic() < until:
        if sum(map(telegram.answered, _OTHERS)) >= wanted:
            return
        await asyncio.sleep(0.05)


def latencies(telegram: Telegram, updates: Sequence[int]) -> tuple[Latency, Latency]:
    """Return the latencies since the updates were asked and since they were handed over. Answers
    of a chat come in the order of its questions."""
    asked, handed = list[float](), list[float]()
    told = {chat: iter(telegram.sent_at[chat]) for chat in _OTHERS}
    for update in updates:
        chat = telegram.updates[update - 1]["message"]["chat"]["id"]
        at = next(told[chat], None)
        if at is not None:
            asked.append(at - telegram.asked_at[update - 1])
            handed.append(at - telegram.handed_at[update])
    missing = len(updates) - len(asked)
    return Latency(asked, missing), Latency(handed, missing)


@dataclass(frozen=True)
class Subscribed:
    """What a burst of subscriptions meant for look-ups meanwhile, and for itself."""

    asked: Latency
    handed: Latency
    seconds: float
    failed: int


async def many_subscribe(checkout: Checkout) -> Subscribed:
    """Let 1,500 people subscribe at once, and others look things up meanwhile."""
    telegram = Telegram()
    async with trial(checkout, telegram) as run, run.running():
        await settled(telegram)
        began = time.monotonic()
        for chat in _SUBSCRIBERS:
            telegram.asks(chat, "/subscribe global-rcp-lima-2013")
        others = await look_up(telegram)
        await answers(telegram, others)
        until = time.monotonic() + _WAIT_SECONDS
        while not all(map(telegram.answered, _SUBSCRIBERS)) and time.monotonic() < until:
            await asyncio.sleep(0.05)
        ended = max(telegram.sent_at[chat][-1] for chat in _SUBSCRIBERS if telegram.answered(chat))
        asked, handed = latencies(telegram, others)
        failed = _failed(run, telegram)
    return Subscribed(asked, handed, ended - began, failed)


def _failed(run: Trial, telegram: Telegram) -> int:
    """Return how many of those who subscribed were not told so or are not subscribed."""
    told = {sent.chat for sent in telegram.sent if "Subscribed" in sent.text}
    with run.connection() as connection:
        kept = {row[0] for row in connection.execute("SELECT chat_id FROM subscriptions")}
    return len(set(_SUBSCRIBERS) - (told & kept))

"""Workers act when they are woken, go on after a failure, and end whenever they are told to."""

from __future__ import annotations

import asyncio

import pytest

from bot import worker_loop
from bot.worker_loop import retry_delay, run_worker


@pytest.mark.parametrize("ticks", range(8))
async def test_a_worker_ends_also_when_it_is_woken_at_that_moment(ticks: int) -> None:
    wake = asyncio.Event()

    async def act() -> None:
        await asyncio.sleep(0)

    work = asyncio.create_task(run_worker("test", act, wake, sweep_seconds=60))
    for _ in range(ticks):
        await asyncio.sleep(0)
    wake.set()
    work.cancel()
    done, _ = await asyncio.wait({work}, timeout=2)
    assert work in done and work.cancelled()


async def test_it_acts_at_once_and_whenever_it_is_woken() -> None:
    wake, acted = asyncio.Event(), asyncio.Queue[None]()

    async def act() -> None:
        acted.put_nowait(None)

    work = asyncio.create_task(run_worker("test", act, wake, sweep_seconds=60))
    async with asyncio.timeout(2):
        for _ in range(3):
            await acted.get()
            await asyncio.sleep(0)  # let it wait
            wake.set()
    work.cancel()


async def test_it_acts_again_after_the_time_it_asked_for() -> None:
    acted = asyncio.Queue[None]()

    async def act() -> float:
        acted.put_nowait(None)
        return 0.01

    work = asyncio.create_task(run_worker("test", act, asyncio.Event(), sweep_seconds=60))
    async with asyncio.timeout(2):
        for _ in range(3):
            await acted.get()
    work.cancel()


async def test_a_failure_is_logged_and_does_not_end_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(worker_loop, "retry_delay", lambda *_: 0.0)
    recovered, attempts = asyncio.Event(), 0

    async def act() -> None:
        nonlocal attempts
        attempts += 1
        if attempts < 3:
            raise RuntimeError("one bad row")
        recovered.set()

    work = asyncio.create_task(run_worker("test", act, asyncio.Event(), sweep_seconds=60))
    async with asyncio.timeout(2):
        await recovered.wait()
    work.cancel()
    assert [record.message for record in caplog.records] == ["a worker failed; trying again"] * 2


def test_delays_grow_up_to_their_bound() -> None:
    assert 1 <= retry_delay(1) <= 3
    assert 8 <= retry_delay(4) <= 24
    assert 15 <= retry_delay(10_000, 30.0) <= 45

"""What works in the background ends when it is told to, at whatever moment that is."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest

from bot.outbox.questions import QuestionWorker


@pytest.mark.parametrize("ticks", range(8))
async def test_passing_on_ends_also_when_something_to_do_comes_at_once(
    ticks: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing(_: QuestionWorker) -> list[Any]:
        return []

    monkeypatch.setattr(QuestionWorker, "_jobs", nothing)
    relaying = QuestionWorker(cast(Any, None), cast(Any, None), cast(Any, None))
    work = relaying.start()
    for _ in range(ticks):
        await asyncio.sleep(0)
    relaying.wake()
    work.cancel()
    done, _ = await asyncio.wait({work}, timeout=2)
    assert work in done and work.cancelled()

"""A task that fails ends the program, and is named in the log."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.serving import Failures, TaskFailed, serve_until, watch


async def deaf() -> None:
    raise RuntimeError("somebody's words")


async def test_a_task_that_fails_is_logged_and_ends_what_is_served(
    caplog: pytest.LogCaptureFixture,
) -> None:
    failures: Failures = asyncio.Queue()
    left = False

    @asynccontextmanager
    async def serving() -> AsyncIterator[None]:
        nonlocal left
        watch(asyncio.create_task(deaf()), failures.put_nowait)
        try:
            yield
        finally:
            left = True

    with pytest.raises(TaskFailed, match="deaf failed"):
        async with asyncio.timeout(5):
            await serve_until(asyncio.Event(), serving(), failures, lambda _: None)
    assert left
    assert [record.levelname for record in caplog.records][:1] == ["CRITICAL"]


async def test_a_task_that_is_cancelled_is_no_failure() -> None:
    failures: Failures = asyncio.Queue()
    task = asyncio.create_task(asyncio.sleep(60))
    watch(task, failures.put_nowait)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert failures.empty()

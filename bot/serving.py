"""Running until told to stop, at any moment, also in the middle of the start."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import TypeVar

from storage.leases import LeaseLost

_logger = logging.getLogger(__name__)

_T = TypeVar("_T")

# Why the program cannot go on: an exception that a background task puts here ends the program.
Failures = asyncio.Queue[Exception]


class TaskFailed(Exception):
    """A task that the bot needs ended with an error. It is logged; a new start is the remedy."""


class AddressError(Exception):
    """LISTEN names an address that cannot be used. The message says why."""


def watch(task: asyncio.Task[None], fail: Callable[[Exception], None]) -> None:
    """Log what a background task raises, and call `fail` with a TaskFailed."""

    def ended(task: asyncio.Task[None]) -> None:
        if task.cancelled() or (problem := task.exception()) is None:
            return
        if isinstance(problem, LeaseLost):
            return  # another program does it now
        name = getattr(task.get_coro(), "__qualname__", "a task")
        _logger.critical("%s failed; the program ends", name, exc_info=problem)
        fail(TaskFailed(f"{name} failed; the log says where."))

    task.add_done_callback(ended)


async def serve_until(
    until: asyncio.Event,
    serving: AbstractAsyncContextManager[_T],
    failures: Failures,
    started: Callable[[_T], None],
) -> None:
    """Enter `serving`, call `started` with its value, and leave it once `until` is set; also if
    that is before it is entered.

    Raises what entering or leaving raises, and the first of `failures`.
    """
    entering = True

    async def serve() -> None:
        nonlocal entering
        async with serving as value:
            entering = False
            started(value)
            await _first(until, failures)
            _logger.info("stopping")

    task = asyncio.create_task(serve())
    told = asyncio.create_task(until.wait())
    try:
        await asyncio.wait({task, told}, return_when=asyncio.FIRST_COMPLETED)
        if entering:
            task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    finally:
        told.cancel()


async def _first(until: asyncio.Event, failures: Failures) -> None:
    """Wait until told to stop. Raises the first failure, if there is one before."""
    told = asyncio.create_task(until.wait())
    failed = asyncio.create_task(failures.get())
    try:
        await asyncio.wait({told, failed}, return_when=asyncio.FIRST_COMPLETED)
        if failed.done():
            raise failed.result()
    finally:
        told.cancel()
        failed.cancel()


@asynccontextmanager
async def background(
    fail: Callable[[Exception], None], *jobs: Coroutine[None, None, None]
) -> AsyncIterator[None]:
    """Run jobs beside what is inside; cancel them at its end, the last first. One that raises
    ends the program."""
    tasks = [asyncio.create_task(job) for job in jobs]
    for task in tasks:
        watch(task, fail)
    try:
        yield
    finally:
        for task in reversed(tasks):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def run_all(
    fail: Callable[[Exception], None], jobs: list[Coroutine[None, None, None]]
) -> None:
    """Run jobs until cancelled."""
    async with background(fail, *jobs):
        await asyncio.Event().wait()

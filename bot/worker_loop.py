"""Workers: tasks that act when they are woken or after a while, and try again after a failure."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress

_logger = logging.getLogger(__name__)
_MAX_RETRY_SECONDS = 300.0


def retry_delay(attempts: int, max_seconds: float = _MAX_RETRY_SECONDS) -> float:
    """Seconds to wait after so many failed attempts: twice as long after each, up to
    `max_seconds`, and varied by half so that what failed together is not repeated together."""
    return float(min(2.0 ** min(attempts, 30), max_seconds) * random.uniform(0.5, 1.5))


async def run_worker(
    name: str,
    act: Callable[[], Awaitable[float | None]],
    wake: asyncio.Event,
    *,
    sweep_seconds: float,
    max_retry_seconds: float = 30.0,
) -> None:
    """Call `act` at once, whenever `wake` is set, and after the number of seconds that it returned
    or `sweep_seconds`, whichever is less; until cancelled.

    Whatever it raises is logged, and it is called again after a delay that grows with each failure
    in a row: one bad row must not end a worker.
    """
    failures = 0
    while True:
        wake.clear()
        pause: float | None = None
        try:
            pause = await act()
        except Exception as problem:
            failures += 1
            delay = retry_delay(failures, max_retry_seconds)
            extra = {"worker": name, "seconds": round(delay, 1)}
            _logger.error("a worker failed; trying again", exc_info=problem, extra=extra)
            await asyncio.sleep(delay)
            continue
        failures = 0
        # Not wait_for: before Python 3.12 it can lose a cancellation that meets the event.
        with suppress(TimeoutError):
            async with asyncio.timeout(
                sweep_seconds if pause is None else min(pause, sweep_seconds)
            ):
                await wake.wait()

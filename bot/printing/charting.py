"""Charts, drawn in a process of its own: matplotlib takes a second and 100 MB, which nobody else
should pay for. One at a time, and each is good for a minute."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict
from time import monotonic

import orjson

from handlers.framework.charts import Chart
from handlers.framework.lru_cache import Recent
from handlers.framework.subprocesses import run_apart

_SECONDS = 30
_KEPT_SECONDS = 60
_MOST_KEPT = 30
_MODULE = "bot.printing.drawing"


class Charting:
    """Draws charts for who asks, one after another."""

    def __init__(self, seconds: float = _SECONDS, clock: Callable[[], float] = monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._one = asyncio.Lock()
        self._kept: Recent[str, tuple[float, bytes]] = Recent(_MOST_KEPT)

    async def drawn(self, chart: Chart) -> bytes | None:
        """The PNG, 1200 by 1200 pixels; None where it could not be drawn in time. One of the same
        name that was drawn less than a minute ago is given again."""
        async with self._one:
            found = self._kept.find(chart.name)
            if found is not None and self._clock() - found[0] < _KEPT_SECONDS:
                return found[1]
            picture = await _drawn(orjson.dumps(asdict(chart)), self._seconds)
            if picture is not None:
                self._kept.keep(chart.name, (self._clock(), picture))
            return picture


async def _drawn(chart: bytes, seconds: float) -> bytes | None:
    try:
        ended = await run_apart(_MODULE, given=chart, seconds=seconds)
    except TimeoutError:
        return None
    return ended.out if ended.code == 0 else None

"""Run drawing.py in a process of its own, one chart at a time, and cache what it drew."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import asdict
from time import monotonic

import orjson
from cachetools import TTLCache

from handlers.framework.charts import Chart
from handlers.framework.subprocesses import run_module

_logger = logging.getLogger(__name__)
_TIMEOUT_SECONDS = 30
_CACHE_SECONDS = 60
_MAX_CACHED_CHARTS = 30
_MODULE = "bot.printing.drawing"


class ChartRenderer:
    """Draws charts one after another, so that pressing a button again and again does not occupy the
    machine. `timer` returns seconds; the cache goes by it."""

    def __init__(
        self, timeout_seconds: float = _TIMEOUT_SECONDS, timer: Callable[[], float] = monotonic
    ) -> None:
        self._timeout_seconds = timeout_seconds
        self._lock = asyncio.Lock()
        self._cache: TTLCache[str, bytes] = TTLCache(_MAX_CACHED_CHARTS, _CACHE_SECONDS, timer)

    async def draw(self, chart: Chart) -> bytes | None:
        """Return a PNG of 1200 by 1200 pixels, up to a minute old, or None if it could not be drawn
        in time."""
        async with self._lock:
            cached = self._cache.get(chart.key)
            if cached is not None:
                return cached
            picture = await self._draw(chart)
            if picture is not None:
                self._cache[chart.key] = picture
            return picture

    async def _draw(self, chart: Chart) -> bytes | None:
        given = orjson.dumps(asdict(chart))
        try:
            ended = await run_module(_MODULE, stdin=given, timeout_seconds=self._timeout_seconds)
        except TimeoutError:
            _logger.warning("a chart was not drawn within %g seconds", self._timeout_seconds)
            return None
        if ended.exit_code != 0:
            # Without its standard error, which may quote what people searched for.
            _logger.warning("a chart was not drawn: exit code %d", ended.exit_code)
            return None
        return ended.stdout

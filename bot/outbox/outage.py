"""Holds what goes out by itself while the Bot API cannot be reached."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from telegram import error

from bot.worker_loop import retry_delay

_logger = logging.getLogger(__name__)
_MAX_PAUSE_SECONDS = 30.0


class Outage:
    """Closed for a while after each failure that has nothing to do with the message, longer each
    time; open again as soon as a message was sent."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """`now` gives seconds."""
        self._now = now
        self._failures = 0
        self._closed_until = 0.0

    def failed(self, problem: error.TelegramError) -> float:
        """An attempt failed; returns the seconds until the next. Those that were under way at the
        same time count once."""
        if not self.closed_for():
            self._failures += 1
            pause = retry_delay(self._failures, _MAX_PAUSE_SECONDS)
            self._closed_until = self._now() + pause
            extra = {"error": problem.message, "seconds": round(pause, 1)}
            _logger.warning("the Bot API cannot be reached; notices wait", extra=extra)
        return self.closed_for()

    def ended(self) -> None:
        """A message was sent."""
        if self._failures:
            _logger.info("the Bot API can be reached again")
        self._failures, self._closed_until = 0, 0.0

    @property
    def probing(self) -> bool:
        """Whether the next attempt is to show that the outage is over."""
        return self._failures > 0

    def closed_for(self) -> float:
        """Seconds until the next attempt; 0 if it may be made now."""
        return max(0.0, self._closed_until - self._now())

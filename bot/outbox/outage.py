"""Pauses notices and announcements while the Bot API cannot be reached."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from telegram import error

from bot.worker_loop import retry_delay

_logger = logging.getLogger(__name__)
_MAX_PAUSE_SECONDS = 30.0


class Outage:
    """Closed for a while after each failure that was not caused by the message itself. The pause
    grows with each failure, and ends as soon as a message is sent."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """`now` gives seconds."""
        self._now = now
        self._failures = 0
        self._closed_until = 0.0

    def failed(self, problem: error.TelegramError) -> float:
        """Note a failed attempt, and return the seconds until the next. Attempts that were made at
        the same time count once."""
        if not self.closed_for():
            self._failures += 1
            pause = retry_delay(self._failures, _MAX_PAUSE_SECONDS)
            self._closed_until = self._now() + pause
            extra = {"error": problem.message, "seconds": round(pause, 1)}
            _logger.warning("the Bot API cannot be reached; notices wait", extra=extra)
        return self.closed_for()

    def ended(self) -> None:
        """Note that a message was sent."""
        if self._failures:
            _logger.info("the Bot API can be reached again")
        self._failures, self._closed_until = 0, 0.0

    @property
    def probing(self) -> bool:
        """Whether the next message only tests if the Bot API can be reached again."""
        return self._failures > 0

    def closed_for(self) -> float:
        """Seconds until the next attempt; 0 if it may be made now."""
        return max(0.0, self._closed_until - self._now())

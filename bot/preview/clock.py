"""The clock a preview runs on: one that can be moved."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class PreviewClock(Protocol):
    """Tells the instant in UTC, runs `speed` times as fast as real time, and can be moved."""

    @property
    def speed(self) -> float: ...

    def now(self) -> datetime: ...

    def move(self, to: datetime) -> None:
        """Jump to an instant with an offset, forwards or backwards; the speed stays."""

    def set_speed(self, speed: float) -> None:
        """Raises ValueError for a speed the clock cannot run at."""

"""What a preview needs of its clock."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class PreviewClock(Protocol):
    """A clock that runs `speed` times as fast as real time and can be moved."""

    @property
    def speed(self) -> float: ...

    def now(self) -> datetime:
        """Return the instant, in UTC."""

    def move(self, to: datetime) -> None:
        """Jump to an instant, forwards or backwards; the speed stays."""

    def set_speed(self, speed: float) -> None:
        """Change the speed. Raises ValueError for one that the clock cannot run at."""

"""Clocks: the only source of the current time. Instants are aware and in UTC."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the current instant in UTC. `speed` is how many of its seconds pass in a real one."""

    @property
    def speed(self) -> float: ...

    def now(self) -> datetime: ...


class SystemClock:
    """Real time."""

    @property
    def speed(self) -> float:
        return 1.0

    def now(self) -> datetime:
        return datetime.now(UTC)


class ShiftedClock:
    """A clock for rehearsals: starts at any instant, runs `speed` times as fast, can be moved."""

    def __init__(self, start: datetime, speed: float = 1.0) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock's start needs an offset")
        self._start = start.astimezone(UTC)
        self._since = time.monotonic()
        self._speed = _checked(speed)
        self._listeners: list[Callable[[], None]] = []

    def add_listener(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever the clock is moved or changes its speed."""
        self._listeners.append(listener)

    def _changed(self) -> None:
        for listener in self._listeners:
            listener()

    @property
    def speed(self) -> float:
        return self._speed

    def now(self) -> datetime:
        return self._start + timedelta(seconds=(time.monotonic() - self._since) * self._speed)

    def move(self, to: datetime) -> None:
        """Jump to an instant, forwards or backwards. The speed stays."""
        if to.tzinfo is None:
            raise ValueError("a clock moves to an instant with an offset")
        self._start, self._since = to.astimezone(UTC), time.monotonic()
        self._changed()

    def set_speed(self, speed: float) -> None:
        """Run `speed` times as fast from this instant on."""
        checked = _checked(speed)
        self._start, self._since = self.now(), time.monotonic()
        self._speed = checked
        self._changed()


def _checked(speed: float) -> float:
    if not 1 <= speed <= 1_000_000:
        raise ValueError("a clock's speed is from 1 to 1,000,000")
    return float(speed)

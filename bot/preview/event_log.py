"""A numbered log of events, which the page and tests follow."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

_MAX_EVENTS = 10_000

Event = dict[str, Any]


class EventLog:
    """The newest 10,000 events, numbered from 1."""

    def __init__(self) -> None:
        self._events: deque[Event] = deque(maxlen=_MAX_EVENTS)
        self._last = 0
        self._changed = asyncio.Event()

    @property
    def last(self) -> int:
        return self._last

    def add(self, kind: str, **details: Any) -> None:
        self._last += 1
        self._events.append({"n": self._last, "type": kind, **details})
        self._changed.set()
        self._changed = asyncio.Event()

    def after(self, number: int) -> list[Event]:
        """Return the later events, oldest first; a `reset` takes the place of forgotten ones."""
        newer = self._last - number
        if newer <= 0:
            return []
        if newer >= len(self._events):
            found = list(self._events)
            if self._events and self._events[0]["n"] > number + 1:
                found.insert(0, {"n": self._events[0]["n"] - 1, "type": "reset"})
            return found
        return list(self._events)[-newer:]

    async def wait(
        self, number: int, seconds: float, wanted: Callable[[Event], bool] = lambda event: True
    ) -> list[Event]:
        """Wait up to `seconds` for a wanted event after `number`, and return all there are."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while True:
            changed = self._changed
            found = [event for event in self.after(number) if wanted(event)]
            left = deadline - loop.time()
            if found or left <= 0:
                return found
            try:
                async with asyncio.timeout(left):
                    await changed.wait()
            except TimeoutError:
                continue

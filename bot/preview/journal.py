"""What happened, numbered, for the page and for tests to follow."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

_KEPT = 10_000

Event = dict[str, Any]


class Journal:
    """Numbered events, the newest 10,000 kept."""

    def __init__(self) -> None:
        self._events: deque[Event] = deque(maxlen=_KEPT)
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
        """Oldest first. Where some were forgotten, a `reset` stands in their place."""
        missed = self._last - number
        if missed <= 0:
            return []
        if missed >= len(self._events):
            found = list(self._events)
            if self._events and self._events[0]["n"] > number + 1:
                found.insert(0, {"n": self._events[0]["n"] - 1, "type": "reset"})
            return found
        return list(self._events)[-missed:]

    async def wait(
        self, number: int, seconds: float, wanted: Callable[[Event], bool] = lambda event: True
    ) -> list[Event]:
        """The wanted events after `number`, as soon as there is one; none at the time-out."""
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

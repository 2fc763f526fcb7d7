"""The order in which the writers of this process write."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

# A writer that keeps the lock for longer holds up nobody else: whoever waits goes on without it
# and relies on SQLite's own lock. The others wait longer, as they are many.
_URGENT_SECONDS = 0.2
_OTHERS_SECONDS = 2.0


class WriteLock:
    """Lets one writer of this process write at a time, first come first served. Urgent writers have
    a queue of their own; the two take turns, so that a burst of the others does not delay them.

    SQLite's own waiting is not fair: whoever finds its lock taken sleeps, longer each time, and
    mostly beyond its release (sqliteDefaultBusyCallback in
    https://sqlite.org/src/file/src/main.c).
    """

    def __init__(self) -> None:
        self._locked = False
        self._urgent: deque[asyncio.Future[None]] = deque()
        self._others: deque[asyncio.Future[None]] = deque()
        self._urgent_next = True
        # How often the lock was released.
        self._released = 0

    @asynccontextmanager
    async def held(self, urgent: bool = False) -> AsyncIterator[None]:
        """Hold the lock, or go on without it if one writer keeps it for longer than usual."""
        locked = await (
            self._acquire(self._urgent, _URGENT_SECONDS)
            if urgent
            else self._acquire(self._others, _OTHERS_SECONDS)
        )
        try:
            yield
        finally:
            if locked:
                self._release()

    async def _acquire(self, queue: deque[asyncio.Future[None]], max_held_seconds: float) -> bool:
        if not self._locked:
            self._locked = True
            return True
        turn = asyncio.get_running_loop().create_future()
        queue.append(turn)
        try:
            released = -1
            while released != self._released and not turn.done():
                released = self._released
                await asyncio.wait([turn], timeout=max_held_seconds)
        except asyncio.CancelledError:
            if turn.done():
                self._release()
            else:
                queue.remove(turn)
            raise
        if not turn.done():
            queue.remove(turn)
        return turn.done()

    def _release(self) -> None:
        self._released += 1
        first, second = (
            (self._urgent, self._others) if self._urgent_next else (self._others, self._urgent)
        )
        queue = first or second
        if queue:
            self._urgent_next = queue is self._others
            queue.popleft().set_result(None)
        else:
            self._locked = False

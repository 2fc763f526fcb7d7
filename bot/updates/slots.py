"""How many updates are worked on at a time."""

from __future__ import annotations

import asyncio
from contextvars import ContextVar

# Of the update that is worked on in this context: how many of its calls wait for Telegram. An
# update may make several calls beside each other. None where no slot is held.
_waiting_calls: ContextVar[list[int] | None] = ContextVar("waiting_calls", default=None)


class Slots:
    """Places for updates that use the processor or the database. One that waits for Telegram gives
    its place back, so that slow or refused chats do not hold up the others."""

    def __init__(self, number: int) -> None:
        self._free = asyncio.Semaphore(number)

    async def __aenter__(self) -> None:
        """Take a place, first come first served."""
        await self._free.acquire()
        _waiting_calls.set([0])

    async def __aexit__(self, *_: object) -> None:
        _waiting_calls.set(None)
        self._free.release()

    def given_back(self) -> _GivenBack:
        """Give the place back while inside. Does nothing if none is held."""
        return _GivenBack(self._free)


class _GivenBack:
    def __init__(self, free: asyncio.Semaphore) -> None:
        self._free = free
        self._calls = _waiting_calls.get()

    async def __aenter__(self) -> None:
        if self._calls is not None:
            self._calls[0] += 1
            if self._calls[0] == 1:
                self._free.release()

    async def __aexit__(self, *_: object) -> None:
        if self._calls is not None:
            self._calls[0] -= 1
            if self._calls[0] == 0:
                await self._free.acquire()

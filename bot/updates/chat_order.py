"""Updates of one chat in order, chats beside each other."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

Job = Callable[[], Awaitable[None]]


class ChatOrder:
    """Runs at most `at_once` jobs beside each other, but only one of each chat (or, outside a
    chat, of each person), in the order of their coming. One that fails does not stop the next."""

    def __init__(self, at_once: int = 128) -> None:
        self._at_once = at_once
        self._free = asyncio.Semaphore(at_once)
        self._lines: dict[int, deque[Job]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._less = asyncio.Event()
        self.waiting = 0

    def busy(self, key: int) -> bool:
        """Whether anything of this chat waits or runs."""
        return key in self._lines

    def add(self, key: int, job: Job) -> None:
        self.waiting += 1
        line = self._lines.get(key)
        if line is not None:
            line.append(job)
            return
        self._lines[key] = deque((job,))
        task = asyncio.create_task(self._serve(key))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def wait_for_room(self, max_waiting: int) -> None:
        """Wait until fewer than this many wait or run, and a chat would be served at once. What
        comes meanwhile comes together, and is kept together, which costs once."""
        while self.waiting >= max_waiting or len(self._lines) >= self._at_once:
            self._less.clear()
            await self._less.wait()

    async def finish(self, seconds: float) -> None:
        """Wait for what runs; what takes longer than this is broken off."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, key: int) -> None:
        line = self._lines[key]
        try:
            while line:
                async with self._free:
                    await line[0]()
                line.popleft()
                self.waiting -= 1
                self._less.set()
        finally:
            self.waiting -= len(line)
            del self._lines[key]
            self._less.set()

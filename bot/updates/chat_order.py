"""Running jobs of one chat in order, and of different chats concurrently."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

Job = Callable[[], Awaitable[None]]


class ChatOrder:
    """Runs at most `max_concurrent` jobs at a time, but the jobs of one key one after another. The
    key is a chat's id or, outside chats, a person's. A job must not raise."""

    def __init__(self, max_concurrent: int = 128) -> None:
        self._max_concurrent = max_concurrent
        self._free = asyncio.Semaphore(max_concurrent)
        self._queues: dict[int, deque[Job]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._job_done = asyncio.Event()
        self.waiting = 0

    def busy(self, key: int) -> bool:
        """Return whether a job of this key waits or runs."""
        return key in self._queues

    def add(self, key: int, job: Job) -> None:
        self.waiting += 1
        queue = self._queues.get(key)
        if queue is not None:
            queue.append(job)
            return
        self._queues[key] = deque((job,))
        task = asyncio.create_task(self._run_queue(key))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def wait_for_room(self, max_waiting: int) -> None:
        """Wait until fewer than `max_waiting` jobs wait or run, and a job of another chat would run
        immediately. Updates that arrive meanwhile are then stored as one batch."""
        while self.waiting >= max_waiting or len(self._queues) >= self._max_concurrent:
            self._job_done.clear()
            await self._job_done.wait()

    async def finish(self, seconds: float) -> None:
        """Wait for running jobs, and cancel those that take longer."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run_queue(self, key: int) -> None:
        queue = self._queues[key]
        try:
            while queue:
                async with self._free:
                    await queue[0]()
                queue.popleft()
                self.waiting -= 1
                self._job_done.set()
        finally:
            self.waiting -= len(queue)
            del self._queues[key]
            self._job_done.set()

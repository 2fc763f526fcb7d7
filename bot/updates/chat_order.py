"""Answers the updates of a chat in order, and those of different chats concurrently."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, takewhile

from bot.updates.inbox import Arrival
from bot.updates.parse import album_of
from bot.updates.slots import Slots

_logger = logging.getLogger(__name__)
_RETRY_SECONDS = 1.0
# Updates of one chat in memory; the others are read from disk when their turn comes.
MAX_IN_MEMORY = 30
# Updates of one chat that may wait, in memory and on disk. Nobody needs more answers at once.
MAX_WAITING = 300
# Updates of all chats in memory.
MAX_IN_MEMORY_OF_ALL = 5000
# The parts of an album come as one update each, and nothing tells how many they are. It is answered
# once none has come for so long. One that comes later is told by the table of albums.
ALBUM_SECONDS = 0.5
_MAX_ALBUM = 10  # https://core.telegram.org/bots/api#sendmediagroup


@dataclass
class _Queue:
    """Updates of one chat that wait, in the order of their ids. Those in `stored` come after
    those in `arrivals`."""

    arrivals: deque[Arrival] = field(default_factory=deque)
    stored: deque[int] = field(default_factory=deque)
    # The first update that was too many, until the chat was told.
    surplus: Arrival | None = None
    # How many of the arrivals are being answered: one or none.
    answering: int = 0
    task: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self.arrivals) + len(self.stored)


class ChatOrder:
    """Answers one update of each chat (or, in inline mode, of each person) at a time."""

    def __init__(
        self,
        slots: Slots,
        answer: Callable[[Arrival], Awaitable[None]],
        read: Callable[[Sequence[int]], Awaitable[list[Arrival]]],
        tell_too_many: Callable[[Arrival], Awaitable[None]],
    ) -> None:
        """`read` reads stored updates by their ids; `tell_too_many` is called once for a chat that
        sent more than MAX_WAITING, after the others are answered."""
        self._slots = slots
        self._answer = answer
        self._read = read
        self._tell_too_many = tell_too_many
        self._queues: dict[int, _Queue] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._in_memory = 0

    def add(self, arrival: Arrival) -> bool:
        """Queue an update. Return False if it is dropped because too many of its chat wait."""
        queue = self._queues.get(arrival.key)
        if queue is None:
            queue = self._queues[arrival.key] = _Queue()
            task = queue.task = asyncio.create_task(self._serve(arrival.key, queue))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if arrival.stored and len(queue) >= MAX_WAITING:
            queue.surplus = queue.surplus or arrival
            return False
        full = len(queue.arrivals) >= MAX_IN_MEMORY or self._in_memory >= MAX_IN_MEMORY_OF_ALL
        if arrival.stored and (queue.stored or (full and queue.arrivals)):
            queue.stored.append(arrival.id)
        else:
            queue.arrivals.append(arrival)
            self._in_memory += 1
        return True

    def drop(self, fits: Callable[[int], bool]) -> set[int]:
        """Drop what waits of the chats that fit; return the ids of what is being answered, which
        goes on."""
        going_on: set[int] = set()
        for key, queue in self._queues.items():
            if fits(key):
                queue.stored.clear()
                queue.surplus = None
                while len(queue.arrivals) > queue.answering:
                    queue.arrivals.pop()
                    self._in_memory -= 1
                going_on.update(arrival.id for arrival in queue.arrivals)
        return going_on

    async def idle(self, fits: Callable[[int], bool]) -> None:
        """Return once nothing of the chats that fit is being answered."""
        tasks = [queue.task for key, queue in self._queues.items() if fits(key) and queue.task]
        if tasks:
            await asyncio.wait(tasks)

    async def finish(self, seconds: float) -> None:
        """Wait for the updates that are being answered; cancel those that take longer."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, key: int, queue: _Queue) -> None:
        try:
            while queue:
                if not queue.arrivals:
                    await self._read_back(queue)
                    continue
                arrival = await _with_album(queue)
                async with self._slots:
                    answered = (arrival, *arrival.album)
                    if [each.id for each in islice(queue.arrivals, len(answered))] != [
                        each.id for each in answered
                    ]:
                        continue  # it was dropped meanwhile
                    queue.answering = len(answered)
                    await self._answer(arrival)
                queue.answering = 0
                for _ in answered:
                    queue.arrivals.popleft()
                    self._in_memory -= 1
                if not queue and queue.surplus is not None:
                    async with self._slots:
                        await self._tell_too_many(queue.surplus)
                    queue.surplus = None
        finally:
            self._in_memory -= len(queue.arrivals)
            del self._queues[key]

    async def _read_back(self, queue: _Queue) -> None:
        ids = [queue.stored[number] for number in range(min(MAX_IN_MEMORY, len(queue.stored)))]
        try:
            arrivals = await self._read(ids)
        except Exception as problem:  # they stay queued
            _logger.error("stored updates could not be read; trying again", exc_info=problem)
            await asyncio.sleep(_RETRY_SECONDS)
            return
        if not queue.stored or queue.stored[0] != ids[0]:
            return  # they were dropped meanwhile
        for _ in ids:
            queue.stored.popleft()
        queue.arrivals.extend(arrivals)
        self._in_memory += len(arrivals)


async def _with_album(queue: _Queue) -> Arrival:
    """Return the next update, with the other parts of its album once they have come."""
    first = queue.arrivals[0]
    album = album_of(first.raw)
    if album is None:
        return first
    before, parts = 0, _parts(queue, album)
    while before < parts == len(queue) < _MAX_ALBUM:
        await asyncio.sleep(ALBUM_SECONDS)
        before, parts = parts, _parts(queue, album)
    return replace(first, album=tuple(islice(queue.arrivals, 1, parts)))


def _parts(queue: _Queue, album: str) -> int:
    """Return how many parts of an album are next in a queue, without an update between them."""
    same = takewhile(lambda arrival: album_of(arrival.raw) == album, queue.arrivals)
    return min(sum(1 for _ in same), _MAX_ALBUM)

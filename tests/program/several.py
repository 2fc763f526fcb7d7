"""Several programs on one PostgreSQL: a balancer, a line that can be cut, and a stand-in
for Telegram that keeps the order of each chat as Telegram does."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp

from tests.program.program import free_port
from tests.program.stand_in import SECRET, Telegram

_RETRY_SECONDS = 0.2


class Line:
    """A TCP line to one of several ports, each connection to the next; it can be cut."""

    def __init__(self, ports: Sequence[int]) -> None:
        self._ports = ports
        self._turns = itertools.count()
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self.is_cut = False
        self._only: int | None = None
        self.port = free_port()

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._connect, "127.0.0.1", self.port)

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
        self.cut()

    def cut(self) -> None:
        """Break all connections, and refuse others until `mend`."""
        self.is_cut = True
        for writer in self._writers:
            writer.transport.abort()

    def only(self, number: int | None) -> None:
        """Lead to one of the ports alone, as a balancer that checks their health; None: to all."""
        self._only = number
        for writer in self._writers:
            writer.transport.abort()

    def mend(self) -> None:
        self.is_cut = False

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if not self.is_cut:
                await self._carry(reader, writer)
        finally:
            writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        turn = next(self._turns)
        ports = self._ports if self._only is None else [self._ports[self._only]]
        for number in range(len(ports)):
            port = ports[(turn + number) % len(ports)]
            with suppress(OSError):
                there, to_there = await asyncio.open_connection("127.0.0.1", port)
                break
        else:
            return
        both = {writer, to_there}
        self._writers |= both
        ways = [
            asyncio.create_task(_copy(reader, to_there)),
            asyncio.create_task(_copy(there, writer)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._writers -= both
            for way in ways:
                way.cancel()
            to_there.transport.abort()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()


class OrderedTelegram(Telegram):
    """Posts to a webhook as Telegram does: the next update of a chat after the one before was
    taken, and those of many chats beside each other."""

    def __init__(self) -> None:
        super().__init__()
        # When each update was taken, by its id.
        self.taken: set[int] = set()

    @asynccontextmanager
    async def posting(self, url: str, connections: int = 40) -> AsyncIterator[None]:
        task = asyncio.create_task(self._post_all(url, connections))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _post_all(self, url: str, connections: int) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        chats: dict[int, asyncio.Queue[dict[str, Any]]] = {}
        free = asyncio.Semaphore(connections)
        timeout = aiohttp.ClientTimeout(total=5)

        async def serve(queue: asyncio.Queue[dict[str, Any]]) -> None:
            while True:
                update = await queue.get()
                while True:
                    async with free:
                        taken = await self._taken(session, url, headers, update)
                    if taken:
                        break
                    await asyncio.sleep(_RETRY_SECONDS)
                self.taken.add(update["update_id"])

        connector = aiohttp.TCPConnector(limit=connections, force_close=True)
        async with (
            aiohttp.ClientSession(connector=connector, timeout=timeout) as session,
            asyncio.TaskGroup() as group,
        ):
            queued = 0
            while True:
                for update in self.updates[queued:]:
                    chat = update["message"]["chat"]["id"]
                    if chat not in chats:
                        chats[chat] = asyncio.Queue()
                        group.create_task(serve(chats[chat]))
                    chats[chat].put_nowait(update)
                queued = len(self.updates)
                self._arrived.clear()
                await self._arrived.wait()

    async def _taken(
        self, session: aiohttp.ClientSession, url: str, headers: dict[str, str], update: object
    ) -> bool:
        try:
            return await self._post(session, url, headers, update)
        except TimeoutError:
            return False


async def until(what: Callable[[], object], seconds: float) -> None:
    """Wait until something holds. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not what():
            await asyncio.sleep(0.02)

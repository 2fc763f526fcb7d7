"""The program's own HTTP server, met by clients that are slow, many, or speak no HTTP."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from aiohttp import web

from bot.web import connections
from bot.web.server import WebServer
from tests.program.program import free_port

GET = b"GET /here HTTP/1.1\r\nHost: x\r\n\r\n"


class Client:
    """One connection to the server."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    def sends(self, content: bytes) -> None:
        self.writer.write(content)

    async def gets(self) -> int:
        """Take an answer; its status."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
        await self.reader.readexactly(length)
        return int(head.split(b" ")[1])

    async def ended(self) -> bool:
        """Wait until the server closes the connection; whether it said nothing before."""
        try:
            return await asyncio.wait_for(self.reader.read(1), 10) == b""
        except ConnectionResetError:  # it closed before it had read what was sent
            return True


class Served:
    """A server on 127.0.0.1 with a page `/here`, and one `/wait` that waits for `go`."""

    def __init__(self) -> None:
        self.port = free_port()
        self.go = asyncio.Event()
        self.waiting = asyncio.Semaphore(0)
        self._stack = AsyncExitStack()

    async def _here(self, request: web.Request) -> web.Response:
        return web.Response(text="here")

    async def _wait(self, request: web.Request) -> web.Response:
        self.waiting.release()
        await self.go.wait()
        return web.Response(text="waited")

    async def _fail(self, request: web.Request) -> web.Response:
        raise RuntimeError("somebody's words")

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Served]:
        server = WebServer(
            [web.get("/here", self._here), web.get("/wait", self._wait),
             web.get("/fail", self._fail)]
        )  # fmt: skip
        await server.start("127.0.0.1", self.port)
        try:
            async with self._stack:
                yield self
        finally:
            await server.stop()

    async def connect(self) -> Client:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        self._stack.callback(writer.close)
        return Client(reader, writer)


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    async with Served().running() as running:
        yield running


@pytest.mark.parametrize("begun", [b"", b"GET /he", GET[:-2]])
async def test_a_head_that_does_not_end_is_not_waited_for(
    served: Served, monkeypatch: pytest.MonkeyPatch, begun: bytes
) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.05)
    client = await served.connect()
    client.sends(begun)
    assert await client.ended()


async def test_a_byte_now_and_then_gives_a_head_no_more_time(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.1)
    client = await served.connect()
    client.sends(GET)
    assert await client.gets() == 200

    async def drip() -> None:
        for byte in GET * 100:
            client.sends(bytes((byte,)))
            await asyncio.sleep(0.02)

    dripping = asyncio.create_task(drip())
    assert await client.ended()
    dripping.cancel()


async def test_a_connection_waits_for_its_next_request_and_for_a_slow_answer(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.05)
    client = await served.connect()
    client.sends(GET)
    assert await client.gets() == 200
    await asyncio.sleep(0.15)
    client.sends(b"GET /wait HTTP/1.1\r\nHost: x\r\n\r\n")
    await served.waiting.acquire()
    await asyncio.sleep(0.15)
    served.go.set()
    assert await client.gets() == 200


async def test_one_more_than_there_may_be_ends_the_slowest(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MAX_CONNECTIONS", 4)
    kept = await served.connect()
    kept.sends(GET)
    assert await kept.gets() == 200
    busy = await served.connect()
    busy.sends(b"GET /wait HTTP/1.1\r\nHost: x\r\n\r\n")
    await served.waiting.acquire()
    slow = [await served.connect() for _ in range(20)]
    for client in slow:
        client.sends(b"GET /he")
    for client in slow[:-2]:
        assert await client.ended()
    # The next one is served, as are those that were there before.
    late = await served.connect()
    for client in (late, kept):
        client.sends(GET)
        assert await client.gets() == 200
    served.go.set()
    assert await busy.gets() == 200


async def test_where_all_are_being_answered_one_more_is_refused(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MAX_CONNECTIONS", 2)
    busy = [await served.connect() for _ in range(2)]
    for client in busy:
        client.sends(b"GET /wait HTTP/1.1\r\nHost: x\r\n\r\n")
        await served.waiting.acquire()
    assert await (await served.connect()).ended()
    served.go.set()
    assert [await client.gets() for client in busy] == [200, 200]


async def test_malformed_requests_do_not_fill_the_log(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    chunked = b"GET /here HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n"
    for content in (b"GET / HTTP/9\r\n\r\n", b"GET / HTTP/1.1\r\n\xff\r\n\r\n", chunked) * 10:
        client = await served.connect()
        client.sends(content)
        await client.reader.read()
    (record,) = caplog.records
    assert (record.levelno, record.getMessage()) == (
        logging.WARNING,
        "malformed requests were refused",
    )


async def test_failures_do_not_fill_the_log_either(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    client = await served.connect()
    for _ in range(10):
        client.sends(b"GET /fail HTTP/1.1\r\nHost: x\r\n\r\n")
        assert await client.gets() == 500
    (record,) = caplog.records
    assert (record.levelno, record.getMessage()) == (
        logging.ERROR,
        "requests could not be answered",
    )

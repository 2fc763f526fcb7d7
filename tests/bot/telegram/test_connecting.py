"""How the HTTP client finds a server and makes sure of it: names, addresses, TLS."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest

from bot.telegram import client as transport
from tests.bot.telegram.servers import (
    OK,
    Contexts,
    answering,
    ask,
    client,
    never_sent,
    resolve_to,
    server,
)


@contextmanager
def unreachable(host: str) -> Iterator[int]:
    """A port that answers no SYN, as behind a network that loses them: its backlog is full."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with ExitStack() as stack:
        listening = stack.enter_context(socket.socket(family))
        try:
            listening.bind((host, 0))
        except OSError:
            pytest.skip(f"this machine has no {host}")
        listening.listen(0)
        address = listening.getsockname()
        for _ in range(3):
            waiting = stack.enter_context(socket.socket(family))
            waiting.setblocking(False)
            waiting.connect_ex(address)
        yield address[1]


def with_uvloop(main: Callable[[], Awaitable[None]]) -> None:
    """Run on the event loop that the program runs on, whose create_connection tries addresses one
    after another: https://github.com/MagicStack/uvloop/issues/406"""
    import uvloop

    async def run() -> None:
        await main()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run())


@pytest.mark.parametrize("dead", ["::1", "127.0.0.2"])
def test_a_dead_address_does_not_hold_up_a_live_one(
    dead: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve_to(monkeypatch, dead, "127.0.0.1")
    monkeypatch.setattr(transport, "_SOCKET_SECONDS", 5.0)

    async def main() -> None:
        with unreachable(dead) as port:
            async with server(answering(OK), port=port), client() as made:
                loop = asyncio.get_running_loop()
                began = loop.time()
                assert await ask(made, f"http://telegram.test:{port}") == (200, b"ok")
                # The live one is tried after 250 ms; all the rest is for a slow machine.
                assert loop.time() - began < transport._SOCKET_SECONDS

    transport._timeout.cache_clear()
    with_uvloop(main)
    transport._timeout.cache_clear()


async def test_where_every_address_is_dead_it_was_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve_to(monkeypatch, "127.0.0.2")
    monkeypatch.setattr(transport, "_SOCKET_SECONDS", 0.05)
    transport._timeout.cache_clear()
    with unreachable("127.0.0.2") as port:
        async with client() as made:
            url = f"http://telegram.test:{port}"
            assert await never_sent(made, url) == "not connected: timed out"
    transport._timeout.cache_clear()


async def test_a_name_that_nobody_knows_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve_to(monkeypatch)
    async with client() as made:
        message = await never_sent(made, "https://telegram.test")
    assert message == "not connected: name not found (telegram.test)"


async def test_a_certificate_is_checked(certificate: Contexts) -> None:
    served, trusted = certificate
    async with server(answering(OK), served) as url, client(trusted=trusted) as made:
        assert await ask(made, url) == (200, b"ok")
        message = await never_sent(made, url.replace("localhost", "127.0.0.1"))
        assert message.startswith("not connected: certificate refused (IP address mismatch")
    async with server(answering(OK), served) as url, client() as made:
        message = await never_sent(made, url)
        assert message == "not connected: certificate refused (self-signed certificate)"


async def test_a_server_without_tls_is_told() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"220 mail\r\n")
        await writer.drain()

    async with server(serve) as url, client() as made:
        message = await never_sent(made, url.replace("http:", "https:"))
        assert message.startswith("not connected: TLS failed (")

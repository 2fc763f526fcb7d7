"""Servers on 127.0.0.1 that answer as a test says, and calls to them."""

from __future__ import annotations

import asyncio
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp.abc import ResolveResult
from telegram import error

from bot.telegram.client import Client
from bot.telegram.errors import NotSent

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
# What a server needs, and what trusts it.
Contexts = tuple[ssl.SSLContext, ssl.SSLContext]
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
SECRETS = ("1:token", "secret", "pass@word")


@asynccontextmanager
async def server(
    serve: Serve, tls: ssl.SSLContext | None = None, port: int = 0
) -> AsyncIterator[str]:
    """A server on 127.0.0.1, one call of `serve` for each connection; gives its address."""
    serving: set[asyncio.Task[None] | None] = set()

    async def on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving.add(asyncio.current_task())
        try:
            await serve(reader, writer)
        except (asyncio.IncompleteReadError, OSError):
            pass
        finally:
            writer.close()

    running = await asyncio.start_server(on, "127.0.0.1", port, ssl=tls)
    port = running.sockets[0].getsockname()[1]
    async with running:
        yield f"{'https' if tls else 'http'}://localhost:{port}"
        await asyncio.gather(*(task for task in serving if task is not None))


@asynccontextmanager
async def client(
    connections: int = 4, trusted: ssl.SSLContext | None = None
) -> AsyncIterator[Client]:
    made = Client(connections, trusted)
    try:
        yield made
    finally:
        await made.close()


def make_certificate(folder: Path) -> Contexts:
    """Make a certificate for `localhost` that only those who are given it trust."""
    key, made = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-keyout", key, "-out", made, "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost"],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made, key)
    return context, ssl.create_default_context(cafile=made)


async def read_request(reader: asyncio.StreamReader) -> tuple[str, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    length = int(head.lower().partition("content-length: ")[2].split("\r\n")[0])
    return head, await reader.readexactly(length)


def answering(*answers: bytes) -> Serve:
    """One answer after another on each connection, then its end."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in answers:
            await read_request(reader)
            writer.write(answer)
            await writer.drain()

    return serve


async def ask(made: Client, url: str, seconds: float = 10.0) -> tuple[int, bytes]:
    return await made.request("POST", f"{url}/bot1:token/getMe", b"{}", seconds)


async def failed(made: Client, url: str, seconds: float = 10.0) -> error.NetworkError:
    """Ask in vain. Whatever went wrong tells no secret, nor does a traceback of it."""
    with pytest.raises(error.NetworkError) as problem:
        await ask(made, url, seconds)
    assert not any(secret in repr(problem.value) for secret in SECRETS)
    assert problem.value.__suppress_context__ or problem.value.__context__ is None
    return problem.value


async def never_sent(made: Client, url: str) -> str:
    problem = await failed(made, url)
    assert isinstance(problem, NotSent)
    return problem.message


def resolve_to(monkeypatch: pytest.MonkeyPatch, *hosts: str) -> None:
    """Let every name have these addresses, in this order; without any it is not known."""

    async def resolve(
        self: object, host: str, port: int = 0, family: int = 0
    ) -> list[ResolveResult]:
        if not hosts:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [
            ResolveResult(
                hostname=host, host=address, port=port, proto=0, flags=socket.AI_NUMERICHOST,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
            )
            for address in hosts
        ]  # fmt: skip

    monkeypatch.setattr(aiohttp.ThreadedResolver, "resolve", resolve)
    monkeypatch.setattr(aiohttp.DefaultResolver, "resolve", resolve)

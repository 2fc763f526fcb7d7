"""The transport: what a Bot API, a proxy or a bad network may do to a call."""

from __future__ import annotations

import asyncio
import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.telegram import client as http
from bot.telegram.client import Http, HttpError, NoAnswer, NotConnected

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@asynccontextmanager
async def server(serve: Serve, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    serving: set[asyncio.Task[None] | None] = set()

    async def on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving.add(asyncio.current_task())
        try:
            await serve(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    running = await asyncio.start_server(on, "127.0.0.1", 0, ssl=tls)
    port = running.sockets[0].getsockname()[1]
    async with running:
        yield f"{'https' if tls else 'http'}://localhost:{port}"
        await asyncio.gather(*(each for each in serving if each is not None))


@asynccontextmanager
async def client(connections: int = 4) -> AsyncIterator[Http]:
    made = Http(connections)
    try:
        yield made
    finally:
        await made.close()


async def read_request(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
    return head, await reader.readexactly(length)


def answering(*answers: bytes) -> Serve:
    """One answer after another on each connection, then its end."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for each in answers:
            await read_request(reader)
            writer.write(each)
            await writer.drain()

    return serve


async def ask(made: Http, url: str, seconds: float = 10.0) -> tuple[int, bytes]:
    return await made.request("POST", f"{url}/bot1:x/getMe", b"{}", "application/json", seconds)


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        (OK, b"ok"),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"2\r\nab\r\n1\r\nc\r\n0\r\n\r\n",
            b"abc",
        ),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + OK, b"ok"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", b""),
    ],
    ids=["plain", "chunked", "continue", "empty"],
)  # fmt: skip
async def test_answers_are_read_one_after_another(answer: bytes, body: bytes) -> None:
    async with server(answering(answer, OK)) as url, client() as made:
        assert await ask(made, url) == (200, body)
        assert await ask(made, url) == (200, b"ok")


async def test_a_request_says_what_it_is() -> None:
    seen: list[tuple[bytes, bytes]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await read_request(reader))
        writer.write(OK)

    async with server(serve) as url, client() as made:
        await ask(made, url)
    head, body = seen[0]
    lines = head.decode().split("\r\n")
    assert lines[0] == "POST /bot1:x/getMe HTTP/1.1"
    assert f"Host: {url.removeprefix('http://')}" in lines
    assert "Content-Type: application/json" in lines
    assert body == b"{}"


async def test_a_connection_is_used_again_and_a_closed_one_is_not() -> None:
    came = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal came
        came += 1
        await read_request(reader)
        writer.write(OK)
        await read_request(reader)
        writer.write(OK.replace(b"\r\nContent", b"\r\nConnection: close\r\nContent"))

    async with server(serve) as url, client() as made:
        for _ in range(4):
            assert await ask(made, url) == (200, b"ok")
    assert came == 2


async def test_no_more_requests_at_once_than_there_are_connections() -> None:
    connections = at_once = most = 0
    three = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections, at_once, most
        connections += 1
        while True:
            await read_request(reader)
            at_once += 1
            most = max(most, at_once)
            if most == 3:
                three.set()
            await three.wait()
            at_once -= 1
            writer.write(OK)

    async with server(serve) as url, client(3) as made:
        answers = await asyncio.gather(*(ask(made, url) for _ in range(60)))
        assert answers == [(200, b"ok")] * 60
    assert (connections, most) == (3, 3)


async def test_who_gives_up_leaves_nothing_behind() -> None:
    asked = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if asked.is_set():
            await answering(OK)(reader, writer)
        await read_request(reader)
        asked.set()
        await reader.read()  # until the other side closes

    async with server(serve) as url, client(1) as made:
        waiting = asyncio.create_task(ask(made, url))
        await asked.wait()
        also = asyncio.create_task(ask(made, url))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert await also == (200, b"ok")


async def test_what_takes_too_long_is_no_answer() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with server(serve) as url, client() as made:
        with pytest.raises(NoAnswer):
            await ask(made, url, seconds=0.05)


@pytest.mark.parametrize(
    "answer", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", b"220 mail\r\n\r\n"],
    ids=["closed", "half", "another protocol"],
)  # fmt: skip
async def test_what_is_no_answer_is_an_error_without_the_address(answer: bytes) -> None:
    async with server(answering(answer)) as url, client() as made:
        with pytest.raises(HttpError) as problem:
            await ask(made, url)
        assert not isinstance(problem.value, NotConnected)
        assert "bot1" not in str(problem.value)


async def test_a_body_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "_MOST_BYTES", 1000)
    endless = b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + b"x" * 5000
    async with server(answering(endless)) as url, client() as made:
        with pytest.raises(HttpError, match="too-large"):
            await ask(made, url)


async def test_where_nobody_listens_it_never_left() -> None:
    async with server(answering()) as url:
        pass
    async with client() as made:
        with pytest.raises(NotConnected):
            await ask(made, url)


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's, which this process trusts."""
    key, made = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-keyout", key, "-out", made, "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost"],
        check=True, capture_output=True,
    )  # fmt: skip
    monkeypatch.setenv("SSL_CERT_FILE", str(made))
    http._trust.cache_clear()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made, key)
    return context


async def test_tls_is_spoken_and_checked(
    certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with server(answering(OK, OK), certificate) as url, client() as made:
        assert await ask(made, url) == (200, b"ok")
        with pytest.raises(NotConnected):  # the certificate is not for this name
            await ask(made, url.replace("localhost", "127.0.0.1"))
        monkeypatch.delenv("SSL_CERT_FILE")
        http._trust.cache_clear()
    async with server(answering(OK), certificate) as url, client() as made:
        with pytest.raises(NotConnected):
            await ask(made, url)
    http._trust.cache_clear()


async def test_a_proxy_leads_there(
    certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    heads: list[str] = []

    async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
        host, _, port = heads[-1].split()[1].rpartition(":")
        there, thither = await asyncio.open_connection(host, int(port))
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")

        async def pour(source: asyncio.StreamReader, into: asyncio.StreamWriter) -> None:
            while data := await source.read(4096):
                into.write(data)
            into.close()

        await asyncio.gather(pour(reader, thither), pour(there, writer))

    http._target.cache_clear()
    async with server(answering(OK, OK), certificate) as url, server(proxy) as by:
        monkeypatch.setenv("https_proxy", by.replace("http://", "http://me:secret@"))
        async with client() as made:
            assert await ask(made, url) == (200, b"ok")
            assert await ask(made, url) == (200, b"ok")
    http._target.cache_clear()
    http._trust.cache_clear()
    assert len(heads) == 1
    assert heads[0].startswith(f"CONNECT {url.removeprefix('https://')} HTTP/1.1\r\n")
    assert "Proxy-Authorization: Basic bWU6c2VjcmV0" in heads[0]


async def test_a_proxy_that_refuses_is_no_connection(
    certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()

    http._target.cache_clear()
    async with server(answering(OK), certificate) as url, server(proxy) as by:
        monkeypatch.setenv("https_proxy", by)
        async with client() as made:
            with pytest.raises(NotConnected):
                await ask(made, url)
    http._target.cache_clear()
    http._trust.cache_clear()

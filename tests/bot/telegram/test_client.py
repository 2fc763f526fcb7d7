"""The HTTP client: what a Bot API or a bad network may do to a call, on real sockets."""

from __future__ import annotations

import asyncio

import pytest
from telegram import error

from bot.telegram import client as transport
from bot.telegram.client import form
from bot.telegram.errors import NotSent
from tests.bot.telegram.servers import (
    OK,
    answering,
    ask,
    client,
    failed,
    never_sent,
    read_request,
    server,
)


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


async def test_a_request_says_what_it_is_and_nothing_more() -> None:
    seen: list[tuple[str, bytes]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await read_request(reader))
        writer.write(OK)

    async with server(serve) as url, client() as made:
        await ask(made, url)
    head, body = seen[0]
    assert head.split("\r\n") == [
        "POST /bot1:token/getMe HTTP/1.1",
        f"Host: {url.removeprefix('http://')}",
        "Content-Type: application/json",
        "Content-Length: 2",
        "",
        "",
    ]
    assert body == b"{}"


async def test_a_form_carries_files_with_the_names_they_have() -> None:
    seen: list[tuple[str, bytes]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await read_request(reader))
        writer.write(OK)

    large = bytes(3_000_000)  # more than aiohttp takes without complaint as bytes
    async with server(serve) as url, client() as made:
        data = form({"caption": "Été"}, {"document": ("План встреч.pdf", large, "application/pdf")})
        assert await made.request("POST", f"{url}/sendDocument", data, 10.0) == (200, b"ok")
    head, body = seen[0]
    boundary = head.partition("boundary=")[2].partition("\r\n")[0].encode()
    caption, document = body.split(b"--" + boundary)[1:3]
    assert 'name="caption"' in caption.decode() and caption.decode().endswith("\r\n\r\nÉté\r\n")
    headers, _, content = document.partition(b"\r\n\r\n")
    assert 'name="document"; filename="План встреч.pdf"' in headers.decode()
    assert b"Content-Type: application/pdf" in headers
    assert content == large + b"\r\n"


async def test_a_connection_is_used_again_and_one_that_was_closed_is_not() -> None:
    came = 0
    closed = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal came
        came += 1
        await read_request(reader)
        writer.write(OK)
        await read_request(reader)
        # Alternately the second answer says that it was the last, or does not.
        last = b"\r\nConnection: close\r\nContent" if came % 2 else b"\r\nContent"
        writer.write(OK.replace(b"\r\nContent", last))
        writer.close()
        await writer.wait_closed()
        closed.set()

    async with server(serve) as url, client() as made:
        for _ in range(4):
            closed.clear()
            assert await ask(made, url) == (200, b"ok")
            assert await ask(made, url) == (200, b"ok")
            await closed.wait()
            await asyncio.sleep(0)  # the end of the connection is read
    assert came == 4


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


async def test_a_request_that_is_cancelled_leaves_its_place_to_the_next() -> None:
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


@pytest.mark.parametrize("begun", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"])
async def test_a_server_that_falls_silent_may_have_done_it(begun: bytes) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(begun)
        await reader.read()

    async with server(serve) as url, client() as made:
        problem = await failed(made, url, seconds=0.05)
    assert isinstance(problem, error.TimedOut)
    assert problem.message == "no answer in time"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (b"", "connection lost before an answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Le", "connection lost before an answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", "connection lost within the answer"),
        (b"220 mail\r\n\r\n", "the answer is not HTTP"),
    ],
    ids=["closed", "half a head", "half a body", "another protocol"],
)
async def test_an_answer_that_breaks_off_may_have_been_of_a_call_that_was_done(
    answer: bytes, message: str
) -> None:
    async with server(answering(answer)) as url, client() as made:
        problem = await failed(made, url)
    assert type(problem) is error.NetworkError
    assert problem.message == message


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + b"x" * 5000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        + (b"1f4\r\n%b\r\n" % (b"x" * 500)) * 5,
    ],
    ids=["announced", "without end"],
)  # fmt: skip
async def test_an_answer_larger_than_any_file_is_refused(
    answer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "_MAX_ANSWER_BYTES", 2000)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(answer)
        await reader.read()

    async with server(serve) as url, client() as made:
        with pytest.raises(error.NetworkError, match="the answer is too large"):
            await ask(made, url)


async def test_where_nobody_listens_it_was_not_sent() -> None:
    async with server(answering()) as url:
        pass
    async with client() as made:
        assert await never_sent(made, url) == "not connected: connection refused"


async def test_a_closed_client_sends_nothing() -> None:
    async with client() as made:
        pass
    with pytest.raises(NotSent):
        await ask(made, "http://127.0.0.1:9")


async def test_an_upload_that_stalls_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "_TRANSFER_SECONDS", 0.1)
    transport._timeout.cache_clear()
    ended = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await ended.wait()  # reads nothing, so that the buffers between fill up

    async with server(serve) as url, client() as made:
        data = form({}, {"document": ("a.pdf", bytes(30_000_000), "application/pdf")})
        with pytest.raises(error.TimedOut):
            await made.request("POST", f"{url}/sendDocument", data, 10.0)
        ended.set()
    transport._timeout.cache_clear()

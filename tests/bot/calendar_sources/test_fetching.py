"""Fetching from servers that mean harm: nothing inside the network is reached, and time and size
are bounded. All over HTTPS on loopback."""

from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
import zlib
from collections.abc import AsyncIterator

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.calendar_sources.fetching import Fetcher, FetchFailed, Validators
from bot.calendar_sources.public_addresses import is_public
from content.calendars import MAX_BYTES
from tests.bot.calendar_sources.feed_server import CERTIFICATE, FeedServer, a_feed_server, answer

CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


class Names(AbstractResolver):
    """Resolves every name to the next of some addresses, and the last one from then on."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = list(addresses)
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked.append(host)
        address = self.addresses.pop(0) if len(self.addresses) > 1 else self.addresses[0]
        return [
            ResolveResult(
                hostname=host, host=address, port=port, family=socket.AF_INET, proto=0,
                flags=socket.AI_NUMERICHOST,
            )
        ]  # fmt: skip

    async def close(self) -> None:
        pass


def a_fetcher(names: AbstractResolver | None = None, seconds: float = 20) -> Fetcher:
    """A fetcher that takes 127.0.0.1 for an address of the public internet, and trusts the
    server's certificate."""
    return Fetcher(
        resolver=names or Names("127.0.0.1"),
        ssl_context=ssl.create_default_context(cafile=str(CERTIFICATE)),
        is_allowed=lambda host: host == "127.0.0.1" or is_public(host),
        total_seconds=seconds,
    )


async def failure(fetcher: Fetcher, address: str) -> str:
    with pytest.raises(FetchFailed) as failed:
        await fetcher.fetch(address)
    return failed.value.code


@pytest.fixture
async def feed() -> AsyncIterator[FeedServer]:
    async with a_feed_server() as server:
        server.answers["/a.ics"] = answer(CALENDAR, ETag='"1"', Last_Modified="then")
        yield server


async def test_what_is_there_is_fetched_and_then_asked_about(feed: FeedServer) -> None:
    fetched = await a_fetcher().fetch(feed.url("/a.ics"))
    assert fetched is not None
    assert fetched.content == CALENDAR
    assert fetched.validators == Validators('"1"', "then")
    feed.answers["/a.ics"] = answer(status="304 Not Modified", length=False)
    assert await a_fetcher().fetch(feed.url("/a.ics"), fetched.validators) is None
    assert 'If-None-Match: "1"' in feed.requests[-1]
    assert "If-Modified-Since: then" in feed.requests[-1]
    # A server that says so without being asked has nothing for us.
    assert await failure(a_fetcher(), feed.url("/a.ics")) == "status"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.31.255.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "100.100.100.200", "0.0.0.0", "255.255.255.255", "224.0.0.251", "192.0.0.192",
        "168.63.129.16", "::1", "::", "fe80::1", "fe80::1%eth0", "fd00:ec2::254", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::7f00:1",
        "64:ff9b:1::1", "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "fec0::1",
        "2001:db8::1", "240.0.0.1", "198.18.0.1", "localhost", "",
    ],
)  # fmt: skip
def test_an_address_inside_a_network_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]"])
async def test_nothing_is_fetched_from_inside_the_network(feed: FeedServer, host: str) -> None:
    """Neither by a number nor by a name that the machine itself resolves to it."""
    context = ssl.create_default_context(cafile=str(CERTIFICATE))
    assert await failure(Fetcher(ssl_context=context), feed.url("/a.ics", host)) == "inside"
    assert feed.requests == []


async def test_the_address_that_was_checked_is_the_one_connected_to(feed: FeedServer) -> None:
    """A name that resolves to a public address first and inside the network next reaches nothing
    in there: each connection is checked, not a look-up before it."""
    context = ssl.create_default_context(cafile=str(CERTIFICATE))
    names = Names("192.0.2.1", "127.0.0.1")  # the first stands for a public one
    fetcher = Fetcher(
        resolver=names, ssl_context=context, total_seconds=0.5,
        is_allowed=lambda host: host == "192.0.2.1",
    )  # fmt: skip
    assert await failure(fetcher, feed.url("/a.ics")) in ("too-slow", "unreachable")
    assert await failure(fetcher, feed.url("/a.ics")) == "inside"
    assert len(names.asked) == 2
    assert feed.requests == []


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("https://169.254.169.254/latest/meta-data/", "inside"),
        ("https://[fd00:ec2::254]/", "inside"),
        ("https://10.0.0.1:8443/", "inside"),
        ("http://calendar.example/a.ics", "not-https"),
        ("//calendar.example:1/a.ics", "unreachable"),
        ("file:///etc/passwd", "not-https"),
        ("https://[", "not-http"),
        ("/again", "redirects"),
    ],
)
async def test_a_redirect_is_checked_as_the_address_is(
    feed: FeedServer, location: str, code: str
) -> None:
    feed.answers["/again"] = answer(status="302 Found", Location=location)
    assert await failure(a_fetcher(), feed.url("/again")) == code
    assert len(feed.requests) <= 4


async def test_a_redirect_is_followed_and_gets_no_password(feed: FeedServer) -> None:
    feed.answers["/old"] = answer(status="301 Moved", Location="/new")
    feed.answers["/new"] = answer(status="307 Moved", Location=feed.url("/a.ics", "localhost"))
    secret = feed.url("/old").replace("https://", "https://name:secret@")
    fetched = await a_fetcher().fetch(secret)
    assert fetched is not None and fetched.content == CALENDAR
    assert feed.paths() == ["/old", "/new", "/a.ics"]
    has_password = ["Authorization: Basic" in request for request in feed.requests]
    assert has_password == [True, True, False]


async def test_compressed_content_is_decompressed(feed: FeedServer) -> None:
    feed.answers["/a.ics"] = answer(gzip.compress(CALENDAR), Content_Encoding="gzip")
    fetched = await a_fetcher().fetch(feed.url("/a.ics"))
    assert fetched is not None and fetched.content == CALENDAR


async def test_a_bomb_is_not_decompressed(feed: FeedServer) -> None:
    bomb = gzip.compress(b"\0" * (300 * 1024 * 1024))
    assert len(bomb) < MAX_BYTES
    feed.answers["/bomb"] = answer(bomb, Content_Encoding="gzip")
    assert await failure(a_fetcher(), feed.url("/bomb")) == "too-large"


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", b"no gzip"),
        ("gzip", gzip.compress(CALENDAR)[:-9]),
        ("gzip, gzip", gzip.compress(gzip.compress(CALENDAR))),
        ("deflate", zlib.compress(CALENDAR)),
    ],
    ids=["no gzip", "cut gzip", "gzip twice", "deflate"],  # gzip's bytes have the time in them
)
async def test_other_encodings_are_refused(feed: FeedServer, encoding: str, body: bytes) -> None:
    feed.answers["/a.ics"] = answer(body, Content_Encoding=encoding)
    assert await failure(a_fetcher(), feed.url("/a.ics")) == "encoding"


async def endless(path: str, writer: asyncio.StreamWriter) -> None:
    writer.write(answer(length=False))
    while True:
        writer.write(b"X" * 65_536)
        await writer.drain()


async def slow_body(path: str, writer: asyncio.StreamWriter) -> None:
    writer.write(answer(length=False))
    await drop_by_drop(writer, b"X")


async def slow_head(path: str, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    await drop_by_drop(writer, b"X: y\r\n")


async def drop_by_drop(writer: asyncio.StreamWriter, drop: bytes) -> None:
    while True:
        writer.write(drop)
        await writer.drain()
        await asyncio.sleep(0.05)


async def silent(path: str, writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def test_a_body_without_end_is_cut(feed: FeedServer) -> None:
    feed.answers["/endless"] = endless
    assert await failure(a_fetcher(), feed.url("/endless")) == "too-large"


@pytest.mark.parametrize("write", [slow_body, slow_head, silent])
async def test_a_slow_server_is_given_up(feed: FeedServer, write: object) -> None:
    feed.answers["/slow"] = write  # type: ignore[assignment]
    began = asyncio.get_running_loop().time()
    assert await failure(a_fetcher(seconds=0.5), feed.url("/slow")) == "too-slow"
    assert asyncio.get_running_loop().time() - began < 5


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"SSH-2.0-OpenSSH_9\r\n", "not-http"),
        (answer(b"X", Content_Length="4000000", length=False), "too-large|unreachable"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 100_000 + b"\r\n\r\n", "not-http"),
        (answer(CALENDAR)[:-5], "unreachable"),
        (b"", "unreachable"),
    ],
    ids=["other", "claims", "long-header", "cut", "nothing"],
)
async def test_what_is_no_answer_is_a_failure(feed: FeedServer, sent: bytes, code: str) -> None:
    feed.answers["/a.ics"] = sent
    assert await failure(a_fetcher(), feed.url("/a.ics")) in code.split("|")


async def test_a_busy_server_says_when_to_come_back(feed: FeedServer) -> None:
    feed.answers["/a.ics"] = answer(status="503 Busy", Retry_After="120")
    with pytest.raises(FetchFailed) as failed:
        await a_fetcher().fetch(feed.url("/a.ics"))
    assert (failed.value.code, failed.value.status) == ("status", 503)
    assert failed.value.retry_after_seconds == 120


async def test_a_certificate_that_nobody_vouches_for_is_refused(feed: FeedServer) -> None:
    fetcher = Fetcher(resolver=Names("127.0.0.1"), is_allowed=lambda host: True)
    assert await failure(fetcher, feed.url("/a.ics")) == "certificate"
    # Nor one of another name.
    assert await failure(a_fetcher(), feed.url("/a.ics", "other.example")) == "certificate"
    assert feed.requests == []


async def test_only_the_preview_fetches_from_this_machine_and_only_by_number() -> None:
    async with a_feed_server(secure=False) as feed:
        feed.answers["/a.ics"] = answer(CALENDAR)
        preview = Fetcher(allow_loopback=True)
        fetched = await preview.fetch(feed.url("/a.ics", "127.0.0.1"))
        assert fetched is not None and fetched.content == CALENDAR
        assert await failure(preview, feed.url("/a.ics", "localhost")) == "not-https"
        assert await failure(Fetcher(), feed.url("/a.ics", "127.0.0.1")) == "not-https"
        feed.answers["/a.ics"] = answer(status="302 Found", Location="http://169.254.169.254/")
        assert await failure(preview, feed.url("/a.ics", "127.0.0.1")) == "not-https"
        feed.answers["/a.ics"] = answer(status="302 Found", Location="https://169.254.169.254/")
        assert await failure(preview, feed.url("/a.ics", "127.0.0.1")) == "inside"

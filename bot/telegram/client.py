"""HTTP/1.1 as a client of one Bot API: few connections, kept open, one request at a time on each.

A general client spends most of a call on what this one has no use for (cookies, redirects,
compression, hooks): see docs/performance.md. What comes back is parsed by httptools.
"""

from __future__ import annotations

import asyncio
import ssl
from base64 import b64encode
from collections import deque
from dataclasses import dataclass
from functools import lru_cache
from time import monotonic
from typing import cast
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies_environment, proxy_bypass

import httptools

_CONNECT_SECONDS = 10.0
# Servers close what is idle for long; what they close while we write is lost.
_IDLE_SECONDS = 30.0
# Telegram's largest download is 20 MB: https://core.telegram.org/bots/api#getfile
_MOST_BYTES = 32 * 1024 * 1024

_Answer = asyncio.Future[tuple[int, bytes]]


class HttpError(Exception):
    """A request came to nothing; the message is a short code, never the address."""


class NotConnected(HttpError):
    """It never left: repeating it is harmless."""


class NoAnswer(HttpError):
    """It took longer than it may. It may have arrived."""


@dataclass(frozen=True)
class _Origin:
    """Where connections go: the server, or the proxy that leads there."""

    host: str
    port: int
    tls: str | None  # the name that its certificate must have
    proxy: _Origin | None = None
    proxy_head: bytes = b""


class Http:
    """At most so many requests at once; the others wait for their turn."""

    def __init__(self, connections: int) -> None:
        self._free = connections
        self._turns: deque[asyncio.Future[None]] = deque()
        self._idle: dict[_Origin, list[_Connection]] = {}
        self._open: set[_Connection] = set()

    async def request(
        self, method: str, url: str, body: bytes, media_type: str, seconds: float
    ) -> tuple[int, bytes]:
        """The answer's status and body. `seconds` are for the answer, once it is connected.

        Raises NotConnected, NoAnswer, or HttpError where the connection broke off."""
        origin, head = _target(method, url, media_type)
        if self._free:
            self._free -= 1
        else:
            await self._turn()
        try:
            connection = self._kept(origin) or await self._connect(origin)
            answer = await connection.ask(b"%b%d\r\n\r\n%b" % (head, len(body), body), seconds)
            if connection.reusable:
                self._idle.setdefault(origin, []).append(connection)
            return answer
        finally:
            self._free += 1
            self._next()

    async def close(self) -> None:
        """Break off all connections."""
        for each in list(self._open):
            each.abort()
        self._idle.clear()
        await asyncio.sleep(0)

    async def _turn(self) -> None:
        turn = asyncio.get_running_loop().create_future()
        self._turns.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._free += 1
                self._next()
            raise

    def _next(self) -> None:
        while self._free and self._turns:
            turn = self._turns.popleft()
            if not turn.done():
                self._free -= 1
                turn.set_result(None)

    def _kept(self, origin: _Origin) -> _Connection | None:
        """The connection that was used last, so that those beyond the need grow old."""
        idle = self._idle.get(origin, [])
        oldest = monotonic() - _IDLE_SECONDS
        while idle:
            connection = idle.pop()
            if connection.reusable and connection.idle_since > oldest:
                return connection
            connection.abort()
        return None

    async def _connect(self, origin: _Origin) -> _Connection:
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                return await self._connected(origin)
        except (OSError, TimeoutError, HttpError) as problem:
            raise NotConnected(type(problem).__name__) from None

    async def _connected(self, origin: _Origin) -> _Connection:
        loop = asyncio.get_running_loop()
        first = origin.proxy or origin
        _, connection = await loop.create_connection(
            lambda: _Connection(self._open), first.host, first.port,
            ssl=_trust() if first.tls else None, server_hostname=first.tls or None,
        )  # fmt: skip
        if origin.proxy is None or origin.tls is None:
            return connection
        try:
            await connection.tunnel(origin)
        except BaseException:
            connection.abort()
            raise
        return connection


class _Connection(asyncio.Protocol):
    """One request at a time. httptools calls the `on_` methods."""

    def __init__(self, open: set[_Connection]) -> None:
        self._open = open
        self._parser = httptools.HttpResponseParser(self)
        self._transport: asyncio.Transport | None = None
        self._answer: _Answer | None = None
        self._parts: list[bytes] = []
        self._size = 0
        self._headers_only = False
        self.reusable = False
        self.idle_since = 0.0

    async def ask(self, request: bytes, seconds: float) -> tuple[int, bytes]:
        """Send a request whole; its answer. Raises HttpError."""
        transport = self._transport
        if transport is None or transport.is_closing():
            raise NotConnected("closed")
        loop = asyncio.get_running_loop()
        answer: _Answer = loop.create_future()
        self._answer = answer
        self.reusable = False
        patience = loop.call_later(seconds, self._give_up)
        try:
            transport.write(request)
            return await answer
        finally:
            patience.cancel()
            self._answer = None
            if self.reusable:
                self.idle_since = monotonic()
            else:
                self.abort()

    async def tunnel(self, origin: _Origin) -> None:
        """Through the proxy to the server: https://www.rfc-editor.org/rfc/rfc9110#section-9.3.6"""
        self._headers_only = True
        status, _ = await self.ask(
            b"CONNECT %b:%d HTTP/1.1\r\nHost: %b:%d\r\n%b\r\n"
            % (origin.host.encode(), origin.port, origin.host.encode(), origin.port,
               origin.proxy_head),
            _CONNECT_SECONDS,
        )  # fmt: skip
        if status != 200:
            raise HttpError("proxy")
        plain, self._headers_only = self._transport, False
        if plain is None:
            raise HttpError("proxy")
        self._parser = httptools.HttpResponseParser(self)
        self._transport = await asyncio.get_running_loop().start_tls(
            plain, self, _trust(), server_hostname=origin.tls
        )

    def abort(self) -> None:
        self.reusable = False
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._open.add(self)

    def connection_lost(self, problem: Exception | None) -> None:
        self.reusable = False
        self._open.discard(self)
        self._transport = None
        self._fail(HttpError("closed"))

    def data_received(self, data: bytes) -> None:
        if self._answer is None:  # what nobody asked for
            self.abort()
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            pass  # the proxy's tunnel begins
        except httptools.HttpParserError:
            self._fail(HttpError("unreadable"))

    def on_message_begin(self) -> None:
        self._parts, self._size = [], 0

    def on_headers_complete(self) -> None:
        if self._headers_only:
            self._done()

    def on_body(self, part: bytes) -> None:
        self._size += len(part)
        if self._size > _MOST_BYTES:
            self._fail(HttpError("too-large"))
            return
        self._parts.append(part)

    def on_message_complete(self) -> None:
        if self._parser.get_status_code() >= 200 and not self._headers_only:
            self._done()

    def _done(self) -> None:
        answer = self._answer
        if answer is not None and not answer.done():
            parts = self._parts
            body = parts[0] if len(parts) == 1 else b"".join(parts)
            self.reusable = self._headers_only or bool(self._parser.should_keep_alive())
            answer.set_result((self._parser.get_status_code(), body))

    def _give_up(self) -> None:
        self._fail(NoAnswer("timeout"))

    def _fail(self, problem: HttpError) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(problem)


@lru_cache(maxsize=256)
def _target(method: str, url: str, media_type: str) -> tuple[_Origin, bytes]:
    """Where a request goes, and its head up to the length of its body."""
    parts = urlsplit(url)
    host, tls = parts.hostname or "", parts.scheme == "https"
    origin = _Origin(host, parts.port or (443 if tls else 80), host if tls else None)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    proxy = getproxies_environment().get(parts.scheme)
    more = b""
    if proxy and not proxy_bypass(parts.netloc):
        origin, more = _by_proxy(origin, proxy)
        if not tls:
            path = f"{parts.scheme}://{parts.netloc}{path}"
        else:
            more = b""  # the tunnel's own request has said it
    kind = f"Content-Type: {media_type}\r\n" if media_type else ""
    head = f"{method} {path} HTTP/1.1\r\nHost: {parts.netloc.rpartition('@')[2]}\r\n{kind}"
    return origin, head.encode("ascii") + more + b"Content-Length: "


def _by_proxy(origin: _Origin, proxy: str) -> tuple[_Origin, bytes]:
    """The way there by a proxy (`http://name:password@host:port`), and the header that opens it."""
    parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    host, tls = parts.hostname or "", parts.scheme == "https"
    head = b""
    if parts.username is not None:
        who = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        head = b"Proxy-Authorization: Basic %b\r\n" % b64encode(who.encode())
    way = _Origin(host, parts.port or (443 if tls else 80), host if tls else None)
    return _Origin(origin.host, origin.port, origin.tls, way, head), head


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    """The certificates that the machine trusts."""
    return ssl.create_default_context()

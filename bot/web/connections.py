"""Bounds on the connections of the program's HTTP server, and on the time of a request's head."""

from __future__ import annotations

import asyncio

# Telegram opens at most 100: https://core.telegram.org/bots/api#setwebhook
MAX_CONNECTIONS = 256
# From a connection's start, or from the first byte of a later request, to the end of its head.
HEAD_SECONDS = 10.0
# Event streams, which stay open: the screens of rooms. They do not count as connections above.
MAX_STREAMS = 2000


def _max_streams() -> int:
    """Return how many streams may be open: a third of the files and connections that the machine
    allows the program, as the database and Telegram need some as well."""
    try:
        import resource  # not on Windows
    except ImportError:
        return MAX_STREAMS
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MAX_STREAMS if soft == resource.RLIM_INFINITY else min(MAX_STREAMS, soft // 3)


class Connections:
    """The open connections of a server, at most `MAX_CONNECTIONS`.

    Where one more comes, the one that has waited longest for a request is closed: first of those
    whose request has begun, then of those that were answered and kept open. A client that is slow,
    or means to be, thus gives way to others, also where all come by way of one proxy.
    """

    def __init__(self) -> None:
        self._open: dict[asyncio.BaseTransport, Connection] = {}
        self._streams: dict[asyncio.BaseTransport, Connection] = {}

    def __len__(self) -> int:
        return len(self._open)

    def opened(self, transport: asyncio.BaseTransport, connection: Connection) -> None:
        if len(self._open) >= MAX_CONNECTIONS:
            waiting = [each for each in self._open.values() if not each.answering]
            oldest = min(waiting, key=lambda each: (each.kept, each.since), default=connection)
            oldest.close()
        self._open[transport] = connection

    def closed(self, transport: asyncio.BaseTransport | None) -> None:
        if transport is not None:
            self._open.pop(transport, None)
            self._streams.pop(transport, None)

    def begin_stream(self, transport: asyncio.BaseTransport | None) -> bool:
        """Count a connection as a stream from now on; return False if there are too many."""
        if transport is None or len(self._streams) >= _max_streams():
            return False
        connection = self._open.pop(transport, None)
        if connection is not None:
            self._streams[transport] = connection
        return connection is not None

    def of(self, transport: asyncio.BaseTransport | None) -> Connection | None:
        if transport is None:
            return None
        return self._open.get(transport) or self._streams.get(transport)


class Connection(asyncio.Protocol):
    """Hands what comes on to the server's protocol, and closes where no head comes in time."""

    def __init__(self, inner: asyncio.Protocol, connections: Connections) -> None:
        self._inner = inner
        self._connections = connections
        self._transport: asyncio.BaseTransport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self.since = 0.0  # on the event loop's clock
        self.answering = False
        self.kept = False  # answered, and no byte of a further request has come

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._await_head()
        self._connections.opened(transport, self)
        self._inner.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        if self.kept:
            self._await_head()
        self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        return self._inner.eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        self._connections.closed(self._transport)
        self._transport = None
        self._inner.connection_lost(exc)

    def pause_writing(self) -> None:
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        self._inner.resume_writing()

    def begin_answer(self) -> None:
        """A request's head is complete."""
        self._stop_timer()
        self.answering, self.kept = True, False

    def end_answer(self) -> None:
        self.answering, self.kept = False, True
        self.since = asyncio.get_running_loop().time()

    def begin_stream(self) -> bool:
        """The answer is a stream that stays open. Return False if there are too many."""
        return self._connections.begin_stream(self._transport)

    def close(self) -> None:
        self._stop_timer()
        if self._transport is not None:
            self._transport.close()

    def _await_head(self) -> None:
        loop = asyncio.get_running_loop()
        self.since, self.kept = loop.time(), False
        self._timer = loop.call_later(HEAD_SECONDS, self.close)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

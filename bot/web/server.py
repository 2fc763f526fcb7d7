"""The HTTP server for the webhook, for private calendars and for the screens of rooms."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable, Iterable

from aiohttp import web

from bot.logs import OncePerMinute
from bot.web.connections import Connection, Connections

_MAX_REQUEST_BYTES = 1024 * 1024
# A proxy keeps connections open for a minute or so, and the one that ends first loses no request
# if it is the proxy.
_KEEP_ALIVE_SECONDS = 90.0

_logger = logging.getLogger(__name__)
_connection_logger = logging.getLogger(f"{__name__}.connections")

# The key under which a request has its Connection.
CONNECTION = web.RequestKey("CONNECTION", Connection)
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class WebServer:
    """Serves routes on one address. Requests are not logged, because paths contain secrets."""

    def __init__(self, routes: Iterable[web.RouteDef]) -> None:
        self._routes = list(routes)
        self._connections = Connections()
        self._failures = OncePerMinute()
        self._malformed = _Malformed()
        self._runner: web.AppRunner | None = None
        self._server: asyncio.Server | None = None

    async def start(self, host: str, port: int, listening: socket.socket | None = None) -> None:
        """Start serving, on a socket that is bound already if one is given. Raises OSError if the
        address cannot be bound."""
        application = web.Application(
            client_max_size=_MAX_REQUEST_BYTES, middlewares=[self._answer]
        )
        application.add_routes(self._routes)
        _logger.addFilter(self._failures)
        _connection_logger.addFilter(self._malformed)
        self._runner = web.AppRunner(
            application, access_log=None, logger=_connection_logger,
            keepalive_timeout=_KEEP_ALIVE_SECONDS,
        )  # fmt: skip
        await self._runner.setup()
        handle = self._runner.server
        if handle is None:
            raise RuntimeError("the server was not set up")
        loop = asyncio.get_running_loop()

        def connection() -> Connection:
            return Connection(handle(), self._connections)

        if listening is not None:
            self._server = await loop.create_server(connection, sock=listening)
        else:
            self._server = await loop.create_server(connection, host, port)

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
        if self._runner is not None:
            await self._runner.cleanup()
        _logger.removeFilter(self._failures)
        _connection_logger.removeFilter(self._malformed)

    @web.middleware
    async def _answer(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        connection = self._connections.of(request.transport)
        if connection is not None:
            connection.begin_answer()
            request[CONNECTION] = connection
        try:
            return await handler(request)
        except (web.RequestPayloadError, ConnectionError):
            raise web.HTTPBadRequest from None
        except web.HTTPNotFound:
            # The same as for a secret that nobody has.
            return web.Response(status=404)
        except web.HTTPException:
            raise
        except Exception:
            _logger.exception("requests could not be answered")
            raise web.HTTPInternalServerError from None
        finally:
            if connection is not None:
                connection.end_answer()


class _Malformed(OncePerMinute):
    """Tells what aiohttp says of requests that it could not read, without the client's address."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.msg, record.args = "malformed requests were refused", None
        return super().filter(record)

"""The HTTP server for the webhook and for private calendars."""

from __future__ import annotations

from collections.abc import Iterable

from aiohttp import web

_MAX_REQUEST_BYTES = 1024 * 1024


class WebServer:
    """Serves routes on one address. Requests are not logged, because paths contain secrets."""

    def __init__(self, routes: Iterable[web.RouteDef]) -> None:
        self._routes = list(routes)
        self._runner: web.AppRunner | None = None

    async def start(self, host: str, port: int) -> None:
        """Start serving. Raises OSError if the address cannot be bound."""
        server = web.Application(client_max_size=_MAX_REQUEST_BYTES)
        server.add_routes(self._routes)
        self._runner = web.AppRunner(server, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

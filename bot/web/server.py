"""The program's own HTTP server, where it takes a webhook or serves calendars."""

from __future__ import annotations

from collections.abc import Iterable

from aiohttp import web

_LARGEST = 1024 * 1024


class WebServer:
    """Serves routes on one address; nothing of a request reaches a log, as paths hold secrets."""

    def __init__(self, routes: Iterable[web.RouteDef]) -> None:
        self._routes = list(routes)
        self._runner: web.AppRunner | None = None

    async def start(self, host: str, port: int) -> None:
        """Raises OSError where the address cannot be had."""
        server = web.Application(client_max_size=_LARGEST)
        server.add_routes(self._routes)
        self._runner = web.AppRunner(server, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

"""/healthz, /readyz and /metrics."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import orjson
from aiohttp import web

from bot.monitoring.state import Monitor

_TEXT = {"Content-Type": "text/plain; version=0.0.4; charset=utf-8"}


def monitoring_routes(
    monitor: Monitor, figures: Callable[[], Awaitable[bytes]]
) -> list[web.RouteDef]:
    """Return the routes. `/healthz` says that the program runs its event loop, `/readyz` whether it
    can do its work; what is wrong is told by name. `figures` gives the text of `/metrics`."""

    async def healthz(_: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def readyz(_: web.Request) -> web.Response:
        findings = await monitor.findings()
        ready = monitor.is_ready(findings)
        body = orjson.dumps({"ready": ready, "checks": dict(findings)}) + b"\n"
        return web.Response(
            status=200 if ready else 503, body=body, content_type="application/json"
        )

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(body=await figures(), headers=_TEXT)

    return [
        web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", metrics)
    ]  # fmt: skip

"""Taking updates by webhook instead of polling (https://core.telegram.org/bots/api#setwebhook)."""

from __future__ import annotations

import hmac
import json
import logging

from aiohttp import web
from telegram import Bot, Update
from telegram.ext import Application

_logger = logging.getLogger(__name__)
PATH = "/telegram"
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_LARGEST = 1024 * 1024


class Webhook:
    """A small HTTP server that puts updates into the application's queue."""

    def __init__(self, application: Application, secret: str) -> None:  # type: ignore[type-arg]
        self._application = application
        self._secret = secret.encode()
        self._runner: web.AppRunner | None = None

    async def start(self, host: str, port: int) -> None:
        server = web.Application(client_max_size=_LARGEST)
        server.router.add_post(PATH, self._take)
        self._runner = web.AppRunner(server, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        given = request.headers.get(_SECRET_HEADER, "").encode()
        if not hmac.compare_digest(given, self._secret):
            return web.Response(status=403)
        bot: Bot = self._application.bot
        try:
            update = Update.de_json(json.loads(await request.read()), bot)
        except (ValueError, KeyError, TypeError, AttributeError):
            _logger.warning("the webhook was handed something that is no update")
            return web.Response(status=400)
        await self._application.update_queue.put(update)
        return web.Response()

"""Receiving updates by webhook (https://core.telegram.org/bots/api#setwebhook)."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import orjson
from aiohttp import web
from pydantic import SecretStr

from bot.telegram.sender import Sender
from bot.telegram.webhook_address import WEBHOOK_PATH, webhook_address
from bot.updates.inbox import NotKept
from bot.updates.parse import ALLOWED_UPDATES

_logger = logging.getLogger(__name__)
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"

Keep = Callable[[Sequence[dict[str, Any]]], Awaitable[None]]


class Webhook:
    """Receives updates, and confirms each once it is stored."""

    def __init__(self, keep: Keep, secret: SecretStr | None) -> None:
        """`keep` stores updates; it returns once they survive a crash."""
        self._keep = keep
        self._secret = _value(secret).encode()

    def routes(self) -> list[web.RouteDef]:
        return [web.post(WEBHOOK_PATH, self._take)]

    async def _take(self, request: web.Request) -> web.Response:
        # Bytes that are not UTF-8 come as surrogates.
        given = request.headers.get(_SECRET_HEADER, "").encode(errors="surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            return web.Response(status=403)
        body = await request.read()
        if not body:  # `python -m bot doctor` asks whether the way here is open
            return web.Response(status=400)
        try:
            update = orjson.loads(body)
        except ValueError:
            update = None
        id = update.get("update_id") if isinstance(update, dict) else None
        if not isinstance(id, int) or not 0 <= id < 2**63:
            _logger.warning("the webhook received something that is not an update")
            return web.Response(status=400)
        try:
            await self._keep([update])
        except NotKept:
            return web.Response(status=503)  # Telegram sends it again
        return web.Response()


async def set_webhook(sender: Sender, url: str, secret: SecretStr | None) -> None:
    """Ask Telegram to post updates to the address. Raises telegram.error.TelegramError."""
    parameters: dict[str, object] = {
        "url": webhook_address(url),
        "allowed_updates": ALLOWED_UPDATES,
    }
    if secret is not None:
        parameters["secret_token"] = secret.get_secret_value()
    await sender.call("setWebhook", parameters)


def _value(secret: SecretStr | None) -> str:
    return "" if secret is None else secret.get_secret_value()

"""Updates by POST: https://core.telegram.org/bots/api#setwebhook

Telegram asks for https; here it is loopback only, so plain http is allowed.
"""

from __future__ import annotations

import asyncio
import ipaddress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import aiohttp

from bot.preview.refusals import Refusal, bad_request

if TYPE_CHECKING:
    from bot.preview.world import World

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0  # seconds between attempts of one update
_PATIENCE = 60.0  # seconds for an answer


def loopback_address(url: str) -> str:
    """The URL, where it leads to this machine. Raises Refusal."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        parts.port  # noqa: B018 (raises for a wrong port)
    except ValueError:
        raise bad_request("invalid webhook URL specified") from None
    if not host:
        raise bad_request("invalid webhook URL specified")
    if not is_loopback(host):
        raise Refusal(
            400,
            "Bad Request: bad webhook: the preview posts to loopback addresses only "
            "(a limit of the preview, not of Telegram)",
        )
    if parts.scheme not in ("http", "https"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    return url


def is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class Webhook:
    """Posts updates one after the other; one that fails is tried again until it succeeds."""

    def __init__(self, url: str, secret: str, connections: int, world: World) -> None:
        self._url = url
        self._secret = secret
        self._connections = connections
        self._world = world
        self._error: tuple[int, str] | None = None
        self._task = asyncio.create_task(self._deliver())

    def as_info(self) -> dict[str, Any]:
        """The fields of a WebhookInfo that this knows."""
        info: dict[str, Any] = {
            "url": self._url,
            "max_connections": self._connections,
            "ip_address": "127.0.0.1",
        }
        if self._error is not None:
            info["last_error_date"], info["last_error_message"] = self._error
        return info

    async def close(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _deliver(self) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self._secret} if self._secret else {}
        timeout = aiohttp.ClientTimeout(total=_PATIENCE)
        async with aiohttp.ClientSession(timeout=timeout, headers=headers) as session:
            pause = _FIRST_PAUSE
            while True:
                update = self._world.updates.first()
                if update is None:
                    await self._world.updates.grown()
                    continue
                problem = await self._post(session, update)
                if problem is None:
                    self._world.updates.confirm(update["update_id"] + 1)
                    pause = _FIRST_PAUSE
                    continue
                self._error = (self._world.unix_now(), problem)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)

    async def _post(self, session: aiohttp.ClientSession, update: dict[str, Any]) -> str | None:
        """What went wrong, or None."""
        try:
            async with session.post(self._url, json=update, allow_redirects=False) as response:
                if 200 <= response.status < 300:
                    return None
                return f"Wrong response from the webhook: {response.status} {response.reason}"
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientConnectionError:
            return "Connection refused"
        except aiohttp.ClientError as problem:
            return type(problem).__name__

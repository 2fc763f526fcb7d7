"""Posting updates to the bot's webhook: https://core.telegram.org/bots/api#setwebhook"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import aiohttp

from bot.preview.update_queue import UpdateQueue

_FIRST_BACKOFF_SECONDS, _MAX_BACKOFF_SECONDS = 0.5, 30.0
_TIMEOUT_SECONDS = 60.0


class WebhookSender:
    """Posts updates one after the other and retries each, with backoff, until it succeeds.

    `unix_now` gives the time of an error, in Unix seconds.
    """

    def __init__(
        self,
        url: str,
        secret: str,
        connections: int,
        updates: UpdateQueue,
        unix_now: Callable[[], int],
    ) -> None:
        self._url = url
        self._secret = secret
        self._connections = connections
        self._updates = updates
        self._unix_now = unix_now
        self._error: tuple[int, str] | None = None
        self._task = asyncio.create_task(self._deliver())

    def as_info(self) -> dict[str, Any]:
        """Return the fields of a WebhookInfo that the sender knows."""
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
        timeout = aiohttp.ClientTimeout(total=_TIMEOUT_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout, headers=headers) as session:
            backoff = _FIRST_BACKOFF_SECONDS
            while True:
                update = self._updates.first()
                if update is None:
                    await self._updates.added()
                    continue
                problem = await self._post(session, update)
                if problem is None:
                    self._updates.confirm(update["update_id"] + 1)
                    backoff = _FIRST_BACKOFF_SECONDS
                    continue
                self._error = (self._unix_now(), problem)
                await asyncio.sleep(backoff)
                backoff = min(backoff * 2, _MAX_BACKOFF_SECONDS)

    async def _post(self, session: aiohttp.ClientSession, update: dict[str, Any]) -> str | None:
        """Return what went wrong, in Telegram's words, or None."""
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

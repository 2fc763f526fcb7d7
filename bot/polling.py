"""Taking updates by long polling (https://core.telegram.org/bots/api#getupdates)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from telegram import error

from bot.sending import seconds_of
from bot.telegram import BotApi

_logger = logging.getLogger(__name__)
_WAIT_SECONDS = 50
# Under load a short pause lets updates gather: what is kept together costs once.
_GATHER_SECONDS = 0.005
_LONGEST_PAUSE = 30.0


class Poller:
    """Asks for updates, keeps each batch, and only then lets Telegram forget it."""

    def __init__(
        self,
        api: BotApi,
        allowed: Sequence[str],
        keep: Callable[[Sequence[dict[str, Any]]], Awaitable[None]],
        room: Callable[[], Awaitable[None]],
    ) -> None:
        self._api = api
        self._allowed = list(allowed)
        self._keep = keep
        self._room = room  # returns when there is room for more

    async def run(self, last: int | None) -> None:
        """Poll until cancelled; `last` is the id of the newest update that is kept already."""
        offset = None if last is None else last + 1
        pause = 0.0
        while True:
            await self._room()
            try:
                batch = await self._ask(offset)
            except error.RetryAfter as problem:
                await asyncio.sleep(seconds_of(problem))
                continue
            except error.TimedOut:
                continue
            except error.TelegramError as problem:
                pause = min(max(pause * 2, 1.0), _LONGEST_PAUSE)
                extra = {"error": problem.message, "seconds": pause}
                _logger.warning("updates could not be fetched; trying again", extra=extra)
                await asyncio.sleep(pause)
                continue
            pause = 0.0
            if not batch:
                continue
            await self._keep(batch)
            offset = max(each["update_id"] for each in batch) + 1
            await asyncio.sleep(_GATHER_SECONDS)

    async def _ask(self, offset: int | None) -> list[dict[str, Any]]:
        parameters: dict[str, Any] = {"timeout": _WAIT_SECONDS, "allowed_updates": self._allowed}
        if offset is not None:
            parameters["offset"] = offset
        batch: list[dict[str, Any]] = await self._api.call("getUpdates", parameters)
        return batch

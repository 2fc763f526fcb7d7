"""Receiving updates by long polling (https://core.telegram.org/bots/api#getupdates)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from telegram import error

from bot.telegram.api import BotApi
from bot.telegram.errors import seconds_of
from bot.updates.parse import ALLOWED_UPDATES
from bot.worker import retry_delay

_logger = logging.getLogger(__name__)
_LONG_POLL_SECONDS = 50
_MAX_PAUSE_SECONDS = 30.0
# Storing takes longer only while the database fails. The next poll then asks for the same updates
# again, together with new ones.
_MAX_STORING_SECONDS = 1.5


class Poller:
    """Polls for updates, stores each batch, and only then confirms it to Telegram."""

    def __init__(
        self,
        api: BotApi,
        keep: Callable[[Sequence[dict[str, Any]]], Awaitable[None]],
        wait_for_room: Callable[[], Awaitable[None]],
    ) -> None:
        """`keep` stores a batch and returns once it survives a crash; `wait_for_room` returns once
        more updates can be handled."""
        self._api = api
        self._keep = keep
        self._wait_for_room = wait_for_room
        # The highest id of the batch that each task stores.
        self._storing: dict[asyncio.Task[None], int] = {}

    async def run(self, last: int | None) -> None:
        """Poll until cancelled. `last` is the id of the newest update that was stored before."""
        try:
            await self._run(last)
        finally:
            for task in self._storing:
                task.cancel()

    async def _run(self, last: int | None) -> None:
        offset = None if last is None else last + 1
        failures = 0
        while True:
            await self._wait_for_room()
            try:
                batch = await self._ask(offset)
            except error.RetryAfter as problem:
                await asyncio.sleep(seconds_of(problem))
                continue
            except error.TimedOut:
                continue
            except error.TelegramError as problem:
                failures += 1
                pause = retry_delay(failures, _MAX_PAUSE_SECONDS)
                extra = {"error": problem.message, "seconds": round(pause, 1)}
                _logger.warning("updates could not be fetched; trying again", extra=extra)
                await asyncio.sleep(pause)
                continue
            failures = 0
            if not batch:
                continue
            stored = await self._store(batch)
            if stored is not None:
                offset = stored + 1

    async def _store(self, batch: Sequence[dict[str, Any]]) -> int | None:
        """Store a batch. Return the highest id up to which all updates are stored, or None if none
        of the batches was stored in time."""
        task = asyncio.ensure_future(self._keep(batch))
        self._storing[task] = max(update["update_id"] for update in batch)
        done, _ = await asyncio.wait(
            self._storing, timeout=_MAX_STORING_SECONDS, return_when=asyncio.FIRST_COMPLETED
        )
        for stored in done:
            stored.result()
        # Each batch began with the oldest update that was not stored yet.
        return max((self._storing.pop(stored) for stored in done), default=None)

    async def _ask(self, offset: int | None) -> list[dict[str, Any]]:
        parameters: dict[str, Any] = {
            "timeout": _LONG_POLL_SECONDS,
            "allowed_updates": list(ALLOWED_UPDATES),
        }
        if offset is not None:
            parameters["offset"] = offset
        batch: list[dict[str, Any]] = await self._api.call("getUpdates", parameters)
        return batch

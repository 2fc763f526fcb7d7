"""Taking updates by long polling (https://core.telegram.org/bots/api#getupdates)."""

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
# Keeping takes longer only where the database fails. What is not safe by then stays with Telegram,
# which hands it over again, with what is new.
_MAX_KEEPING_SECONDS = 1.5


class Poller:
    """Asks for updates, keeps each batch, and only then lets Telegram forget it."""

    def __init__(
        self,
        api: BotApi,
        keep: Callable[[Sequence[dict[str, Any]]], Awaitable[None]],
        room: Callable[[], Awaitable[None]],
    ) -> None:
        """`keep` returns once a batch is safe, `room` once more updates may be taken."""
        self._api = api
        self._keep = keep
        self._room = room
        self._keeping: dict[asyncio.Task[None], int] = {}  # each with its highest id

    async def run(self, last: int | None) -> None:
        """Poll until cancelled; `last` is the id of the newest update that is kept already."""
        try:
            await self._run(last)
        finally:
            for each in self._keeping:
                each.cancel()

    async def _run(self, last: int | None) -> None:
        offset = None if last is None else last + 1
        failures = 0
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
                failures += 1
                pause = retry_delay(failures, _MAX_PAUSE_SECONDS)
                extra = {"error": problem.message, "seconds": round(pause, 1)}
                _logger.warning("updates could not be fetched; trying again", extra=extra)
                await asyncio.sleep(pause)
                continue
            failures = 0
            if not batch:
                continue
            safe = await self._safe(batch)
            if safe is not None:
                offset = safe + 1

    async def _safe(self, batch: Sequence[dict[str, Any]]) -> int | None:
        """The highest id up to which every update is safe; None where keeping takes its time."""
        task = asyncio.ensure_future(self._keep(batch))
        self._keeping[task] = max(each["update_id"] for each in batch)
        done, _ = await asyncio.wait(
            self._keeping, timeout=_MAX_KEEPING_SECONDS, return_when=asyncio.FIRST_COMPLETED
        )
        for each in done:
            each.result()
        # Each batch began with the oldest that was not safe.
        return max((self._keeping.pop(each) for each in done), default=None)

    async def _ask(self, offset: int | None) -> list[dict[str, Any]]:
        parameters: dict[str, Any] = {
            "timeout": _LONG_POLL_SECONDS,
            "allowed_updates": list(ALLOWED_UPDATES),
        }
        if offset is not None:
            parameters["offset"] = offset
        batch: list[dict[str, Any]] = await self._api.call("getUpdates", parameters)
        return batch

"""Taking updates by long polling (https://core.telegram.org/bots/api#getupdates)."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from telegram import error

from bot.telegram.api import BotApi
from bot.telegram.errors import seconds_of
from bot.updates.inbox import NotKept, is_update
from bot.updates.parse import ALLOWED_UPDATES
from bot.worker_loop import retry_delay

_logger = logging.getLogger(__name__)
_LONG_POLL_SECONDS = 50
_MAX_PAUSE_SECONDS = 30.0
# The pause after an empty answer that came at once.
_MIN_POLL_SECONDS = 1.0
# Keeping takes longer only where the database fails. What is not safe by then stays with Telegram,
# which hands it over again, with what is new.
_MAX_KEEPING_SECONDS = 1.5


class Poller:
    """Asks for updates, and confirms each batch to Telegram once it is stored."""

    def __init__(self, api: BotApi, keep: Callable[[Sequence[object]], Awaitable[None]]) -> None:
        """`keep` returns once a batch is safe."""
        self._api = api
        self._keep = keep
        self._keeping: dict[asyncio.Task[None], int | None] = {}  # each with its highest id

    async def run(self, last_taken: Callable[[], Awaitable[int | None]]) -> None:
        """Poll until cancelled; `last_taken` gives the id of the newest update that is kept
        already, and is asked once it answers."""
        try:
            await self._run(last_taken)
        finally:
            for task in self._keeping:
                task.cancel()
            self._keeping.clear()  # it may be run again

    async def _run(self, last_taken: Callable[[], Awaitable[int | None]]) -> None:
        offset: int | None = None
        asked = False
        failures = 0
        while True:
            try:
                if not asked:
                    last = await last_taken()
                    offset, asked = None if last is None else last + 1, True
                began = time.monotonic()
                batch = await self._ask(offset)
                if not batch and time.monotonic() - began < _MIN_POLL_SECONDS:
                    # A server that does not wait for updates must not keep the program busy.
                    await asyncio.sleep(_MIN_POLL_SECONDS)
                safe = await self._safe(batch) if batch else None
            except error.RetryAfter as problem:
                await asyncio.sleep(max(seconds_of(problem), _MIN_POLL_SECONDS))
            except error.TimedOut:
                await asyncio.sleep(0)
            except NotKept:
                await asyncio.sleep(_MIN_POLL_SECONDS)
            except Exception as problem:
                failures += 1
                pause = retry_delay(failures, _MAX_PAUSE_SECONDS)
                _log_failure(problem, pause)
                await asyncio.sleep(pause)
            else:
                failures = 0
                if safe is not None:
                    offset = safe + 1

    async def _safe(self, batch: Sequence[object]) -> int | None:
        """Return the highest id up to which every update is stored; None while storing takes long,
        or if no update has an id."""
        task = asyncio.ensure_future(self._keep(batch))
        ids = [raw["update_id"] for raw in batch if is_update(raw)]
        self._keeping[task] = max(ids, default=None)
        done, _ = await asyncio.wait(
            self._keeping, timeout=_MAX_KEEPING_SECONDS, return_when=asyncio.FIRST_COMPLETED
        )
        # Each batch began with the oldest that was not safe.
        highest = [self._keeping.pop(task) for task in done]
        for task in done:
            task.result()
        if not ids:
            # Telegram will send it again; it is not to be asked for without a pause.
            await asyncio.sleep(_MIN_POLL_SECONDS)
        return max((id for id in highest if id is not None), default=None)

    async def _ask(self, offset: int | None) -> list[object]:
        parameters: dict[str, Any] = {
            "timeout": _LONG_POLL_SECONDS,
            "allowed_updates": list(ALLOWED_UPDATES),
        }
        if offset is not None:
            parameters["offset"] = offset
        batch = await self._api.call("getUpdates", parameters)
        if not isinstance(batch, list):
            raise error.TelegramError("getUpdates gave no list")
        return batch


def _log_failure(problem: Exception, pause: float) -> None:
    message, extra = "updates could not be fetched; trying again", {"seconds": round(pause, 1)}
    if isinstance(problem, error.TelegramError):
        _logger.warning(message, extra={"error": problem.message, **extra})
    else:
        _logger.error(message, exc_info=problem, extra=extra)

"""Tells people who want the floor when their turn comes, once each.

The notices are in the database with the instants at which they are due; what happened to one is
written right after it was sent, so that a restart repeats at most the one under way.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import Literal

from sqlalchemy.exc import SQLAlchemyError
from telegram import error

from bot.clock import Clock
from bot.outbox.rate_limit import RateLimit
from bot.telegram.errors import chat_is_gone, seconds_of
from bot.telegram.rendering import render
from bot.telegram.sender import Destination, Sender
from bot.worker_loop import retry_delay, run_worker
from content.languages import spoken
from handlers.floor.context import read_context
from handlers.floor.notice_views import floor_notice_view
from handlers.framework.services import Services
from storage.floor import acts, cards, notices
from storage.floor.notices import Due

_logger = logging.getLogger(__name__)
_SWEEP_SECONDS = 30.0
_BATCH_SIZE = 50
_MAX_RETRY_SECONDS = 5.0
_TIMER_SLACK_SECONDS = 0.02


class FloorNoticeWorker:
    """Woken by `wake`, which is set when something was done on a floor, and at the instants at
    which notices are due."""

    def __init__(
        self, services: Services, sender: Sender, clock: Clock, rate_limit: RateLimit
    ) -> None:
        self._services = services
        self._sender = sender
        self._clock = clock
        self._rate_limit = rate_limit

    async def run(self) -> None:
        """Work until cancelled."""
        wake = self._services.signals.floor_notices_due
        await run_worker("floor notices", self._send_due, wake, sweep_seconds=_SWEEP_SECONDS)

    async def _send_due(self) -> float | None:
        """Send what is due; return the seconds until the next notice is."""
        while True:
            async with self._services.database.write_transaction(urgent=True) as connection:
                found = await notices.due(connection, self._clock.now(), _BATCH_SIZE)
                at = None if found else await notices.next_due(connection)
            if not found:
                if at is None:
                    return None
                left = (at - self._clock.now()).total_seconds() / self._clock.speed
                return max(left, 0.0) + _TIMER_SLACK_SECONDS
            await asyncio.gather(*map(self._process, found))

    async def _process(self, notice: Due) -> None:
        state: Literal["sent", "failed", "cancelled"]
        try:
            await self._rate_limit.wait_for_turn(notice.chat_id)
            state = "sent" if await self._send(notice) else "cancelled"
        except SQLAlchemyError:
            raise
        except error.RetryAfter as problem:
            await self._later(notice, seconds_of(problem))
            return
        except (error.Forbidden, error.BadRequest, error.ChatMigrated) as problem:
            if not chat_is_gone(problem):
                _logger.warning("a notice was refused", extra={"error": type(problem).__name__})
            state = "failed"
        except error.TelegramError:
            # Telegram cannot be reached: until the notice is not useful any more.
            await self._later(notice, retry_delay(notice.attempts, _MAX_RETRY_SECONDS))
            return
        except Exception as problem:  # one that cannot be made must not hold up the others
            _logger.error("a notice could not be made", exc_info=problem)
            state = "failed"
        async with self._services.database.write_transaction(urgent=True) as connection:
            await notices.settle(connection, notice.id, state)
            if state == "failed":
                await cards.show_podium_again(connection, notice.session)
        if state == "failed":
            self._services.signals.floor_changed.set()

    async def _send(self, notice: Due) -> bool:
        """Send a notice; return False if it does not hold any more."""
        pack = self._services.packs.in_use.pack
        reader = self._services.reader(
            pack, self._clock.now(), spoken(notice.language), notice.time_zone
        )
        async with self._services.database.transaction() as connection:
            context = await read_context(
                connection, pack.in_language(reader.language), notice.session
            )
            turn = await acts.find_turn(connection, notice.turn)
        if context is None or turn is None or turn.chat_id != notice.chat_id:
            return False
        reply = floor_notice_view(reader, context, turn, notice.notice)
        if reply is None:
            return False
        rendered = render(reply, right_to_left=reader.right_to_left)
        await self._sender.send_once(Destination(notice.chat_id), rendered)
        return True

    async def _later(self, notice: Due, seconds: float) -> None:
        not_before = self._clock.now() + timedelta(seconds=seconds * self._clock.speed)
        async with self._services.database.write_transaction(urgent=True) as connection:
            await notices.retry(connection, notice.id, not_before)

"""Tells clerks who asks to speak for a delegation, or guesses codes, and whoever asked what was
decided. Each message is in the database before it is sent."""

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
from content.model import Pack
from handlers.floor.delegation_views import answered_view, guessing_view, request_view
from handlers.framework.reader import Reader
from handlers.framework.reply import Reply
from handlers.framework.services import Services
from storage.floor import acts, delegations, speaking_requests
from storage.floor.speaking_requests import DueMessage

_logger = logging.getLogger(__name__)
_SWEEP_SECONDS = 30.0
_BATCH_SIZE = 50
_MAX_ATTEMPTS = 8
_MAX_RETRY_SECONDS = 60.0


class DelegationMessageWorker:
    """Woken by `delegation_messages_waiting`, and by timers for what is tried again."""

    def __init__(
        self, services: Services, sender: Sender, clock: Clock, rate_limit: RateLimit
    ) -> None:
        self._services = services
        self._sender = sender
        self._clock = clock
        self._rate_limit = rate_limit

    async def run(self) -> None:
        """Work until cancelled."""
        wake = self._services.signals.delegation_messages_waiting
        await run_worker("delegation messages", self._send_due, wake, sweep_seconds=_SWEEP_SECONDS)

    async def _send_due(self) -> float | None:
        """Send what waits; return the seconds until something is to be tried again."""
        while True:
            async with self._services.database.transaction() as connection:
                found = await speaking_requests.due_messages(
                    connection, self._clock.now(), _BATCH_SIZE
                )
                at = None if found else await speaking_requests.next_due(connection)
            if not found:
                left = None if at is None else (at - self._clock.now()).total_seconds()
                return None if left is None else max(left / self._clock.speed, 0.05)
            await asyncio.gather(*map(self._process, found))

    async def _process(self, message: DueMessage) -> None:
        state: Literal["sent", "failed", "cancelled"]
        try:
            await self._rate_limit.wait_for_turn(message.chat_id)
            state = "sent" if await self._send(message) else "cancelled"
        except SQLAlchemyError:
            raise
        except error.RetryAfter as problem:
            await self._later(message, seconds_of(problem))
            return
        except (error.Forbidden, error.BadRequest, error.ChatMigrated) as problem:
            if not chat_is_gone(problem):
                _logger.warning("a message was refused", extra={"error": type(problem).__name__})
            state = "failed"
        except error.TelegramError:
            if message.attempts < _MAX_ATTEMPTS:
                await self._later(message, retry_delay(message.attempts, _MAX_RETRY_SECONDS))
                return
            state = "failed"
        except Exception as problem:  # one that cannot be made must not hold up the others
            _logger.error("a message could not be made", exc_info=problem)
            state = "failed"
        async with self._services.database.write_transaction(urgent=True) as connection:
            await speaking_requests.settle(connection, message.id, state)

    async def _send(self, message: DueMessage) -> bool:
        """Send a message; return False if it does not hold any more."""
        pack = self._services.packs.in_use.pack
        reader = self._services.reader(
            pack, self._clock.now(), spoken(message.language), message.time_zone
        )
        reply = await self._reply(message, reader, pack.in_language(reader.language))
        if reply is None:
            return False
        rendered = render(reply, right_to_left=reader.right_to_left)
        await self._sender.send_once(Destination(message.chat_id), rendered)
        return True

    async def _reply(self, message: DueMessage, reader: Reader, pack: Pack) -> Reply | None:
        if message.message == "guessing":
            return guessing_view(reader, message.about)
        async with self._services.database.transaction() as connection:
            request = await speaking_requests.find_request(connection, message.request or 0)
            if request is None:
                return None
            if message.message == "request":
                session = await acts.find_session(connection, request.session)
                meeting = None if session is None else pack.meeting(session.meeting_id)
                if meeting is None or request.state != "waiting":
                    return None
                return request_view(reader, request, meeting.title)
            if message.message == "refused" or request.delegation is None:
                return answered_view(reader, None, 0)
            delegation = await delegations.find(connection, request.delegation)
            people = await delegations.people_of(connection, request.delegation)
            return answered_view(reader, delegation, len(people))

    async def _later(self, message: DueMessage, seconds: float) -> None:
        not_before = self._clock.now() + timedelta(seconds=seconds * self._clock.speed)
        async with self._services.database.write_transaction(urgent=True) as connection:
            await speaking_requests.retry(connection, message.id, not_before)

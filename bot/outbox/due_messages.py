"""What the small outboxes of the floor have in common: each message is in the database with the
instant at which it is due, is sent once, and what became of it is written right after, so that a
restart repeats at most the one under way."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import ClassVar, Generic, Literal, Protocol, TypeVar

from sqlalchemy.exc import SQLAlchemyError
from telegram import error

from bot.clock import Clock
from bot.outbox.rate_limit import RateLimit
from bot.telegram.errors import chat_is_gone, seconds_of
from bot.telegram.sender import Sender
from bot.worker_loop import retry_delay, run_worker
from handlers.framework.services import Services

_logger = logging.getLogger(__name__)
_SWEEP_SECONDS = 30.0
_TIMER_SLACK_SECONDS = 0.02

Outcome = Literal["sent", "failed", "cancelled"]


class DueMessage(Protocol):
    """A message of an outbox."""

    @property
    def chat_id(self) -> int: ...
    @property
    def attempts(self) -> int: ...


MessageT = TypeVar("MessageT", bound=DueMessage)


class DueMessageWorker(Generic[MessageT]):
    """Sends what is due in one outbox; subclasses know its storage and its messages."""

    name: ClassVar[str]
    # How often a message is tried while Telegram cannot be reached; None: as long as it is due.
    max_attempts: ClassVar[int | None]
    max_retry_seconds: ClassVar[float]
    batch_size: ClassVar[int] = 50

    def __init__(
        self, services: Services, sender: Sender, clock: Clock, rate_limit: RateLimit
    ) -> None:
        self._services = services
        self._sender = sender
        self._clock = clock
        self._rate_limit = rate_limit

    def _wake(self) -> asyncio.Event:
        """Return the event that is set when messages wait."""
        raise NotImplementedError

    async def _due(self) -> tuple[Sequence[MessageT], datetime | None]:
        """Return what is due; if nothing is, the instant at which the next message is."""
        raise NotImplementedError

    async def _send(self, message: MessageT) -> bool:
        """Send a message; return False if it does not hold any more."""
        raise NotImplementedError

    async def _settle(self, message: MessageT, outcome: Outcome) -> None:
        """Write what became of a message."""
        raise NotImplementedError

    async def _retry(self, message: MessageT, not_before: datetime) -> None:
        """Write when a message is tried again."""
        raise NotImplementedError

    async def run(self) -> None:
        """Work until cancelled."""
        await run_worker(self.name, self._send_due, self._wake(), sweep_seconds=_SWEEP_SECONDS)

    async def _send_due(self) -> float | None:
        """Send what is due; return the seconds until the next message is."""
        while True:
            found, at = await self._due()
            if not found:
                if at is None:
                    return None
                left = (at - self._clock.now()).total_seconds() / self._clock.speed
                return max(left, 0.0) + _TIMER_SLACK_SECONDS
            await asyncio.gather(*map(self._process, found))

    async def _process(self, message: MessageT) -> None:
        outcome: Outcome
        try:
            await self._rate_limit.wait_for_turn(message.chat_id)
            outcome = "sent" if await self._send(message) else "cancelled"
        except SQLAlchemyError:
            raise
        except error.RetryAfter as problem:
            await self._later(message, seconds_of(problem))
            return
        except (error.Forbidden, error.BadRequest, error.ChatMigrated) as problem:
            if not chat_is_gone(problem):
                extra = {"worker": self.name, "error": type(problem).__name__}
                _logger.warning("a message was refused", extra=extra)
            outcome = "failed"
        except error.TelegramError:
            if self.max_attempts is None or message.attempts < self.max_attempts:
                await self._later(message, retry_delay(message.attempts, self.max_retry_seconds))
                return
            outcome = "failed"
        except Exception as problem:  # one that cannot be made must not hold up the others
            extra = {"worker": self.name}
            _logger.error("a message could not be made", exc_info=problem, extra=extra)
            outcome = "failed"
        await self._settle(message, outcome)

    async def _later(self, message: MessageT, seconds: float) -> None:
        not_before = self._clock.now() + timedelta(seconds=seconds * self._clock.speed)
        await self._retry(message, not_before)

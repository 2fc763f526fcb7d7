"""Tells people what became of their questions at a session: shown, answered. What is to be told is
stored with the question; it is settled right after it was sent."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError
from telegram import error

from bot.clock import Clock
from bot.outbox.rate_limit import RateLimit
from bot.telegram.errors import chat_is_gone, seconds_of
from bot.telegram.rendering import render
from bot.telegram.sender import Destination, Sender
from bot.worker_loop import retry_delay, run_worker
from content.languages import spoken
from handlers.floor.question_views import notice_view
from handlers.framework.services import Services
from storage.floor import acts, questions
from storage.floor.questions import QuestionDue

_logger = logging.getLogger(__name__)
_SWEEP_SECONDS = 30.0
_BATCH_SIZE = 50
_MAX_ATTEMPTS = 8
_MAX_RETRY_SECONDS = 60.0
_MIN_PAUSE_SECONDS = 0.05


class QuestionNoticeWorker:
    """Woken by `question_notices_waiting`, and by timers for what is tried again."""

    def __init__(
        self, services: Services, sender: Sender, clock: Clock, rate_limit: RateLimit
    ) -> None:
        self._services = services
        self._sender = sender
        self._clock = clock
        self._rate_limit = rate_limit

    async def run(self) -> None:
        """Work until cancelled."""
        wake = self._services.signals.question_notices_waiting
        await run_worker("question notices", self._send_due, wake, sweep_seconds=_SWEEP_SECONDS)

    async def _send_due(self) -> float | None:
        """Send what waits; return the seconds until something is to be tried again."""
        while True:
            async with self._services.database.transaction() as connection:
                found = await questions.due(connection, self._clock.now(), _BATCH_SIZE)
                at = None if found else await questions.next_due(connection)
            if not found:
                left = None if at is None else (at - self._clock.now()).total_seconds()
                return None if left is None else max(left / self._clock.speed, _MIN_PAUSE_SECONDS)
            await asyncio.gather(*map(self._process, found))

    async def _process(self, notice: QuestionDue) -> None:
        try:
            await self._rate_limit.wait_for_turn(notice.chat_id)
            await self._send(notice)
        except SQLAlchemyError:
            raise
        except error.RetryAfter as problem:
            await self._later(notice, seconds_of(problem))
            return
        except (error.Forbidden, error.BadRequest, error.ChatMigrated) as problem:
            if not chat_is_gone(problem):
                _logger.warning("a notice was refused", extra={"error": type(problem).__name__})
        except error.TelegramError:
            if notice.attempts < _MAX_ATTEMPTS:
                await self._later(notice, retry_delay(notice.attempts, _MAX_RETRY_SECONDS))
                return
        except Exception as problem:  # one that cannot be made must not hold up the others
            _logger.error("a notice could not be made", exc_info=problem)
        async with self._services.database.write_transaction(urgent=True) as connection:
            await questions.told(connection, notice)

    async def _send(self, notice: QuestionDue) -> None:
        pack = self._services.packs.in_use.pack
        reader = self._services.reader(
            pack, self._clock.now(), spoken(notice.language), notice.time_zone
        )
        async with self._services.database.transaction() as connection:
            session = await acts.find_session(connection, notice.session)
        meeting_id = "" if session is None else session.meeting_id
        meeting = pack.in_language(reader.language).meeting(meeting_id)
        if meeting is None:
            return
        reply = notice_view(reader, meeting.title, notice.session, notice.notice, notice.words)
        rendered = render(reply, right_to_left=reader.right_to_left)
        await self._sender.send_once(Destination(notice.chat_id), rendered)

    async def _later(self, notice: QuestionDue, seconds: float) -> None:
        not_before = self._clock.now() + timedelta(seconds=seconds * self._clock.speed)
        async with self._services.database.write_transaction(urgent=True) as connection:
            await questions.retry(connection, notice, not_before)

"""Questions on their way to the team, and answers on their way back.

What is to be sent stands in the database before it is sent, and is noted right after. One message a
chat is under way at a time, so that threads stay in order and a busy group holds up nobody else.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import error

from bot.clock import Clock
from bot.outbox.rate_limit import RateLimit
from bot.pack.current import CurrentPack
from bot.telegram.errors import chat_is_gone, seconds_of
from bot.telegram.rendering import keyboard, render
from bot.telegram.sender import Destination, Sender
from content.languages import spoken
from handlers.desk.questions.shown import outcome_view, question_buttons, question_view
from handlers.framework.reply import Reply
from handlers.framework.request import Reader
from handlers.me.ask import answer_view
from storage import chats, questions
from storage.questions import Answer, AnswerReport, OutdatedButtons, Relay

_logger = logging.getLogger(__name__)
_A_SECOND = 20.0
_MOST = 100  # of each kind, looked at in one round
_SWEEP_SECONDS = 60.0
_AGAIN_SECONDS = 5.0
_ATTEMPTS = 8
_A_FEW = 3
_LONGEST_PAUSE = 300.0
_ROUNDING = 0.01  # wakes fall after the instant that they are for
# At the end, what is under way may take this long.
_FINISH_SECONDS = 10.0
_FOR_GOOD = (error.Forbidden, error.BadRequest, error.ChatMigrated)

Noted = Callable[[AsyncConnection], Awaitable[None]]
# One call to Telegram, to its end; what to write down of it.
Step = Callable[[], Coroutine[Any, Any, Noted]]


@dataclass(frozen=True)
class _Job:
    chat_id: int
    step: Step


class QuestionWorker:
    """Woken whenever something waits, and sweeps for what was put off."""

    def __init__(self, current: CurrentPack, sender: Sender, clock: Clock) -> None:
        self._current = current
        self._sender = sender
        self._clock = clock
        self._pace = RateLimit(_A_SECOND)
        self._something = asyncio.Event()
        # Who is waited for to open the bot. The database knows; this spares asking it each time.
        self._refused: set[int] = set()
        # Chats that are left alone for a while; by the monotonic clock.
        self._paused: dict[int, float] = {}

    def start(self) -> asyncio.Task[None]:
        """Begin; the task runs until it is cancelled."""
        self.wake()
        return asyncio.create_task(self._work())

    def wake(self) -> None:
        self._something.set()

    def seen(self, chat_id: int) -> None:
        """A chat was heard from: what it refused before may go there now."""
        if chat_id in self._refused:
            self._refused.discard(chat_id)
            self.wake()

    async def _work(self) -> None:
        while True:
            # Not `wait_for`: before Python 3.12 a cancellation that meets the event is lost in it.
            with suppress(TimeoutError):
                async with asyncio.timeout(_SWEEP_SECONDS):
                    await self._something.wait()
            self._something.clear()
            try:
                while jobs := await self._jobs():
                    await self._to_their_end(jobs)
            except SQLAlchemyError as problem:
                _logger.error("questions could not be passed on; trying again", exc_info=problem)
                await asyncio.sleep(_AGAIN_SECONDS)
                self.wake()

    async def _to_their_end(self, jobs: list[_Job]) -> None:
        """Also when the program ends meanwhile, so that it is known what went out."""
        doing = asyncio.gather(*map(self._do, jobs))
        try:
            await asyncio.shield(doing)
        except asyncio.CancelledError:
            await asyncio.wait([doing], timeout=_FINISH_SECONDS)
            raise

    async def _jobs(self) -> list[_Job]:
        """What is to be done now, the first for each chat."""
        owners, now = self._current.services.owners, self._clock.now()
        async with self._current.services.database.transaction() as connection:
            await questions.assign_recipients(connection, owners)
            answers = await questions.answers_due(connection, now, _MOST)
            outcomes = await questions.answer_reports_due(connection, _MOST)
            relays = await questions.relays_due(connection, now, _MOST)
            marks = await questions.outdated_buttons(connection, owners, _MOST)
            self._refused = await questions.unreachable_organisers(connection)
        jobs = [
            *(_Job(each.chat_id, self._answer(each)) for each in answers),
            *(_Job(each.chat_id, self._tell(each)) for each in outcomes),
            *(_Job(each.chat_id, self._relay(each)) for each in relays),
            *(_Job(each.chat_id, self._mark(each)) for each in marks),
        ]
        moment = time.monotonic()
        self._paused = {chat: until for chat, until in self._paused.items() if until > moment}
        first: dict[int, _Job] = {}
        for job in jobs:
            if job.chat_id in self._paused:
                continue
            first.setdefault(job.chat_id, job)
        return list(first.values())

    async def _do(self, job: _Job) -> None:
        """Whatever went out is noted before anything else is done, or it would go out again."""
        await self._pace.turn(job.chat_id)
        try:
            noted = await job.step()
        except Exception as problem:
            if not isinstance(problem, error.TelegramError):
                _logger.error("a question could not be passed on", exc_info=problem)
            self._paused[job.chat_id] = time.monotonic() + self._put_off(problem, _A_FEW)
            return
        while True:
            try:
                async with self._current.services.database.transaction() as connection:
                    await noted(connection)
                return
            except SQLAlchemyError as problem:
                _logger.error("what was passed on could not be noted", exc_info=problem)
                await asyncio.sleep(_AGAIN_SECONDS)

    def _reader(self, language: str | None, zone: str | None) -> Reader:
        return self._current.services.reader(self._clock.now(), spoken(language), zone)

    async def _send(self, to: Destination, make: Callable[[Reader], Reply], reader: Reader) -> int:
        """One message. Raises TelegramError, also where it cannot be made: it is not tried for
        ever."""
        try:
            rendered = render(make(reader), right_to_left=reader.right_to_left)
        except Exception as problem:
            _logger.error("a question could not be made", exc_info=problem)
            raise error.TelegramError("broken") from problem
        return await self._sender.once(to, rendered)

    def _relay(self, it: Relay) -> Step:
        async def step() -> Noted:
            reader = self._reader(it.language, it.time_zone)
            to = Destination(it.chat_id, reply_to=it.reply_to)
            try:
                number = await self._send(to, lambda reader: question_view(reader, it), reader)
            except error.ChatMigrated as problem:
                new_id = problem.new_chat_id
                return lambda connection: chats.move_chat(connection, it.chat_id, new_id)
            except (error.Forbidden, error.BadRequest) as problem:
                return self._refusal(it, problem)
            except error.TelegramError as problem:
                if it.attempts >= _ATTEMPTS and not isinstance(problem, error.RetryAfter):
                    return lambda connection: questions.relay_failed(connection, it)
                later = self._later(problem, it.attempts)
                return lambda connection: questions.put_off(connection, it, later)
            return lambda connection: questions.relay_sent(connection, it, number)

        return step

    def _refusal(self, it: Relay, problem: error.TelegramError) -> Noted:
        """A group that takes no question is lost, whatever the reason; an organiser is waited
        for."""
        _logger.warning("a question was refused", extra={"error": type(problem).__name__})
        if it.chat_id < 0:

            async def lost(connection: AsyncConnection) -> None:
                if not await questions.lose_group(connection, it.chat_id):
                    await questions.relay_failed(connection, it)

            return lost
        if not chat_is_gone(problem):
            return lambda connection: questions.relay_failed(connection, it)
        return lambda connection: questions.relay_refused(connection, it)

    def _answer(self, it: Answer) -> Step:
        async def step() -> Noted:
            reader = self._reader(it.language, it.time_zone)
            to = Destination(it.chat_id, reply_to=it.reply_to)
            try:
                number = await self._send(to, lambda reader: answer_view(reader, it.words), reader)
            except error.Forbidden:
                return lambda connection: questions.answer_unsent(connection, it, "blocked")
            except error.BadRequest:
                return lambda connection: questions.answer_unsent(connection, it, "failed")
            except error.TelegramError as problem:
                if it.attempts >= _ATTEMPTS and not isinstance(problem, error.RetryAfter):
                    return lambda connection: questions.answer_unsent(connection, it, "failed")
                later = self._later(problem, it.attempts)
                return lambda connection: questions.answer_unsent(connection, it, "waiting", later)
            return lambda connection: questions.answer_sent(connection, it, number)

        return step

    def _tell(self, it: AnswerReport) -> Step:
        """The author of an answer, of what became of it. Where Telegram refuses that, nothing is
        lost."""

        async def step() -> Noted:
            reader = self._reader(it.language, None)
            to = Destination(it.chat_id, reply_to=it.reply_to, silent=True)
            try:
                await self._send(to, lambda reader: outcome_view(reader, it), reader)
            except _FOR_GOOD as problem:
                extra = {"error": type(problem).__name__}
                _logger.info("who answered could not be told", extra=extra)
            return lambda connection: questions.outcome_told(connection, it)

        return step

    def _mark(self, it: OutdatedButtons) -> Step:
        """Show under a question what became of it. A message that is gone needs no mark."""

        async def step() -> Noted:
            reader = self._reader(it.language, it.time_zone)
            rows = question_buttons(reader, it.question, it.status, it.settled_by)
            markup = {"inline_keyboard": keyboard(rows, reader.right_to_left)}
            where = {"chat_id": it.chat_id, "message_id": it.message_id}
            with suppress(*_FOR_GOOD):
                await self._sender.call("editMessageReplyMarkup", {**where, "reply_markup": markup})
            return lambda connection: questions.mark_shown(connection, it)

        return step

    def _later(self, problem: Exception, attempts: int) -> datetime:
        """The instant from which it may be tried again."""
        seconds = self._put_off(problem, attempts)
        return self._clock.now() + timedelta(seconds=seconds * self._clock.speed)

    def _put_off(self, problem: Exception, attempts: int) -> float:
        """How many seconds to wait, with a wake-up after them; after each attempt for longer."""
        if isinstance(problem, error.RetryAfter):
            seconds = seconds_of(problem)
            self._pace.hold(seconds)
        else:
            seconds = min(2.0**attempts, _LONGEST_PAUSE) * random.uniform(0.5, 1.5)
        asyncio.get_running_loop().call_later(seconds + _ROUNDING, self.wake)
        return seconds

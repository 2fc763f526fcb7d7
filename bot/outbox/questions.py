"""Sends questions to the team and answers to delegates.

Questions and answers are in the database before they are sent, and the result is written right
afterwards. One message is sent to a chat at a time, so that threads stay in order and a busy group
delays no other chat.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import assert_never

from sqlalchemy.exc import SQLAlchemyError
from telegram import error

from bot.clock import Clock
from bot.outbox.question_files import send_files, show_edit
from bot.outbox.rate_limit import RateLimit
from bot.telegram.errors import chat_is_gone, is_outage, seconds_of
from bot.telegram.rendering import keyboard, render
from bot.telegram.sender import Destination, Sender
from bot.worker_loop import retry_delay, run_worker
from content.languages import spoken
from handlers.desk.questions.question_messages import (
    answer_report_view,
    question_buttons,
    question_view,
)
from handlers.framework.reader import Reader
from handlers.framework.reply import Reply
from handlers.framework.services import Services
from handlers.me.ask import answer_view
from storage import questions
from storage.leases import LeaseLost, current_lease
from storage.questions import (
    Answer,
    AnswerReport,
    EditDue,
    FilesDue,
    OutdatedButtons,
    Relay,
)
from storage.questions.edits import EditShown
from storage.questions.files import FilesSent
from storage.questions.relay_results import (
    AnswerFailed,
    AnswerRetry,
    AnswerSent,
    AuthorTold,
    ButtonsUpdated,
    GroupMoved,
    GroupUnreachable,
    OrganiserUnreachable,
    QuestionFailed,
    QuestionRetry,
    QuestionSent,
    Result,
    apply_result,
)

_logger = logging.getLogger(__name__)
_MAX_OF_EACH_KIND = 100  # looked at in one round
_SWEEP_SECONDS = 60.0
_RETRY_WRITING_SECONDS = 5.0
_MAX_ATTEMPTS = 8
# After an unexpected error a chat is paused as long as after so many attempts.
_ATTEMPTS_ASSUMED = 3
_TIMER_SLACK_SECONDS = 0.01  # timers may fire a little before the instant they are set for
# At the end of the program, messages under way may take this long.
_FINISH_SECONDS = 10.0
_FACTS = (QuestionSent, AnswerSent, AuthorTold, ButtonsUpdated, FilesSent, EditShown)
_FINAL = (error.Forbidden, error.BadRequest, error.ChatMigrated)

Item = Relay | Answer | AnswerReport | OutdatedButtons | FilesDue | EditDue


class QuestionWorker:
    """Woken by `questions_waiting`, and by timers for what is tried again."""

    def __init__(
        self, services: Services, sender: Sender, clock: Clock, rate_limit: RateLimit
    ) -> None:
        self._services = services
        self._sender = sender
        self._clock = clock
        self._rate_limit = rate_limit
        self._wake = services.signals.questions_waiting
        # Organisers who never opened the bot, or blocked it. The database knows; this spares
        # asking it for each update.
        self._unreachable: set[int] = set()
        # Chats that are left alone until an instant of the monotonic clock.
        self._paused: dict[int, float] = {}

    async def run(self) -> None:
        """Work until cancelled."""
        await run_worker("questions", self._send_waiting, self._wake, sweep_seconds=_SWEEP_SECONDS)

    def chat_active(self, chat_id: int) -> None:
        """Note that a chat wrote to the bot, so what could not be sent there can be tried again."""
        if chat_id in self._unreachable:
            self._unreachable.discard(chat_id)
            self._wake.set()

    async def _send_waiting(self) -> None:
        while items := await self._next_items():
            sending = asyncio.gather(*map(self._process, items))
            try:
                await asyncio.shield(sending)
            except asyncio.CancelledError:
                # Let them finish, so that the results are written.
                await asyncio.wait([sending], timeout=_FINISH_SECONDS)
                raise

    async def _next_items(self) -> list[Item]:
        """What is to be sent now, the first item for each chat."""
        owners, now = self._services.owners, self._clock.now()
        async with self._services.database.write_transaction(urgent=True) as connection:
            await questions.assign_recipients(connection, owners)
            waiting: list[Iterable[Item]] = [
                await questions.answers_due(connection, now, _MAX_OF_EACH_KIND),
                await questions.answer_reports_due(connection, _MAX_OF_EACH_KIND),
                await questions.relays_due(connection, now, _MAX_OF_EACH_KIND),
                await questions.edits_due(connection, _MAX_OF_EACH_KIND),
                await questions.files_due(connection, now, _MAX_OF_EACH_KIND),
                await questions.outdated_buttons(connection, owners, _MAX_OF_EACH_KIND),
            ]
            awaited = await questions.next_files_due(connection, now)
            self._unreachable = await questions.unreachable_organisers(connection)
        if awaited is not None:
            seconds = (awaited - now).total_seconds() / self._clock.speed
            loop = asyncio.get_running_loop()
            loop.call_later(seconds + _TIMER_SLACK_SECONDS, self._wake.set)
        moment = time.monotonic()
        self._paused = {chat: until for chat, until in self._paused.items() if until > moment}
        first: dict[int, Item] = {}
        for items in waiting:
            for item in items:
                if item.chat_id not in self._paused:
                    first.setdefault(item.chat_id, item)
        return list(first.values())

    async def _process(self, item: Item) -> None:
        """Send one item, and write the result before anything else is sent to that chat."""
        try:
            await self._rate_limit.wait_for_turn(item.chat_id)
            result = await self._send(item)
        except LeaseLost:
            return  # another program sends it
        except Exception as problem:
            if not isinstance(problem, error.TelegramError):
                _logger.error("a question could not be passed on", exc_info=problem)
            pause = self._retry_seconds(problem, _ATTEMPTS_ASSUMED)
            self._paused[item.chat_id] = time.monotonic() + pause
            return
        while True:
            try:
                async with self._services.database.write_transaction(urgent=True) as connection:
                    await apply_result(connection, result)
                return
            except LeaseLost:
                if not isinstance(result, _FACTS):
                    return
                current_lease.set(None)  # what was sent is so, whichever program writes it
            except SQLAlchemyError as problem:
                _logger.error("what was passed on could not be noted", exc_info=problem)
                await asyncio.sleep(_RETRY_WRITING_SECONDS)

    async def _send(self, item: Item) -> Result:
        match item:
            case Relay():
                return await self._send_question(item)
            case Answer():
                return await self._send_answer(item)
            case AnswerReport():
                return await self._send_report(item)
            case OutdatedButtons():
                return await self._update_buttons(item)
            case FilesDue():
                reader = self._reader(item.language, item.time_zone)
                return await send_files(self._sender, item, self._rate_limit, reader)
            case EditDue():
                reader = self._reader(item.language, item.time_zone)
                return await show_edit(self._sender, item, reader)
            case _:
                assert_never(item)

    async def _send_question(self, relay: Relay) -> Result:
        reader = self._reader(relay.language, relay.time_zone)
        to = Destination(relay.chat_id, reply_to=relay.reply_to)
        question, chat_id = relay.question, relay.chat_id
        try:
            message_id = await self._message(to, reader, lambda: question_view(reader, relay))
        except error.ChatMigrated as problem:
            return GroupMoved(chat_id, problem.new_chat_id)
        except (error.Forbidden, error.BadRequest) as problem:
            _logger.warning("a question was refused", extra={"error": type(problem).__name__})
            if chat_id < 0:
                return GroupUnreachable(question, chat_id)
            if chat_is_gone(problem):
                return OrganiserUnreachable(question, chat_id)
            return QuestionFailed(question, chat_id)
        except error.TelegramError as problem:
            if self._gives_up(problem, relay.attempts):
                return QuestionFailed(question, chat_id)
            not_before = self._retry_at(problem, relay.attempts)
            attempts = relay.attempts + (not is_outage(problem))
            return QuestionRetry(question, chat_id, attempts, not_before)
        return QuestionSent(question, chat_id, message_id, relay.takes)

    async def _send_answer(self, answer: Answer) -> Result:
        reader = self._reader(answer.language, answer.time_zone)
        to = Destination(answer.chat_id, reply_to=answer.reply_to)
        try:
            message_id = await self._message(to, reader, lambda: answer_view(reader, answer.words))
        except error.Forbidden:
            return AnswerFailed(answer.id, "blocked")
        except error.BadRequest:
            return AnswerFailed(answer.id, "failed")
        except error.TelegramError as problem:
            if self._gives_up(problem, answer.attempts):
                return AnswerFailed(answer.id, "failed")
            not_before = self._retry_at(problem, answer.attempts)
            attempts = answer.attempts + (not is_outage(problem))
            return AnswerRetry(answer.id, attempts, not_before)
        return AnswerSent(answer.id, message_id)

    async def _send_report(self, report: AnswerReport) -> Result:
        """Tell the author of an answer whether it was delivered. If Telegram refuses that message,
        it is not repeated."""
        reader = self._reader(report.language, None)
        to = Destination(report.chat_id, reply_to=report.reply_to, silent=True)
        try:
            await self._message(to, reader, lambda: answer_report_view(reader, report))
        except _FINAL as problem:
            extra = {"error": type(problem).__name__}
            _logger.info("the author of an answer could not be told", extra=extra)
        return AuthorTold(report.id)

    async def _update_buttons(self, item: OutdatedButtons) -> Result:
        """Show below a question who takes care of it, and what became of it. A message that is
        gone needs no buttons."""
        reader = self._reader(item.language, item.time_zone)
        rows = question_buttons(reader, item.question, item.status, item.settled_by, item.taken_by)
        parameters = {
            "chat_id": item.chat_id,
            "message_id": item.message_id,
            "reply_markup": {"inline_keyboard": keyboard(rows, reader.right_to_left)},
        }
        try:
            await self._sender.call("editMessageReplyMarkup", parameters)
        except _FINAL as problem:
            extra = {"error": type(problem).__name__}
            _logger.info("buttons below a question could not be changed", extra=extra)
        return ButtonsUpdated(item.question, item.chat_id, item.status, item.takes)

    def _reader(self, language: str | None, zone: str | None) -> Reader:
        pack = self._services.packs.in_use.pack
        return self._services.reader(pack, self._clock.now(), spoken(language), zone)

    async def _message(self, to: Destination, reader: Reader, view: Callable[[], Reply]) -> int:
        """Send one message, and return its id. Raises TelegramError, also if it cannot be rendered,
        so that the attempts are limited."""
        try:
            rendered = render(view(), right_to_left=reader.right_to_left)
        except Exception as problem:
            _logger.error("a question could not be rendered", exc_info=problem)
            raise error.TelegramError("broken") from problem
        return await self._sender.send_once_for_id(to, rendered)

    def _gives_up(self, problem: error.TelegramError, attempts: int) -> bool:
        if isinstance(problem, error.RetryAfter) or is_outage(problem):
            return False
        return attempts >= _MAX_ATTEMPTS

    def _retry_at(self, problem: Exception, attempts: int) -> datetime:
        """The instant (UTC) from which it may be tried again."""
        seconds = self._retry_seconds(problem, attempts)
        return self._clock.now() + timedelta(seconds=seconds * self._clock.speed)

    def _retry_seconds(self, problem: Exception, attempts: int) -> float:
        """How long to wait; the worker is woken after it."""
        if isinstance(problem, error.RetryAfter):
            seconds = seconds_of(problem)
        else:
            seconds = retry_delay(max(attempts, 1))
        loop = asyncio.get_running_loop()
        loop.call_later(seconds + _TIMER_SLACK_SECONDS, self._wake.set)
        return seconds

"""Sends interpreters and rapporteurs the texts as they come, and rapporteurs each turn that ended.

Each message is in the database before it is sent, once for each person and version of a text; what
happened to it is written right after it was sent.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import error

from bot.clock import Clock
from bot.outbox.rate_limit import RateLimit
from bot.telegram.errors import chat_is_gone, seconds_of
from bot.telegram.rendering import render
from bot.telegram.sender import Destination, Sender
from bot.worker_loop import retry_delay, run_worker
from content.languages import spoken
from content.model import Pack
from handlers.floor.context import read_context
from handlers.floor.floor_messages import message_view, readers_of
from handlers.framework.services import Services
from storage.floor import acts, messages
from storage.floor.messages import Due, Planned

_logger = logging.getLogger(__name__)
_SWEEP_SECONDS = 30.0
_BATCH_SIZE = 100
_MAX_ATTEMPTS = 20
_MAX_RETRY_SECONDS = 60.0
_TIMER_SLACK_SECONDS = 0.02


class FloorMessageWorker:
    """Woken by `floor_messages_due`, at the instants at which messages are due, and by a sweep."""

    def __init__(
        self, services: Services, sender: Sender, clock: Clock, rate_limit: RateLimit
    ) -> None:
        self._services = services
        self._sender = sender
        self._clock = clock
        self._rate_limit = rate_limit

    async def run(self) -> None:
        """Work until cancelled."""
        wake = self._services.signals.floor_messages_due
        await run_worker("floor messages", self._send_due, wake, sweep_seconds=_SWEEP_SECONDS)

    async def _send_due(self) -> float | None:
        """Plan and send what is due; return the seconds until the next message is."""
        await self._plan()
        while True:
            async with self._services.database.transaction() as connection:
                found = await messages.due(connection, self._clock.now(), _BATCH_SIZE)
                at = None if found else await messages.next_due(connection)
            if not found:
                if at is None:
                    return None
                left = (at - self._clock.now()).total_seconds() / self._clock.speed
                return max(left, 0.0) + _TIMER_SLACK_SECONDS
            chats: dict[int, list[Due]] = {}
            for message in found:
                chats.setdefault(message.chat_id, []).append(message)
            await asyncio.gather(*map(self._send_to_chat, chats.values()))

    async def _plan(self) -> None:
        """Put into the outbox what is not there yet."""
        pack, now = self._services.packs.in_use.pack, self._clock.now()
        async with self._services.database.transaction() as connection:
            sessions = await messages.sessions_read(connection, now)
            planned = [
                one
                for session_id in sessions
                for one in await self._missing(connection, pack, session_id)
            ]
        if planned:
            async with self._services.database.write_transaction() as connection:
                await messages.add(connection, planned)

    async def _missing(
        self, connection: AsyncConnection, pack: Pack, session_id: int
    ) -> list[Planned]:
        session = await acts.find_session(connection, session_id)
        meeting = None if session is None else pack.meeting(session.meeting_id)
        if session is None or meeting is None:
            return []
        readers = await readers_of(connection, session, meeting)
        return await messages.missing(connection, session, readers, self._clock.now())

    async def _send_to_chat(self, waiting: Sequence[Due]) -> None:
        """Send the messages of one chat in their order, up to the first that fails."""
        for message in waiting:
            if not await self._process(message):
                return

    async def _process(self, message: Due) -> bool:
        """Send a message; return whether the next one of the chat may follow."""
        state: messages.FinalState
        try:
            await self._rate_limit.wait_for_turn(message.chat_id)
            done = await self._send(message)
            if done == "not yet":
                async with self._services.database.write_transaction() as connection:
                    await messages.forget(connection, message.id)
                return True
            state = done
        except SQLAlchemyError:
            raise
        except error.RetryAfter as problem:
            await self._later(message, seconds_of(problem))
            return False
        except (error.Forbidden, error.BadRequest, error.ChatMigrated) as problem:
            if not chat_is_gone(problem):
                _logger.warning("a text was refused", extra={"error": type(problem).__name__})
            state = "failed"
        except error.TelegramError:
            if message.attempts < _MAX_ATTEMPTS:
                await self._later(message, retry_delay(message.attempts, _MAX_RETRY_SECONDS))
                return False
            state = "failed"
        except Exception as problem:  # one that cannot be made must not hold up the others
            _logger.error("a message of a floor could not be made", exc_info=problem)
            state = "failed"
        async with self._services.database.write_transaction() as connection:
            await messages.settle(connection, message.id, state)
        return True

    async def _send(self, message: Due) -> messages.FinalState | messages.NotYet:
        pack = self._services.packs.in_use.pack
        reader = self._services.reader(
            pack, self._clock.now(), spoken(message.language), message.time_zone
        )
        async with self._services.database.transaction() as connection:
            own_pack = pack.in_language(reader.language)
            context = await read_context(connection, own_pack, message.session)
            if context is None:
                return "cancelled"
            made = await message_view(connection, reader, own_pack, context, message)
        if isinstance(made, str):
            return made
        rendered = render(made, right_to_left=reader.right_to_left)
        await self._sender.send_once(Destination(message.chat_id), rendered)
        return "sent"

    async def _later(self, message: Due, seconds: float) -> None:
        not_before = self._clock.now() + timedelta(seconds=seconds * self._clock.speed)
        async with self._services.database.write_transaction() as connection:
            await messages.retry(connection, message.id, not_before)

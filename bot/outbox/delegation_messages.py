"""Tells clerks who asks to speak for a delegation, or guesses codes, and whoever asked what was
decided. Each message is in the database before it is sent."""

from __future__ import annotations

import asyncio
from datetime import datetime

from bot.outbox.due_messages import DueMessageWorker, Outcome
from bot.telegram.rendering import render
from bot.telegram.sender import Destination
from content.languages import spoken
from content.model import Pack
from handlers.floor.delegation_views import answered_view, guessing_view, request_view
from handlers.framework.reader import Reader
from handlers.framework.reply import Reply
from storage.floor import acts, delegations, speaking_requests
from storage.floor.speaking_requests import DueMessage


class DelegationMessageWorker(DueMessageWorker[DueMessage]):
    """Woken by `delegation_messages_waiting`, and by timers for what is tried again."""

    name = "delegation messages"
    max_attempts = 8
    max_retry_seconds = 60.0

    def _wake(self) -> asyncio.Event:
        return self._services.signals.delegation_messages_waiting

    async def _due(self) -> tuple[list[DueMessage], datetime | None]:
        async with self._services.database.transaction() as connection:
            found = await speaking_requests.due_messages(
                connection, self._clock.now(), self.batch_size
            )
            return found, None if found else await speaking_requests.next_due(connection)

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

    async def _settle(self, message: DueMessage, outcome: Outcome) -> None:
        async with self._services.database.write_transaction(urgent=True) as connection:
            await speaking_requests.settle(connection, message.id, outcome)

    async def _retry(self, message: DueMessage, not_before: datetime) -> None:
        async with self._services.database.write_transaction(urgent=True) as connection:
            await speaking_requests.retry(connection, message.id, not_before)

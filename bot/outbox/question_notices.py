"""Tells people what became of their questions at a session: shown, answered. What is to be told is
stored with the question; it is settled right after it was sent."""

from __future__ import annotations

import asyncio
from datetime import datetime

from bot.outbox.due_messages import DueMessageWorker, Outcome
from bot.telegram.rendering import render
from bot.telegram.sender import Destination
from content.languages import spoken
from handlers.floor.question_views import notice_view
from storage.floor import acts, questions
from storage.floor.questions import QuestionDue


class QuestionNoticeWorker(DueMessageWorker[QuestionDue]):
    """Woken by `question_notices_waiting`, and by timers for what is tried again."""

    name = "question notices"
    max_attempts = 8
    max_retry_seconds = 60.0

    def _wake(self) -> asyncio.Event:
        return self._services.signals.question_notices_waiting

    async def _due(self) -> tuple[list[QuestionDue], datetime | None]:
        async with self._services.database.transaction() as connection:
            found = await questions.due(connection, self._clock.now(), self.batch_size)
            return found, None if found else await questions.next_due(connection)

    async def _send(self, message: QuestionDue) -> bool:
        pack = self._services.packs.in_use.pack
        reader = self._services.reader(
            pack, self._clock.now(), spoken(message.language), message.time_zone
        )
        async with self._services.database.transaction() as connection:
            session = await acts.find_session(connection, message.session)
        meeting_id = "" if session is None else session.meeting_id
        meeting = pack.in_language(reader.language).meeting(meeting_id)
        if meeting is None:
            return False
        reply = notice_view(reader, meeting.title, message.session, message.notice, message.words)
        rendered = render(reply, right_to_left=reader.right_to_left)
        await self._sender.send_once(Destination(message.chat_id), rendered)
        return True

    async def _settle(self, message: QuestionDue, outcome: Outcome) -> None:
        async with self._services.database.write_transaction(urgent=True) as connection:
            await questions.told(connection, message)

    async def _retry(self, message: QuestionDue, not_before: datetime) -> None:
        async with self._services.database.write_transaction(urgent=True) as connection:
            await questions.retry(connection, message, not_before)

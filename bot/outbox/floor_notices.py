"""Tells people who want the floor when their turn comes, once each.

The notices are in the database with the instants at which they are due; what happened to one is
written right after it was sent, so that a restart repeats at most the one under way.
"""

from __future__ import annotations

import asyncio
from datetime import datetime

from bot.outbox.due_messages import DueMessageWorker, Outcome
from bot.telegram.rendering import render
from bot.telegram.sender import Destination
from content.languages import spoken
from handlers.floor.context import read_context
from handlers.floor.notice_views import floor_notice_view
from storage.floor import acts, cards, notices
from storage.floor.notices import Due


class FloorNoticeWorker(DueMessageWorker[Due]):
    """Woken by `wake`, which is set when something was done on a floor, and at the instants at
    which notices are due."""

    name = "floor notices"
    max_attempts = None  # until it is of no use any more
    max_retry_seconds = 5.0

    def _wake(self) -> asyncio.Event:
        return self._services.signals.floor_notices_due

    async def _due(self) -> tuple[list[Due], datetime | None]:
        async with self._services.database.write_transaction(urgent=True) as connection:
            found = await notices.due(connection, self._clock.now(), self.batch_size)
            return found, None if found else await notices.next_due(connection)

    async def _send(self, message: Due) -> bool:
        """Send a notice; return False if it does not hold any more."""
        pack = self._services.packs.in_use.pack
        reader = self._services.reader(
            pack, self._clock.now(), spoken(message.language), message.time_zone
        )
        async with self._services.database.transaction() as connection:
            context = await read_context(
                connection, pack.in_language(reader.language), message.session
            )
            turn = await acts.find_turn(connection, message.turn)
        if context is None or turn is None or turn.chat_id != message.chat_id:
            return False
        reply = floor_notice_view(reader, context, turn, message.notice)
        if reply is None:
            return False
        rendered = render(reply, right_to_left=reader.right_to_left)
        await self._sender.send_once(Destination(message.chat_id), rendered)
        return True

    async def _settle(self, message: Due, outcome: Outcome) -> None:
        async with self._services.database.write_transaction(urgent=True) as connection:
            await notices.settle(connection, message.id, outcome)
            if outcome == "failed":
                await cards.show_podium_again(connection, message.session)
        if outcome == "failed":
            self._services.signals.floor_changed.set()

    async def _retry(self, message: Due, not_before: datetime) -> None:
        async with self._services.database.write_transaction(urgent=True) as connection:
            await notices.retry(connection, message.id, not_before)

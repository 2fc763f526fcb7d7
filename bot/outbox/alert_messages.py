"""Tells owners what needs them, and when it is over. Each message is in the database before it is
sent."""

from __future__ import annotations

import asyncio
from datetime import datetime

from bot.outbox.due_messages import DueMessageWorker, Outcome
from bot.telegram.rendering import render
from bot.telegram.sender import Destination
from content.languages import spoken
from handlers.desk.alert_views import alert_view
from storage import operator_alerts
from storage.operator_alerts import AlertMessage


class AlertMessageWorker(DueMessageWorker[AlertMessage]):
    """Woken by `alert_messages_waiting`, and by timers for what is tried again."""

    name = "alert messages"
    max_attempts = None  # what keeps them from being sent may be what they are about
    max_retry_seconds = 60.0

    def _wake(self) -> asyncio.Event:
        return self._services.signals.alert_messages_waiting

    async def _due(self) -> tuple[list[AlertMessage], datetime | None]:
        async with self._services.database.transaction() as connection:
            found = await operator_alerts.due(connection, self._clock.now(), self.batch_size)
            return found, None if found else await operator_alerts.next_due(connection)

    async def _send(self, message: AlertMessage) -> bool:
        if message.chat_id not in self._services.owners:
            return False
        reader = self._services.reader(
            self._services.packs.in_use.pack, self._clock.now(), spoken(message.language),
            message.time_zone,
        )  # fmt: skip
        rendered = render(alert_view(reader, message), right_to_left=reader.right_to_left)
        await self._sender.send_once(Destination(message.chat_id), rendered)
        return True

    async def _settle(self, message: AlertMessage, outcome: Outcome) -> None:
        async with self._services.database.write_transaction(urgent=True) as connection:
            await operator_alerts.settle(connection, message)

    async def _retry(self, message: AlertMessage, not_before: datetime) -> None:
        async with self._services.database.write_transaction(urgent=True) as connection:
            await operator_alerts.retry(connection, message, not_before)

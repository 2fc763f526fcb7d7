"""The dispatcher: passes each update of the inbox to the responder, in the order of its chat."""

from __future__ import annotations

import asyncio
import logging

from bot.updates.chat_order import ChatOrder
from bot.updates.inbox import Arrival, UpdateInbox
from bot.updates.parse import NotReadable, read_update
from bot.updates.responder import Responder
from bot.updates.slots import Slots

_logger = logging.getLogger(__name__)


class Dispatcher:
    """Notes an update as answered when the responder returns. An update whose answer is cancelled
    at the end of the program is answered after the next start."""

    def __init__(self, inbox: UpdateInbox, responder: Responder, slots: Slots) -> None:
        self._inbox = inbox
        self._responder = responder
        self._order = ChatOrder(slots, self._answer, inbox.read, self._tell_too_many)

    async def run(self) -> None:
        """Dispatch until cancelled."""
        async for arrival in self._inbox:
            if not self._order.add(arrival):
                self._inbox.answered(arrival)

    async def finish(self, seconds: float) -> None:
        """Wait for the updates that are being answered; cancel those that take longer."""
        await self._order.finish(seconds)

    async def _answer(self, arrival: Arrival) -> None:
        arrivals = (arrival, *arrival.album)
        for part in arrivals:
            await self._inbox.begin(part)
        try:
            update = read_update(arrival.raw)
            await self._responder.respond(update, arrival)
        except NotReadable as problem:
            _not_readable(arrival, problem)
        except asyncio.CancelledError:
            for part in arrivals:
                self._inbox.interrupted(part)
            raise
        for part in arrivals:
            self._inbox.answered(part)

    async def _tell_too_many(self, arrival: Arrival) -> None:
        _logger.warning("a chat sent too many updates at once; the rest was dropped")
        try:
            await self._responder.tell_too_many(read_update(arrival.raw))
        except NotReadable as problem:
            _not_readable(arrival, problem)


def _not_readable(arrival: Arrival, problem: NotReadable) -> None:
    extra = {"update_id": arrival.id, "error": str(problem)}
    _logger.warning("an update could not be read", extra=extra)

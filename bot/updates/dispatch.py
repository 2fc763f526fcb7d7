"""The dispatcher: sees each update of the inbox answered, in the order of its chat."""

from __future__ import annotations

import logging
from functools import partial

from bot.updates.chat_order import ChatOrder
from bot.updates.inbox import Arrival, UpdateInbox
from bot.updates.parse import NotReadable, read_update
from bot.updates.responder import Responder

_logger = logging.getLogger(__name__)


class Dispatcher:
    """An update is answered once its response returned. One that is cancelled, by the end of the
    program, is answered after the next start."""

    def __init__(self, inbox: UpdateInbox, order: ChatOrder, responder: Responder) -> None:
        self._inbox = inbox
        self._order = order
        self._responder = responder

    async def run(self) -> None:
        """Dispatch until cancelled."""
        async for arrival in self._inbox:
            self._order.add(arrival.key, partial(self._answer, arrival))

    async def _answer(self, arrival: Arrival) -> None:
        try:
            update = read_update(arrival.raw)
        except NotReadable as problem:
            extra = {"update_id": arrival.id, "error": str(problem)}
            _logger.warning("an update could not be read", extra=extra)
        else:
            await self._responder.respond(update, arrival)
        self._inbox.answered(arrival.id)

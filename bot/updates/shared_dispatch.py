"""Answering the chats of the slots that a program has, where several share a database."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter

from bot.updates.dispatch import Dispatcher
from bot.updates.inbox import Arrival
from bot.updates.responder import Responder
from bot.updates.shared_inbox import SharedInbox
from bot.updates.slots import Slots
from storage.leases import Lease, LeaseLost, current_lease
from storage.updates import chat_slot

_logger = logging.getLogger(__name__)
# An update whose answer meets a lost database is answered again; one that itself ends connections
# must not do so for ever.
_MAX_INTERRUPTIONS = 10
_RETRY_SECONDS = 0.5


class SharedDispatcher(Dispatcher):
    """Implements bot.programs.membership.ChatSlots. An update whose lease was lost is left to the
    program that has its chat now."""

    def __init__(self, inbox: SharedInbox, responder: Responder, slots: Slots) -> None:
        super().__init__(inbox, responder, slots)
        self._shared_inbox = inbox
        self._interruptions: Counter[int] = Counter()

    def take(self, slots: set[int], lease: Lease) -> None:
        """See ChatSlots.take."""
        self._shared_inbox.take(slots, lease)

    async def release(self, slots: set[int]) -> None:
        """See ChatSlots.release. Raises SQLAlchemyError if it cannot be written what was
        answered."""
        self._shared_inbox.give_up(slots)
        self._drop(slots)
        await self._order.idle(lambda key: chat_slot(key) in slots)
        await self._shared_inbox.flushed()

    def lose(self) -> None:
        """See ChatSlots.lose."""
        self._shared_inbox.lose()
        self._drop(None)

    def _drop(self, slots: set[int] | None) -> None:
        """Drop what waits, of some slots or of all."""

        def fits(key: int) -> bool:
            return slots is None or chat_slot(key) in slots

        self._shared_inbox.forget(fits, self._order.drop(fits))

    async def _answer(self, arrival: Arrival) -> None:
        current_lease.set(self._shared_inbox.lease)
        try:
            await super()._answer(arrival)
        except LeaseLost:
            await self._put_back(arrival)
        else:
            self._interruptions.pop(arrival.id, None)

    async def _put_back(self, arrival: Arrival) -> None:
        """Leave an update, and those of its chat behind it, to be read again."""
        lease = current_lease.get()
        if lease is not None and lease.holds:
            self._interruptions[arrival.id] += 1
            if self._interruptions[arrival.id] >= _MAX_INTERRUPTIONS:
                del self._interruptions[arrival.id]
                extra = {"update_id": arrival.id}
                _logger.error("an update lost the database again and again; given up", extra=extra)
                self._shared_inbox.answered(arrival)
                return
            await asyncio.sleep(_RETRY_SECONDS)
        self._order.drop(lambda key: key == arrival.key)
        self._shared_inbox.forget(lambda key: key == arrival.key, ())
        self._shared_inbox.look()

"""Dispatcher: each update that was kept goes through python-telegram-bot's handlers, to its end."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

from telegram.ext import Application

from bot.updates.chat_order import ChatOrder
from bot.updates.inbox import Arrival
from bot.updates.parse import read_update
from bot.updates.requests import RequestFactory

_logger = logging.getLogger(__name__)


class Dispatcher:
    """Hands arrivals to the application in the order of each chat, and says when each is done.

    One that is broken off, by the end of the program, is not done: it is answered after the next
    start.
    """

    def __init__(
        self,
        application: Application,  # type: ignore[type-arg]
        order: ChatOrder,
        asking: RequestFactory,
        answered: Callable[[int], None],
    ) -> None:
        self._application = application
        self._order = order
        self._asking = asking
        self._answered = answered

    def take(self, arrival: Arrival) -> None:
        self._order.add(arrival.key, partial(self._answer, arrival))

    async def _answer(self, arrival: Arrival) -> None:
        try:
            update = read_update(arrival.raw)
        except (KeyError, TypeError, ValueError, AttributeError) as problem:
            extra = {"update_id": arrival.id, "error": type(problem).__name__}
            _logger.warning("an update could not be read", extra=extra)
        else:
            with self._asking.expecting(arrival.key, arrival.kept):
                # What handlers raise goes to the application's error handler.
                await self._application.process_update(update)
        self._answered(arrival.id)

"""Answering: each update that was kept goes through python-telegram-bot's handlers, to its end."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from telegram import Update
from telegram.ext import Application

from bot.asking import Asking
from bot.keeping import Arrival, Raw
from bot.ordering import ChatOrder

_logger = logging.getLogger(__name__)
_LOOK = frozenset(("entities", "caption_entities", "reply_markup", "link_preview_options"))


class Answering:
    """Hands arrivals to the application in the order of each chat, and says when each is done.

    One that is broken off, by the end of the program, is not done: it is answered after the next
    start.
    """

    def __init__(
        self,
        application: Application,  # type: ignore[type-arg]
        order: ChatOrder,
        asking: Asking,
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
            update = Update.de_json(_read(arrival.raw), self._application.bot)
        except (KeyError, TypeError, ValueError, AttributeError) as problem:
            extra = {"update_id": arrival.id, "error": type(problem).__name__}
            _logger.warning("an update could not be read", extra=extra)
        else:
            with self._asking.expecting(arrival.key, arrival.kept):
                # What handlers raise goes to the application's error handler.
                await self._application.process_update(update)
        self._answered(arrival.id)


def _read(raw: Raw) -> dict[str, Any]:
    """The update without what nobody reads: the look of the message whose button was pressed,
    which is ours, and takes longer to make objects of than all the rest."""
    query = raw.get("callback_query")
    message = query.get("message") if isinstance(query, dict) else None
    if not isinstance(query, dict) or not isinstance(message, dict):
        return dict(raw)
    plain = {name: value for name, value in message.items() if name not in _LOOK}
    return {**raw, "callback_query": {**query, "message": plain}}

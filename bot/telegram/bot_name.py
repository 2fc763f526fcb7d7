"""Asks Telegram for the bot's username from time to time, since its owner may change it."""

from __future__ import annotations

import asyncio
import logging
import time

from telegram import error

from bot.telegram.sender import Sender
from handlers.framework.bot_name import BotName

_logger = logging.getLogger(__name__)
_INTERVAL_SECONDS = 600.0
# A message that names another bot may name this one after a change. Most name others.
_MIN_INTERVAL_SECONDS = 60.0


class BotNameWatch:
    def __init__(self, sender: Sender, name: BotName) -> None:
        self._sender = sender
        self._name = name
        self._next = 0.0  # seconds of time.monotonic()

    async def run(self) -> None:
        """Ask at intervals, until cancelled."""
        while True:
            await asyncio.sleep(_INTERVAL_SECONDS)
            await self._ask()

    async def look_for(self, text: str) -> None:
        """Ask if a message begins with a name that is not known to be the bot's."""
        if self._name.names_another(text) and time.monotonic() >= self._next:
            await self._ask()

    async def _ask(self) -> None:
        self._next = time.monotonic() + _MIN_INTERVAL_SECONDS
        try:
            me = await self._sender.call("getMe", {})
        except error.TelegramError as problem:
            extra = {"error": type(problem).__name__}
            _logger.warning("the bot's name could not be asked", extra=extra)
            return
        name = me.get("username") if isinstance(me, dict) else None
        if isinstance(name, str) and name and self._name.change(name):
            _logger.info("the bot has a new name", extra={"bot": name})

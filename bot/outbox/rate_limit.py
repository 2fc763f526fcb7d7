"""The rate limit of messages that nobody asked for at that moment, such as notices: over all
chats, to one chat, to a group.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from bot.telegram.flood_control import FloodControl
from handlers.framework.telegram_limits import CHAT_SECONDS, GROUP_SECONDS

# A turn that comes late, as while the next batch is claimed, does not delay all after it.
_CATCH_UP_SECONDS = 0.1
_MAX_REMEMBERED_CHATS = 10_000


class RateLimit:
    """Shared by all workers. Answers to people do not use it, so notices never delay them."""

    def __init__(
        self,
        per_second: float,
        flood_control: FloodControl,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`now` gives seconds."""
        self._flood_control = flood_control
        self._interval = 1.0 / per_second
        self._now = now
        self._next = 0.0
        # The instant from which a message may go to a chat again.
        self._chats: dict[int, float] = {}

    def also_sent(self, chat_id: int, messages: int) -> None:
        """Count more messages to a chat: an album counts as many as it has parts."""
        self._next += self._interval * messages
        seconds = GROUP_SECONDS if chat_id < 0 else CHAT_SECONDS
        self._chats[chat_id] = self._chats.get(chat_id, self._now()) + seconds * messages

    async def wait_for_turn(self, chat_id: int) -> None:
        """Wait until a message may go to this chat."""
        now = self._now()
        if closed := self._flood_control.bulk_closed_for():
            self._next = max(self._next, now + closed)
        at = max(now, self._next, self._chats.get(chat_id, 0.0))
        self._next = max(now - _CATCH_UP_SECONDS, self._next) + self._interval
        self._chats[chat_id] = at + (GROUP_SECONDS if chat_id < 0 else CHAT_SECONDS)
        if len(self._chats) > _MAX_REMEMBERED_CHATS:
            self._chats = {chat: until for chat, until in self._chats.items() if until > now}
        # Sleeping for no time at all also lets answers to people go first.
        await asyncio.sleep(max(0.0, at - now))

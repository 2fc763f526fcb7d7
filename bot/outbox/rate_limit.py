"""How fast messages may go out: over all chats, to one chat, to one group.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

_CHAT_SECONDS = 1.0  # one message a second in a chat
# A turn that came late, as turns do while the next batch is fetched, does not delay all after it.
_CATCH_UP_SECONDS = 0.1
_GROUP_SECONDS = 3.0  # twenty a minute in a group


class RateLimit:
    """Hands out turns to bulk messages. Answers to people do not queue here, so that bulk never
    holds them up; whatever they were refused for holds bulk back, too."""

    def __init__(self, a_second: float, now: Callable[[], float] = time.monotonic) -> None:
        self._gap = 1.0 / a_second
        self._now = now
        self._next = 0.0
        self._chats: dict[int, float] = {}

    async def turn(self, chat_id: int) -> None:
        """Wait until a message may go to this chat."""
        now = self._now()
        at = max(now, self._next, self._chats.get(chat_id, 0.0))
        self._next = max(now - _CATCH_UP_SECONDS, self._next) + self._gap
        self._chats[chat_id] = at + (_GROUP_SECONDS if chat_id < 0 else _CHAT_SECONDS)
        if len(self._chats) > 10_000:
            self._chats = {chat: until for chat, until in self._chats.items() if until > now}
        # Also where there is nothing to wait for, answers to people go first.
        await asyncio.sleep(max(0.0, at - now))

    def hold(self, seconds: float) -> None:
        """Telegram asked everybody to wait."""
        self._next = max(self._next, self._now() + seconds)

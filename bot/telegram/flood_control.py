"""What Telegram's 429 answers ask for: whom to leave alone, and until when.

"retry_after: In case of exceeding flood control, the number of seconds left to wait before the
request can be repeated": https://core.telegram.org/bots/api#responseparameters
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

_MAX_REMEMBERED_CHATS = 10_000
# So many different chats refused within a second mean that the limit of all chats is reached.
_CHATS = 3
_WINDOW_SECONDS = 1.0
# After that, messages that go out by themselves try again, whatever Telegram said.
_MAX_BULK_SECONDS = 5.0


class FloodControl:
    """A refusal closes the chat that it concerns, for everybody who wants to write there. When
    several chats are refused at once, all notices and announcements wait for a moment."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """`now` gives seconds."""
        self._now = now
        self._closed_until: dict[int, float] = {}
        self._bulk_closed_until = 0.0
        self._refusals: deque[tuple[float, int]] = deque()
        # Called with each refusal, so that other programs with the same token know of it.
        self.on_refused: Callable[[int, float], None] = lambda chat_id, seconds: None

    def refused(self, chat_id: int, seconds: float) -> None:
        """Telegram refused a message to a chat for so many seconds."""
        self.on_refused(chat_id, seconds)
        now = self._now()
        self._closed_until[chat_id] = max(self._closed_until.get(chat_id, 0.0), now + seconds)
        if len(self._closed_until) > _MAX_REMEMBERED_CHATS:
            self._closed_until = {
                chat: until for chat, until in self._closed_until.items() if until > now
            }
        self._refusals.append((now, chat_id))
        while self._refusals[0][0] < now - _WINDOW_SECONDS:
            self._refusals.popleft()
        if len({chat for _, chat in self._refusals}) >= _CHATS:
            self._bulk_closed_until = now + min(seconds, _MAX_BULK_SECONDS)

    def closed_for(self, chat_id: int) -> float:
        """Seconds until a message may go to a chat; 0 if it may now."""
        until = self._closed_until.get(chat_id)
        return 0.0 if until is None else max(0.0, until - self._now())

    def bulk_closed_for(self) -> float:
        """Seconds until messages may go out by themselves; 0 if they may now."""
        return max(0.0, self._bulk_closed_until - self._now())

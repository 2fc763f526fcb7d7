"""Flood control, off unless asked for.

Telegram's limits are elastic and partly unpublished; these are the figures it names:
https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.preview.refusals import too_many_requests

_SENDING = frozenset({"sendMessage", "sendDocument", "sendPhoto", "copyMessage", "forwardMessage"})
_GROUP_WINDOW = 60.0  # seconds


@dataclass
class Limits:
    """Messages allowed: a second over all chats, a second in one chat, a minute in one group.
    Time is real time, whatever the preview's clock does."""

    per_second: float = 30
    per_chat_second: float = 1
    per_group_minute: float = 20
    _sent: dict[object, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def check(self, method: str, given: Mapping[str, Any]) -> None:
        """Counts one call. Raises Refusal 429 past a limit; a refused call does not count."""
        if method not in _SENDING:
            return
        chat = str(given.get("chat_id", ""))
        windows = [("all", 1.0, self.per_second), (chat, 1.0, self.per_chat_second)]
        if chat.startswith("-"):
            windows.append((f"group {chat}", _GROUP_WINDOW, self.per_group_minute))
        now = time.monotonic()
        for key, seconds, allowed in windows:
            sent = self._sent[key]
            while sent and sent[0] <= now - seconds:
                sent.popleft()
            if len(sent) >= allowed:
                raise too_many_requests(max(1, math.ceil(sent[0] + seconds - now)))
        for key, _, _ in windows:
            self._sent[key].append(now)

"""Optional flood control with the figures that Telegram names.

Its limits are elastic and partly unpublished:
https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.preview.api_errors import too_many_requests

_COUNTED_METHODS = frozenset(
    {
        "sendMessage", "sendDocument", "sendPhoto", "sendVideo", "sendAudio", "sendVoice",
        "sendLocation", "sendMediaGroup",
    }
)  # fmt: skip
_GROUP_WINDOW_SECONDS = 60.0


@dataclass
class FloodLimits:
    """Messages allowed: a second over all chats, a second in one chat, a minute in one group.

    They count in real time, whatever the preview's clock shows.
    """

    per_second: float = 30
    per_chat_second: float = 1
    per_group_minute: float = 20
    _sent: dict[object, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def check(self, method: str, given: Mapping[str, Any]) -> None:
        """Count a call. Raises ApiError 429 above a limit; a refused call does not count."""
        if method not in _COUNTED_METHODS:
            return
        chat = str(given.get("chat_id", ""))
        windows = [("all", 1.0, self.per_second), (chat, 1.0, self.per_chat_second)]
        if chat.startswith("-"):
            windows.append((f"group {chat}", _GROUP_WINDOW_SECONDS, self.per_group_minute))
        now = time.monotonic()
        for key, seconds, allowed in windows:
            sent = self._sent[key]
            while sent and sent[0] <= now - seconds:
                sent.popleft()
            if len(sent) >= allowed:
                raise too_many_requests(max(1, math.ceil(sent[0] + seconds - now)))
        # Each part of an album is a message: https://core.telegram.org/bots/api#sendmediagroup
        media = given.get("media")
        parts = len(media) if method == "sendMediaGroup" and isinstance(media, list) else 1
        for key, _, _ in windows:
            self._sent[key].extend([now] * parts)

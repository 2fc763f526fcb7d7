"""The queue of updates and the long poll: https://core.telegram.org/bots/api#getting-updates"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from typing import Any

from bot.preview.refusals import Refusal

_KEPT = 100_000
MAX_TIMEOUT = 50  # seconds (telegram-bot-api, LONG_POLL_MAX_TIMEOUT)
_UPDATE_TYPES = frozenset(
    {
        "message", "edited_message", "channel_post", "edited_channel_post", "business_connection",
        "business_message", "edited_business_message", "deleted_business_messages",
        "guest_message", "message_reaction", "message_reaction_count", "inline_query",
        "chosen_inline_result", "callback_query", "shipping_query", "pre_checkout_query",
        "purchased_paid_media", "poll", "poll_answer", "my_chat_member", "chat_member",
        "chat_join_request", "chat_boost", "removed_chat_boost", "managed_bot", "subscription",
        "stopped_message_generation",
    }
)  # fmt: skip
_TAKEN_OVER = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)
# https://core.telegram.org/bots/api#getupdates, allowed_updates
_NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})

Update = dict[str, Any]


class UpdateQueue:
    """Updates not yet confirmed, oldest first, and who waits for them."""

    def __init__(self) -> None:
        self._pending: deque[Update] = deque()
        # "Update identifiers start from a certain positive number": each new world counts on from
        # where an earlier one cannot have come, as one bot's numbers never come twice.
        self._next = int(time.time())
        self._allowed: frozenset[str] | None = None
        self._poll: asyncio.Future[str | None] | None = None
        self._confirmed_at = 0.0
        self._grown = asyncio.Event()

    def push(self, kind: str, content: dict[str, Any]) -> int | None:
        """The new update's id, or None where the bot did not ask for updates of this kind."""
        if kind not in self.allowed_types or len(self._pending) >= _KEPT:
            return None
        update_id = self._next
        self._next += 1
        self._pending.append({"update_id": update_id, kind: content})
        self._wake()
        return update_id

    @property
    def allowed_types(self) -> frozenset[str]:
        return _UPDATE_TYPES - _NOT_BY_DEFAULT if self._allowed is None else self._allowed

    @property
    def allowed_list(self) -> list[str] | None:
        """What the bot asked for; None for the default."""
        return None if self._allowed is None else sorted(self._allowed)

    def allow(self, types: Sequence[object] | None) -> None:
        """Remembered until said otherwise; an empty list means the default."""
        if types is None:
            return
        for kind in types:
            if not isinstance(kind, str) or kind not in _UPDATE_TYPES:
                raise Refusal(
                    400,
                    f'Bad Request: unknown update type "{kind}" '
                    "(the preview refuses what Telegram would ignore)",
                )
        self._allowed = frozenset(str(kind) for kind in types) or None

    @property
    def polled(self) -> bool:
        """Whether a long poll waits."""
        return self._poll is not None

    @property
    def pending_count(self) -> int:
        return len(self._pending)

    @property
    def settled_at(self) -> float | None:
        """When the last one was confirmed, on the event loop's clock; None while some are not."""
        return None if self._pending else self._confirmed_at

    def clear(self) -> None:
        self._pending.clear()

    def first(self) -> Update | None:
        """The oldest one, for a webhook."""
        return self._pending[0] if self._pending else None

    def confirm(self, before: int) -> None:
        """Forgets every update whose id is lower."""
        if self._pending and self._pending[0]["update_id"] < before:
            self._confirmed_at = asyncio.get_running_loop().time()
        while self._pending and self._pending[0]["update_id"] < before:
            self._pending.popleft()

    def take(self, offset: int, limit: int) -> list[Update]:
        """Those from `offset` on; earlier ones are forgotten. A negative offset keeps that many
        of the newest; one beyond the end of the queue counts as none (tdlib, TQueue::get)."""
        if offset < 0:
            while len(self._pending) > -offset:
                self._pending.popleft()
        elif 0 < offset <= self._next:
            self.confirm(offset)
        return list(self._pending)[:limit]

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Update]:
        """Waits up to `seconds` for the first. Raises Refusal 409 in the one that waited
        when another long poll or setWebhook takes over."""
        found = self.take(offset, limit)
        if found or seconds <= 0:
            return found
        self.abort_poll(_TAKEN_OVER)
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while not found:
            woken: asyncio.Future[str | None] = loop.create_future()
            self._poll = woken
            try:
                async with asyncio.timeout_at(deadline):
                    conflict = await woken
            except TimeoutError:
                break
            finally:
                if self._poll is woken:
                    self._poll = None
            if conflict is not None:
                raise Refusal(409, conflict)
            found = self.take(max(offset, 0), limit)
            if not found and self._poll is not None:
                raise Refusal(409, _TAKEN_OVER)
        return found

    def abort_poll(self, description: str) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(description)

    async def grown(self) -> None:
        """Until a new update comes."""
        await self._grown.wait()

    def _wake(self) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)
        self._grown.set()
        self._grown = asyncio.Event()

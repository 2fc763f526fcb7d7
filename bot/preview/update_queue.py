"""The queue of updates and the long poll: https://core.telegram.org/bots/api#getting-updates"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from typing import Any

from bot.preview.api_errors import ApiError

_MAX_PENDING = 100_000
MAX_TIMEOUT_SECONDS = 50  # telegram-bot-api, LONG_POLL_MAX_TIMEOUT
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
    """Updates that are not confirmed yet, oldest first, and the long poll that waits for them."""

    def __init__(self) -> None:
        self._pending: deque[Update] = deque()
        # "Update identifiers start from a certain positive number". A bot never gets the same id
        # twice, so each preview starts beyond what an earlier one can have reached.
        self._next_id = int(time.time())
        self._allowed: frozenset[str] | None = None
        self._poll: asyncio.Future[str | None] | None = None
        self._confirmed_at = 0.0
        self._added = asyncio.Event()

    def push(self, kind: str, content: dict[str, Any]) -> int | None:
        """Return the new update's id, or None if the bot did not ask for updates of this kind."""
        if kind not in self.allowed_types or len(self._pending) >= _MAX_PENDING:
            return None
        update_id = self._next_id
        self._next_id += 1
        self._pending.append({"update_id": update_id, kind: content})
        self._wake()
        return update_id

    @property
    def allowed_types(self) -> frozenset[str]:
        return _UPDATE_TYPES - _NOT_BY_DEFAULT if self._allowed is None else self._allowed

    @property
    def allowed_list(self) -> list[str] | None:
        """The kinds that the bot asked for; None for the default."""
        return None if self._allowed is None else sorted(self._allowed)

    def allow(self, types: Sequence[object] | None) -> None:
        """Set the kinds of updates; None changes nothing, an empty list means the default.

        Raises ApiError for an unknown kind.
        """
        if types is None:
            return
        for kind in types:
            if not isinstance(kind, str) or kind not in _UPDATE_TYPES:
                raise ApiError(
                    400,
                    f'Bad Request: unknown update type "{kind}" '
                    "(the preview refuses what Telegram would ignore)",
                )
        self._allowed = frozenset(str(kind) for kind in types) or None

    @property
    def polled(self) -> bool:
        """Whether a long poll waits."""
        return self._poll is not None and not self._poll.done()

    @property
    def pending_count(self) -> int:
        return len(self._pending)

    @property
    def settled_at(self) -> float | None:
        """When the last update was confirmed, on the event loop's clock; None while one waits."""
        return None if self._pending else self._confirmed_at

    def clear(self) -> None:
        self._pending.clear()

    def first(self) -> Update | None:
        """Return the oldest update, or None."""
        return self._pending[0] if self._pending else None

    def confirm(self, before: int) -> None:
        """Forget every update with a lower id."""
        if self._pending and self._pending[0]["update_id"] < before:
            self._confirmed_at = asyncio.get_running_loop().time()
        while self._pending and self._pending[0]["update_id"] < before:
            self._pending.popleft()

    def take(self, offset: int, limit: int) -> list[Update]:
        """Return the updates from `offset` on and forget earlier ones.

        A negative offset keeps that many of the newest; one beyond the end of the queue counts as
        none (tdlib, TQueue::get).
        """
        if offset < 0:
            while len(self._pending) > -offset:
                self._pending.popleft()
        elif 0 < offset <= self._next_id:
            self.confirm(offset)
        return list(self._pending)[:limit]

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Update]:
        """Wait up to `seconds` for the first update.

        Raises ApiError 409 if another long poll or setWebhook takes over meanwhile.
        """
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
                raise ApiError(409, conflict)
            found = self.take(max(offset, 0), limit)
            if not found and self._poll is not None:
                raise ApiError(409, _TAKEN_OVER)
        return found

    def abort_poll(self, description: str) -> None:
        """End the waiting long poll, if any, with a 409."""
        if self._poll is not None and self.polled:
            self._poll.set_result(description)

    async def added(self) -> None:
        """Wait until an update is added."""
        await self._added.wait()

    def _wake(self) -> None:
        if self._poll is not None and self.polled:
            self._poll.set_result(None)
        self._added.set()
        self._added = asyncio.Event()

"""What a card of a floor shows when it is edited."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from bot.clock import ShiftedClock
from bot.outbox.floor_cards import FloorCardWorker
from bot.outbox.rate_limit import RateLimit
from bot.telegram.sender import Sender
from storage.floor import cards
from tests.handlers.floor.room import CHAIR, Room, a_room

_CARD = 77


class _Waiting:
    """A rate limit; something happens while the first message waits for its turn."""

    def __init__(self, happens: Callable[[], Awaitable[Any]]) -> None:
        self._happens: Callable[[], Awaitable[Any]] | None = happens

    async def wait_for_turn(self, chat_id: int) -> None:
        happens, self._happens = self._happens, None
        if happens is not None:
            await happens()


class _Edited:
    """A sender that keeps what it was told to edit."""

    def __init__(self) -> None:
        self.texts: asyncio.Queue[str] = asyncio.Queue()

    async def act_once(self, method: str, parameters: dict[str, Any]) -> None:
        assert method == "editMessageText" and parameters["message_id"] == _CARD
        self.texts.put_nowait(parameters["text"])


async def test_a_card_never_shows_what_was_before_the_chairs_own_act(tmp_path: Path) -> None:
    """Otherwise its buttons are those of a state that is past, and the next tap is refused."""
    async with a_room(tmp_path) as room:
        await room.enter("ruritania")
        async with room.database.write_transaction() as connection:
            await cards.follow(connection, CHAIR, room.session.id, "podium", _CARD)

        async def gives() -> None:
            await room.press(CHAIR, await room.card(), "Next: Ruritania")
            async with room.database.write_transaction() as connection:  # somebody asks meanwhile
                await cards.show_podium_again(connection, room.session.id)

        sender = _Edited()
        worker = _worker(room, sender, _Waiting(gives))
        working = asyncio.create_task(worker.run())
        async with asyncio.timeout(10):
            assert "I now give the floor to Ruritania" in await sender.texts.get()
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working


def _worker(room: Room, sender: _Edited, rate_limit: _Waiting) -> FloorCardWorker:
    clock = ShiftedClock(room.now)
    return FloorCardWorker(room.services, cast(Sender, sender), clock, cast(RateLimit, rate_limit))

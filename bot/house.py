"""The rooms as they are now, and how they become others while the program runs."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.calendar import kept_calendar
from content.model import Pack
from content.search import Search
from handlers.request import Rooms


class House:
    """Holds the rooms in use. Whoever begins something takes them once, so that one answer never
    mixes two packs."""

    def __init__(self, rooms: Rooms) -> None:
        self.rooms = replace(rooms, calendar_changed=self.calendar_changed)
        self._changing = asyncio.Lock()

    async def calendar_changed(self) -> None:
        """Show everybody the meetings as the database keeps them."""
        async with self._changing:
            await self._take(await kept_calendar(self.rooms.pack, self.rooms.database))
        self.rooms.changed()

    async def use(self, pack: Pack) -> None:
        """Go on with another pack, whole, with the meetings as the database keeps them."""
        async with self._changing:
            await self._take(await kept_calendar(pack, self.rooms.database))
        self.rooms.changed()

    async def _take(self, pack: Pack) -> None:
        # Building the search takes a moment, in which others are answered.
        search = await asyncio.to_thread(Search, pack)
        self.rooms = replace(self.rooms, pack=pack, search=search)

"""The services as they are now, and how they become others while the program runs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.clock import Clock
from bot.pack.calendar import kept_calendar, loaded, with_calendar
from content.loading import load_pack
from content.model import Pack
from content.problems import PackError, Problem
from content.search import Search
from handlers.framework.request import FreshPack, Noted, Packs, Services
from handlers.framework.subprocesses import run_apart

_CHECK_SECONDS = 120


class CurrentPack(Packs):
    """Holds the services in use. Whoever begins something takes them once, so that one answer never
    mixes two packs."""

    def __init__(
        self,
        services: Services,
        where: str,
        clock: Clock,
        tell: Callable[[Pack], Awaitable[None]],
    ) -> None:
        self.services = replace(services, calendar_changed=self.calendar_changed, packs=self)
        self._where = where
        self._clock = clock
        self._tell = tell
        self._changing = asyncio.Lock()

    async def calendar_changed(self) -> None:
        """Show everybody the meetings as the database keeps them."""
        self.services.to_tell()
        async with self._changing:
            await self._take(await kept_calendar(self.services.pack, self.services.database))
        self.services.changed()

    async def read(self) -> FreshPack:
        """See Packs.read."""
        before = await asyncio.to_thread(load_pack, self._where)
        await self._check_screens()
        pack = await asyncio.to_thread(load_pack, self._where)
        if pack.hash != before.hash:
            raise PackError([Problem("", "", "it changed while it was checked", "Try again.")])
        async with self.services.database.engine.connect() as connection:
            # Done and taken back: nothing tells better what it would do.
            attempt = await connection.begin()
            load = await loaded(connection, pack, self._clock.now())
            await attempt.rollback()
        return FreshPack(pack, load)

    async def use(self, pack: Pack, noted: Noted) -> None:
        """See Packs.use."""
        database, now = self.services.database, self._clock.now()
        async with self._changing:
            await self.services.all_told()
            await self._take(await with_calendar(pack, database, now, noted))
        self.services.to_tell()
        self.services.changed()
        await self._tell(self.services.pack)

    async def _take(self, pack: Pack) -> None:
        # Building the search takes a moment, in which others are answered.
        search = Search(pack)
        await asyncio.to_thread(search.prepare)
        self.services = replace(self.services, pack=pack, search=search)

    async def _check_screens(self) -> None:
        """Draw every screen, in a process of its own: it takes seconds that others do not wait.
        Raises PackError."""
        try:
            checked = await run_apart("bot", "check-pack", self._where, seconds=_CHECK_SECONDS)
        except TimeoutError:
            raise PackError(
                [Problem("", "", f"checking it took over {_CHECK_SECONDS} seconds", "Try again.")]
            ) from None
        if checked.code:
            found = [
                line.removeprefix("✗ ")
                for line in checked.complaints.decode(errors="replace").splitlines()
                if line.startswith("✗ ")
            ]
            raise PackError([Problem("", "", line.rstrip("."), "") for line in found])

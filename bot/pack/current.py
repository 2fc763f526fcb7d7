"""The pack in use, and replacing it while the program runs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot.clock import Clock
from bot.pack.calendar import load_calendar, load_meetings, stored_calendar
from content.loading import load_pack
from content.model import Pack
from content.problems import PackError, Problem
from content.search import Search
from handlers.framework.services import AlsoWrite, FreshPack, PackInUse, Signals
from handlers.framework.subprocesses import run_module
from storage.database import Database

_CHECK_SECONDS = 120


class CurrentPack:
    """Implements handlers.framework.services.PackControl."""

    def __init__(
        self,
        pack: Pack,
        where: str,
        database: Database,
        clock: Clock,
        signals: Signals,
        change_notices_written: Callable[[], Awaitable[None]],
        register: Callable[[Pack], Awaitable[None]],
    ) -> None:
        """`where` is the pack's name or folder; `register` shows Telegram a new pack's name,
        commands and descriptions."""
        self.in_use = PackInUse(pack, Search(pack), 1)
        self._where = where
        self._database = database
        self._clock = clock
        self._signals = signals
        self._change_notices_written = change_notices_written
        self._register = register
        self._lock = asyncio.Lock()

    @property
    def pack(self) -> Pack:
        return self.in_use.pack

    async def reload_calendar(self) -> None:
        """See PackControl.reload_calendar."""
        self._signals.changes_waiting.set()
        async with self._lock:
            await self._replace(await stored_calendar(self.pack, self._database))
        self._signals.notices_changed.set()

    async def read(self) -> FreshPack:
        """See PackControl.read."""
        before = await asyncio.to_thread(load_pack, self._where)
        await self._check_screens()
        pack = await asyncio.to_thread(load_pack, self._where)
        if pack.hash != before.hash:
            raise PackError([Problem("", "", "it changed while it was checked", "Try again.")])
        async with self._database.engine.connect() as connection:
            # A dry run: load the meetings, then roll back.
            attempt = await connection.begin()
            load = await load_meetings(connection, pack, self._clock.now())
            await attempt.rollback()
        return FreshPack(pack, load)

    async def use(self, pack: Pack, also_write: AlsoWrite) -> None:
        """See PackControl.use."""
        async with self._lock:
            await self._change_notices_written()
            await self._replace(
                await load_calendar(pack, self._database, self._clock.now(), also_write)
            )
        self._signals.changes_waiting.set()
        self._signals.notices_changed.set()
        await self._register(self.pack)

    async def _replace(self, pack: Pack) -> None:
        # Building the index takes long, so it is done in a thread.
        search = Search(pack)
        await asyncio.to_thread(search.prepare)
        self.in_use = PackInUse(pack, search, self.in_use.version + 1)

    async def _check_screens(self) -> None:
        """Render every screen, in a subprocess, because it takes seconds. Raises PackError."""
        try:
            checked = await run_module(
                "bot", "check-pack", self._where, timeout_seconds=_CHECK_SECONDS
            )
        except TimeoutError:
            raise PackError(
                [Problem("", "", f"checking it took over {_CHECK_SECONDS} seconds", "Try again.")]
            ) from None
        if checked.exit_code:
            found = [
                line.removeprefix("✗ ")
                for line in checked.stderr.decode(errors="replace").splitlines()
                if line.startswith("✗ ")
            ]
            raise PackError([Problem("", "", line.rstrip("."), "") for line in found])

"""The pack in use, and replacing it while the program runs."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

from bot.clock import Clock
from bot.pack.calendar import (
    load_calendar,
    load_meetings,
    stored_calendar,
    with_stored_statuses,
)
from content.languages import LANGUAGES
from content.loading import load_pack
from content.model import Pack
from content.problems import PackError, Problem
from content.search import Search
from handlers.framework.services import AlsoWrite, FreshPack, PackInUse, Signals
from handlers.framework.subprocesses import run_module
from storage.database import Database

T = TypeVar("T")

# 3,000 passages and 2,000 meetings take 40 seconds where nothing else runs.
_CHECK_SECONDS = 300


def _load(where: str) -> Pack:
    """Load a pack, and compute its hash, too: of a large one that takes long. Raises PackError."""
    pack = load_pack(where)
    _ = pack.hash
    return pack


async def make_in_thread(make: Callable[[], T]) -> T:
    """Make something of many objects in a thread. Collecting garbage among them, while they are
    made or later, would hold up the event loop."""
    gc.disable()
    try:
        made = await asyncio.to_thread(make)
        keep_from_garbage_collection()
        return made
    finally:
        gc.enable()


def prepare_languages(pack: Pack) -> None:
    """Translate a pack into all languages that the bot speaks, for which no answer shall wait."""
    for language in LANGUAGES:
        pack.in_language(language)


def keep_from_garbage_collection() -> None:
    """Let the garbage collector pass over what exists now, such as the index of a large pack,
    whose half a million objects would take 0.1 s of the event loop each time. Objects that are
    replaced are freed all the same, because nothing refers to them any more."""
    gc.freeze()


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
        self._reading = asyncio.Lock()
        # Called with what changed, so that other programs on the same database follow: "calendar",
        # or "pack" with its hash.
        self.on_change: Callable[[str, str], None] = lambda kind, words: None
        # Of the pack whose screens were rendered last. Using a pack needs no second check.
        self._checked_hash: str | None = None

    @property
    def pack(self) -> Pack:
        return self.in_use.pack

    async def reload_calendar(self) -> None:
        """See PackControl.reload_calendar."""
        self._signals.changes_waiting.set()
        async with self._lock:
            before = self.pack.parts
            await self._replace(await stored_calendar(self.pack, self._database))
        self._signals.notices_changed.set()
        self.on_change("calendar", "")
        if self.pack.parts != before:
            # The menu has commands for what the calendar has.
            await self._register(self.pack)

    async def reload_statuses(self) -> None:
        """See PackControl.reload_statuses."""
        async with self._lock:
            pack = await with_stored_statuses(self.pack, self._database)
            if pack is self.pack:
                return
            await make_in_thread(partial(prepare_languages, pack))
            # Nothing that is searched depends on a status.
            self.in_use = PackInUse(pack, self.in_use.search, self.in_use.version + 1)
        self.on_change("calendar", "")

    async def read(self) -> FreshPack:
        """See PackControl.read."""
        async with self._reading:
            pack = await make_in_thread(partial(_load, self._where))
            if pack.hash != self._checked_hash:
                await self._check_screens()
                checked, pack = pack, await make_in_thread(partial(_load, self._where))
                if pack.hash != checked.hash:
                    what = "it changed while it was checked"
                    raise PackError([Problem("", "", what, "Try again.")])
                self._checked_hash = pack.hash
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
        self.on_change("pack", pack.hash)
        await self._register(self.pack)

    async def follow_calendar(self) -> None:
        """Read the calendar and the statuses again, as another program may have changed them."""
        async with self._lock:
            pack = await stored_calendar(self.pack, self._database)
            if (pack.meetings, pack.collections) != (self.pack.meetings, self.pack.collections):
                await self._replace(pack)

    async def follow_pack(self, hash: str) -> bool:
        """Use the pack of this hash, which another program uses; return whether the folder has it.
        It was checked there."""
        if self.pack.hash == hash:
            return True
        pack = await make_in_thread(partial(_load, self._where))
        if pack.hash != hash:
            return False
        async with self._lock:
            await self._replace(await stored_calendar(pack, self._database))
        return True

    async def _replace(self, pack: Pack) -> None:
        # Both take long, so they are done in a thread. The search in other languages is prepared
        # when somebody uses it.
        search = Search(pack)
        await make_in_thread(partial(prepare_languages, pack))
        await make_in_thread(search.prepare)
        self.in_use = PackInUse(pack, search, self.in_use.version + 1)
        keep_from_garbage_collection()

    async def _check_screens(self) -> None:
        """Render every screen, in a subprocess, because it takes seconds. Raises PackError."""
        try:
            checked = await run_module(
                "bot", "check-pack", self._where, timeout_seconds=_CHECK_SECONDS
            )
        except TimeoutError:
            raise PackError(
                [
                    Problem(
                        "",
                        "",
                        f"checking all of its screens took over {_CHECK_SECONDS // 60} minutes",
                        "Try again when the machine is less busy, or run check-pack and restart "
                        "the bot.",
                    )
                ]
            ) from None
        if checked.exit_code:
            found = [
                line.removeprefix("✗ ")
                for line in checked.stderr.decode(errors="replace").splitlines()
                if line.startswith("✗ ")
            ]
            raise PackError([Problem("", "", line.rstrip("."), "") for line in found])

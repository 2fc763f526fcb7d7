"""Taking part with other programs on one database: what one changes, the others follow."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import fields
from functools import partial

from sqlalchemy.exc import SQLAlchemyError

from bot.pack.current import CurrentPack
from bot.programs.bus import Bus
from bot.programs.membership import ChatSlots, Membership
from bot.programs.role import Role
from bot.programs.share import ProgramShare
from bot.serving import watch
from bot.telegram.flood_control import FloodControl
from bot.worker_loop import run_worker
from handlers.framework.services import Signal, Signals
from storage.database import Database
from storage.programs import ALL_SLOTS

_logger = logging.getLogger(__name__)
_SWEEP_SECONDS = 300.0
# At the end of the program, what is being answered may take this long.
_FINISH_SECONDS = 10.0


class Sharing:
    """One program of several. Which of them sends, polls and answers whom is decided by
    bot.programs.membership."""

    def __init__(
        self,
        database: Database,
        signals: Signals,
        flood_control: FloodControl,
        packs: CurrentPack,
        share: ProgramShare,
        fail: Callable[[Exception], None],
    ) -> None:
        """`fail` is told why this program cannot go on."""
        share.only = share.joined = share.sends = False
        self.share = share
        self.bus = Bus(database)
        self._database = database
        self._signals = signals
        self._packs = packs
        self._fail = fail
        self._roles: dict[int, Role] = {}
        # Something about the pack is to be looked at, and the hashes that other programs use.
        self._look = asyncio.Event()
        self._hashes: list[str] = []
        self._connect(flood_control)

    def add_role(
        self, slot: int, name: str, run: Callable[[], Coroutine[None, None, None]]
    ) -> None:
        """Let one program at a time `run` something, until it is cancelled."""
        self._roles[slot] = Role(name, run, self._fail)

    @asynccontextmanager
    async def taking_part(self, chats: ChatSlots) -> AsyncIterator[None]:
        """Take a share of the work. At the end all of it is given to the others."""
        membership = Membership(
            self._database, self.bus, chats, self._roles, self.share,
            pack_hash=lambda: self._packs.pack.hash,
            pack_differs=self._use_pack,
            missed=self._missed,
        )  # fmt: skip
        tasks = [
            asyncio.create_task(job)
            for job in (self.bus.run(), self._follow_packs(), membership.run())
        ]
        for task in tasks:
            watch(task, self._fail)
        try:
            joined = asyncio.create_task(membership.joined.wait())
            await asyncio.wait([joined, tasks[-1]], return_when=asyncio.FIRST_COMPLETED)
            joined.cancel()
            yield
        finally:
            await self._leave(membership, chats)
            for task in reversed(tasks):
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    async def _leave(self, membership: Membership, chats: ChatSlots) -> None:
        membership.leaving = True
        await asyncio.gather(*(role.stop() for role in self._roles.values()))
        with suppress(SQLAlchemyError, TimeoutError):
            async with asyncio.timeout(_FINISH_SECONDS):
                await chats.release(set(ALL_SLOTS))
        await membership.leave()

    def _connect(self, flood_control: FloodControl) -> None:
        """Tell the others what happens here, and let happen here what they tell."""
        for each in fields(self._signals):
            signal = getattr(self._signals, each.name)
            if isinstance(signal, Signal):
                signal.on_set = partial(self._woken, each.name)
        self.bus.on("wake", self._wake)
        self._signals.floor_listeners.append(partial(self.bus.tell, "floor"))
        self.bus.on("floor", lambda _: self._signals.floor_acted())
        flood_control.on_refused = lambda chat_id, seconds: self.bus.tell(
            "refused", f"{chat_id} {seconds}"
        )
        self.bus.on("refused", partial(_refused, flood_control))
        self._packs.on_change = self.bus.tell
        self.bus.on("calendar", lambda _: self._look.set())
        self.bus.on("pack", self._use_pack)

    def _woken(self, name: str) -> None:
        """A worker is to be woken; it may run in another program."""
        if not self.share.sends:
            self.bus.tell("wake", name)

    def _wake(self, name: str) -> None:
        signal = getattr(self._signals, name, None)
        if isinstance(signal, Signal):
            signal.set()

    def _missed(self) -> None:
        """Look at everything: a program ended, or this one did not hear for a while."""
        for each in fields(self._signals):
            self._wake(each.name)
        self._signals.floor_acted()
        self._look.set()

    def _use_pack(self, hash: str) -> None:
        self._hashes.append(hash)
        self._look.set()

    async def _follow_packs(self) -> None:
        await run_worker(
            "the pack of other programs", self._follow, self._look, sweep_seconds=_SWEEP_SECONDS
        )

    async def _follow(self) -> None:
        while self._hashes:
            hash = self._hashes.pop(0)
            if not await self._packs.follow_pack(hash):
                _logger.error(
                    "another program uses another version of the pack than this one's folder has; "
                    "make the folders the same, and reload"
                )
        await self._packs.follow_calendar()


def _refused(flood_control: FloodControl, words: str) -> None:
    chat_id, seconds = words.split()
    flood_control.refused(int(chat_id), float(seconds))

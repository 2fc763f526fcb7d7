"""One program among several: it takes its share of the work, and gives it up when it has to.

storage/programs.py says how the database knows who is alive. A program that lost its session, or
slept for longer than its lease, drops everything and joins again under a new id; what it was doing
keeps the old lease, and is refused.
"""

from __future__ import annotations

import asyncio
import logging
import math
import secrets
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Protocol

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.programs.bus import Bus
from bot.programs.role import Role
from bot.programs.share import ProgramShare
from bot.worker_loop import retry_delay
from storage import programs
from storage.database import Database
from storage.leases import Lease, LeaseLost
from storage.programs import CHATS, OUTBOX, POLLING, Others
from storage.updates import CHAT_SLOTS

_logger = logging.getLogger(__name__)
# A program stops before the others consider it dead.
_LEASE_SECONDS = 4.0
_DEAD_AFTER_SECONDS = 5.0
_HEARTBEAT_SECONDS = 1.0
_HEARTBEAT_TIMEOUT_SECONDS = 3.5
# After the server was restarted all programs come back, and those that are first leave the others
# this time.
_GRACE_SECONDS = 1.0
_END_CONNECTIONS_SECONDS = 3.0
_LOOK_SECONDS = 0.02
_JOIN_TIMEOUT_SECONDS = 10.0
_DRAIN_SECONDS = 10.0
_FOLLOW_SECONDS = 10.0
_MAX_RETRY_SECONDS = 1.0


class ChatSlots(Protocol):
    """Answers the chats of the slots that this program has."""

    def take(self, slots: set[int], lease: Lease) -> None:
        """Begin to answer the chats of further slots, with what is unanswered."""
        ...

    async def release(self, slots: set[int]) -> None:
        """Stop answering the chats of some slots; return once nothing of them is under way."""
        ...

    def lose(self) -> None:
        """Stop answering at once. Answers under way are not waited for."""
        ...


class Membership:
    """Keeps this program among those that share a database."""

    def __init__(
        self,
        database: Database,
        bus: Bus,
        chats: ChatSlots,
        roles: Mapping[int, Role],
        share: ProgramShare,
        pack_hash: Callable[[], str],
        pack_differs: Callable[[str], None],
        missed: Callable[[], None],
    ) -> None:
        """`pack_hash` is that of the pack in use; `pack_differs` is called with the hash of
        another that another program uses, and `missed` when something may have changed without a
        notification."""
        self._database = database
        self._bus = bus
        self._chats = chats
        self._roles = roles
        self.share = share
        self._pack_hash = pack_hash
        self._pack_differs = pack_differs
        self._missed = missed
        self._id: int | None = None
        self._lease = Lease(_LEASE_SECONDS)
        self._roles_held: set[int] = set()
        # Hashes of other programs' packs: since when they differ, and those that were told.
        self._foreign_since: dict[str, float] = {}
        self._foreign_packs: set[str] = set()
        self._wake = asyncio.Event()
        self._burying: asyncio.Task[None] | None = None
        self._releasing: set[asyncio.Task[None]] = set()
        # At the end of the program: nothing more is taken.
        self.leaving = False
        self.joined = asyncio.Event()
        bus.on("slots", lambda _: self._wake.set())

    async def run(self) -> None:
        """Take part until cancelled."""
        failures = 0
        while True:
            try:
                async with self._session() as session:
                    failures = 0
                    await self._take_part(session)
            except (SQLAlchemyError, TimeoutError) as problem:
                failures += 1
                extra = {"error": type(problem).__name__}
                _logger.warning("the database was lost; joining again", extra=extra)
            finally:
                self._lose()
            await asyncio.sleep(retry_delay(failures - 3, _MAX_RETRY_SECONDS))

    async def leave(self) -> None:
        """Give all slots to the others. To be called when nothing is under way any more."""
        if self._id is None:
            return
        with suppress(SQLAlchemyError, TimeoutError):
            async with (
                asyncio.timeout(_HEARTBEAT_TIMEOUT_SECONDS),
                self._database.transaction() as connection,
            ):
                await programs.unregister(connection, [self._id])
                await programs.free_slots(connection, [self._id])
                await programs.notify(connection, self._bus.payload("slots", ""))

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[AsyncConnection]:
        """Join under a new id, for as long as the session is kept."""
        before, self._id = self._id, secrets.randbits(62)
        self._bus.sender = f"{self._id:x}"
        async with self._database.program_session(
            self._id, self._bus.receive, self._wake.set
        ) as session:
            async with asyncio.timeout(_JOIN_TIMEOUT_SECONDS):
                await programs.lock_session(session, self._id)
                if before is not None:
                    await self._bury([before])
                async with session.begin():
                    await programs.register(session, self._id, self._pack_hash())
            yield session

    async def _take_part(self, session: AsyncConnection) -> None:
        """Keep the lease, and take and give slots. Raises LeaseLost or another SQLAlchemyError, or
        TimeoutError, when that cannot go on."""
        if self._id is None:
            raise LeaseLost("this program has not joined")
        self._lease = lease = Lease(_LEASE_SECONDS)
        if self.joined.is_set():
            self._missed()
        joined_at, pack, known = Lease.now(), self._pack_hash(), frozenset[int]()
        while True:
            began = Lease.now()
            self._wake.clear()
            async with asyncio.timeout(_HEARTBEAT_TIMEOUT_SECONDS), session.begin():
                if pack != self._pack_hash():
                    pack = self._pack_hash()
                    await programs.set_pack(session, self._id, pack)
                others = await programs.beat(session, self._id, _DEAD_AFTER_SECONDS)
                taken = set() if self.leaving else await self._claim(session, others)
            if not others.alive:
                raise LeaseLost("another program took this one for dead")
            lease.extend(began)
            self._take(taken, lease)
            self._release_excess(others)
            self._note(others, began)
            if known - others.living:
                self._missed()  # it may have had something left to tell
            known = others.living
            if others.dead and began - joined_at >= _GRACE_SECONDS and self._burying is None:
                self._burying = asyncio.create_task(self._bury_others(others.dead))
            self.joined.set()
            with suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, began + _HEARTBEAT_SECONDS - Lease.now())):
                    await self._wake.wait()

    async def _claim(self, session: AsyncConnection, others: Others) -> set[int]:
        """Take free slots: roles, and as many chats' as is this program's share."""
        free = {slot for slot, owner in others.owners.items() if owner is None}
        roles, chats = free & self._roles.keys(), free & CHATS
        missing = _share(others) - len(self._slots_of(others))
        taken: set[int] = set()
        if roles:
            taken |= await programs.claim(session, self._id or 0, roles, len(roles))
        if chats and missing > 0:
            taken |= await programs.claim(session, self._id or 0, chats, missing)
        return taken

    def _slots_of(self, others: Others) -> set[int]:
        """The slots of chats that are this program's, in the database."""
        return {slot for slot, owner in others.owners.items() if owner == self._id} & CHATS

    def _take(self, taken: set[int], lease: Lease) -> None:
        for slot in taken & self._roles.keys():
            self._roles[slot].start(lease)
            self._roles_held.add(slot)
        if chats := taken & CHATS:
            self.share.slots |= chats
            self._chats.take(chats, lease)

    def _release_excess(self, others: Others) -> None:
        """Begin to give slots of chats to programs that have fewer."""
        mine = self._slots_of(others)
        excess = len(mine) - _share(others)
        if excess > 0 and not self._releasing and not self.leaving:
            for slot in sorted(mine & self.share.slots)[-excess:]:
                task = asyncio.create_task(self._release(slot))
                self._releasing.add(task)
                task.add_done_callback(self._releasing.discard)

    async def _release(self, slot: int) -> None:
        """Finish what is under way in a slot, and give it back. A slot in which that takes long,
        as while Telegram cannot be reached, is kept after all."""
        lease = self._lease
        self.share.slots.discard(slot)
        try:
            async with asyncio.timeout(_DRAIN_SECONDS):
                await self._chats.release({slot})
                async with self._database.transaction() as connection:
                    await programs.release(connection, self._id or 0, {slot})
                    await programs.notify(connection, self._bus.payload("slots", ""))
        except (SQLAlchemyError, TimeoutError):
            if lease.holds:
                self._take({slot}, lease)

    async def _bury_others(self, dead: frozenset[int]) -> None:
        try:
            await self._bury(dead)
            _logger.warning("took over from a program that ended", extra={"count": len(dead)})
        except (SQLAlchemyError, TimeoutError) as problem:
            extra = {"error": type(problem).__name__}
            _logger.warning("could not take over from a program that ended", extra=extra)
        finally:
            self._burying = None
            self._wake.set()

    async def _bury(self, dead: Collection[int]) -> None:
        """Free the slots of programs, after making sure that they cannot write any more. Raises
        TimeoutError if they might."""
        async with self._database.burying() as connection:
            async with connection.begin():
                await programs.unregister(connection, dead)
            async with asyncio.timeout(_END_CONNECTIONS_SECONDS):
                left = 1
                while left:
                    async with connection.begin():
                        left = await programs.end_connections(connection, dead)
                    await asyncio.sleep(_LOOK_SECONDS if left else 0.0)
            async with connection.begin():
                await programs.free_slots(connection, dead)
                await programs.notify(connection, self._bus.payload("slots", ""))

    def _lose(self) -> None:
        """Drop everything at once."""
        self._lease.end()
        self._chats.lose()
        for slot in self._roles_held:
            self._roles[slot].lose()
        self._roles_held.clear()
        self.share.slots.clear()
        self.share.joined = self.share.sends = self.share.polls = False

    def _note(self, others: Others, began: float) -> None:
        share = self.share
        share.joined, share.programs, share.heartbeat_at = True, len(others.living), began
        share.sends = OUTBOX in self._roles_held
        share.polls = POLLING in self._roles_held
        foreign = others.packs - {self._pack_hash()}
        self._foreign_since = {hash: self._foreign_since.get(hash, began) for hash in foreign}
        # One that follows /reload takes a moment.
        late = {h for h, since in self._foreign_since.items() if began - since > _FOLLOW_SECONDS}
        share.packs_differ = bool(late)
        for hash in late - self._foreign_packs:
            self._pack_differs(hash)
        self._foreign_packs = late


def _share(others: Others) -> int:
    return math.ceil(CHAT_SLOTS / len(others.living))

"""The inbox of a program that shares its database with others.

Any program stores an update. It is answered by the one that has the slot of its chat, which reads
what is unanswered in the order of Telegram's ids: so a chat's order holds over all programs, as
Telegram sends the next update of a chat only after the one before was stored.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import replace

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.programs.bus import Bus
from bot.updates.inbox import READ_BATCH, Arrival, NotKept, UpdateInbox
from bot.updates.parse import Raw
from storage import programs, updates
from storage.database import Database
from storage.leases import Lease, LeaseLost
from storage.updates import chat_slot

_logger = logging.getLogger(__name__)
# Notifications are not lost; this is for what was stored by a program that ended before it told.
SWEEP_SECONDS = 2.0
_KIND = "updates"


class SharedInbox(UpdateInbox):
    """Gives out the updates of the slots that this program has. If the database fails, updates are
    not passed on: Telegram keeps them."""

    _shared = True

    def __init__(
        self, database: Database, clock: Clock, fail: Callable[[Exception], None], bus: Bus
    ) -> None:
        super().__init__(database, clock, fail)
        self._bus = bus
        # The slots whose chats are answered here, and the lease under which they are.
        self._slots: set[int] = set()
        self.lease: Lease | None = None
        # Slots that are new: all unanswered updates are read before any is given out.
        self._taking: set[int] = set()
        # Slots in which others stored updates.
        self._looking: set[int] = set()
        # Updates that were given out, until it is written that they are answered.
        self._held: dict[int, Arrival] = {}
        self._flushes: list[asyncio.Future[None]] = []
        # Rises whenever slots are lost: what was read before is not given out.
        self._losses = 0
        self._broken = True
        # Whether the last attempt to write failed, so that an outage is logged once.
        self._failing = False
        bus.on(_KIND, self._told)

    async def start(self) -> None:
        """Begin to store updates; none is given out before `take`."""
        self._start_work()

    def take(self, slots: Iterable[int], lease: Lease) -> None:
        """Give out the updates of further slots, the unanswered ones first."""
        self.lease = lease
        self._broken = True  # the connection may be of an earlier id of this program
        self._taking.update(slots)
        self._look_again()

    def give_up(self, slots: Iterable[int]) -> None:
        """Give out no more updates of these slots."""
        self._slots.difference_update(slots)
        self._taking.difference_update(slots)

    def lose(self) -> None:
        """Give out nothing more."""
        self._losses += 1
        self._slots.clear()
        self._taking.clear()
        self._broken = True

    def look(self) -> None:
        """Look for updates that other programs stored, whatever they told."""
        self._looking.update(self._slots)
        self._look_again()

    async def sweep(self) -> None:
        """Look regularly, until cancelled."""
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            self.look()

    def forget(self, fits: Callable[[int], bool], but: Collection[int]) -> None:
        """Take back what was given out of the chats that fit, but for what is being answered. It is
        read again where its slot is this program's, or becomes so."""
        for id, arrival in list(self._held.items()):
            if fits(arrival.key) and id not in but and id not in self._answered:
                del self._held[id]
                self._left.discard(id)
                self._close(arrival.key)

    async def flushed(self) -> None:
        """Return once it is written what was answered until now. Raises SQLAlchemyError."""
        done = asyncio.get_running_loop().create_future()
        self._flushes.append(done)
        self._look_again()
        await done

    async def __aiter__(self) -> AsyncIterator[Arrival]:
        while True:
            arrival = await self._arrivals.get()
            # It may have been taken back, read again and passed on again.
            if self._held.get(arrival.id) is arrival:
                yield arrival

    def _told(self, words: str) -> None:
        told = {int(slot) for slot in words.split(",")} & self._slots
        if told:
            self._looking |= told
            self._look_again()

    def _look_again(self) -> None:
        self._changed.set()
        self._arrived.set()

    def _give(self, arrival: Arrival) -> None:
        if chat_slot(arrival.key) in self._slots and arrival.id not in self._held:
            self._held[arrival.id] = arrival
            super()._give(arrival)

    def _log_failure(self, problem: Exception) -> None:
        # Whoever left, or was taken for dead, logs that where it joins, and Telegram keeps updates.
        if isinstance(problem, LeaseLost):
            return
        if not self._failing:
            _logger.error("updates cannot be kept; Telegram keeps them", exc_info=problem)
        self._failing = True

    def _go_on_without(self, batch: Sequence[Raw], done: asyncio.Future[None]) -> None:
        self._broken = True
        if not done.done():
            done.set_exception(NotKept())

    async def _own(
        self, connection: AsyncConnection, fresh: dict[int, Raw], keys: Mapping[int, int]
    ) -> dict[int, Raw]:
        others = {chat_slot(keys[id]) for id in fresh} - self._slots - self._taking
        if others:
            words = ",".join(map(str, sorted(others)))
            await programs.notify(connection, self._bus.payload(_KIND, words))
        return {id: raw for id, raw in fresh.items() if chat_slot(keys[id]) not in others}

    def _noted(self, ids: Iterable[int]) -> None:
        for id in ids:
            self._held.pop(id, None)

    async def _write(self, raws: Sequence[Raw], begun: Sequence[int] = ()) -> list[Arrival]:
        losses = self._losses
        flushes = list(self._flushes)
        taking, looking = set(self._taking), self._looking
        self._looking = set()
        try:
            if self._broken:
                await self._connect()
            arrivals = await super()._write(raws, begun)
            looking |= {chat_slot(arrival.key) for arrival in arrivals}
            read = await self._with_unread(arrivals, taking, looking & self._slots)
        except BaseException:
            self._broken = True
            raise
        self._failing = False
        for done in flushes:
            self._flushes.remove(done)
            if not done.done():
                done.set_result(None)
        if losses != self._losses:
            return []
        self._slots |= taking & self._taking
        self._taking -= taking
        return read

    async def _with_unread(
        self, arrivals: Sequence[Arrival], taking: Collection[int], looking: Collection[int]
    ) -> list[Arrival]:
        """Return updates that were just stored, and those of the same slots and of others that are
        unanswered and were not given out, in the order of their ids."""
        if not taking and not looking:
            return list(arrivals)
        async with self._connection.begin():
            left = await updates.take_unanswered(self._connection, taking) if taking else []
            waiting = await updates.unanswered(self._connection, looking) if looking else []
        new = sorted({*left, *waiting} - self._held.keys())
        self._left.update(set(left) & set(new))
        known = {arrival.id: arrival for arrival in arrivals}
        others = [id for id in new if id not in known]
        for number in range(0, len(others), READ_BATCH):
            read = await self.read(others[number : number + READ_BATCH])
            known |= {arrival.id: arrival for arrival in read}
        # A row that was read with an update is of no use behind another one of the same chat.
        seen: set[int] = set()
        ordered = []
        for _, arrival in sorted(known.items()):
            ordered.append(replace(arrival, chat=None) if arrival.key in seen else arrival)
            seen.add(arrival.key)
        return ordered

    async def _connect(self) -> None:
        """Open a connection in place of one that may be broken."""
        stack, self._stack = self._stack, AsyncExitStack()
        with suppress(SQLAlchemyError):
            await stack.aclose()
        await self._open()
        self._broken = False

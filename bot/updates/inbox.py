"""Keeping updates: on disk before Telegram is told that they arrived, until they are answered."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock, SystemClock
from bot.updates.chat_order import ChatOrder
from storage import chats, updates
from storage.database import Database

_logger = logging.getLogger(__name__)
# Notes of what was answered wait this long for company, or until updates arrive, whichever is
# sooner: a transaction costs much, what is in it little. Not longer, so that little is answered
# again after a crash.
_GATHER_SECONDS = 0.05
_AGAIN_SECONDS = 1.0
# Somebody waits for an answer, and can have it although the database is locked.
_PATIENCE_SECONDS = 1.0
# Ids are numbered anew "if there are no new updates for at least a week":
# https://core.telegram.org/bots/api#update
_NUMBERED = timedelta(days=6)
# Telegram repeats what a webhook did not take for a day at most.
_KNOWN = timedelta(days=2)

Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Arrival:
    """One update as Telegram wrote it. `key` is the chat (or, outside one, the person) that it
    belongs to; `kept` what is kept of the chat, where that was read with it."""

    id: int
    raw: Raw
    key: int
    kept: chats.Chat | None = None


HandOn = Callable[[Arrival], None]


class UpdateInbox:
    """Writes what arrives and what was answered, together, in one transaction after another.

    `hand_on` gets each new update once it is kept. Where the database fails it gets it all the
    same, and `keep` returns only once it is answered: until then it stays with Telegram.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        order: ChatOrder,
        hand_on: HandOn,
    ) -> None:
        self._database = database
        self._clock = clock
        self._order = order
        self._hand_on = hand_on
        self._arriving: list[tuple[Sequence[Raw], asyncio.Future[None]]] = []
        self._answered: set[int] = set()
        self._unkept: dict[int, asyncio.Event] = {}
        self._something = asyncio.Event()
        self._arrived = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._stack = AsyncExitStack()

    async def start(self) -> None:
        """Begin, with what a program before this one left unanswered."""
        held = self._database.dedicated_connection(_PATIENCE_SECONDS)
        self._connection = await self._stack.enter_async_context(held)
        async with self._database.transaction() as connection:
            left = await updates.take_unanswered(connection)
        self._task = asyncio.create_task(self._work())
        for body in left.values():
            raw: Raw = orjson.loads(body)
            self._hand_on(Arrival(raw["update_id"], raw, key_of(raw)))

    async def stop(self) -> None:
        """Write what is still to be written, and end."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        if self._answered or self._unkept:
            try:
                await self._write(())
            except SQLAlchemyError as problem:
                _logger.error("answered updates could not be noted", exc_info=problem)
        await self._stack.aclose()

    async def last_taken(self) -> int | None:
        """The id after which Telegram should go on, if numbers still count from there."""
        async with self._database.transaction() as connection:
            return await updates.highest_id_since(connection, SystemClock().now() - _NUMBERED)

    async def keep(self, batch: Sequence[Raw]) -> None:
        """Returns once every update of the batch is safe: Telegram may forget them."""
        done = asyncio.get_running_loop().create_future()
        self._arriving.append((batch, done))
        self._something.set()
        self._arrived.set()
        await done

    def answered(self, update_id: int) -> None:
        """It needs nothing more."""
        unkept = self._unkept.get(update_id)
        if unkept is not None:
            unkept.set()
        else:
            self._answered.add(update_id)
        self._something.set()

    async def _work(self) -> None:
        while True:
            await self._something.wait()
            if not self._arriving:
                with suppress(TimeoutError):
                    async with asyncio.timeout(_GATHER_SECONDS):
                        await self._arrived.wait()
            self._something.clear()
            self._arrived.clear()
            taken, self._arriving = self._arriving, []
            try:
                arrivals = await self._write([raw for batch, _ in taken for raw in batch])
            except SQLAlchemyError as problem:
                _logger.error("updates could not be kept; going on without", exc_info=problem)
                for batch, done in taken:
                    self._go_on_without(batch, done)
                if not taken:
                    await asyncio.sleep(_AGAIN_SECONDS)
                self._something.set()
                continue
            for _, done in taken:
                if not done.cancelled():
                    done.set_result(None)
            for arrival in arrivals:
                self._hand_on(arrival)

    async def _write(self, raws: Sequence[Raw]) -> list[Arrival]:
        """One transaction; the updates among these that are new."""
        given = {raw["update_id"]: raw for raw in raws}
        # What is being answered without having been kept is kept now, and not handed on again.
        unkept = dict(self._unkept)
        over = [id for id, event in unkept.items() if event.is_set()]
        answered = [*self._answered, *over]
        fresh: dict[int, Raw] = {}
        met: dict[int, chats.Chat] = {}
        connection = self._connection
        async with self._database.write_lock(), connection.begin():
            if given or over:
                bodies = dict.fromkeys(over, b"")
                bodies |= {id: orjson.dumps(raw) for id, raw in given.items()}
                new = await updates.store(connection, bodies, SystemClock().now())
                fresh = {id: raw for id, raw in given.items() if id in new and id not in unkept}
            if fresh:
                # Of a chat that is being answered the settings may change meanwhile.
                # In inline mode nobody is met: what is kept is only looked up.
                asking = {
                    key_of(raw): "inline_query" in raw
                    for raw in fresh.values()
                    if "my_chat_member" not in raw
                }
                idle = {each for each in asking if each > 0 and not self._order.busy(each)}
                typing = {each for each in idle if asking[each]}
                now = self._clock.now()
                if typing:
                    met |= await chats.get_chats(connection, typing, now)
                if idle - typing:
                    met |= await chats.get_or_create_chats(connection, idle - typing, now)
            if answered:
                await updates.mark_answered(connection, answered)
        self._answered.difference_update(answered)
        for id in {*over, *(given.keys() & unkept.keys())}:
            if self._unkept.pop(id).is_set() and id not in over:
                self._answered.add(id)  # it was answered while this was written
                self._something.set()
        arrivals = []
        for id, raw in sorted(fresh.items()):
            key = key_of(raw)
            # Only the first update of a chat may go by it: the next ones come after its changes.
            arrivals.append(Arrival(id, raw, key, met.pop(key, None)))
        return arrivals

    def _go_on_without(self, batch: Sequence[Raw], done: asyncio.Future[None]) -> None:
        """Answer what could not be kept; Telegram keeps it until then."""
        waiting = []
        for raw in batch:
            id = raw["update_id"]
            if id not in self._unkept:
                self._unkept[id] = asyncio.Event()
                self._hand_on(Arrival(id, raw, key_of(raw)))
            waiting.append(self._unkept[id])

        async def wait() -> None:
            for each in waiting:
                await each.wait()
            if not done.cancelled():
                done.set_result(None)

        task = asyncio.ensure_future(wait())
        done.add_done_callback(lambda _: task.cancel())


async def forget_answered(database: Database) -> None:
    """Telegram will not hand over again what was taken long ago."""
    async with database.transaction() as connection:
        await updates.forget_answered(connection, SystemClock().now() - _KNOWN)


def key_of(raw: Raw) -> int:
    """The chat, or outside one the person, that an update belongs to; 0 for none."""
    for kind in ("message", "callback_query", "inline_query", "my_chat_member"):
        content = raw.get(kind)
        if isinstance(content, dict):
            holder = content.get("message", content) if kind == "callback_query" else content
            chat = holder.get("chat") if isinstance(holder, dict) else None
            owner = chat if isinstance(chat, dict) else content.get("from")
            found = owner.get("id") if isinstance(owner, dict) else None
            return found if isinstance(found, int) else 0
    return 0

"""The inbox of updates: each is on disk before Telegram is told, and stays until it is answered."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeGuard

import orjson
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock, SystemClock
from bot.serving import watch
from bot.updates.parse import MAX_ID, Raw
from content.languages import spoken
from storage import chats, received_messages, updates
from storage.database import Database

_logger = logging.getLogger(__name__)
# Answered updates wait this long to be written together, or until others arrive, whichever is
# sooner: a transaction costs much more than what is in it. Not longer, because a crash meanwhile
# answers them a second time.
_BATCH_SECONDS = 0.05
_RETRY_SECONDS = 1.0
# Updates are also answered while somebody else holds the database's lock.
_LOCK_TIMEOUT_SECONDS = 1.0
# Ids start at a random number "if there are no new updates for at least a week":
# https://core.telegram.org/bots/api#update
_IDS_HOLD = timedelta(days=6)
# Telegram repeats what a webhook did not take for a day at most.
_REPEATED_FOR = timedelta(days=2)
READ_BATCH = 500


class NotKept(Exception):
    """An update could not be stored. Telegram keeps it, and sends it again."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One update as Telegram wrote it. `key` is the chat (or, in inline mode, the person) that it
    belongs to; `chat` is that chat's row, where it was read along with the update. `stored` says
    whether it is on disk. `album` are the other parts of an album, which are answered with it."""

    id: int
    raw: Raw
    key: int
    chat: chats.Chat | None = None
    stored: bool = True
    album: tuple[Arrival, ...] = ()


class UpdateInbox:
    """Writes arrived and answered updates together, in one transaction after another.

    Iterate over the inbox to get each new update as soon as it is written. If the database fails,
    updates are passed on without being written, and `keep` returns only when they are answered:
    until then Telegram keeps them.
    """

    # Whether other programs use the same database; see SharedInbox.
    _shared = False

    def __init__(self, database: Database, clock: Clock, fail: Callable[[Exception], None]) -> None:
        """`fail` is called if the inbox cannot go on."""
        self._fail = fail
        self._database = database
        self._clock = clock
        self._arrivals: asyncio.Queue[Arrival] = asyncio.Queue()
        # By chat: its updates that were given and are not answered yet.
        self._unanswered: Counter[int] = Counter()
        self._to_keep: list[tuple[Sequence[Raw], asyncio.Future[None]]] = []
        self._answered: set[int] = set()
        # Updates of an earlier run of the program. Attempts to answer them are counted, so that one
        # that makes the program crash each time is given up in the end.
        self._left: set[int] = set()
        self._to_count: list[tuple[int, asyncio.Future[None]]] = []
        self._interrupted: set[int] = set()
        # Updates being answered that could not be written; set once they are answered.
        self._unkept: dict[int, asyncio.Event] = {}
        self._changed = asyncio.Event()
        self._arrived = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._stack = AsyncExitStack()

    async def start(self) -> None:
        """Begin with the updates that an earlier run of the program left unanswered."""
        await self._open()
        async with self._database.write_transaction() as connection:
            left = await updates.take_unanswered(connection)
        self._left = set(left)
        self._start_work()
        for number in range(0, len(left), READ_BATCH):
            for arrival in await self.read(left[number : number + READ_BATCH]):
                self._give(arrival)

    async def _open(self) -> None:
        held = self._database.dedicated_connection(_LOCK_TIMEOUT_SECONDS)
        self._connection = await self._stack.enter_async_context(held)

    def _start_work(self) -> None:
        self._task = asyncio.create_task(self._work())
        watch(self._task, self._fail)

    async def stop(self) -> None:
        """Write what is not written yet, and stop."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        if self._answered or self._unkept or self._interrupted:
            try:
                await self._write(())
            except SQLAlchemyError as problem:
                _logger.error("answered updates could not be noted", exc_info=problem)
        await self._stack.aclose()

    async def __aiter__(self) -> AsyncIterator[Arrival]:
        while True:
            yield await self._arrivals.get()

    async def read(self, ids: Sequence[int]) -> list[Arrival]:
        """Read stored updates by their ids, in their order; answered ones are left out. What is no
        update any more is logged and counts as answered."""
        async with self._database.transaction() as connection:
            bodies = await updates.bodies_of(connection, ids)
        arrivals = []
        for id, body in bodies:
            try:
                raw = orjson.loads(body)
            except ValueError:
                raw = None
            if is_update(raw):
                arrivals.append(Arrival(id, raw, key_of(raw)))
            else:
                self._answered.add(id)  # a damaged one, or it would be read at every start
                self._changed.set()
        return arrivals

    async def last_taken(self) -> int | None:
        """The highest update id that was taken, as long as Telegram counts on from there."""
        async with self._database.transaction() as connection:
            return await updates.highest_id_since(connection, SystemClock().now() - _IDS_HOLD)

    async def keep(self, batch: Sequence[object]) -> None:
        """Return once every update of the batch is safe: Telegram may forget them. What is no
        update is logged and left out."""
        raws = [raw for raw in batch if is_update(raw)]
        done = asyncio.get_running_loop().create_future()
        self._to_keep.append((raws, done))
        self._changed.set()
        self._arrived.set()
        await done

    async def begin(self, arrival: Arrival) -> None:
        """Call before answering an update. If an earlier run of the program left it, wait until
        the attempt is counted."""
        if arrival.id not in self._left:
            return
        counted = asyncio.get_running_loop().create_future()
        self._to_count.append((arrival.id, counted))
        self._changed.set()
        self._arrived.set()
        await counted

    def interrupted(self, arrival: Arrival) -> None:
        """Take back what `begin` counted, because the program was told to end meanwhile."""
        if arrival.id in self._left:
            self._interrupted.add(arrival.id)

    def answered(self, arrival: Arrival) -> None:
        """Note that an update is answered, or is not to be."""
        self._left.discard(arrival.id)
        self._close(arrival.key)
        unkept = self._unkept.get(arrival.id)
        if unkept is not None:
            unkept.set()
        else:
            self._answered.add(arrival.id)
        self._changed.set()

    def _close(self, key: int) -> None:
        """Count one update of a chat less."""
        self._unanswered[key] -= 1
        if self._unanswered[key] <= 0:
            del self._unanswered[key]

    def _give(self, arrival: Arrival) -> None:
        self._unanswered[arrival.key] += 1
        self._arrivals.put_nowait(arrival)

    async def _work(self) -> None:
        while True:
            await self._changed.wait()
            if not self._to_keep:
                with suppress(TimeoutError):
                    async with asyncio.timeout(_BATCH_SECONDS):
                        await self._arrived.wait()
            self._changed.clear()
            self._arrived.clear()
            taken, self._to_keep = self._to_keep, []
            counted, self._to_count = self._to_count, []
            try:
                arrivals = await self._write(
                    [raw for batch, _ in taken for raw in batch], [id for id, _ in counted]
                )
            except Exception as problem:  # also one that a single row of a chat causes
                self._log_failure(problem)
                for batch, done in taken:
                    self._go_on_without(batch, done)
                _resolve(done for _, done in counted)
                if not taken:
                    await asyncio.sleep(_RETRY_SECONDS)
                self._changed.set()
                continue
            _resolve(done for _, done in (*taken, *counted))
            for arrival in arrivals:
                self._give(arrival)

    async def _write(self, raws: Sequence[Raw], begun: Sequence[int] = ()) -> list[Arrival]:
        """One transaction; returns the updates that are new. `begun` are counted as attempts."""
        given = {raw["update_id"]: raw for raw in raws}
        keys = {id: key_of(raw) for id, raw in given.items()}
        fresh: dict[int, Raw] = {}
        rows: Mapping[int, chats.Chat] = {}
        connection = self._connection
        async with self._database.write_lock(), connection.begin():
            # Read only now: the lock may have been waited for, and much been answered meanwhile.
            # What is being answered without having been written is written now, and not given
            # again.
            unkept = dict(self._unkept)
            over = [id for id, event in unkept.items() if event.is_set()]
            answered = [*self._answered, *over]
            if given or over:
                bodies = dict.fromkeys(over, b"")
                bodies |= {id: orjson.dumps(raw) for id, raw in given.items()}
                new = await updates.store(connection, bodies, keys, SystemClock().now())
                fresh = {id: raw for id, raw in given.items() if id in new and id not in unkept}
                if last := last_messages_of(fresh):
                    await received_messages.note_last(connection, last)
                if self._shared:
                    fresh = await self._own(connection, fresh, keys)
            if fresh:
                rows = await self._read_chats(fresh.values())
            if answered:
                await updates.mark_answered(connection, answered)
            if begun:
                await updates.count_attempts(connection, begun, 1)
            if self._interrupted:
                await updates.count_attempts(connection, list(self._interrupted), -1)
                self._interrupted.clear()
        self._answered.difference_update(answered)
        if self._shared:
            self._noted(answered)
        for id in {*over, *(given.keys() & unkept.keys())}:
            if self._unkept.pop(id).is_set() and id not in over:
                self._answered.add(id)  # it was answered while this was written
                self._changed.set()
        arrivals = []
        unused = dict(rows)
        for id, raw in sorted(fresh.items()):
            key = keys[id]
            # Only for the first update of a chat: answering it may change the row.
            arrivals.append(Arrival(id, raw, key, unused.pop(key, None)))
        return arrivals

    async def _own(
        self, connection: AsyncConnection, fresh: dict[int, Raw], keys: Mapping[int, int]
    ) -> dict[int, Raw]:
        """Return those of the new updates that this program answers; called where several do."""
        return fresh

    def _log_failure(self, problem: Exception) -> None:
        _logger.error("updates could not be kept; going on without", exc_info=problem)

    def _noted(self, ids: Iterable[int]) -> None:
        """It is written that these are answered; called where several programs answer."""

    async def _read_chats(self, raws: Collection[Raw]) -> Mapping[int, chats.Chat]:
        """The rows of the private chats that updates belong to, noting that they were seen. A chat
        that is being answered is left out, as its row may change meanwhile."""
        inline = {key_of(raw): "inline_query" in raw for raw in raws if "my_chat_member" not in raw}
        idle = {key for key in inline if key > 0 and key not in self._unanswered}
        # In inline mode nobody has written to the bot, so no row is made.
        typing = {key for key in idle if inline[key]}
        now = self._clock.now()
        rows: dict[int, chats.Chat] = {}
        if typing:
            rows |= await chats.get_chats(self._connection, typing, now)
        if idle - typing:
            rows |= await chats.get_or_create_chats(self._connection, idle - typing, now)
        changed = {
            key: language
            for key, language in map(_app_language, raws)
            if key in rows
            and key not in typing
            and language is not None
            and rows[key].app_language != language
        }
        if changed:
            await chats.set_app_languages(self._connection, changed)
            rows |= {key: replace(rows[key], app_language=changed[key]) for key in changed}
        return rows

    def _go_on_without(self, batch: Sequence[Raw], done: asyncio.Future[None]) -> None:
        """Pass on updates that could not be written; `done` is set when they are answered."""
        waiting = []
        for raw in batch:
            id = raw["update_id"]
            if id not in self._unkept:
                self._unkept[id] = asyncio.Event()
                self._give(Arrival(id, raw, key_of(raw), stored=False))
            waiting.append(self._unkept[id])

        async def wait() -> None:
            for event in waiting:
                await event.wait()
            if not done.cancelled():
                done.set_result(None)

        task = asyncio.ensure_future(wait())
        done.add_done_callback(lambda _: task.cancel())


def _resolve(futures: Iterable[asyncio.Future[None]]) -> None:
    for future in futures:
        if not future.cancelled():
            future.set_result(None)


async def forget_answered(database: Database) -> None:
    """Delete the ids of updates that Telegram will not send again, and of albums."""
    async with database.write_transaction() as connection:
        await updates.forget_answered(connection, SystemClock().now() - _REPEATED_FOR)
        await received_messages.forget_albums(connection, SystemClock().now() - _REPEATED_FOR)


def _app_language(raw: Raw) -> tuple[int, str | None]:
    """The chat of an update, and the language of its sender's Telegram app if the bot speaks it."""
    for kind in ("message", "callback_query"):
        content = raw.get(kind)
        sender = content.get("from") if isinstance(content, dict) else None
        if isinstance(sender, dict):
            return key_of(raw), spoken(sender.get("language_code"))
    return key_of(raw), None


def key_of(raw: Raw) -> int:
    """The chat, or in inline mode the person, that an update belongs to; 0 where it names none."""
    for kind in (
        "message", "edited_message", "callback_query", "inline_query", "my_chat_member",
    ):  # fmt: skip
        content = raw.get(kind)
        if isinstance(content, dict):
            holder = content.get("message", content) if kind == "callback_query" else content
            chat = holder.get("chat") if isinstance(holder, dict) else None
            owner = chat if isinstance(chat, dict) else content.get("from")
            found = owner.get("id") if isinstance(owner, dict) else None
            return found if isinstance(found, int) else 0
    return 0


def last_messages_of(raws: Mapping[int, Raw]) -> dict[int, int]:
    """Return the id of the last message that each private chat wrote, by the chat's id. `raws` are
    updates by their ids."""
    last = {}
    for id in sorted(raws):
        # Called for each message, so without many calls; what is malformed is found later.
        with_message = raws[id]
        if "message" in with_message:
            try:
                number = with_message["message"]["message_id"]
                chat = with_message["message"]["chat"]["id"]
                if chat > 0 and number.__class__ is int and 0 < number < MAX_ID:
                    last[chat] = number
            except (KeyError, TypeError):
                continue
    return last


def is_update(raw: object) -> TypeGuard[Raw]:
    """Return whether this is an update: its id and that of its chat are numbers that a database can
    store. Anything else is logged."""
    id = raw.get("update_id") if isinstance(raw, dict) else None
    valid = isinstance(id, int) and not isinstance(id, bool) and 0 <= id < MAX_ID
    if valid and isinstance(raw, dict) and -MAX_ID <= key_of(raw) < MAX_ID:
        return True
    extra = {"kind": type(raw).__name__, "update_id": id if isinstance(id, int) else None}
    _logger.warning("Telegram sent something that is no update; passed over", extra=extra)
    return False

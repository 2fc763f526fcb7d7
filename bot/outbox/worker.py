"""What goes out by itself: planned in the database, claimed in batches, sent at Telegram's pace."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import fields
from datetime import datetime, timedelta
from operator import attrgetter

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import error

from bot.clock import Clock, SystemClock
from bot.outbox.announcements import AnnouncementSender, Gone, reason_of
from bot.outbox.rate_limit import RateLimit
from bot.outbox.results import ResultWriter
from bot.pack.current import CurrentPack
from bot.telegram.errors import chat_is_gone, seconds_of
from bot.telegram.rendering import Rendered, in_brief, render
from bot.telegram.sender import Destination, Sender
from content.languages import spoken
from content.model import Pack
from handlers.framework.lru_cache import Recent
from handlers.framework.reply import Reply
from handlers.reminders.missed import missed_view
from handlers.reminders.notices import notice_view
from storage import announcements, chats, deliveries
from storage.deliveries import Delivery
from storage.deliveries.subjects import ANNOUNCEMENT_NOTICES

_logger = logging.getLogger(__name__)
# Many enough that claiming costs little, few enough that nobody waits long for the database.
_BATCH = 50
_LEASE_SECONDS = 120.0
_SWEEP_SECONDS = 60
_LONGEST_SLEEP = 3600.0
_ATTEMPTS = 8
_WAKE = "wake"
_AGAIN_SECONDS = 5.0
_MOST_MADE = 500
# At the end, what is under way may take this long.
_FINISH_SECONDS = 10.0
# In a group these make no sound.
_SILENT = ("reminder", "snoozed", "new", "digest")

# What of a delivery its message says.
_SAID = attrgetter(
    *(each.name for each in fields(Delivery) if each.name not in ("id", "chat_id", "attempts"))
)

# What goes out as one message: one delivery, or several to one chat.
Bundle = list[Delivery]


class DeliveryWorker:
    """One wake-up for the next due instant, set anew whenever anything changes, and a sweep."""

    def __init__(self, current: CurrentPack, sender: Sender, clock: Clock, a_second: float) -> None:
        self._current = current
        self._sender = sender
        self._clock = clock
        self._pace = RateLimit(a_second)
        self._scheduler: AsyncIOScheduler | None = None
        self._outcomes = ResultWriter(current.services.database, clock)
        self._announcing = AnnouncementSender(current, sender, clock, self._outcomes)
        self._due = asyncio.Event()
        self._changed = False
        self._left: list[Bundle] = []
        self._made: Recent[object, Rendered] = Recent(_MOST_MADE)
        self._made_of: Pack | None = None
        self._made_at: datetime | None = None

    def start(self, scheduler: AsyncIOScheduler) -> asyncio.Task[None]:
        """Begin; the task runs until it is cancelled."""
        self._scheduler = scheduler
        scheduler.add_job(
            self._poke, "interval", seconds=_SWEEP_SECONDS, id="sweep", coalesce=True,
            misfire_grace_time=None,
        )  # fmt: skip
        self.wake()
        return asyncio.create_task(self._work())

    def wake(self) -> None:
        """Something changed: look now, and look again at what was claimed and not yet begun."""
        self._changed = True
        self._due.set()

    async def _poke(self) -> None:
        self._due.set()

    async def _work(self) -> None:
        try:
            while True:
                await self._due.wait()
                self._due.clear()
                try:
                    await self.run()
                except SQLAlchemyError as problem:
                    _logger.error("notices could not go out; trying again", exc_info=problem)
                    await asyncio.sleep(_AGAIN_SECONDS)
                    self._due.set()
        finally:
            await self._announcing.close()
            with suppress(SQLAlchemyError):  # it is logged, and tried again after the next start
                await self._outcomes.written()

    async def next_due(self) -> datetime | None:
        """The next instant at which a notice goes out, as far as is known now."""
        now = self._clock.now()
        async with self._current.services.database.transaction() as connection:
            planned = await deliveries.next_due(
                connection, now, self._current.services.pack.event.time_zone
            )
            announced = await announcements.next_scheduled(connection)
        return min((each for each in (planned, announced) if each is not None), default=None)

    async def run(self) -> None:
        """Send all that is due, then set the wake-up for what is due next."""
        await self._plan()
        for claim in (self._claim_missed, self._claim):
            while bundles := await claim():
                self._left = await self._send_all(bundles)
                self._announcing.tell()
        self._announcing.tell(now=True)
        now, due = self._clock.now(), await self.next_due()
        if due is None or self._scheduler is None:
            return
        # The clock may run faster than real time; the scheduler knows real time only.
        pause = (due - now).total_seconds() / self._clock.speed
        moment = SystemClock().now() + timedelta(seconds=min(max(pause, 0.0), _LONGEST_SLEEP))
        self._scheduler.add_job(
            self._poke, "date", run_date=moment, id=_WAKE, replace_existing=True,
            misfire_grace_time=None,
        )  # fmt: skip

    async def prepare(self) -> None:
        """Before anyone is answered: free what a crash left claimed, and plan what fell due while
        the program was down, so that a change of settings cannot overtake it."""
        async with self._current.services.database.transaction() as connection:
            await deliveries.release_all_claims(connection)
        await self._plan()

    async def _plan(self) -> None:
        now, database = self._clock.now(), self._current.services.database
        async with database.write_transaction() as connection:
            await deliveries.plan(connection, now, now, self._current.services.pack.event.time_zone)

    async def _claim_missed(self) -> list[Bundle]:
        """What a downtime piled up for a chat, as one bundle."""
        async with self._before_claiming() as connection:
            return await deliveries.claim_missed(
                connection, self._clock.now(), _BATCH, _LEASE_SECONDS
            )

    async def _claim(self) -> list[Bundle]:
        async with self._before_claiming() as connection:
            now = self._clock.now()
            await announcements.queue_due(connection, now)
            batch = await deliveries.claim(connection, now, _BATCH, _LEASE_SECONDS)
            await self._announcing.read(connection, batch)
            return [[each] for each in batch]

    @asynccontextmanager
    async def _before_claiming(self) -> AsyncIterator[AsyncConnection]:
        """Whatever went out is noted before anything is claimed, and what was claimed and not
        begun is judged with the rest."""
        await self._outcomes.written()
        self._changed = False
        database = self._current.services.database
        async with database.write_transaction() as connection:
            ids = [each.id for bundle in self._left for each in bundle]
            await deliveries.unclaim(connection, ids)
            yield connection
        self._left = []

    async def _send_all(self, bundles: list[Bundle]) -> list[Bundle]:
        """Send each at its turn, until something changes; those that were not begun by then."""
        under_way: set[asyncio.Task[None]] = set()
        try:
            for number, bundle in enumerate(bundles):
                await self._pace.turn(bundle[0].chat_id)
                if self._changed:
                    return bundles[number:]
                under_way.add(asyncio.create_task(self._send(bundle)))
        finally:
            # What is under way is seen to its end, so that it is known what went out.
            if under_way:
                await asyncio.wait(under_way, timeout=_FINISH_SECONDS)
        return []

    async def _send(self, bundle: Bundle) -> None:
        """One message, to its end: sent, to be tried again, or final."""
        ids, chat_id = [each.id for each in bundle], bundle[0].chat_id
        announced = bundle[0].notice in ANNOUNCEMENT_NOTICES
        try:
            if announced:
                await self._announcing.send(bundle[0])
                self._outcomes.sent(ids)
                return
            rendered = self._rendered(bundle)
            if rendered is None:
                self._fail(ids, "no-view")
                return
            silent = chat_id < 0 and all(each.notice in _SILENT for each in bundle)
            await self._sender.send_once(Destination(chat_id, silent=silent), rendered)
        except error.RetryAfter as problem:
            self._pace.hold(seconds_of(problem))
            self._retry(ids, seconds_of(problem), "retry-after")
        except error.ChatMigrated as problem:
            new_id = problem.new_chat_id
            self._outcomes.note(lambda connection: chats.move_chat(connection, chat_id, new_id))
            self._retry(ids, 0.0, "migrated")
        except error.Forbidden:
            self._unreachable(chat_id, ids if announced else [])
        except error.BadRequest as problem:
            if chat_is_gone(problem):
                self._unreachable(chat_id, ids if announced else [])
            else:
                self._fail(ids, reason_of(problem))
        except Gone:
            self._fail(ids, "gone")
        except error.TelegramError:
            self._try_again(bundle, "unanswered", "network")
        except Exception as problem:  # one that cannot be made must not hold up the others
            _logger.error("a notice could not be made", exc_info=problem)
            self._try_again(bundle, "broken", "broken")
        else:
            self._outcomes.sent(ids)

    def _rendered(self, bundle: Bundle) -> Rendered | None:
        """As it goes out. What many chats are told in the same words is made once a minute, as it
        says how long until then."""
        pack, minute = (
            self._current.services.pack,
            self._clock.now().replace(second=0, microsecond=0),
        )
        if pack is not self._made_of or minute != self._made_at:
            self._made_of, self._made_at = pack, minute
            self._made.clear()
        key = (tuple(map(_SAID, bundle)), bundle[0].chat_id > 0)
        rendered = self._made.find(key)
        if rendered is None:
            rendered = self._render(bundle)
            if rendered is not None:
                self._made.keep(key, rendered)
        return rendered

    def _render(self, bundle: Bundle) -> Rendered | None:
        first = bundle[0]
        reader = self._current.services.reader(
            self._clock.now(), spoken(first.language), first.time_zone
        )
        pack = self._current.services.pack
        if len(bundle) > 1:
            reply: Reply | None = missed_view(reader, bundle)
        else:
            reply = notice_view(reader, pack, first)
        if reply is None:
            return None
        if first.chat_id < 0:
            reply = Reply(in_brief(reply.brief or reply.blocks), reply.buttons)
        return render(reply, right_to_left=reader.right_to_left)

    def _fail(self, ids: list[int], reason: str) -> None:
        now = self._clock.now()
        self._outcomes.note(lambda connection: deliveries.mark_failed(connection, ids, reason, now))
        _logger.warning("a notice could not be delivered", extra={"error": reason})

    def _try_again(self, bundle: Bundle, at_last: str, reason: str) -> None:
        """Later, each time after a longer pause; not for ever."""
        ids, attempts = [each.id for each in bundle], max(each.attempts for each in bundle)
        if attempts >= _ATTEMPTS:
            self._fail(ids, at_last)
        else:
            self._retry(ids, min(2.0**attempts, 300.0) * random.uniform(0.5, 1.5), reason)

    def _retry(self, ids: list[int], seconds: float, reason: str) -> None:
        not_before = self._clock.now() + timedelta(seconds=seconds * self._clock.speed)
        self._outcomes.note(
            lambda connection: deliveries.retry(connection, ids, not_before, reason)
        )

    def _unreachable(self, chat_id: int, ended: list[int]) -> None:
        """Nothing more goes there until it writes again; `ended` are not to be planned anew."""
        now = self._clock.now()
        if ended:
            self._outcomes.note(
                lambda connection: deliveries.mark_failed(connection, ended, "blocked", now)
            )
        self._outcomes.note(
            lambda connection: deliveries.chat_unreachable(connection, chat_id, now)
        )

"""Sends notices: planned in the database, claimed in batches, sent at Telegram's pace."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager, suppress
from dataclasses import fields, replace
from datetime import datetime, timedelta
from operator import attrgetter

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import error

from bot.clock import Clock
from bot.outbox.announcement_progress import ProgressWorker
from bot.outbox.announcements import AnnouncementSender, MessageMissing, reason_of
from bot.outbox.outage import Outage
from bot.outbox.rate_limit import RateLimit
from bot.outbox.result_writer import ResultWriter
from bot.telegram.errors import chat_refusal, is_outage, seconds_of
from bot.telegram.rendering import Rendered, in_brief, render
from bot.telegram.sender import Destination, Sender
from bot.worker_loop import retry_delay, run_worker
from content.languages import spoken
from handlers.framework.reply import Open, Reply
from handlers.framework.services import Services
from handlers.reminders.changes import changes_view
from handlers.reminders.missed import missed_view
from handlers.reminders.notices import notice_view
from storage import announcements, deliveries
from storage.deliveries import Delivery
from storage.deliveries.results import (
    AnnouncementSent,
    Failed,
    Moved,
    Result,
    Retry,
    Sent,
    TopicLost,
    Unreachable,
    Waiting,
)
from storage.deliveries.subjects import ANNOUNCEMENT_NOTICES, CHANGE_NOTICES
from storage.leases import LeaseLost

_logger = logging.getLogger(__name__)
# Large enough that claiming costs little, small enough that nobody waits long for the database.
_BATCH_SIZE = 50
# Messages that Telegram has not answered yet; beyond it, sending waits.
_MAX_UNDER_WAY = 200
_STRAGGLER_SECONDS = 1.0
_TIMER_SLACK_SECONDS = 0.01  # timers may fire a little before the instant they are set for
# Those who change their settings within it are planned for together.
_PLANNING_INTERVAL_SECONDS = 0.1
_LEASE_SECONDS = 120.0
_SWEEP_SECONDS = 60.0
# After a round in which something due could not be claimed, because its row is damaged.
_DAMAGED_SECONDS = 5.0
_MAX_ATTEMPTS = 8
# At the end of the program, messages under way may take this long.
_FINISH_SECONDS = 10.0
# In a group these make no sound.
_SILENT = ("reminder", "snoozed", "new", "digest", "weekly")

# What the message of a delivery depends on.
_CONTENT_OF = attrgetter(
    *(
        each.name
        for each in fields(Delivery)
        if each.name not in ("id", "chat_id", "attempts", "topic_id")
    )
)

# What goes out as one message: one delivery, or several to one chat.
Bundle = list[Delivery]


class DeliveryWorker:
    """Sends what is due whenever it falls due, and looks again when anything changes."""

    def __init__(
        self,
        services: Services,
        sender: Sender,
        clock: Clock,
        rate_limit: RateLimit,
        results: ResultWriter,
        announcements: AnnouncementSender,
        progress: ProgressWorker,
    ) -> None:
        self._services = services
        self._sender = sender
        self._clock = clock
        self._rate_limit = rate_limit
        self._results = results
        self._announcements = announcements
        self._progress = progress
        self._changed = services.signals.notices_changed
        self._outage = Outage()
        # Something changed since the last planning.
        self._changed_meanwhile = False
        self._planned_at: datetime | None = None
        self._prepared = False
        self._next_planning = 0.0  # in seconds of time.monotonic()
        self._under_way: set[asyncio.Task[None]] = set()
        self._ended_since_claim = False
        # Only slow messages are under way.
        self._straggling = False
        # The messages of the batch that is being sent, by what they depend on.
        self._rendered: dict[Hashable, Rendered | None] = {}

    async def prepare(self) -> None:
        """Release what a crash left claimed, and plan what fell due while the program was down.

        To be called before anyone is answered, so that no change of settings overtakes it. Where
        another program sent until now, `run` does it."""
        self._prepared = True
        async with self._services.database.write_transaction(urgent=True) as connection:
            await deliveries.release_all_claims(connection)
        await self._plan()

    async def run(self) -> None:
        """Work until cancelled."""
        try:
            await run_worker("deliveries", self._work, self._changed, sweep_seconds=_SWEEP_SECONDS)
        finally:
            # Let messages under way finish, so that their results are written.
            if self._under_way:
                await asyncio.wait(self._under_way, timeout=_FINISH_SECONDS)
            with suppress(SQLAlchemyError):  # it is logged, and tried again after the next start
                await self._results.written()
            self._prepared = False

    async def next_due(self, after: datetime | None = None) -> datetime | None:
        """The next instant (UTC) at which a notice goes out, as far as is known now. What falls
        due up to the instant `after`, by default now, has to be planned already."""
        async with self._services.database.transaction() as connection:
            planned = await deliveries.next_due(
                connection,
                after or self._clock.now(),
                self._services.packs.in_use.pack.event.time_zone,
            )
            announced = await announcements.next_scheduled(connection)
        return min((due for due in (planned, announced) if due is not None), default=None)

    async def _work(self) -> float | None:
        """Send all that is due; returns the seconds until something is due next."""
        if not self._prepared:
            await self.prepare()
            self._next_planning = time.monotonic() + _PLANNING_INTERVAL_SECONDS
        while True:
            await asyncio.sleep(max(0.0, self._next_planning - time.monotonic()))
            self._next_planning = time.monotonic() + _PLANNING_INTERVAL_SECONDS
            self._changed.clear()
            await self._plan()
            for claim in (self._claim_missed, self._claim):
                while not self._outage.closed_for() and (bundles := await claim()):
                    await self._send_all(bundles)
                    self._progress.show()
            if not (self._changed_meanwhile or await self._some_ended()):
                break
            self._changed_meanwhile = False
        self._progress.show(now=True)
        if pause := self._outage.closed_for():
            return pause
        # Also what fell due since the planning: it would wait for the sweep otherwise.
        due = await self.next_due(self._planned_at)
        if due is None:
            return None
        if self._planned_at is not None and due <= self._planned_at:
            return _DAMAGED_SECONDS  # it was due all the time, and could not be claimed
        # The clock may run faster than real time.
        return max((due - self._clock.now()).total_seconds() / self._clock.speed, 0.0)

    async def _plan(self) -> None:
        now = self._clock.now()
        zone = self._services.packs.in_use.pack.event.time_zone
        async with self._services.database.write_transaction(urgent=True, alone=True) as connection:
            await deliveries.plan(connection, now, now, zone)
        self._planned_at = now

    async def _claim_missed(self) -> list[Bundle]:
        """Claim the late reminders of chats that have several, as one bundle for each chat."""
        async with self._claiming() as connection:
            now = self._clock.now()
            bundles = await deliveries.claim_missed(
                connection, now, self._max_claimed, _LEASE_SECONDS
            )
            return _by_topic(bundles)

    async def _claim(self) -> list[Bundle]:
        async with self._claiming() as connection:
            now = self._clock.now()
            await announcements.queue_due(connection, now)
            bundles = await deliveries.claim_bundles(
                connection, now, self._max_claimed, _LEASE_SECONDS
            )
            claimed = [delivery for bundle in bundles for delivery in bundle]
            await self._announcements.read(connection, claimed)
            return _by_topic(bundles)

    @property
    def _max_claimed(self) -> int:
        """How many to claim at once: one in an outage, to test whether it is over."""
        return 1 if self._outage.probing else _BATCH_SIZE

    @asynccontextmanager
    async def _claiming(self) -> AsyncIterator[AsyncConnection]:
        """Begin a transaction for claiming. All results are written before, because deliveries
        without one would be sent again."""
        self._ended_since_claim = False
        await self._results.written()
        self._rendered = {}
        async with self._services.database.write_transaction(urgent=True) as connection:
            yield connection

    async def _send_all(self, bundles: list[Bundle]) -> None:
        """Send the bundles at the pace of the rate limit, without waiting for slow answers."""
        waiting = deque(bundles)
        while waiting:
            await self._rate_limit.wait_for_turn(waiting[0][0].chat_id)
            if self._changed.is_set():
                self._changed.clear()
                self._changed_meanwhile = True
                waiting = await self._still_to_send(waiting)
            if self._outage.closed_for():
                await self._give_back(waiting)
                return
            if waiting:
                self._begin(waiting.popleft())
                if self._outage.probing:
                    await asyncio.wait(self._under_way)
                while len(self._under_way) >= _MAX_UNDER_WAY:
                    await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)

    def _begin(self, bundle: Bundle) -> None:
        task = asyncio.create_task(self._deliver(bundle))
        self._under_way.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._ended_since_claim = True
        if self._straggling:
            self._changed.set()

    async def _some_ended(self) -> bool:
        """Wait _STRAGGLER_SECONDS for messages under way, because their results may end an
        announcement. If none finishes in this time, the worker is woken when one does."""
        self._straggling = False
        if self._ended_since_claim or not self._under_way:
            return self._ended_since_claim
        done, _ = await asyncio.wait(
            self._under_way, timeout=_STRAGGLER_SECONDS, return_when=asyncio.FIRST_COMPLETED
        )
        self._straggling = not done
        return bool(done)

    async def _still_to_send(self, waiting: deque[Bundle]) -> deque[Bundle]:
        """Check claimed bundles again after a change. Return those still to be sent, with their
        present content; the others are settled."""
        ids = [delivery.id for bundle in waiting for delivery in bundle]
        self._rendered = {}
        async with self._services.database.write_transaction(urgent=True) as connection:
            left = await deliveries.claim_again(connection, ids, self._clock.now(), _LEASE_SECONDS)
            await self._announcements.read(connection, left)
        by_id = {delivery.id: delivery for delivery in left}
        bundles = ([by_id[each.id] for each in bundle if each.id in by_id] for bundle in waiting)
        return deque(bundle for bundle in bundles if bundle)

    async def _give_back(self, waiting: deque[Bundle]) -> None:
        """Release what was claimed and not begun; it does not count as an attempt."""
        ids = [delivery.id for bundle in waiting for delivery in bundle]
        async with self._services.database.write_transaction(urgent=True) as connection:
            await deliveries.unclaim(connection, ids)

    async def _deliver(self, bundle: Bundle) -> None:
        results = await self._send(bundle)
        for result in results:
            self._results.note(result)
            if isinstance(result, Retry):
                pause = (result.not_before - self._clock.now()).total_seconds() / self._clock.speed
                self._wake_after(max(pause, 0.0))
        if any(isinstance(result, TopicLost | Waiting) for result in results):
            with suppress(SQLAlchemyError):  # it is logged, and written later
                await self._results.written()
            self._services.signals.chat_troubles.set()

    def _wake_after(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        loop.call_later(seconds + _TIMER_SLACK_SECONDS, self._changed.set)

    async def _send(self, bundle: Bundle) -> list[Result]:
        """Send one message, and return the result for each delivery."""
        ids, chat_id = tuple(delivery.id for delivery in bundle), bundle[0].chat_id
        topic_id = bundle[0].topic_id
        announced = bundle[0].notice in ANNOUNCEMENT_NOTICES
        try:
            if announced:
                self._progress.show()
                result = await self._announcements.send(bundle[0])
                if isinstance(result, AnnouncementSent):
                    self._rate_limit.also_sent(chat_id, len(result.other_parts))
                self._outage.ended()
                return [result]
            rendered = self._message(bundle)
            if rendered is None:
                return [_failed(ids, "no-view")]
            silent = chat_id < 0 and all(delivery.notice in _SILENT for delivery in bundle)
            await self._sender.send_once(Destination(chat_id, topic_id, silent=silent), rendered)
            self._outage.ended()
            return [Sent(ids, topic_id)]
        except error.RetryAfter as problem:
            return [self._retry(ids, seconds_of(problem), "retry-after")]
        except error.ChatMigrated as problem:
            return [Moved(chat_id, problem.new_chat_id), self._retry(ids, 0.0, "migrated")]
        except (error.Forbidden, error.BadRequest) as problem:
            return self._refused(bundle, problem)
        except MessageMissing:
            return [_failed(ids, "gone")]
        except LeaseLost:
            return []  # another program sends it
        except error.TelegramError as problem:
            if not is_outage(problem):
                return [self._retry_or_fail(bundle, "unanswered", "network")]
            pause = self._outage.failed(problem)
            return [replace(self._retry(ids, pause, "outage"), counted=False)]
        except Exception as problem:  # one that cannot be made must not hold up the others
            _logger.error("a notice could not be made", exc_info=problem)
            return [self._retry_or_fail(bundle, "broken", "broken")]

    def _refused(self, bundle: Bundle, problem: error.TelegramError) -> list[Result]:
        """What follows from a refusal that no repetition changes now."""
        ids, first = tuple(delivery.id for delivery in bundle), bundle[0]
        refusal = chat_refusal(problem)
        if refusal is None:
            return [_failed(ids, reason_of(problem))]
        _logger.info("a chat takes no messages", extra={"error": refusal.reason})
        if refusal.trouble is None:
            # An announcement is not planned again when the chat writes.
            announced = first.notice in ANNOUNCEMENT_NOTICES
            failed = [Failed(ids, refusal.reason)] if announced else []
            return [*failed, Unreachable(first.chat_id)]
        if refusal.of_topic and first.topic_id is not None:
            lost = TopicLost(first.chat_id, first.topic_id, refusal.trouble)
            return [lost, replace(self._retry(ids, 0.0, refusal.reason), counted=False)]
        return [Waiting(ids, first.chat_id, refusal.trouble)]

    def _message(self, bundle: Bundle) -> Rendered | None:
        """Render a bundle, or take the message of another of this batch that says the same."""
        key = (tuple(map(_CONTENT_OF, bundle)), bundle[0].chat_id > 0)
        if key not in self._rendered:
            self._rendered[key] = self._render(bundle)
        return self._rendered[key]

    def _render(self, bundle: Bundle) -> Rendered | None:
        first, pack = bundle[0], self._services.packs.in_use.pack
        reader = self._services.reader(
            pack, self._clock.now(), spoken(first.language), first.time_zone
        )
        pack = pack.in_language(reader.language)
        if len(bundle) > 1 and first.notice in CHANGE_NOTICES:
            reply: Reply | None = changes_view(reader, pack, bundle)
        elif len(bundle) > 1:
            reply = missed_view(reader, pack, bundle)
        else:
            reply = notice_view(reader, pack, first)
        if reply is None:
            return None
        if first.in_channel:
            # Whoever pressed a button would change the message for all.
            link = Open(reader.gettext("Open in private"), reader.link(reply.payload or "start"))
            reply = Reply(reply.blocks, ((link,),))
        elif first.chat_id < 0:
            reply = Reply(in_brief(reply.brief or reply.blocks), reply.buttons)
        return render(reply, right_to_left=reader.right_to_left)

    def _retry_or_fail(self, bundle: Bundle, final_reason: str, reason: str) -> Result:
        """Plan the next attempt, later each time, or give up after _MAX_ATTEMPTS."""
        ids = tuple(delivery.id for delivery in bundle)
        attempts = max(delivery.attempts for delivery in bundle)
        if attempts >= _MAX_ATTEMPTS:
            return _failed(ids, final_reason)
        return self._retry(ids, retry_delay(attempts), reason)

    def _retry(self, ids: tuple[int, ...], seconds: float, reason: str) -> Retry:
        not_before = self._clock.now() + timedelta(seconds=seconds * self._clock.speed)
        return Retry(ids, not_before, reason)


def _by_topic(bundles: list[Bundle]) -> list[Bundle]:
    """Part bundles whose deliveries go to several topics of a forum."""
    parted: list[Bundle] = []
    for bundle in bundles:
        topics: dict[int | None, Bundle] = {}
        for delivery in bundle:
            topics.setdefault(delivery.topic_id, []).append(delivery)
        parted += topics.values()
    return parted


def _failed(ids: tuple[int, ...], reason: str) -> Failed:
    _logger.warning("a notice could not be delivered", extra={"error": reason})
    return Failed(ids, reason)

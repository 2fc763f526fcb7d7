"""What goes out by itself: planned in the database, claimed in batches, sent at Telegram's pace."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.exc import SQLAlchemyError
from telegram import error

from bot.clock import Clock, SystemClock
from bot.house import House
from bot.pace import Pace
from bot.rendering import in_brief, render
from bot.sending import Sender, Whereto, seconds_of
from content.languages import spoken
from content.model import Meeting
from handlers.notices import notice_view
from handlers.reply import Reply
from storage import chats, deliveries, subscriptions
from storage.deliveries import Delivery

_logger = logging.getLogger(__name__)
_BATCH = 200
_LEASE_SECONDS = 120.0
_SWEEP_SECONDS = 60
_LONGEST_SLEEP = 3600.0
_ATTEMPTS = 8
_WAKE = "wake"


class Deliverer:
    """One wake-up for the next due instant, set anew whenever anything changes, and a sweep."""

    def __init__(self, house: House, sender: Sender, clock: Clock, a_second: float) -> None:
        self._house = house
        self._sender = sender
        self._clock = clock
        self._pace = Pace(a_second)
        self._scheduler: AsyncIOScheduler | None = None
        self._due = asyncio.Event()

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
        """Something changed: look now."""
        self._due.set()

    async def _poke(self) -> None:
        self._due.set()

    async def _work(self) -> None:
        while True:
            await self._due.wait()
            self._due.clear()
            try:
                await self.run()
            except (SQLAlchemyError, ExceptionGroup) as problem:
                # What was claimed falls due again when its lease is over; the sweep comes anyway.
                _logger.error("notices could not go out; trying again", exc_info=problem)

    async def next_due(self) -> datetime | None:
        """The next instant at which a notice goes out, as far as is known now."""
        now = self._clock.now()
        async with self._house.rooms.database.transaction() as connection:
            return await deliveries.next_due(
                connection, now, self._house.rooms.pack.event.time_zone
            )

    async def run(self) -> None:
        """Send all that is due, then set the wake-up for what is due next."""
        await self._plan()
        while batch := await self._claim():
            await self._send_all(batch)
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
        async with self._house.rooms.database.transaction() as connection:
            await deliveries.release_claims(connection)
        await self._plan()

    async def _plan(self) -> None:
        now = self._clock.now()
        async with self._house.rooms.database.transaction() as connection:
            await deliveries.plan(connection, now, now, self._house.rooms.pack.event.time_zone)

    async def _claim(self) -> list[Delivery]:
        async with self._house.rooms.database.transaction() as connection:
            return await deliveries.claim(connection, self._clock.now(), _BATCH, _LEASE_SECONDS)

    async def _send_all(self, batch: Sequence[Delivery]) -> None:
        async with asyncio.TaskGroup() as group:
            for delivery in batch:
                await self._pace.turn(delivery.chat_id)
                group.create_task(self._send(delivery))

    async def _send(self, delivery: Delivery) -> None:
        """One delivery, to its end: sent, to be tried again, or final."""
        now = self._clock.now
        try:
            reply = await self._reply(delivery)
            if reply is None:
                await self._fail(delivery, "no-view")
                return
            private = delivery.chat_id > 0
            rendered = render(reply if private else Reply(in_brief(reply.blocks), reply.buttons))
            silent = not private and delivery.notice in ("reminder", "snoozed", "new")
            await self._sender.once(Whereto(delivery.chat_id, silent=silent), rendered)
        except error.RetryAfter as problem:
            self._pace.hold(seconds_of(problem))
            await self._retry(delivery, seconds_of(problem), "retry-after")
        except error.ChatMigrated as problem:
            async with self._house.rooms.database.transaction() as connection:
                await chats.move_chat(connection, delivery.chat_id, problem.new_chat_id)
            await self._retry(delivery, 0.0, "migrated")
        except error.Forbidden:
            await self._unreachable(delivery)
        except error.BadRequest as problem:
            if "chat not found" in problem.message.casefold():
                await self._unreachable(delivery)
            else:
                await self._fail(delivery, "refused")
        except error.TelegramError:
            if delivery.attempts >= _ATTEMPTS:
                await self._fail(delivery, "unanswered")
            else:
                pause = min(2.0**delivery.attempts, 300.0) * random.uniform(0.5, 1.5)
                await self._retry(delivery, pause, "network")
        else:
            async with self._house.rooms.database.transaction() as connection:
                await deliveries.mark_sent(connection, [delivery.id], now())

    async def _reply(self, delivery: Delivery) -> Reply | None:
        pack = self._house.rooms.pack
        now = self._clock.now()
        reader = self._house.rooms.reader(now, spoken(delivery.language), delivery.time_zone)
        async with self._house.rooms.database.transaction() as connection:
            through = await subscriptions.covered_by(connection, delivery.chat_id, delivery.subject)
        if delivery.body is None:
            return None
        meeting = Meeting.model_validate_json(delivery.body)
        before = (
            Meeting.model_validate_json(delivery.previous_body) if delivery.previous_body else None
        )
        return notice_view(reader, pack, delivery, meeting, before, through)

    async def _fail(self, delivery: Delivery, reason: str) -> None:
        async with self._house.rooms.database.transaction() as connection:
            await deliveries.mark_failed(connection, delivery.id, reason, self._clock.now())
        _logger.warning("a notice could not be delivered", extra={"error": reason})

    async def _retry(self, delivery: Delivery, seconds: float, reason: str) -> None:
        not_before = self._clock.now() + timedelta(seconds=seconds * self._clock.speed)
        async with self._house.rooms.database.transaction() as connection:
            await deliveries.retry(connection, delivery.id, not_before, reason)

    async def _unreachable(self, delivery: Delivery) -> None:
        async with self._house.rooms.database.transaction() as connection:
            await deliveries.chat_unreachable(connection, delivery.chat_id, self._clock.now())

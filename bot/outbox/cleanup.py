"""What happens by the clock: once a day, what is kept no longer is forgotten."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock, SystemClock
from bot.outbox.usage import EVERY_SECONDS, UsageWriter
from bot.updates.inbox import forget_answered
from handlers.me.retention import (
    CHATS_KEPT_DAYS,
    COUNTS_KEPT_DAYS,
    NOTICES_KEPT_DAYS,
    QUESTION_WORDS_KEPT_DAYS,
    QUESTIONS_KEPT_DAYS,
)
from storage import announcements, chats, counts, deliveries, questions
from storage.database import Database

_logger = logging.getLogger(__name__)
_AT_ONCE = 2_000
_CHECKPOINT_SECONDS = 1
# A program that is started anew each day prunes, too, and its start does not wait for it.
_AFTER_START = timedelta(minutes=5)


async def forget_unseen(database: Database, clock: Clock) -> int:
    """Keep the promise of /privacy; says how many chats were forgotten."""
    before = clock.now().date() - timedelta(days=CHATS_KEPT_DAYS)
    async with database.transaction() as connection:
        forgotten = await chats.forget_inactive_chats(connection, before)
    if forgotten:
        _logger.info("forgot chats not seen for long", extra={"count": forgotten})
    return forgotten


async def prune(database: Database, clock: Clock) -> int:
    """Forget notices that are settled for long, and what only they needed; says how many notices.
    A few at a time, so that nobody waits for the database."""
    before = clock.now() - timedelta(days=NOTICES_KEPT_DAYS)
    pruned = 0
    more = True
    while more:
        async with database.transaction() as connection:
            gone = await deliveries.prune_deliveries(connection, before, _AT_ONCE)
        pruned += gone
        more = gone == _AT_ONCE
    more = True
    while more:
        async with database.transaction() as connection:
            more = await announcements.prune_messages(connection, clock.now(), _AT_ONCE) > 0
    async with database.transaction() as connection:
        await deliveries.prune_revisions(connection, before)
        await deliveries.prune_planned_reminders(connection, before)
        await counts.prune(connection, clock.now().date() - timedelta(days=COUNTS_KEPT_DAYS))
    return pruned


async def prune_questions(database: Database, clock: Clock) -> int:
    """Forget what was asked long ago, and words that nobody answered; says how many questions."""
    now = clock.now()
    async with database.transaction() as connection:
        return await questions.prune(
            connection,
            words_before=now - timedelta(days=QUESTION_WORDS_KEPT_DAYS),
            before=now - timedelta(days=QUESTIONS_KEPT_DAYS),
            mutes_before=now - timedelta(days=CHATS_KEPT_DAYS),
            now=now,
        )


async def checkpoint_regularly(database: Database) -> None:
    """Carry SQLite's log over into its file every second, until cancelled."""
    while True:
        await asyncio.sleep(_CHECKPOINT_SECONDS)
        # Where the disk is full, whoever writes says so.
        with suppress(SQLAlchemyError):
            await database.checkpoint()


def build_scheduler(database: Database, clock: Clock, counting: UsageWriter) -> AsyncIOScheduler:
    """The scheduler with its jobs, not started."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.add_job(
        forget_answered, "interval", hours=1, args=(database,), id="forget-answered",
        coalesce=True, misfire_grace_time=None,
    )  # fmt: skip
    scheduler.add_job(
        counting.write, "interval", seconds=EVERY_SECONDS, id="count",
        coalesce=True, misfire_grace_time=None,
    )  # fmt: skip
    scheduler.add_job(
        forget_unseen, "interval", hours=24, args=(database, clock), id="forget-unseen",
        coalesce=True, misfire_grace_time=None,
    )  # fmt: skip
    scheduler.add_job(
        prune, "interval", hours=24, args=(database, clock), id="prune",
        coalesce=True, misfire_grace_time=None, next_run_time=SystemClock().now() + _AFTER_START,
    )  # fmt: skip
    scheduler.add_job(
        prune_questions, "interval", hours=24, args=(database, clock), id="prune-questions",
        coalesce=True, misfire_grace_time=None, next_run_time=SystemClock().now() + _AFTER_START,
    )  # fmt: skip
    return scheduler

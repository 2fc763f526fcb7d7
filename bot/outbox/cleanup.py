"""Scheduled jobs: deleting what is no longer stored, and writing counts."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock, ShiftedClock, SystemClock
from bot.outbox.usage_writer import WRITE_SECONDS, UsageWriter
from bot.updates.inbox import forget_answered
from handlers.me.retention import (
    ATTENDANCE_KEPT_DAYS,
    CHATS_KEPT_DAYS,
    COUNTS_KEPT_DAYS,
    FLOOR_PERSONS_KEPT_DAYS,
    NOTICES_KEPT_DAYS,
    QUESTION_WORDS_KEPT_DAYS,
    QUESTIONS_KEPT_DAYS,
)
from storage import (
    announcements,
    attendance,
    chats,
    cleanup_holds,
    counts,
    deliveries,
    questions,
    team_members,
)
from storage.database import Database
from storage.errors import DatabaseGone
from storage.files import FileWatch
from storage.floor import forgetting

_logger = logging.getLogger(__name__)
_BATCH_ROWS = 2_000  # a transaction, so that others need not wait for long
_CHECKPOINT_SECONDS = 1
_EMPTY_LOG_SECONDS = 60
# The update by which somebody asked to be forgotten is itself in the log, until it is answered.
_EMPTY_AFTER_FORGETTING = 3
# So that a program that is restarted every day cleans up, too, and one whose machine has just
# started knows the date by then.
_FIRST_DELAY = timedelta(minutes=5)
_HOLD = "inactive-chats"
_MAX_USUAL_SHARE = 0.1
_HELD_FOR = timedelta(hours=23)  # the job runs a day later, give or take a little


async def clean_up(database: Database, clock: Clock) -> None:
    """Delete everything whose retention period is over. If one kind of record cannot be deleted,
    that is logged, and the others are deleted all the same.

    Nothing is deleted while the clock may be wrong: see `_clock_may_be_wrong`.
    """
    try:
        if await _clock_may_be_wrong(database, clock):
            return
    except Exception as problem:
        _logger.error("cleaning up failed; trying again tomorrow", exc_info=problem)
        return
    for delete in (
        forget_inactive_chats, prune_notices, prune_questions, prune_invites, prune_attendance,
        forget_speakers,
    ):  # fmt: skip
        try:
            await delete(database, clock)
        except Exception as problem:
            _logger.error("cleaning up failed; trying again tomorrow", exc_info=problem)


async def _clock_may_be_wrong(database: Database, clock: Clock) -> bool:
    """Return whether an unusual share of the chats was not seen for too long, for the first day.

    That is the case long after an event, but also when a machine starts with a wrong date. It is
    logged, so that an operator has a day to correct the date.
    """
    before = clock.now().date() - timedelta(days=CHATS_KEPT_DAYS)
    async with database.write_transaction() as connection:
        inactive, total = await chats.count_inactive_chats(connection, before)
        if inactive <= total * _MAX_USUAL_SHARE:
            await cleanup_holds.release(connection, _HOLD)
            return False
        since = await cleanup_holds.hold(connection, _HOLD, clock.now())
    if clock.now() - since >= _HELD_FOR:
        return False
    _logger.error(
        "%d of %d chats were not seen for over %d days and would be forgotten; they will be in a "
        "day. Is the date right? This machine says %s",
        inactive, total, CHATS_KEPT_DAYS, clock.now().date().isoformat(),
    )  # fmt: skip
    return True


async def forget_inactive_chats(database: Database, clock: Clock) -> int:
    """Forget chats that were not seen for CHATS_KEPT_DAYS. Return their number."""
    before = clock.now().date() - timedelta(days=CHATS_KEPT_DAYS)
    async with database.write_transaction() as connection:
        forgotten = await chats.forget_inactive_chats(connection, before)
    if forgotten:
        _logger.info("forgot chats not seen for long", extra={"count": forgotten})
    return forgotten


async def prune_notices(database: Database, clock: Clock) -> int:
    """Delete old notices that are settled, the revisions that only they needed, messages of
    announcements and counts. Return the number of notices."""
    before = clock.now() - timedelta(days=NOTICES_KEPT_DAYS)
    pruned = 0
    more = True
    while more:
        async with database.write_transaction() as connection:
            deleted = await deliveries.prune_deliveries(connection, before, _BATCH_ROWS)
        pruned += deleted
        more = deleted == _BATCH_ROWS
    more = True
    while more:
        async with database.write_transaction() as connection:
            more = await announcements.prune_messages(connection, clock.now(), _BATCH_ROWS) > 0
    async with database.write_transaction() as connection:
        await deliveries.prune_revisions(connection, before)
        await deliveries.prune_planned_reminders(connection, before)
        await counts.prune(connection, clock.now().date() - timedelta(days=COUNTS_KEPT_DAYS))
    return pruned


async def prune_questions(database: Database, clock: Clock) -> int:
    """Delete old questions, and the words of unanswered ones. Return the number of questions."""
    now = clock.now()
    async with database.write_transaction() as connection:
        return await questions.prune(
            connection,
            words_before=now - timedelta(days=QUESTION_WORDS_KEPT_DAYS),
            before=now - timedelta(days=QUESTIONS_KEPT_DAYS),
            mutes_before=now - timedelta(days=CHATS_KEPT_DAYS),
            now=now,
        )


async def prune_attendance(database: Database, clock: Clock) -> int:
    """Delete whether people came to meetings that are long over. Return the number of answers."""
    before = clock.now() - timedelta(days=ATTENDANCE_KEPT_DAYS)
    async with database.write_transaction() as connection:
        return await attendance.prune(connection, before)


async def prune_invites(database: Database, clock: Clock) -> int:
    """Delete invitations to the team that have expired. Return their number."""
    async with database.write_transaction() as connection:
        return await team_members.prune_invites(connection, clock.now())


async def forget_speakers(database: Database, clock: Clock) -> int:
    """Remove the persons from sessions that ended FLOOR_PERSONS_KEPT_DAYS ago. Return the number of
    turns that named somebody."""
    before = clock.now() - timedelta(days=FLOOR_PERSONS_KEPT_DAYS)
    async with database.write_transaction() as connection:
        return await forgetting.forget_ended_sessions(connection, before)


async def forget_genders(database: Database) -> None:
    """Remove what speakers told of their gender from sessions that are closed."""
    async with database.write_transaction() as connection:
        await forgetting.forget_genders(connection)


async def checkpoint_regularly(
    database: Database,
    watch: FileWatch,
    forgotten: asyncio.Event,
    fail: Callable[[Exception], None],
) -> None:
    """Copy SQLite's write-ahead log into the database file every second, until cancelled. The log
    is also emptied: every minute, and after `forgotten` was set, until nothing written before is
    left in it.

    If the file was deleted or replaced, call `fail` and return.
    """
    left = 0
    for second in itertools.count():
        await asyncio.sleep(_CHECKPOINT_SECONDS)
        try:
            watch.check()
        except DatabaseGone as problem:
            _logger.critical("%s", problem)
            fail(problem)
            return
        if forgotten.is_set():
            forgotten.clear()
            left = _EMPTY_AFTER_FORGETTING
        # If the disk is full, the next writer reports it.
        with suppress(SQLAlchemyError):
            if (left or second % _EMPTY_LOG_SECONDS == 0) and await database.empty_log():
                left = max(0, left - 1)
            else:
                await database.checkpoint()


def build_scheduler(
    database: Database,
    clock: Clock,
    counting: UsageWriter,
    cleans_up: Callable[[], bool] = lambda: True,
) -> AsyncIOScheduler:
    """Return the scheduler with its jobs, not started. What deletes is left out at times when this
    program is not the one that `cleans_up`."""

    async def if_chosen(delete: Callable[..., Awaitable[object]], *arguments: object) -> None:
        if cleans_up():
            await delete(*arguments)

    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.add_job(
        if_chosen, "interval", hours=1, args=(forget_answered, database), id="forget-answered",
        coalesce=True, misfire_grace_time=None,
    )  # fmt: skip
    scheduler.add_job(
        if_chosen, "interval", hours=1, args=(forget_genders, database), id="forget-genders",
        coalesce=True, misfire_grace_time=None,
    )  # fmt: skip
    scheduler.add_job(
        counting.write, "interval", seconds=WRITE_SECONDS, id="count",
        coalesce=True, misfire_grace_time=None,
    )  # fmt: skip
    # A rehearsal's clock says nothing of how old anything is.
    if not isinstance(clock, ShiftedClock):
        scheduler.add_job(
            if_chosen, "interval", hours=24, args=(clean_up, database, clock), id="clean-up",
            coalesce=True, misfire_grace_time=None,
            next_run_time=SystemClock().now() + _FIRST_DELAY,
        )  # fmt: skip
    return scheduler

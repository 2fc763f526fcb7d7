"""What happens by the clock: forgetting, once a day, chats that were not seen for long."""

from __future__ import annotations

import logging
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from bot.keeping import forget_answered
from handlers.privacy import KEPT_DAYS
from storage import chats
from storage.database import Database

_logger = logging.getLogger(__name__)


async def forget_unseen(database: Database, clock: Clock) -> int:
    """Keep the promise of /privacy; says how many chats were forgotten."""
    before = clock.now().date() - timedelta(days=KEPT_DAYS)
    async with database.transaction() as connection:
        forgotten = await chats.forget_unseen(connection, before)
    if forgotten:
        _logger.info("forgot chats not seen for long", extra={"count": forgotten})
    return forgotten


def build_scheduler(database: Database, clock: Clock) -> AsyncIOScheduler:
    """The scheduler with its jobs, not started."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.add_job(
        forget_answered, "interval", hours=1, args=(database,), id="forget-answered",
        coalesce=True, misfire_grace_time=None,
    )  # fmt: skip
    scheduler.add_job(
        forget_unseen, "interval", hours=24, args=(database, clock), id="forget-unseen",
        coalesce=True, misfire_grace_time=None,
    )  # fmt: skip
    return scheduler

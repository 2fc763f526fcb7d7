"""When the delivery worker plans."""

from __future__ import annotations

import asyncio
import itertools
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import pytest

from bot.clock import ShiftedClock
from bot.outbox.announcement_progress import ProgressWorker
from bot.outbox.announcements import AnnouncementSender
from bot.outbox.rate_limit import RateLimit
from bot.outbox.result_writer import ResultWriter
from bot.outbox.worker import DeliveryWorker
from bot.telegram.flood_control import FloodControl
from bot.telegram.sender import Sender
from storage import deliveries
from tests.factories import BEFORE, a_database, services_over


async def test_many_changes_at_once_are_planned_for_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned: list[float] = []
    plan = deliveries.plan

    async def counted(*arguments: Any) -> None:
        planned.append(time.monotonic())
        await plan(*arguments)

    monkeypatch.setattr(deliveries, "plan", counted)
    with a_database(tmp_path) as database:
        await database.migrate()
        services, clock = services_over(database), ShiftedClock(BEFORE)
        nobody = cast(Sender, None)  # nothing is due
        worker = DeliveryWorker(
            services, nobody, clock, RateLimit(1000, FloodControl()), ResultWriter(database, clock),
            AnnouncementSender(services, nobody, clock), ProgressWorker(services, nobody, clock),
        )  # fmt: skip
        working = asyncio.create_task(worker.run())
        for _ in range(100):
            last = time.monotonic()
            services.signals.notices_changed.set()
            await asyncio.sleep(0.01)
        while planned[-1] < last:  # the last change, too
            await asyncio.sleep(0.01)
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working
        await database.close()
    pauses = [after - before for before, after in itertools.pairwise(planned)]
    assert min(pauses) >= 0.09

"""What makes a program not ready."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

from telegram import error

from bot.clock import ShiftedClock
from bot.monitoring.figures import Figures
from bot.monitoring.observer import Observer
from bot.monitoring.state import Monitor, Reached
from bot.telegram.api import BotApi
from bot.telegram.errors import NotSent, TooManyRequests
from storage import deliveries, meetings, subscriptions
from tests.factories import a_database
from tests.storage.calendar import DAY, EVENT_ZONE, NOW, a_meeting


async def test_every_check_is_told_and_one_that_fails_or_hangs_counts(
    monkeypatch: Any,
) -> None:
    monkeypatch.setattr("bot.monitoring.state._CHECK_TIMEOUT_SECONDS", 0.01)
    monitor = Monitor()
    assert await monitor.findings() == {"program": "starting"}
    monitor.started = True

    async def fine() -> None:
        return None

    async def hangs() -> None:
        await asyncio.Event().wait()

    async def fails() -> None:
        raise ConnectionResetError("somebody's words")

    monitor.add("fine", fine)
    assert monitor.is_ready(await monitor.findings())
    monitor.add("hangs", hangs)
    remove = monitor.add("fails", fails)
    findings = await monitor.findings()
    assert not monitor.is_ready(findings)
    assert findings["fine"] == "ok"
    assert findings["fails"] == "ConnectionResetError"
    assert findings["hangs"].startswith("no answer within")
    remove()
    assert "fails" not in await monitor.findings()
    monitor.stopping = True
    assert await monitor.findings() == {"program": "stopping"}


async def test_an_answer_counts_for_a_while() -> None:
    now = 100.0
    reached = Reached(90.0, lambda: now)
    now += 90
    assert await reached.check() is None
    now += 1
    assert await reached.check() == "no answer for 91 s"
    reached.note()
    assert await reached.check() is None


class _Silent:
    """A Bot API that nobody called for long, and that cannot be reached."""

    async def call(self, method: str, parameters: object) -> None:
        assert method == "getMe"
        raise NotSent("no")


async def test_where_nothing_was_called_for_long_the_bot_api_is_asked(monkeypatch: Any) -> None:
    observer = Observer(ShiftedClock(NOW))
    observer.monitor.started = True
    observer.use_telegram(cast(BotApi, _Silent()))
    assert await observer.monitor.findings() == {"telegram": "ok"}
    monkeypatch.setattr(observer.figures.telegram, "_at", float("-inf"))
    assert await observer.monitor.findings() == {"telegram": "unreachable"}


def test_calls_are_counted_by_what_became_of_them() -> None:
    figures = Figures()
    for problem in (
        None, TooManyRequests(3), error.Forbidden("x"), error.BadRequest("x"), NotSent("x"),
        error.TimedOut(), error.InvalidToken("x"), error.Conflict("x"), asyncio.CancelledError(),
    ):  # fmt: skip
        figures.called("sendMessage", problem, 0.1)
    text = figures.text().decode()
    for outcome in (
        "ok", "too-many-requests", "forbidden", "refused", "unreachable", "timeout",
        "token-refused", "conflict", "cancelled",
    ):  # fmt: skip
        line = f'roundtable_telegram_calls_total{{method="sendMessage",outcome="{outcome}"}} 1.0'
        assert line in text


async def test_the_oldest_notice_that_is_due_is_told(tmp_path: Path) -> None:
    with a_database(tmp_path) as database:
        await database.migrate()
        async with database.write_transaction() as connection:
            await meetings.load_pack_meetings(connection, [a_meeting()], NOW)
            await subscriptions.subscribe(connection, 1, "all", "", NOW)
            due = NOW + 2 * DAY
            await deliveries.plan(connection, NOW, due, EVENT_ZONE)
        observer = Observer(ShiftedClock(due + timedelta(seconds=75)))
        end = observer.use_database(database)
        text = await observer.text()
        assert b"roundtable_outbox_oldest_due_seconds 75." in text
        assert b'roundtable_outbox_deliveries{state="pending"} 1.0' in text
        end()
        await database.close()

"""Figures for Prometheus: https://prometheus.io/docs/practices/naming/"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine
from telegram import error

from bot.monitoring.state import Reached
from bot.telegram.errors import TooManyRequests

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_STATEMENT_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)
_POLLING = "getUpdates"
# Long polling answers within 50 seconds, also when nothing came.
_MAX_POLL_AGE_SECONDS = 90.0
# After so long without any call, the Bot API is asked whether it answers.
_MAX_ANSWER_AGE_SECONDS = 60.0


class Figures:
    """All figures, in a registry of their own. What costs a query is set by whoever reads it
    (`set_outbox` and the like) right before `text`."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self._taken = self._counter(
            "roundtable_updates_taken", "Updates that Telegram handed over, also repeated ones"
        )
        self.waiting_updates = self._gauge(
            "roundtable_updates_waiting", "Updates that are stored and not yet answered"
        )
        self._answers = Histogram(
            "roundtable_answer_seconds", "From the beginning of an update's turn to its answer",
            ["kind"], buckets=_SECONDS, registry=self.registry,
        )  # fmt: skip
        self._calls = self._counter(
            "roundtable_telegram_calls", "Calls of the Bot API by method and outcome",
            "method", "outcome",
        )  # fmt: skip
        self._call_seconds = Histogram(
            "roundtable_telegram_call_seconds", "Calls of the Bot API, without long polling",
            buckets=_SECONDS, registry=self.registry,
        )  # fmt: skip
        self._statements = Histogram(
            "roundtable_database_statement_seconds", "Statements of the database",
            buckets=_STATEMENT_SECONDS, registry=self.registry,
        )  # fmt: skip
        self.outbox = self._gauge(
            "roundtable_outbox_deliveries", "Notices in the outbox that are not settled", "state"
        )
        self.oldest_due = self._gauge(
            "roundtable_outbox_oldest_due_seconds",
            "Age of the notice that has been due for longest; 0 if none is due",
        )
        self.screens = self._gauge("roundtable_screens_open", "Screens of rooms that are open")
        self.database_bytes = self._gauge("roundtable_database_bytes", "Size of the database")
        self.free_bytes = self._gauge(
            "roundtable_disk_free_bytes", "Space left on the disk of the database or the program"
        )
        self.lag = self._gauge(
            "roundtable_event_loop_lag_seconds", "How late the event loop was, the last second"
        )
        self.ready = self._gauge("roundtable_ready", "1 while /readyz answers 200")
        self.telegram = Reached(_MAX_ANSWER_AGE_SECONDS)
        self.polled = Reached(_MAX_POLL_AGE_SECONDS)
        age = self._gauge(
            "roundtable_telegram_answer_age_seconds", "Since the Bot API last answered any call"
        )
        age.set_function(lambda: self.telegram.age_seconds)
        self._info = self._gauge("roundtable_info", "1, with the version", "version", "database")

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(name, text, labels, registry=self.registry)

    def _gauge(self, name: str, text: str, *labels: str) -> Gauge:
        return Gauge(name, text, labels, registry=self.registry)

    def text(self) -> bytes:
        """All figures in Prometheus's text format."""
        return generate_latest(self.registry)

    def set_info(self, version: str, database: str) -> None:
        self._info.labels(version, database).set(1)

    def updates_taken(self, number: int) -> None:
        self._taken.inc(number)

    def answered(self, kind: str, seconds: float) -> None:
        self._answers.labels(kind).observe(seconds)

    def called(self, method: str, problem: BaseException | None, seconds: float) -> None:
        """Count a call of the Bot API. It was answered unless it did not get through."""
        outcome = outcome_of(problem)
        self._calls.labels(method, outcome).inc()
        if method != _POLLING:
            self._call_seconds.observe(seconds)
        elif problem is None:
            self.polled.note()
        if outcome not in ("unreachable", "timeout", "cancelled"):
            self.telegram.note()

    def measure_statements(self, engines: Iterable[AsyncEngine]) -> Callable[[], None]:
        """Time every statement of these engines; return what ends it."""
        listened: list[tuple[Any, str, Callable[..., None]]] = []
        for engine in {id(engine): engine for engine in engines}.values():
            for name, listener in (
                ("before_cursor_execute", self._begin),
                ("after_cursor_execute", self._end),
            ):
                event.listen(engine.sync_engine, name, listener)
                listened.append((engine.sync_engine, name, listener))

        def end() -> None:
            for target, name, listener in listened:
                event.remove(target, name, listener)

        return end

    def _begin(self, connection: Any, cursor: Any, *_: object) -> None:
        connection.info["began"] = time.perf_counter()

    def _end(self, connection: Any, cursor: Any, *_: object) -> None:
        began = connection.info.pop("began", None)
        if began is not None:
            self._statements.observe(time.perf_counter() - began)


def outcome_of(problem: BaseException | None) -> str:
    """Return what became of a call, as one of a few words."""
    if problem is None:
        return "ok"
    if isinstance(problem, TooManyRequests):
        return "too-many-requests"
    for kind, outcome in (
        (error.Forbidden, "forbidden"),
        (error.ChatMigrated, "migrated"),
        (error.BadRequest, "refused"),
        (error.InvalidToken, "token-refused"),
        (error.Conflict, "conflict"),
        (error.TimedOut, "timeout"),
        (error.NetworkError, "unreachable"),
        (error.TelegramError, "other"),
    ):
        if isinstance(problem, kind):
            return outcome
    return "cancelled"

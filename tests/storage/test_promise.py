"""Promise 3 against a simple model: whatever people and clocks do, a reminder goes out once for
each chat, revision and lead time, and never for a time that no longer holds."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import deliveries, meetings, reminder_settings, subscriptions
from storage.database import open_database
from tests.databases import database_url, drop_below
from tests.storage.calendar import EVENT_ZONE, HOUR, NOW, a_meeting, mark_sent

Answer = TypeVar("Answer")
CHATS = (1, 2)
MEETINGS = {"m1": "rcp", "m2": "global"}
WAYS = (("all", ""), ("kind", "rcp"), ("kind", "global"), ("meeting", "m1"), ("meeting", "m2"))
LEASE = timedelta(minutes=1)

chat_ids = st.sampled_from(CHATS)
meeting_ids = st.sampled_from(tuple(MEETINGS))
ways = st.sampled_from(WAYS)


@dataclass
class Expected:
    """A meeting as the model sees it."""

    begins: datetime
    since: datetime
    revision: int = 1
    planned: bool = True


@dataclass
class Model:
    """Who should be reminded of what, without tables: everything is asked anew each time."""

    meetings: dict[str, Expected] = field(default_factory=dict)
    subscribed: set[tuple[int, str, str]] = field(default_factory=set)
    covered: dict[tuple[int, str], datetime] = field(default_factory=dict)  # since when, unbroken
    leads: dict[int, dict[int, datetime]] = field(default_factory=dict)  # since when, unbroken
    sent: dict[tuple[int, str, int], dict[int, datetime]] = field(default_factory=dict)

    def cover(self, now: datetime) -> None:
        """After any subscription began or ended."""
        for chat_id in CHATS:
            for meeting_id, kind in MEETINGS.items():
                covering = {("all", ""), ("kind", kind), ("meeting", meeting_id)}
                if any((chat_id, *way) in self.subscribed for way in covering):
                    self.covered.setdefault((chat_id, meeting_id), now)
                else:
                    self.covered.pop((chat_id, meeting_id), None)

    def due(self, now: datetime) -> dict[tuple[int, str], int]:
        """(chat, meeting) → the lead time to be sent by now: the nearest that is unsent."""
        found: dict[tuple[int, str], int] = {}
        for chat_id in CHATS:
            leads = self.leads.setdefault(
                chat_id, dict.fromkeys(reminder_settings.DEFAULT_LEADS, NOW)
            )
            for meeting_id, meeting in self.meetings.items():
                created = self.covered.get((chat_id, meeting_id))
                if created is None or not meeting.planned or now >= meeting.begins:
                    continue
                sent = self.sent.get((chat_id, meeting_id, meeting.revision), {})
                for lead in sorted(leads):
                    instant = meeting.begins - timedelta(seconds=lead)
                    if not max(created, leads[lead], meeting.since) < instant <= now:
                        continue
                    # A nearer one that went out after this was due stands for it, too.
                    if lead in sent or any(
                        other < lead and at >= instant for other, at in sent.items()
                    ):
                        continue
                    found.setdefault((chat_id, meeting_id), lead)
        return found


@cache
def empty_database() -> bytes:
    """A migrated file, made once: each example begins with a copy."""

    async def migrate(file: Path) -> None:
        database = open_database(f"sqlite+aiosqlite:///{file}")
        await database.migrate()
        await database.close()

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "empty.db"
        asyncio.run(migrate(file))
        return file.read_bytes()


class Reminding(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.loop = asyncio.new_event_loop()
        file = Path(self.folder.name) / "test.db"
        url = database_url(file)
        if url.startswith("sqlite"):
            file.write_bytes(empty_database())
        self.database = open_database(url)
        self.model = Model()
        self.now = NOW

    def run_in(self, act: Callable[[AsyncConnection], Awaitable[Answer]]) -> Answer:
        async def transaction() -> Answer:
            async with self.database.transaction() as connection:
                return await act(connection)

        return self.loop.run_until_complete(transaction())

    def teardown(self) -> None:
        self.loop.run_until_complete(self.database.close())
        self.loop.close()
        drop_below(Path(self.folder.name))
        self.folder.cleanup()

    @initialize()
    def load(self) -> None:
        rows = []
        for number, (meeting_id, kind) in enumerate(MEETINGS.items()):
            begins = NOW + (30 + 7 * number) * HOUR
            rows.append(a_meeting(meeting_id, begins, kind=kind))
            self.model.meetings[meeting_id] = Expected(begins, NOW)
        self.run_in(lambda connection: meetings.load_pack_meetings(connection, rows, NOW))

    @rule(chat_id=chat_ids, way=ways)
    def subscribe(self, chat_id: int, way: tuple[str, str]) -> None:
        fresh = self.run_in(
            lambda connection: subscriptions.subscribe(connection, chat_id, *way, self.now)
        )
        assert fresh is ((chat_id, *way) not in self.model.subscribed)
        self.model.subscribed.add((chat_id, *way))
        self.model.cover(self.now)

    @rule(chat_id=chat_ids, way=ways)
    def unsubscribe(self, chat_id: int, way: tuple[str, str]) -> None:
        self.plan(0)  # as the program does at each instant
        had = self.run_in(lambda connection: subscriptions.unsubscribe(connection, chat_id, *way))
        assert had is ((chat_id, *way) in self.model.subscribed)
        self.model.subscribed.discard((chat_id, *way))
        self.model.cover(self.now)

    @rule(chat_id=chat_ids, hours=st.sets(st.integers(1, 30), min_size=1, max_size=3))
    def choose_leads(self, chat_id: int, hours: set[int]) -> None:
        self.plan(0)
        leads = tuple(each * 3600 for each in hours)
        self.run_in(
            lambda connection: reminder_settings.set_lead_times(
                connection, chat_id, leads, self.now
            )
        )
        before = self.model.leads.get(chat_id, dict.fromkeys(reminder_settings.DEFAULT_LEADS, NOW))
        self.model.leads[chat_id] = {lead: before.get(lead, self.now) for lead in leads}

    @rule(meeting_id=meeting_ids, hours=st.integers(1, 40))
    def move(self, meeting_id: str, hours: int) -> None:
        begins = self.now + hours * HOUR
        row = a_meeting(meeting_id, begins, kind=MEETINGS[meeting_id])
        kept = self.model.meetings[meeting_id]
        revision = self.run_in(
            lambda connection: meetings.change_meeting(connection, row, self.now)
        )
        if begins != kept.begins:
            kept.begins, kept.since, kept.revision = begins, self.now, kept.revision + 1
        assert revision == kept.revision

    @rule(meeting_id=meeting_ids)
    def cancel_or_restore(self, meeting_id: str) -> None:
        kept = self.model.meetings[meeting_id]
        act = meetings.cancel_meeting if kept.planned else meetings.restore_meeting
        self.run_in(lambda connection: act(connection, meeting_id, self.now))
        kept.planned = not kept.planned
        kept.revision, kept.since = kept.revision + 1, self.now

    @rule(minutes=st.one_of(st.sampled_from((1, 30, 60)), st.integers(1, 24 * 60)))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(until=st.sampled_from((0, 1, 30)))
    def plan(self, until: int) -> None:
        self.run_in(
            lambda connection: deliveries.plan(
                connection, self.now, self.now + until * HOUR, EVENT_ZONE
            )
        )

    @rule(most=st.sampled_from((1, 100)))
    def tell_some(self, most: int) -> None:
        """What the program does beside all else, a step at a time."""
        self.run_in(lambda connection: deliveries.queue_change_notices(connection, most))

    @rule()
    def sleep_until_due(self) -> None:
        """What the scheduler does: what is due is sent, then it sleeps until the next instant,
        and nothing falls due before that."""
        self.deliver()
        due = self.run_in(lambda connection: deliveries.next_due(connection, self.now, EVENT_ZONE))
        if due is None:
            assert not any(self.model.due(self.now + hour * HOUR) for hour in range(60))
            return
        assert due > self.now
        assert not self.model.due(due - timedelta(seconds=1))
        self.now = due

    @rule(how_many=st.integers(1, 3))
    def crash_before_marking(self, how_many: int) -> None:
        """Claimed, and the program is gone before anything was sent."""
        self.plan(0)
        self.run_in(
            lambda connection: deliveries.claim(
                connection, self.now, how_many, LEASE.total_seconds()
            )
        )
        self.now += LEASE

    @rule()
    def deliver(self) -> None:
        """Everything due goes out, and it is exactly what the model says."""
        self.plan(0)
        expected = self.model.due(self.now)
        seen: dict[tuple[int, str], int] = {}
        while batch := self.run_in(
            lambda connection: deliveries.claim(connection, self.now, 2, LEASE.total_seconds())
        ):
            assert len({each.chat_id for each in batch}) == len(batch)
            for each in batch:
                meeting = self.model.meetings[each.subject]
                assert each.revision == meeting.revision
                assert (each.chat_id, each.subject) in self.model.covered
                assert (each.notice == "cancellation") is not meeting.planned
                if each.notice == "reminder":
                    assert (each.chat_id, each.subject) not in seen
                    seen[each.chat_id, each.subject] = each.lead
            self.settle([each.id for each in batch])
        assert seen == expected
        for (chat_id, meeting_id), lead in seen.items():
            key = (chat_id, meeting_id, self.model.meetings[meeting_id].revision)
            self.model.sent.setdefault(key, {})[lead] = self.now

    def settle(self, ids: list[int]) -> None:
        self.run_in(lambda connection: mark_sent(connection, ids, self.now))

    @invariant()
    def agendas_agree(self) -> None:
        for chat_id in CHATS:
            for meeting_id in self.model.meetings:
                held = self.run_in(
                    partial(subscriptions.is_subscribed, chat_id=chat_id, meeting_id=meeting_id)
                )
                assert held is ((chat_id, meeting_id) in self.model.covered)


def test_reminders_are_sent_as_the_model_says(each_database: str) -> None:
    run_state_machine_as_test(
        Reminding,
        settings=settings(
            max_examples=25 if each_database == "sqlite" else 6,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )  # type: ignore[no-untyped-call]

"""Deliveries about other things than meetings go the same ways through the outbox."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import chats, deliveries, meetings, reminder_settings, subscriptions
from storage.database import Database
from storage.deliveries.states import State
from storage.deliveries.subjects import (
    announcement_of,
    day_of,
    subject_of_announcement,
    subject_of_day,
)
from storage.tables import announcements
from storage.tables import deliveries as outbox
from tests.storage.calendar import (
    DAY,
    HOUR,
    NOW,
    a_chat,
    a_meeting,
    mark_sent,
    mark_unreachable,
    retry_at,
    states,
)

SUBJECT = subject_of_announcement(7)


async def queued(
    connection: AsyncConnection, chat_id: int, subject: str = SUBJECT, notice: str = "announcement"
) -> None:
    """A delivery about no meeting, due now and of use for a day; an announcement is under way."""
    if notice == "announcement":
        under_way = insert(announcements).values(
            id=7, language="en", fallback="en", status="sending", job="announcement", edition=0,
            what="everybody", value="", made=NOW, chats=1, all_queued=True,
        )  # fmt: skip
        await connection.execute(under_way)
    await connection.execute(
        insert(outbox).values(
            chat_id=chat_id, subject=subject, revision=0, notice=notice, lead=0, due=NOW,
            expires=NOW + DAY, state=State.PENDING, attempts=0, late=False,
        )
    )  # fmt: skip


def test_a_subject_says_what_it_is_about() -> None:
    assert day_of(subject_of_day(date(2013, 5, 22))) == date(2013, 5, 22)
    assert announcement_of(SUBJECT) == 7


async def test_an_announcement_is_claimed_sent_and_sent_once(database: Database) -> None:
    async with database.transaction() as connection:
        await a_chat(connection, 1)
        await queued(connection, 1)
        (taken,) = await deliveries.claim(connection, NOW, 9, 60)
        assert (taken.subject, taken.notice, taken.body) == (SUBJECT, "announcement", None)
        await mark_sent(connection, [taken.id], NOW)
        assert await deliveries.claim(connection, NOW, 9, 60) == []


async def test_an_announcement_is_retried_when_its_lease_is_over_and_expires(
    database: Database,
) -> None:
    async with database.transaction() as connection:
        await a_chat(connection, 1)
        await queued(connection, 1)
        await deliveries.claim(connection, NOW, 9, 60)
        (again,) = await deliveries.claim(connection, NOW + HOUR, 9, 60)
        assert again.attempts == 2
        await retry_at(connection, [again.id], NOW + HOUR, "busy")
        assert await deliveries.claim(connection, NOW + DAY, 9, 60) == []
        assert [state for _, _, state, _ in await states(connection, 1)] == ["expired"]


async def test_ending_every_subscription_leaves_announcements_alone(database: Database) -> None:
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [a_meeting()], NOW)
        await subscriptions.subscribe(connection, 1, "all", "", NOW)
        await queued(connection, 1)
        await subscriptions.unsubscribe(connection, 1, "all", "")
        await subscriptions.forget_subscriptions(connection, 1)
        assert len(await deliveries.claim(connection, NOW, 9, 60)) == 1


async def test_a_blocked_chat_gets_no_announcement_and_it_stays_counted(
    database: Database,
) -> None:
    async with database.transaction() as connection:
        await a_chat(connection, 1)
        await queued(connection, 1)
        await mark_unreachable(connection, 1, NOW)
        await chats.record_contact(connection, 1, NOW + HOUR)
        assert await deliveries.claim(connection, NOW + HOUR, 9, 60) == []
        assert await states(connection, 1) == [("announcement", 0, "cancelled", "unreachable")]


@pytest.mark.parametrize(
    ("left", "reason"), [("all", None), ("no digest", "unwanted"), ("nothing on", "empty")]
)
async def test_a_digest_is_judged_by_its_setting_and_by_what_is_on(
    database: Database, left: str, reason: str | None
) -> None:
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [a_meeting(begins=NOW + HOUR)], NOW - DAY)
        await subscriptions.subscribe(connection, 1, "all", "", NOW - DAY)
        if left != "no digest":
            await reminder_settings.set_digest(connection, 1, 480, NOW - DAY)
        if left == "nothing on":
            await subscriptions.unsubscribe(connection, 1, "all", "")
        await queued(connection, 1, subject_of_day(NOW.date()), "digest")
        taken = await deliveries.claim(connection, NOW, 9, 60)
        assert len(taken) == (reason is None)
        if reason is not None:
            assert await states(connection, 1) == [("digest", 0, "cancelled", reason)]

"""Chats that take no messages: notices wait, a trouble is told once, topics are left."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import announcements, chat_troubles, chats, deliveries, meetings, subscriptions
from storage.announcements import Version
from storage.database import Database
from storage.deliveries import Delivery
from storage.deliveries.results import Result, Sent, TopicLost, Unreachable, Waiting, apply_results
from storage.deliveries.states import Trouble
from storage.tables import chat_troubles as chat_troubles_table
from tests.storage.calendar import DAY, EVENT_ZONE, HOUR, NOW, a_meeting, states

BEGINS = NOW + 3 * DAY
DUE = BEGINS - DAY
MINUTE = timedelta(minutes=1)
GROUP, OTHER = -5, -6


@pytest.fixture
async def outbox(database: Database) -> Database:
    """Two groups, to be reminded of two meetings at DUE."""
    async with database.transaction() as connection:
        rows = [a_meeting("lima", BEGINS), a_meeting("rome", BEGINS)]
        await meetings.load_pack_meetings(connection, rows, NOW)
        for chat_id in (GROUP, OTHER):
            await subscriptions.subscribe(connection, chat_id, "all", "", NOW)
        await deliveries.plan(connection, NOW, DUE, EVENT_ZONE)
    return database


async def claimed(connection: AsyncConnection, now: datetime = DUE) -> Delivery | None:
    """What is claimed for the group."""
    batch = await deliveries.claim(connection, now, 9, 60)
    return next((delivery for delivery in batch if delivery.chat_id == GROUP), None)


async def refused(
    connection: AsyncConnection, now: datetime = DUE, reason: Trouble = Trouble.NO_RIGHTS
) -> None:
    delivery = await claimed(connection, now)
    assert delivery is not None
    await apply_results(connection, [Waiting((delivery.id,), GROUP, reason)], now)


@pytest.mark.parametrize("reason", list(Trouble))
async def test_all_due_notices_of_a_chat_wait_after_one_refusal(
    outbox: Database, reason: Trouble
) -> None:
    async with outbox.transaction() as connection:
        await refused(connection, reason=reason)
        assert await states(connection, GROUP) == 2 * [("reminder", 86400, "pending", reason)]
        assert await claimed(connection, DUE + 9 * MINUTE) is None
        assert await claimed(connection, DUE + 10 * MINUTE) is not None


async def test_the_pauses_grow_to_six_hours(database: Database) -> None:
    now, pauses = NOW, []
    next_try = select(chat_troubles_table.c.next_try)
    async with database.transaction() as connection:
        for _ in range(8):
            await chat_troubles.wait(connection, GROUP, (), Trouble.NO_RIGHTS, now)
            following = await connection.scalar(next_try)
            assert following is not None
            pauses.append((following - now) // MINUTE)
            now = following
    assert pauses == [10, 20, 40, 80, 160, 320, 360, 360]


async def test_what_is_refused_again_within_the_pause_does_not_lengthen_it(
    outbox: Database,
) -> None:
    async with outbox.transaction() as connection:
        delivery = await claimed(connection)
        assert delivery is not None
        waiting = Waiting((delivery.id,), GROUP, Trouble.NO_RIGHTS)
        for minutes in (0, 3, 6):
            await apply_results(connection, [waiting], DUE + minutes * MINUTE)
        assert await claimed(connection, DUE + 10 * MINUTE) is not None


async def test_what_expires_while_it_waits_says_why(outbox: Database) -> None:
    async with outbox.transaction() as connection:
        await refused(connection)
        await deliveries.plan(connection, BEGINS + 2 * DAY, BEGINS + 2 * DAY, EVENT_ZONE)
        assert await claimed(connection, BEGINS + 2 * DAY) is None
        assert {row[2:] for row in await states(connection, GROUP)} == {("expired", "no-rights")}


async def test_one_message_that_arrives_ends_the_trouble_and_the_wait(outbox: Database) -> None:
    async with outbox.transaction() as connection:
        await refused(connection)
        assert await chat_troubles.try_again(connection, GROUP, DUE + MINUTE)
        delivery = await claimed(connection, DUE + MINUTE)
        assert delivery is not None
        await apply_results(connection, [Sent((delivery.id,))], DUE + MINUTE)
        assert not await chat_troubles.try_again(connection, GROUP, DUE + MINUTE)
        assert await claimed(connection, DUE + MINUTE) is not None


async def test_what_arrives_in_a_topic_does_not_show_that_general_is_open(
    outbox: Database,
) -> None:
    async with outbox.transaction() as connection:
        await refused(connection, reason=Trouble.TOPIC_CLOSED)
        await chat_troubles.mark_told(connection, GROUP, DUE)
        delivery = await claimed(connection, DUE + HOUR)
        assert delivery is not None
        await apply_results(connection, [Sent((delivery.id,), topic_id=11)], DUE + HOUR)
        await refused(connection, DUE + 2 * HOUR, Trouble.TOPIC_CLOSED)
        assert await chat_troubles.to_tell(connection, DUE + 2 * HOUR) == ([], None)


async def test_a_trouble_is_told_once_however_often_it_is_met(outbox: Database) -> None:
    async with outbox.transaction() as connection:
        await refused(connection)
        told, _ = await chat_troubles.to_tell(connection, DUE)
        assert [(one.chat_id, one.reason, one.waits) for one in told] == [
            (GROUP, "no-rights", True)
        ]
        await chat_troubles.mark_told(connection, GROUP, DUE)
        await refused(connection, DUE + HOUR)
        assert await chat_troubles.to_tell(connection, DUE + HOUR) == ([], None)


async def test_a_chat_that_is_given_up_has_no_trouble(outbox: Database) -> None:
    async with outbox.transaction() as connection:
        await refused(connection)
        await apply_results(connection, [Unreachable(GROUP)], DUE)
        assert await chat_troubles.to_tell(connection, DUE) == ([], None)


async def test_what_went_to_a_lost_topic_goes_to_general(outbox: Database) -> None:
    async with outbox.transaction() as connection:
        await subscriptions.subscribe(connection, GROUP, "meeting", "lima", NOW, topic_id=11)
        await subscriptions.subscribe(connection, GROUP, "meeting", "rome", NOW, topic_id=12)
        await chats.set_topic(connection, GROUP, 11)
        lost: list[Result] = [TopicLost(GROUP, 11, Trouble.TOPIC_GONE)]
        for _ in range(2):
            await apply_results(connection, lost, DUE)
        topics = {}
        while (delivery := await claimed(connection)) is not None:
            topics[delivery.subject] = delivery.topic_id
            await apply_results(connection, [Sent((delivery.id,), delivery.topic_id)], DUE)
        assert topics == {"lima": None, "rome": 12}
        told, _ = await chat_troubles.to_tell(connection, DUE)
        assert [(one.reason, one.waits) for one in told] == [("topic-gone", False)]
        await chat_troubles.mark_told(connection, GROUP, DUE)
        assert await chat_troubles.to_tell(connection, DUE) == ([], None)


@pytest.mark.parametrize(
    ("subscribed", "topic"),
    [
        ({("all", ""): 11}, 11),
        ({("all", ""): None}, None),
        ({("all", ""): 11, ("meeting", "lima"): 12}, 12),
        ({("all", ""): 11, ("kind", "rcp"): None}, None),
        ({("region", "americas"): 11, ("roundtable", "2"): 12, ("kind", "rcp"): 13}, 12),
    ],
)
async def test_a_notice_goes_to_the_topic_of_the_narrowest_subscription(
    database: Database, subscribed: dict[tuple[str, str], int | None], topic: int | None
) -> None:
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [a_meeting("lima", BEGINS)], NOW)
        for (what, value), topic_id in subscribed.items():
            await subscriptions.subscribe(connection, GROUP, what, value, NOW, topic_id)
        await deliveries.plan(connection, NOW, DUE, EVENT_ZONE)
        delivery = await claimed(connection)
        assert delivery is not None
        assert delivery.topic_id == topic


async def test_the_next_subscription_decides_the_topic(database: Database) -> None:
    async with database.transaction() as connection:
        for topic_id in (11, 12, None):
            await subscriptions.subscribe(connection, GROUP, "all", "", NOW, topic_id)
            (kept,) = await subscriptions.subscriptions_of(connection, GROUP)
            assert kept.topic_id == topic_id


async def test_an_announcement_goes_on_while_chats_wait_and_counts_them(
    database: Database,
) -> None:
    async with database.transaction() as connection:
        many = range(1, 501)
        await chats.create_missing_chats(connection, many, NOW)
        draft = await announcements.begin_draft(connection, 201, "en", NOW)
        await announcements.save_version(connection, draft.id, "en", 0, Version("text", "Hello"))
        await announcements.start(connection, draft, NOW)
        sent = 0
        while True:
            await announcements.queue_due(connection, NOW)
            batch = await deliveries.claim(connection, NOW, 50, 60)
            if not batch:
                break
            results: list[Result] = [
                Waiting((one.id,), one.chat_id, Trouble.NO_RIGHTS)
                if one.chat_id <= 250
                else Sent((one.id,))
                for one in batch
            ]
            sent += sum(isinstance(result, Sent) for result in results)
            await apply_results(connection, results, NOW)
        assert sent == 250
        found = await announcements.find(connection, draft.id)
        assert found is not None
        assert found.status == "sending"
        counted = await announcements.tally(connection, found)
        assert (counted.sent, counted.waiting, counted.failures) == (250, {"no-rights": 250}, 0)
        later = NOW + 3 * DAY
        await deliveries.claim(connection, later, 1000, 60)
        await announcements.queue_due(connection, later)
        found = await announcements.find(connection, draft.id)
        assert found is not None
        assert found.status == "sent"
        counted = await announcements.tally(connection, found)
        assert (counted.waiting, counted.failed) == ({}, {"no-rights": 250})

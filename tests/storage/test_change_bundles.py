"""All changes of meetings that are due for a chat together are claimed for one message."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage import deliveries, meetings, subscriptions
from storage.database import Database
from storage.deliveries import claiming
from tests.storage.calendar import DAY, HOUR, NOW, SOON, a_meeting, mark_sent

BEGINS = NOW + 9 * DAY


@pytest.fixture
async def told(database: Database) -> Database:
    """Three meetings; chats 1 and -3 are subscribed to all, chat 2 to one of them."""
    async with database.transaction() as connection:
        rows = [a_meeting(f"m{number}", BEGINS - number * HOUR) for number in range(3)]
        await meetings.load_pack_meetings(connection, rows, NOW - DAY)
        for chat_id in (1, -3):
            await subscriptions.subscribe(connection, chat_id, "all", "", NOW - DAY)
        await subscriptions.subscribe(connection, 2, "meeting", "m1", NOW - DAY)
    return database


async def change_all(database: Database, venue: str, begins: timedelta = timedelta()) -> None:
    async with database.transaction() as connection:
        rows = [
            a_meeting(f"m{number}", BEGINS + begins - number * HOUR, venue=venue)
            for number in range(3)
        ]
        await meetings.change_meetings(connection, rows, NOW)
        await deliveries.queue_all_change_notices(connection)


async def test_each_chat_gets_its_changes_in_one_bundle_in_the_order_of_the_meetings(
    told: Database,
) -> None:
    await change_all(told, "Room 2")
    async with told.transaction() as connection:
        assert await deliveries.claim_bundles(connection, NOW, 9, 60) == []
        bundles = await deliveries.claim_bundles(connection, NOW + SOON, 9, 60)
        subjects = {bundle[0].chat_id: [each.subject for each in bundle] for bundle in bundles}
        assert subjects == {1: ["m2", "m1", "m0"], -3: ["m2", "m1", "m0"], 2: ["m1"]}
        for bundle in bundles:
            await mark_sent(connection, [each.id for each in bundle], NOW + SOON)
        assert await deliveries.claim_bundles(connection, NOW + DAY, 9, 60) == []


async def test_what_is_urgent_of_one_act_brings_the_rest_with_it(told: Database) -> None:
    # The first of them opens within the hour, the others later.
    await change_all(told, "Room 2", NOW + 3 * HOUR - BEGINS)
    async with told.transaction() as connection:
        bundles = await deliveries.claim_bundles(connection, NOW, 9, 60)
        assert sorted(map(len, bundles)) == [1, 3, 3]


async def test_other_notices_stay_messages_of_their_own(told: Database) -> None:
    await change_all(told, "Room 2")
    async with told.transaction() as connection:
        await meetings.change_meetings(connection, [a_meeting("new", BEGINS)], NOW)
        await deliveries.queue_all_change_notices(connection)
        sent = []
        while bundles := await deliveries.claim_bundles(connection, NOW + SOON, 9, 60):
            for bundle in bundles:
                sent.append((bundle[0].chat_id, [each.notice for each in bundle]))
                await mark_sent(connection, [each.id for each in bundle], NOW + SOON)
        assert sorted(sent) == [
            (-3, ["change"] * 3), (-3, ["new"]), (1, ["change"] * 3), (1, ["new"]), (2, ["change"]),
        ]  # fmt: skip


async def test_what_no_longer_holds_is_not_in_the_bundle(told: Database) -> None:
    await change_all(told, "Room 2")
    async with told.transaction() as connection:
        await subscriptions.except_meeting(connection, 1, "m0")
        bundles = await deliveries.claim_bundles(connection, NOW + SOON, 9, 60)
        assert {bundle[0].chat_id: len(bundle) for bundle in bundles} == {1: 2, -3: 3, 2: 1}


async def test_a_large_bundle_is_whole_and_leaves_others_to_the_next_claim(
    told: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claiming, "MAX_BUNDLED", 2)
    await change_all(told, "Room 2")
    sizes = []
    async with told.transaction() as connection:
        while bundles := await deliveries.claim_bundles(connection, NOW + SOON, 9, 60):
            for bundle in bundles:
                sizes.append((bundle[0].chat_id, len(bundle)))
                await mark_sent(connection, [each.id for each in bundle], NOW + SOON)
    assert sorted(sizes) == [(-3, 3), (1, 3), (2, 1)]


async def test_a_bundle_whose_lease_ends_is_claimed_whole_again(told: Database) -> None:
    await change_all(told, "Room 2")
    async with told.transaction() as connection:
        await deliveries.claim_bundles(connection, NOW + SOON, 9, 60)
        later = NOW + SOON + 2 * timedelta(seconds=60)
        again = await deliveries.claim_bundles(connection, later, 9, 60)
        assert sorted(map(len, again)) == [1, 3, 3]


async def test_batches_follow_the_notices_not_meetings_times_chats(database: Database) -> None:
    rows = [a_meeting(f"m{number}", BEGINS, venue="Room 1") for number in range(60)]
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, rows, NOW - DAY)
        for number in range(60):
            await subscriptions.subscribe(connection, number + 1, "meeting", f"m{number}", NOW)
        moved = [a_meeting(f"m{number}", BEGINS, venue="Room 2") for number in range(60)]
        await meetings.change_meetings(connection, moved, NOW)
        # One notice for each of 60 chats: with 60 meetings changed, they still fit one batch.
        assert not await deliveries.queue_change_notices(connection, 61)
        bundles = await deliveries.claim_bundles(connection, NOW + SOON, 100, 60)
        assert len(bundles) == 60

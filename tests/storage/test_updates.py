"""Updates on disk: taken once, answered once, and given up where nothing else helps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from storage import updates
from storage.database import Database

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
BODIES = {11: b"one", 12: b"two", 13: b"three"}


async def kept(database: Database) -> None:
    async with database.transaction() as connection:
        await updates.store(connection, BODIES, {}, NOW)


async def test_what_was_not_answered_is_there_after_a_restart_in_order(database: Database) -> None:
    await kept(database)
    async with database.transaction() as connection:
        await updates.mark_answered(connection, [12])
    async with database.transaction() as connection:
        assert await updates.take_unanswered(connection) == [
            11,
            13,
        ]
        left = await updates.bodies_of(connection, [13, 12, 11])
        assert left == [(11, b"one"), (13, b"three")]


async def test_what_is_handed_over_again_is_known_also_once_it_is_answered(
    database: Database,
) -> None:
    await kept(database)
    async with database.transaction() as connection:
        await updates.mark_answered(connection, [11])
        # Keeping one again changes nothing: it stays answered.
        assert await updates.store(connection, {10: b"new", 11: b"again"}, {}, NOW) == {10}
        await updates.mark_answered(connection, [10])
        assert list(await updates.take_unanswered(connection)) == [12, 13]


async def test_one_that_the_program_dies_over_is_given_up(database: Database) -> None:
    await kept(database)
    for _start in range(updates.MAX_ATTEMPTS):
        async with database.transaction() as connection:
            assert len(await updates.take_unanswered(connection)) == 3
            await updates.count_attempts(connection, [12], 1)
    async with database.transaction() as connection:
        assert await updates.take_unanswered(connection) == [11, 13]
        assert await updates.store(connection, BODIES, {}, NOW) == set()


async def test_telegram_goes_on_after_the_last_of_these_days(database: Database) -> None:
    await kept(database)
    async with database.transaction() as connection:
        await updates.store(connection, {900: b"long ago"}, {}, NOW - timedelta(days=9))
        assert await updates.highest_id_since(connection, NOW - timedelta(days=6)) == 13
        assert await updates.highest_id_since(connection, NOW) is None


async def test_ids_are_forgotten_in_time_and_what_waits_is_not(database: Database) -> None:
    await kept(database)
    async with database.transaction() as connection:
        await updates.mark_answered(connection, [11, 12])
        assert await updates.forget_answered(connection, NOW) == 0
        assert await updates.forget_answered(connection, NOW + timedelta(seconds=1)) == 2
        assert list(await updates.take_unanswered(connection)) == [13]

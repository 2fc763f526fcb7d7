"""Addresses of calendars: fetched by one program at a time, and organisers told once."""

from __future__ import annotations

from datetime import timedelta

from storage import calendar_sources
from storage.database import Database
from tests.storage.calendar import DAY, HOUR, NOW

MINUTE = timedelta(minutes=1)


async def test_one_program_fetches_at_a_time_and_another_once_it_is_dead(
    database: Database,
) -> None:
    async with database.transaction() as connection:
        await calendar_sources.add_sources(connection, ["a"], NOW)
        first = await calendar_sources.claim(connection, "a", NOW, NOW + MINUTE, 2 * DAY)
        assert first is not None
        assert await calendar_sources.claim(connection, "a", NOW, NOW + MINUTE, 2 * DAY) is None
        assert await calendar_sources.next_fetch(connection, ["a"], NOW, 2 * DAY) == NOW + MINUTE
        later = NOW + MINUTE
        second = await calendar_sources.claim(connection, "a", later, later + MINUTE, 2 * DAY)
        assert second is not None
        # What the first one found comes too late.
        assert not await calendar_sources.holds(connection, "a", first[0])
        assert await calendar_sources.holds(connection, "a", second[0])
        await calendar_sources.write_result(connection, "a", {"next_fetch": later + HOUR})
        assert await calendar_sources.claim(connection, "a", later, later + MINUTE, 2 * DAY) is None
        # A start does not fetch what is not due.
        await calendar_sources.add_sources(connection, ["a"], later)
        assert await calendar_sources.next_fetch(connection, ["a"], later, 2 * DAY) == later + HOUR


async def test_a_clock_that_is_moved_back_does_not_stop_the_fetching(database: Database) -> None:
    async with database.transaction() as connection:
        await calendar_sources.add_sources(connection, ["a"], NOW)
        await calendar_sources.claim(connection, "a", NOW, NOW + MINUTE, 2 * DAY)
        before = NOW - 30 * DAY
        assert await calendar_sources.next_fetch(connection, ["a"], before, 2 * DAY) == before
        assert await calendar_sources.claim(connection, "a", before, before + MINUTE, 2 * DAY)


async def test_a_request_takes_the_place_of_an_attempt_under_way(database: Database) -> None:
    async with database.transaction() as connection:
        await calendar_sources.add_sources(connection, ["a"], NOW)
        first = await calendar_sources.claim(connection, "a", NOW, NOW + MINUTE, 2 * DAY)
        await calendar_sources.request_fetch(connection, "a", NOW)
        assert first is not None
        assert not await calendar_sources.holds(connection, "a", first[0])
        assert await calendar_sources.claim(connection, "a", NOW, NOW + MINUTE, 2 * DAY)


async def test_a_newer_message_takes_the_place_of_one_that_was_not_sent(
    database: Database,
) -> None:
    async with database.transaction() as connection:
        await calendar_sources.tell_organisers(connection, {1, 2}, "a", "changes", {"new": 1})
        await calendar_sources.tell_organisers(connection, {1, 2}, "a", "changes", {"new": 2})
        first, second = await calendar_sources.messages_due(connection, NOW, DAY, 10)
        assert (first.chat_id, second.chat_id) == (1, 2)
        assert first.details == {"new": 2}
        await calendar_sources.delete_message(connection, first)
        await calendar_sources.retry_message(connection, second, NOW + HOUR)
        assert await calendar_sources.messages_due(connection, NOW, DAY, 10) == []
        (again,) = await calendar_sources.messages_due(connection, NOW + HOUR, DAY, 10)
        assert (again.chat_id, again.attempts) == (2, 1)


async def test_what_an_organiser_kept_no_longer_comes_from_the_address(
    database: Database,
) -> None:
    async with database.transaction() as connection:
        await calendar_sources.record_meetings(connection, "a", {"lima": 1, "rome": 1})
        await calendar_sources.record_meetings(connection, "a", {"lima": 2})
        await calendar_sources.record_meetings(connection, "b", {"rome": 3})
        await calendar_sources.forget_meetings(connection, "a", ["rome"])
        assert await calendar_sources.meetings_of(connection, "a") == {"lima": 2}
        assert await calendar_sources.meetings_of(connection, "b") == {"rome": 3}

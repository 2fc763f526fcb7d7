"""The clock jumps to the next instant at which the bot acts without being asked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone

import aiohttp
import pytest

from bot.preview import Preview
from tests.bot.preview.conftest import TOKEN, Client, StillClock

_NINE_IN_LIMA = datetime(2013, 5, 21, 9, tzinfo=timezone(timedelta(hours=-5)))


class _Diary:
    """What the bot means to do."""

    def __init__(self) -> None:
        self.due: datetime | None = None

    async def next_due(self) -> datetime | None:
        return self.due


@pytest.fixture
def diary() -> _Diary:
    return _Diary()


@pytest.fixture
async def rehearsal(diary: _Diary) -> AsyncIterator[Client]:
    clock = StillClock()
    preview = Preview(TOKEN, clock, next_due=diary.next_due)
    await preview.start()
    try:
        async with aiohttp.ClientSession() as session:
            yield Client(session, preview, clock)
    finally:
        await preview.stop()


async def test_the_clock_goes_to_one_second_after_what_is_next(
    rehearsal: Client, diary: _Diary
) -> None:
    diary.due = _NINE_IN_LIMA
    assert (await rehearsal.get("state"))["clock"]["next"] == "2013-05-21T14:00:00.000+00:00"
    moved = await rehearsal.post("clock", to="next")
    assert moved["clock"]["now"] == "2013-05-21T14:00:01.000+00:00"
    assert rehearsal.clock.now() == datetime(2013, 5, 21, 14, 0, 1, tzinfo=UTC)
    [event] = (await rehearsal.get("events?after=0&type=clock"))["events"]
    assert event["clock"] == moved["clock"]
    diary.due = None
    assert (await rehearsal.get("clock"))["clock"]["next"] is None


async def test_it_does_not_go_back_to_what_is_overdue(rehearsal: Client, diary: _Diary) -> None:
    diary.due = rehearsal.clock.now() - timedelta(hours=1)
    before = rehearsal.clock.now()
    await rehearsal.post("clock", to="next")
    assert rehearsal.clock.now() == before


async def test_it_stays_where_nothing_is_due(rehearsal: Client, telegram: Client) -> None:
    for client in (rehearsal, telegram):
        before = client.clock.now()
        answer = await client.post("clock", 404, to="next")
        assert answer == {"error": "No reminder is planned. Subscribe to a meeting first."}
        assert client.clock.now() == before
        assert (await client.get("state"))["clock"]["next"] is None


async def test_it_knows_no_other_place(rehearsal: Client, diary: _Diary) -> None:
    diary.due = _NINE_IN_LIMA
    await rehearsal.post("clock", 400, to="breakfast")
    await rehearsal.post("clock", 400, to=5)

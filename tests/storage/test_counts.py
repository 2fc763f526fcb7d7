"""What is counted: how often, and words only where they are not one person's own."""

from __future__ import annotations

import hashlib
import timeit
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import ShiftedClock
from bot.outbox.usage_writer import UsageWriter
from handlers.framework.usage import Counts, RepeatedSearches, not_found_words
from storage import chats, counts, subscriptions
from storage.database import Database

NOW = datetime(2013, 5, 20, 13, tzinfo=UTC)
DAY = NOW.date()
AMINA, DIEGO, OLGA, GROUP = 101, 102, 201, -1001000000001


@pytest.mark.parametrize(
    ("words", "kept"),
    [("Flying  Carpets", "flying carpets"), ("me@example.org", None), ("@amina", None),
     ("call +41 22 555 01 99", None), ("http://x.org", None), ("x" * 61, None),
     ("one two three four five six seven", None), ("65/170", "65/170"), (" ", None)],
)  # fmt: skip
def test_words_that_may_be_somebodys_are_not_kept(words: str, kept: str | None) -> None:
    assert not_found_words(words) == kept


async def test_counts_of_a_day_add_up_and_are_forgotten(database: Database) -> None:
    day, later = date(2013, 5, 20), date(2013, 5, 21)
    async with database.transaction() as connection:
        for number in (2, 3):
            await counts.add(connection, {(day, "looked-up", "rt3"): number})
        await counts.add(
            connection, {(later, "looked-up", "rt1"): 1, (day, "not-found", counts.OTHER_NAMES): 4}
        )
        assert await counts.most_counted(connection, "looked-up", day, 9) == [
            ("rt3", 5),
            ("rt1", 1),
        ]
        assert await counts.most_counted(connection, "looked-up", later, 9) == [("rt1", 1)]
        assert await counts.most_counted(connection, "not-found", day, 9) == []
        assert await counts.total(connection, "not-found", day) == 4
        assert await counts.prune(connection, later) == 2
        assert await counts.total(connection, "looked-up", day) == 1
        assert await counts.total(connection, "not-found", day) == 0


class ADay:
    """Asks for words on one day."""

    def __init__(self, noted: Counts) -> None:
        self.noted = noted

    def asks(self, words: str, chat_id: int, user_id: int | None = None) -> None:
        self.noted.note_not_found(words, chat_id, user_id or chat_id, DAY)

    def found(self, day: date = DAY) -> dict[str, int]:
        return {name: number for (_, name), number in self.noted.take(day).items()}


def test_words_are_kept_from_the_second_person_and_chat_on() -> None:
    day = ADay(Counts())
    for words in (
        "Flying carpets",
        "flying  CARPETS",
        "ｆｌｙｉｎｇ carpets",
        "fly\u200bing carpets",
    ):
        day.asks(words, AMINA)
    day.asks("flying carpets", GROUP, AMINA)  # she herself, elsewhere
    day.asks("magic lamps", GROUP, AMINA)
    day.asks("magic lamps", GROUP, DIEGO)  # somebody else, in the same chat
    assert day.found() == {counts.OTHER_NAMES: 7}
    day.asks("FLYING carpets", DIEGO)
    day.asks("flying carpets", AMINA)
    day.asks("magic lamps", OLGA)
    assert day.found() == {"flying carpets": 2, "magic lamps": 1}


def test_the_next_day_knows_nothing_of_the_one_before() -> None:
    noted = Counts()
    day = ADay(noted)
    day.asks("flying carpets", AMINA)
    day.found(DAY + timedelta(days=1))
    day.asks("flying carpets", DIEGO)
    assert day.found() == {counts.OTHER_NAMES: 1}
    noted.note_not_found("flying carpets", AMINA, AMINA, DAY + timedelta(days=1))
    assert day.found(DAY + timedelta(days=1)) == {counts.OTHER_NAMES: 1}


def test_a_mark_says_nothing_without_its_salt() -> None:
    first, second = RepeatedSearches(), RepeatedSearches()
    for asked in (first, second):
        assert not asked.is_repeated("flying carpets", AMINA, AMINA, DAY)
    assert not first.marks & second.marks


def test_who_floods_the_marks_fills_little_and_keeps_nobody_out() -> None:
    asked = RepeatedSearches()
    for number in range(1000):
        asked.is_repeated(f"flood {number}", AMINA, AMINA, DAY)
        asked.is_repeated(f"flood {number}", DIEGO, DIEGO, DAY)
    assert len(asked.marks) <= 100
    for person in range(1, 12_001):
        asked.is_repeated(f"of {person}", person, person, DAY)
    assert len(asked.marks) == 10_000
    assert not asked.is_repeated("flying carpets", OLGA, OLGA, DAY)
    assert asked.is_repeated("flying carpets", 7, 7, DAY)


async def test_words_of_one_alone_are_in_no_file(tmp_path: Path, sqlite_database: Database) -> None:
    database = sqlite_database
    noted, clock = Counts(), ShiftedClock(NOW)
    day = ADay(noted)
    counting = UsageWriter(database, clock, noted)
    for _ in range(5):
        day.asks("Flying Carpets", AMINA)
        await counting.write()
    for each in (AMINA, DIEGO):
        day.asks("magic lamps", each)
        await counting.write()
    content = bytes_in(tmp_path)
    assert b"magic lamps" in content
    for mark in (b"carpets", b"Carpets", hashlib.sha256(b"flying carpets").hexdigest().encode()):
        assert mark[:20] not in content
    async with database.transaction() as connection:
        assert await counts.most_counted(connection, "not-found", DAY, 9) == [("magic lamps", 1)]
        assert await counts.total(connection, "not-found", DAY) == 7


async def test_who_came_stays_counted_when_forgotten(database: Database) -> None:
    async with database.transaction() as connection:
        await chats.get_or_create_chats(connection, [1, 2, 3], NOW)
        await chats.get_or_create_chats(connection, [3, 4], NOW + timedelta(hours=1))
        for _ in range(2):
            await chats.record_contact(connection, 5, NOW)
            await chats.record_contact(connection, GROUP, NOW)
            await subscriptions.subscribe(connection, 6, "all", "", NOW)
            await chats.get_or_create_chat(connection, 7, NOW)
        later = NOW + timedelta(days=1)
        await chats.get_or_create_chats(connection, [1, 8], later)
        assert await counts.arrivals(connection) == [(DAY, 7), (later.date(), 1)]
        await chats.forget_chat(connection, 1)
        await chats.forget_inactive_chats(connection, later.date())
        await counts.prune(connection, later.date() + timedelta(days=400))
        assert await counts.arrivals(connection) == [(DAY, 7), (later.date(), 1)]
        assert (await chats.find_chat(connection, 8)) is not None
        assert (await chats.find_chat(connection, 2)) is None


async def test_nobody_is_counted_whose_chat_is_not_kept(database: Database) -> None:
    with pytest.raises(RuntimeError):
        async with database.transaction() as connection:
            await chats.record_contact(connection, 5, NOW)
            raise RuntimeError
    async with database.transaction() as connection:
        assert await counts.arrivals(connection) == []


def bytes_in(folder: Path) -> bytes:
    """The database's files; while it is open, most of it stands in the write-ahead log."""
    assert (folder / "test.db-wal").stat().st_size
    return b"".join(each.read_bytes() for each in folder.glob("test.db*"))


def test_counting_costs_next_to_nothing() -> None:
    noted = Counts()
    took = min(timeit.repeat(lambda: noted.note("looked-up", "rt3"), number=10_000, repeat=5))
    print(f"counting: {took / 10_000 * 1e6:.2f} µs")
    assert took / 10_000 < 20e-6

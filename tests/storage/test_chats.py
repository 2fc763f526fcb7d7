"""Chats on a real SQLite file: the least is kept, shown, moved and forgotten."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from storage import chats, dialogs
from storage.database import Database, open_database
from storage.errors import DatabaseError
from storage.tables import metadata

NOW = datetime(2013, 5, 20, 13, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=2)


@pytest.fixture
async def database(tmp_path: Path):
    opened = open_database(f"sqlite+aiosqlite:///{tmp_path / 'deep' / 'er' / 'test.db'}")
    await opened.migrate()
    yield opened
    await opened.close()


async def test_a_chat_is_remembered_once_and_seen_by_the_day(database: Database) -> None:
    async with database.transaction() as connection:
        first = await chats.get_or_create_chat(connection, 101, NOW)
        again = await chats.get_or_create_chat(connection, 101, NOW + timedelta(hours=3))
        later = await chats.get_or_create_chat(connection, 101, NOW + timedelta(days=2))
        kept = await chats.find_chat(connection, 101)
    assert first == again
    assert later.created == NOW
    assert kept == chats.Chat(101, None, None, NOW, date(2013, 5, 22))


async def test_the_languages_of_those_who_can_be_reached(database: Database) -> None:
    async with database.transaction() as connection:
        for chat in (101, 102, 103, 104):
            await chats.get_or_create_chat(connection, chat, NOW)
        await chats.set_app_languages(connection, {101: "fr", 102: "zh"})
        await chats.set_language(connection, 101, "ar")
        await connection.execute(text("UPDATE chats SET reachable = false WHERE id = 102"))
        assert await chats.languages_of_chats(connection) == {"ar", None}


async def test_what_was_chosen_survives_reopening(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'kept.db'}"
    for attempt in range(2):
        opened = open_database(url)
        await opened.migrate()
        async with opened.transaction() as connection:
            if attempt == 0:
                await chats.record_contact(connection, 7, NOW)
                await chats.set_language(connection, 7, "fr")
                await chats.set_time_zone(connection, 7, "Europe/Paris")
            kept = await chats.find_chat(connection, 7)
        await opened.close()
    assert kept == chats.Chat(7, "fr", "Europe/Paris", NOW, NOW.date())


async def test_nothing_is_kept_of_a_failed_transaction(database: Database) -> None:
    with pytest.raises(RuntimeError):
        async with database.transaction() as connection:
            await chats.record_contact(connection, 5, NOW)
            raise RuntimeError
    async with database.transaction() as connection:
        assert await chats.find_chat(connection, 5) is None


async def test_a_group_takes_its_settings_along_when_its_id_changes(database: Database) -> None:
    async with database.transaction() as connection:
        await chats.record_contact(connection, -10, NOW)
        await chats.set_language(connection, -10, "ar")
        await chats.record_contact(connection, -1000000000010, NOW)
        await chats.move_chat(connection, -10, -1000000000010)
        moved = await chats.find_chat(connection, -1000000000010)
        assert await chats.find_chat(connection, -10) is None
    assert moved is not None
    assert moved.language == "ar"


async def test_forgetting_leaves_nothing(database: Database) -> None:
    async with database.transaction() as connection:
        await chats.record_contact(connection, 101, NOW)
        assert await chats.forget_chat(connection, 101)
        assert not await chats.forget_chat(connection, 101)
    async with database.engine.connect() as connection:
        # That somebody came on that day is a number, of nobody.
        for name in metadata.tables.keys() - {"counts"}:
            rows = await connection.execute(text(f"SELECT count(*) FROM {name}"))
            assert rows.scalar_one() == 0


async def test_chats_not_seen_for_long_are_forgotten(database: Database) -> None:
    async with database.transaction() as connection:
        await chats.record_contact(connection, 1, NOW - timedelta(days=500))
        await chats.record_contact(connection, 2, NOW - timedelta(days=10))
        assert (
            await chats.forget_inactive_chats(connection, (NOW - timedelta(days=400)).date()) == 1
        )
        assert await chats.find_chat(connection, 1) is None
        assert await chats.find_chat(connection, 2) is not None


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "cannot be read"),
        ("mysql+aiomysql://a:secret@b/c", "mysql+aiomysql"),
        ("sqlite+aiosqlite:////proc/nowhere/x.db", "cannot be made"),
    ],
)
def test_a_database_that_cannot_be_used_is_named_without_its_secrets(url: str, said: str) -> None:
    with pytest.raises(DatabaseError, match=said.replace("+", r"\+")) as problem:
        open_database(url)
    assert "secret" not in str(problem.value)


async def test_many_are_looked_up_and_met_at_once(database: Database) -> None:
    async with database.transaction() as connection:
        await chats.get_or_create_chat(connection, 7, NOW)
        await chats.set_language(connection, 7, "fr")
        await chats.get_or_create_chat(connection, 8, NOW)
        await dialogs.open_dialog(connection, 8, "ask", "{}", NOW)
        looked_up = await chats.get_chats(connection, [7, 8, 9], LATER)
        assert [looked_up[each].language for each in (7, 8, 9)] == ["fr", None, None]
        assert [looked_up[each].has_open_dialog for each in (7, 8, 9)] == [False, True, False]
        # Looking up remembers nothing of anybody; meeting does.
        assert await chats.find_chat(connection, 9) is None
        met = await chats.get_or_create_chats(connection, [7, 8, 9], LATER)
        assert [met[each].has_open_dialog for each in (7, 8, 9)] == [False, True, False]
        assert await chats.find_chat(connection, 9) is not None
        again = await chats.find_chat(connection, 7)
        assert again is not None and again.last_seen == LATER.date()

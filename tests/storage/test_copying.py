"""Moving an installation from one database to another, and back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, make_url, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import chats, deliveries, meetings, subscriptions
from storage.copying import copy_all
from storage.database import Database, open_database
from storage.errors import DatabaseError, DatabaseInUse
from storage.files import lock_file
from storage.questions import add_question
from storage.tables import metadata
from storage.tables import questions as table
from tests import postgresql
from tests.storage.calendar import DAY, EVENT_ZONE, NOW, a_meeting


@pytest.fixture
async def empty_url(postgresql_server: str) -> AsyncIterator[str]:
    """The URL of a PostgreSQL database without tables."""
    url = await postgresql.create(postgresql_server, "empty")
    yield url
    await postgresql.drop(postgresql_server, "empty")


async def filled(database: Database) -> None:
    async with database.write_transaction() as connection:
        await meetings.load_pack_meetings(connection, [a_meeting()], NOW)
        for chat_id in (1, -1001000000001, 2**60):
            await chats.record_contact(connection, chat_id, NOW)
            await subscriptions.subscribe(connection, chat_id, "all", "", NOW)
        await deliveries.plan(connection, NOW, NOW + 2 * DAY, EVENT_ZONE)
        await deliveries.claim(connection, NOW + 2 * DAY, 2, 60)


async def everything(database: Database) -> dict[str, list[Any]]:
    async with database.transaction() as connection:
        return {
            table.name: sorted(map(repr, await connection.execute(select(table))))
            for table in metadata.sorted_tables
        }


def names(folder: Path, beginning: str) -> list[str]:
    return sorted(file.name for file in folder.glob(f"{beginning}*"))


def sqlite_url(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


async def test_there_and_back_everything_is_the_same(
    sqlite_database: Database, empty_url: str, tmp_path: Path
) -> None:
    await filled(sqlite_database)
    before = await everything(sqlite_database)
    await sqlite_database.close()
    there = await copy_all(sqlite_url(sqlite_database.file), empty_url)
    assert there["deliveries"] == 3 and there["chats"] == 3
    assert there == {name: len(rows) for name, rows in before.items()}
    database = open_database(empty_url)
    assert await everything(database) == before
    # It is in use from here: what is added gets new ids, and is found.
    async with database.write_transaction() as connection:
        await subscriptions.subscribe(connection, 4, "all", "", NOW)
        await deliveries.plan(connection, NOW, NOW + 2 * DAY, EVENT_ZONE)
    after = await everything(database)
    assert len(after["deliveries"]) == 4
    await database.close()
    back = tmp_path / "back.db"
    await copy_all(empty_url, sqlite_url(back))
    copy = open_database(sqlite_url(back))
    await copy.migrate()
    assert await everything(copy) == after
    await copy.close()
    assert names(tmp_path, "back") == ["back.db"]


async def test_an_id_that_was_given_once_is_never_given_again(
    sqlite_database: Database, empty_url: str, tmp_path: Path
) -> None:
    """A question's id is in messages that people may still reply to."""
    async with sqlite_database.write_transaction() as connection:
        last = await asked(connection, 1)
        await connection.execute(delete(table))
    await sqlite_database.close()
    await copy_all(sqlite_url(sqlite_database.file), empty_url)
    database = open_database(empty_url)
    async with database.write_transaction() as connection:
        second = await asked(connection, 2)
        assert second > last
        await connection.execute(delete(table))
    await database.close()
    back = tmp_path / "back.db"
    await copy_all(empty_url, sqlite_url(back))
    copy = open_database(sqlite_url(back))
    async with copy.write_transaction() as connection:
        assert await asked(connection, 3) > second
    await copy.close()


async def asked(connection: AsyncConnection, number: int) -> int:
    """Ask a question; return its id."""
    await add_question(connection, 1, number, "Amina", "fr", "Where?", None, NOW)
    return int(await connection.scalar(select(func.max(table.c.id))) or 0)


async def test_what_cannot_be_copied_leaves_nothing(
    sqlite_database: Database, empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await filled(sqlite_database)
    source = sqlite_url(sqlite_database.file)
    await sqlite_database.close()

    async def fails(*_: object) -> None:
        raise DatabaseError("a disk that is full")

    monkeypatch.setattr("storage.copying._continue_ids", fails)
    target = tmp_path / "target.db"
    for url in (empty_url, sqlite_url(target)):
        with pytest.raises(DatabaseError, match="a disk that is full"):
            await copy_all(source, url)
    assert names(tmp_path, "target") == []
    monkeypatch.undo()
    await copy_all(source, empty_url)  # as no table was left
    with pytest.raises(DatabaseError, match="has tables already"):
        await copy_all(source, empty_url)


async def test_databases_that_cannot_be_used_are_told(
    sqlite_database: Database, postgresql_url: str, tmp_path: Path
) -> None:
    source = sqlite_url(sqlite_database.file)
    new = sqlite_url(tmp_path / "new.db")
    with pytest.raises(DatabaseError, match="there already"):
        await copy_all(postgresql_url, source)
    with pytest.raises(DatabaseError, match="same database"):
        await copy_all(source, source)
    with pytest.raises(DatabaseError, match="no database"):
        await copy_all(sqlite_url(tmp_path / "missing.db"), new)
    with lock_file(sqlite_database.file), pytest.raises(DatabaseInUse):
        await copy_all(source, new)
    running = open_database(postgresql_url)
    async with running.transaction() as connection:
        await chats.get_chats(connection, [1], NOW + timedelta(days=1))
        with pytest.raises(DatabaseInUse, match="stop it first"):
            await copy_all(postgresql_url, new)
    await running.close()
    secret = make_url(postgresql_url).set(password="a-secret", port=1)
    with pytest.raises(DatabaseError) as raised:
        await copy_all(secret.render_as_string(hide_password=False), new)
    assert "a-secret" not in str(raised.value)

"""A statement goes to SQLite's thread once, and behaves as with aiosqlite alone."""

from __future__ import annotations

from typing import Any

import aiosqlite
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from storage.database import Database


async def test_a_statement_goes_to_the_thread_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ways: list[str] = []
    ask = aiosqlite.Connection._execute

    async def counted(self: aiosqlite.Connection, act: Any, *given: Any, **named: Any) -> Any:
        ways.append(act.__name__)
        return await ask(self, act, *given, **named)

    async with database.transaction() as connection:
        await connection.execute(text("CREATE TABLE marks (mark INTEGER PRIMARY KEY)"))
        monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
        await connection.execute(text("INSERT INTO marks VALUES (1), (2)"))
        assert len(ways) == 1
        found = await connection.execute(text("SELECT mark FROM marks ORDER BY mark"))
        assert found.scalars().all() == [1, 2]
        assert len(ways) == 2
        rows = [{"mark": mark} for mark in range(3, 6)]
        await connection.execute(text("INSERT INTO marks VALUES (:mark)"), rows)
        assert len(ways) == 3
    assert ways[3:] == ["commit", "rollback"]  # the pool makes sure


async def test_what_a_statement_says_of_itself_stays(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.execute(text("CREATE TABLE marks (mark INTEGER PRIMARY KEY)"))
        made = await connection.execute(text("INSERT INTO marks VALUES (1), (2) RETURNING mark"))
        assert list(made.keys()) == ["mark"]
        assert made.scalars().all() == [1, 2]
        changed = await connection.execute(text("UPDATE marks SET mark = mark + 10"))
        assert changed.rowcount == 2
        nothing = await connection.execute(text("SELECT mark FROM marks WHERE mark = 1"))
        assert nothing.first() is None


async def test_a_failed_statement_leaves_a_connection_that_works(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.execute(text("CREATE TABLE marks (mark INTEGER PRIMARY KEY)"))
    with pytest.raises(IntegrityError):
        async with database.transaction() as connection:
            await connection.execute(text("INSERT INTO marks VALUES (1), (2), (1) RETURNING mark"))
    with pytest.raises(DBAPIError, match="no such table"):
        async with database.transaction() as connection:
            await connection.execute(text("SELECT * FROM nowhere"))
    async with database.transaction() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM marks")) == 0

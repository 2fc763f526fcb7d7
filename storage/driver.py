"""SQLite by aiosqlite, with one way to its thread and back for each statement.

SQLAlchemy makes a cursor, executes, fetches all there is, and closes. Each of these is such a way
with aiosqlite, and costs more than most of our statements do.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any

import aiosqlite

_CHUNK = 64  # rows; of what is read bit by bit, which nothing of ours is


class _Cursor(aiosqlite.Cursor):
    """Its rows come with its execution."""

    _rows: list[Any] = []

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> aiosqlite.Cursor:
        given = () if parameters is None else parameters
        self._rows = await self._execute(_executed, self._cursor, sql, given)  # type: ignore[no-untyped-call]
        return self

    async def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """All is fetched, and with that SQLite's statement is done."""


class _Connection(aiosqlite.Connection):
    def cursor(self) -> _Cursor:  # type: ignore[override]
        """Made at once: nothing of SQLite's is touched. Raises ValueError where it is closed."""
        return _Cursor(self, self._conn.cursor())


def connect(database: str, **given: Any) -> aiosqlite.Connection:
    """As `aiosqlite.connect`, for SQLAlchemy's `async_creator_fn`."""

    def opened() -> sqlite3.Connection:
        made: sqlite3.Connection = sqlite3.connect(database, **given | {"check_same_thread": False})
        return made

    connection: aiosqlite.Connection = _Connection(opened, _CHUNK)
    connection._thread.daemon = True  # as SQLAlchemy does, so that none keeps the program
    return connection


def _executed(cursor: sqlite3.Cursor, sql: str, parameters: Iterable[Any]) -> list[Any]:
    cursor.execute(sql, parameters)  # type: ignore[arg-type]
    return [] if cursor.description is None else cursor.fetchall()

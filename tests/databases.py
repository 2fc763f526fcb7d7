"""Which database tests use: a SQLite file each, or PostgreSQL with
`ROUNDTABLE_TEST_DATABASE=postgresql`.

Tests name a file. On PostgreSQL a file stands for a database of the tests' own server, so that
what is opened by the same name, also by another process of the test, is the same database.
"""

from __future__ import annotations

import asyncio
import itertools
import os
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import make_url, text

from storage.database import Database, open_database
from tests import postgresql

T = TypeVar("T")

SWITCH = "ROUNDTABLE_TEST_DATABASE"
KIND = os.environ.get(SWITCH, "sqlite")
ON_POSTGRESQL = KIND == "postgresql"
# What tests of both databases run on.
KINDS = [KIND] if ON_POSTGRESQL else ["sqlite", "postgresql"]
MISSING = "needs PostgreSQL (apt-get install postgresql) and asyncpg"

# The address of the server that all processes of a run share.
_SHARED_SERVER = "ROUNDTABLE_TEST_POSTGRESQL"
_server: postgresql.PostgreSQL | None = None
_template: str | None = None
_in_use = KIND
_urls: dict[Path, str] = {}
_numbers = itertools.count(1)


def only_sqlite(reason: str) -> pytest.MarkDecorator:
    """Mark tests of something that PostgreSQL has not; `reason` says what."""
    return pytest.mark.skipif(ON_POSTGRESQL, reason=f"only of SQLite: {reason}")


def postgresql_programs() -> Path:
    """The folder of PostgreSQL's programs. Without them the test is skipped, except in CI, where it
    fails."""
    found = postgresql.programs()
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    return found


def server_url() -> str:
    """The URL of the tests' PostgreSQL, which is started first."""
    if shared := os.environ.get(_SHARED_SERVER):
        return shared
    global _server
    if _server is None:
        _server = postgresql.PostgreSQL(postgresql_programs())
    return _server.url


def share_server() -> None:
    """Start one PostgreSQL for all processes of a run, which find it in the environment."""
    if postgresql.programs():
        os.environ[_SHARED_SERVER] = server_url()


def close_server() -> None:
    if _server is not None:
        _server.close()
        os.environ.pop(_SHARED_SERVER, None)


def template() -> str:
    """The name of a PostgreSQL database with all tables, to copy; made once in a process."""
    global _template
    if _template is None:
        name = f"template_{os.getpid()}"

        async def make() -> None:
            database = open_database(await postgresql.create(server_url(), name))
            await database.migrate()
            await database.close()

        _run(make())
        _template = name
    return _template


def database_url(file: Path) -> str:
    """The URL of the database of a file: on SQLite of the file itself; on PostgreSQL of a database
    that is created, with all tables, where none has this name yet."""
    if _in_use == "sqlite":
        return f"sqlite+aiosqlite:///{file}"
    if file not in _urls:
        name = f"test_{os.getpid()}_{next(_numbers)}"
        _urls[file] = _run(postgresql.create(server_url(), name, template()))
    return _urls[file]


def program_database(folder: Path) -> str:
    """The URL of the database that a program in this folder uses if it is told of none."""
    return database_url(folder / "var" / "roundtable.db")


def database_settings(folder: Path) -> dict[str, str]:
    """The setting that names `program_database`, where that is not the program's default."""
    return {} if _in_use == "sqlite" else {"DATABASE_URL": program_database(folder)}


def execute(url: str, statement: str, **values: Any) -> list[tuple[Any, ...]]:
    """Execute a statement of SQL, beside the programs that use the database; its rows. `:name`
    stands for a value."""

    async def execute_in_transaction() -> list[tuple[Any, ...]]:
        database: Database = open_database(url)
        try:
            async with database.engine.begin() as connection:
                done = await connection.execute(text(statement), values)
                if done.returns_rows:
                    return [tuple(row) for row in done]
                assert done.rowcount > 0, f"changed nothing: {statement}"
                return []
        finally:
            await database.close()

    return _run(execute_in_transaction())


def in_use() -> str:
    """What tests use now: sqlite or postgresql."""
    return _in_use


@contextmanager
def using(kind: str) -> Iterator[None]:
    """Let tests use SQLite or PostgreSQL for a time."""
    global _in_use
    before, _in_use = _in_use, kind
    try:
        yield
    finally:
        _in_use = before


def drop_below(folder: Path) -> None:
    """Drop the PostgreSQL databases of files in a folder."""
    for file in [file for file in _urls if file.is_relative_to(folder)]:
        name = make_url(_urls.pop(file)).database
        assert name is not None
        _run(postgresql.drop(server_url(), name))


def _run(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end, also where a test's own event loop runs."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()

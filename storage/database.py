"""The database: opening it, bringing it up to date, and its transactions."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import (
    Column,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    event,
    inspect,
    make_url,
    select,
)
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from storage.tables import metadata

_PATIENCE_SECONDS = 5.0
_TURN_SECONDS = 0.2
MIGRATIONS = Path(__file__).parent / "migrations"
# Alembic's own: https://alembic.sqlalchemy.org/en/latest/tutorial.html#running-our-first-migration
_versions = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)


class DatabaseError(Exception):
    """The database cannot be used; the message says why and what to do, without secrets."""


class Database:
    """One engine. Reads and writes go through `transaction()` at the caller's edge."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self._turns = asyncio.Lock()

    @asynccontextmanager
    async def transaction(
        self, patience_seconds: float = _PATIENCE_SECONDS
    ) -> AsyncIterator[AsyncConnection]:
        """Commits at its end. It waits no longer than this for a lock that somebody else holds."""
        async with self.engine.begin() as connection:
            if patience_seconds == _PATIENCE_SECONDS:
                yield connection
                return
            await _wait_for_locks(connection, patience_seconds)
            try:
                yield connection
            finally:
                await _wait_for_locks(connection, _PATIENCE_SECONDS)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """For who writes all the time, around a transaction: one after another.

        Whoever finds SQLite's lock taken sleeps, each time longer, mostly beyond its release
        (sqliteDefaultBusyCallback in https://sqlite.org/src/file/src/main.c). Where a turn takes
        long, the next does not wait for its end, and SQLite decides.
        """
        mine = True
        try:
            async with asyncio.timeout(_TURN_SECONDS):
                await self._turns.acquire()
        except TimeoutError:
            mine = False
        try:
            yield
        finally:
            if mine:
                self._turns.release()

    @asynccontextmanager
    async def held(self, patience_seconds: float) -> AsyncIterator[AsyncConnection]:
        """A connection of one's own, for who writes all the time. It waits no longer than this
        for a lock that somebody else holds."""
        async with self.engine.connect() as connection:
            await _wait_for_locks(connection, patience_seconds)
            await connection.commit()
            yield connection
            await connection.invalidate()  # its patience is not for others

    async def migrate(self) -> None:
        """Bring the tables up to the newest revision; data stays."""
        async with self.engine.begin() as connection:
            await connection.run_sync(_bring_up_to_date)

    async def close(self) -> None:
        await self.engine.dispose()


def open_database(url: str) -> Database:
    """Open the database by its URL; a SQLite file's folder is made if it is missing.

    Raises DatabaseError where the URL or the place cannot be used.
    """
    try:
        address = make_url(url)
    except ArgumentError:
        raise DatabaseError(
            "DATABASE_URL cannot be read; write it as sqlite+aiosqlite:///var/roundtable.db"
        ) from None
    if address.drivername != "sqlite+aiosqlite":
        raise DatabaseError(
            f"DATABASE_URL begins with {address.drivername}; "
            "this version keeps its data in sqlite+aiosqlite:///…"
        )
    if address.database and address.database != ":memory:":
        try:
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise DatabaseError(
                f"the folder of {address.database} cannot be made: {problem.strerror}"
            ) from problem
    engine = create_async_engine(address)
    event.listen(engine.sync_engine, "connect", _set_up_sqlite)
    event.listen(engine.sync_engine, "handle_error", _roll_back_what_is_broken_off)
    return Database(engine)


def _set_up_sqlite(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    # WAL lets readers go on beside the writer; NORMAL is safe with it across a crash of the
    # program: https://www.sqlite.org/wal.html
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        f"busy_timeout={int(_PATIENCE_SECONDS * 1000)}",
        "cache_size=-8000",  # 8 MB; 2 are too few for the outbox of a large conference
        "foreign_keys=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _roll_back_what_is_broken_off(context: ExceptionContext) -> None:
    """A cancelled task's connection is rolled back and goes on being used.

    SQLAlchemy would close it, as the stream of a server's answers may be torn. In SQLite closing
    leaves the lock with a statement that is still under way, and whoever writes next waits for
    ever; what aiosqlite was told stands in a queue, so a rollback comes after it.
    """
    if isinstance(context.original_exception, asyncio.CancelledError):
        context.is_disconnect = False


async def _wait_for_locks(connection: AsyncConnection, seconds: float) -> None:
    await connection.exec_driver_sql(f"PRAGMA busy_timeout={int(seconds * 1000)}")


def _bring_up_to_date(connection: Connection) -> None:
    """Alembic takes a while to import, so it is only asked where there is something to upgrade. A
    new database gets its tables as they are now, all or none."""
    newest = max(each.name[:4] for each in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    there = inspect(connection).get_table_names()
    if not there:
        # Python's driver would begin only before the first row is written.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        metadata.create_all(connection, checkfirst=False)
        _versions.create(connection, checkfirst=False)
        connection.execute(_versions.insert().values(version_num=newest))
        return
    found = None
    if _versions.name in there:
        found = connection.execute(select(_versions.c.version_num)).scalar()
    if found != newest:
        _upgrade(connection)


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")

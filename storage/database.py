"""The database: opening it, bringing it up to date, and its transactions."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, event, make_url
from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from storage import schema
from storage.errors import DatabaseError

_LOCK_TIMEOUT_SECONDS = 5.0
_WRITE_LOCK_SECONDS = 0.2
# Pages (4 kB) of the write-ahead log at which a writer itself has to copy them into the file.
# `checkpoint` is called often enough that this does not happen.
_AUTOCHECKPOINT_PAGES = 20_000


class Database:
    """One engine. Reads and writes go through a transaction that the caller opens."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self._write_lock = asyncio.Lock()

    @asynccontextmanager
    async def transaction(
        self, lock_timeout_seconds: float = _LOCK_TIMEOUT_SECONDS
    ) -> AsyncIterator[AsyncConnection]:
        """Begin a transaction; it is committed at the end, and rolled back on an exception.

        A statement waits at most `lock_timeout_seconds` for a lock that another connection holds,
        then raises OperationalError.
        """
        async with self.engine.begin() as connection:
            if lock_timeout_seconds == _LOCK_TIMEOUT_SECONDS:
                yield connection
                return
            await _set_lock_timeout(connection, lock_timeout_seconds)
            try:
                yield connection
            finally:
                await _set_lock_timeout(connection, _LOCK_TIMEOUT_SECONDS)

    @asynccontextmanager
    async def write_transaction(self) -> AsyncIterator[AsyncConnection]:
        """Begin a transaction while holding the write lock: for workers that write often."""
        async with self.write_lock(), self.transaction() as connection:
            yield connection

    @asynccontextmanager
    async def write_lock(self) -> AsyncIterator[None]:
        """Let the frequent writers of this process write one after another, first come first
        served.

        SQLite's own waiting is not fair: whoever finds its lock taken sleeps, longer each time,
        and mostly beyond its release (sqliteDefaultBusyCallback in
        https://sqlite.org/src/file/src/main.c). After 0.2 seconds without this lock the caller
        goes on without it and relies on SQLite's, so that a long transaction delays nobody twice.
        """
        locked = True
        try:
            async with asyncio.timeout(_WRITE_LOCK_SECONDS):
                await self._write_lock.acquire()
        except TimeoutError:
            locked = False
        try:
            yield
        finally:
            if locked:
                self._write_lock.release()

    @asynccontextmanager
    async def dedicated_connection(
        self, lock_timeout_seconds: float
    ) -> AsyncIterator[AsyncConnection]:
        """A connection for one worker to keep, with a lock timeout of its own."""
        async with self.engine.connect() as connection:
            await _set_lock_timeout(connection, lock_timeout_seconds)
            await connection.commit()
            yield connection
            await connection.invalidate()  # do not return it to the pool with this timeout

    async def migrate(self) -> None:
        """Bring the tables up to the newest revision; data stays.

        Raises DatabaseError for a database that this version cannot use.
        """
        async with self.engine.begin() as connection:
            await connection.run_sync(schema.bring_up_to_date)

    async def is_newest(self) -> bool:
        """Return whether the tables are those of this version of the program.

        Raises DatabaseError if the file is not a database.
        """
        try:
            async with self.engine.connect() as connection:
                return await connection.run_sync(schema.is_newest)
        except SQLAlchemyError:
            raise DatabaseError("the database cannot be read") from None

    async def checkpoint(self) -> None:
        """Copy SQLite's write-ahead log into the database file while others go on writing. This
        waits for the disk, so that they need not: https://www.sqlite.org/wal.html#ckpt"""
        async with self.engine.connect() as connection:
            await connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")

    async def close(self) -> None:
        await self.engine.dispose()


def open_database(url: str) -> Database:
    """Open the database at a URL, and create the folder of a SQLite file if it is missing.

    Raises DatabaseError if the URL or the folder cannot be used.
    """
    address = _parsed(url)
    if address.database and address.database != ":memory:":
        try:
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise DatabaseError(
                f"the folder of {address.database} cannot be made: {problem.strerror}"
            ) from problem
    engine = create_async_engine(address)
    event.listen(engine.sync_engine, "connect", _set_up_sqlite)
    event.listen(engine.sync_engine, "handle_error", _keep_connections_of_cancelled_tasks)
    return Database(engine)


def open_to_read(url: str) -> Database:
    """Open an existing database for reading only: nothing is created, migrated or written, not
    even a file beside it.

    Raises DatabaseError if there is none, or the URL cannot be used.
    """
    address = _parsed(url)
    file = Path(address.database or ":memory:")
    if not file.is_file():
        raise DatabaseError(f"there is no database at {file}")
    query = {"mode": "ro", "uri": "true"}
    # If there is no write-ahead log, no program has the database open, and reading it would leave
    # an empty log and its index there: https://www.sqlite.org/wal.html#read_only_databases
    if not file.with_name(f"{file.name}-wal").exists():
        query["immutable"] = "1"
    name = f"file:{quote(str(file.absolute()))}"
    return Database(create_async_engine(URL.create(address.drivername, database=name, query=query)))


def _parsed(url: str) -> URL:
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
    return address


def _set_up_sqlite(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    # With WAL, readers and the writer do not wait for each other, and NORMAL loses nothing if the
    # program crashes: https://www.sqlite.org/wal.html
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        f"busy_timeout={int(_LOCK_TIMEOUT_SECONDS * 1000)}",
        f"wal_autocheckpoint={_AUTOCHECKPOINT_PAGES}",
        "cache_size=-8000",  # kB, negative: the default of 2 MB is too little for a large outbox
        "foreign_keys=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _keep_connections_of_cancelled_tasks(context: ExceptionContext) -> None:
    """Roll back the connection of a cancelled task and go on using it.

    SQLAlchemy would close it, since a server's connection may be left in the middle of an answer.
    Closing a SQLite connection while a statement is still running keeps the lock, and the next
    writer waits for ever. aiosqlite does one thing after another, so a rollback comes after the
    statement.
    """
    if isinstance(context.original_exception, asyncio.CancelledError):
        context.is_disconnect = False


async def _set_lock_timeout(connection: AsyncConnection, seconds: float) -> None:
    await connection.exec_driver_sql(f"PRAGMA busy_timeout={int(seconds * 1000)}")

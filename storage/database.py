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

from storage import versions
from storage.driver import connect

_PATIENCE_SECONDS = 5.0
_TURN_SECONDS = 0.2
# Pages of 4 kB in SQLite's log before a writer must wait until they are in the file: `settle` is
# to have done that before.
_MOST_LOGGED = 20_000


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
            await connection.run_sync(versions.bring_up_to_date)

    async def is_newest(self) -> bool:
        """Whether its tables are those of this version. Raises DatabaseError where it is none."""
        try:
            async with self.engine.connect() as connection:
                return await connection.run_sync(versions.is_newest)
        except SQLAlchemyError:
            raise DatabaseError("the database cannot be read") from None

    async def settle(self) -> None:
        """Carry SQLite's log over into its file, while others write: it waits for the disk, so
        that they do not (https://www.sqlite.org/wal.html#ckpt)."""
        async with self.engine.connect() as connection:
            await connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")

    async def close(self) -> None:
        await self.engine.dispose()


def open_database(url: str) -> Database:
    """Open the database by its URL; a SQLite file's folder is made if it is missing.

    Raises DatabaseError where the URL or the place cannot be used.
    """
    address = _address(url)
    if address.database and address.database != ":memory:":
        try:
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise DatabaseError(
                f"the folder of {address.database} cannot be made: {problem.strerror}"
            ) from problem
    engine = create_async_engine(address, connect_args={"async_creator_fn": connect})
    event.listen(engine.sync_engine, "connect", _set_up_sqlite)
    event.listen(engine.sync_engine, "handle_error", _roll_back_what_is_broken_off)
    return Database(engine)


def open_to_read(url: str) -> Database:
    """Open the database as it is: nothing is made, migrated or written, no file beside it either.

    Raises DatabaseError where there is none, or the URL cannot be used.
    """
    address = _address(url)
    file = Path(address.database or ":memory:")
    if not file.is_file():
        raise DatabaseError(f"there is no database at {file}")
    how = {"mode": "ro", "uri": "true"}
    # Without its log nobody has it open, and reading would leave an empty log and an index of it
    # there: https://www.sqlite.org/wal.html#read_only_databases
    if not file.with_name(f"{file.name}-wal").exists():
        how["immutable"] = "1"
    name = f"file:{quote(str(file.absolute()))}"
    return Database(create_async_engine(URL.create(address.drivername, database=name, query=how)))


def _address(url: str) -> URL:
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
    # WAL lets readers go on beside the writer; NORMAL is safe with it across a crash of the
    # program: https://www.sqlite.org/wal.html
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        f"busy_timeout={int(_PATIENCE_SECONDS * 1000)}",
        f"wal_autocheckpoint={_MOST_LOGGED}",
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

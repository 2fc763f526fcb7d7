"""The database: opening it, bringing it up to date, and its transactions."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    asynccontextmanager,
    nullcontext,
)
from pathlib import Path
from typing import Literal

from sqlalchemy import URL, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage import postgresql, schema
from storage.address import is_postgresql, parse_address
from storage.errors import DatabaseError
from storage.files import FileWatch, check_file, explained, read_only_uri, wal_of
from storage.leases import check_lease
from storage.postgresql import Lock, postgresql_engine
from storage.program_sessions import ProgramConnections, end_when_silent, session
from storage.sqlite import (
    LOCK_TIMEOUT_SECONDS,
    has_wal_reset_fault,
    keep_connections_of_cancelled_tasks,
    set_up_connection,
)
from storage.write_lock import WriteLock

# Emptying the write-ahead log keeps writers waiting for readers.
_EMPTY_LOG_SECONDS = 0.2


class Database:
    """One engine. Reads and writes go through a transaction that the caller opens.

    On PostgreSQL several programs may share a database. What is only for SQLite, such as its
    write-ahead log, then does nothing.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        checkpoints_alone: bool = has_wal_reset_fault(),
        while_writing: Callable[[], AbstractAsyncContextManager[None]] = nullcontext,
        writing_engine: AsyncEngine | None = None,
    ) -> None:
        """`while_writing` is entered while a transaction waits for others to write, and writes.
        `writing_engine` has connections for writers, who hold the write lock while they wait for
        one."""
        self.engine = engine
        self.writing_engine = writing_engine or engine
        self._checkpoints_alone = checkpoints_alone
        self._while_writing = while_writing
        self._write_lock = WriteLock()
        # What SQLite's write-ahead log was when all of it had been copied into the database file.
        self._log_copied: tuple[int, int] | None = None
        self.on_postgresql = engine.dialect.name == "postgresql"
        self._program = ProgramConnections(engine) if self.on_postgresql else None

    @asynccontextmanager
    async def transaction(
        self, lock_timeout_seconds: float = LOCK_TIMEOUT_SECONDS
    ) -> AsyncIterator[AsyncConnection]:
        """Begin a transaction; it is committed at the end, and rolled back on an exception.

        A statement waits at most `lock_timeout_seconds` for a lock that another connection holds,
        then raises OperationalError. On PostgreSQL the default is longer: see WRITERS_WAIT_SECONDS.
        """
        check_lease()
        async with _transaction(self.engine, lock_timeout_seconds) as connection:
            yield connection

    @asynccontextmanager
    async def write_transaction(
        self,
        lock_timeout_seconds: float = LOCK_TIMEOUT_SECONDS,
        urgent: bool = False,
        alone: bool = False,
        in_turn: bool = False,
    ) -> AsyncIterator[AsyncConnection]:
        """Begin a transaction that writes.

        On SQLite, writers of this process write one after another. Those that are `urgent`, because
        many wait for them, do not wait for all of the others. On PostgreSQL they write beside each
        other, but for one that is `alone`: nobody else writes between its first statement and its
        end, in no program. So one that decides by what it reads of others' rows has to be `alone`.
        Those that are `in_turn` write one after another there, too, as far as they are of one
        program: in the order in which they came.
        """
        check_lease()
        async with (
            self._while_writing(),
            self._write_lock.held(urgent) if in_turn else self._in_order(urgent),
            _transaction(self.writing_engine, lock_timeout_seconds) as connection,
        ):
            if self.on_postgresql:
                await postgresql.lock(connection, Lock.WRITERS, shared=not alone)
            yield connection

    def write_lock(self) -> AbstractAsyncContextManager[None]:
        """The lock of `write_transaction(urgent=True)`, for a connection of one's own."""
        return self._in_order(urgent=True)

    def _in_order(self, urgent: bool) -> AbstractAsyncContextManager[None]:
        """PostgreSQL's own waiting is fair, and it lets many write at once."""
        return nullcontext() if self.on_postgresql else self._write_lock.held(urgent)

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

    @asynccontextmanager
    async def program_session(
        self, program: int, hear: Callable[[str], None], ended: Callable[[], None]
    ) -> AsyncIterator[AsyncConnection]:
        """Use PostgreSQL as one of several programs, and keep a connection that shows that this one
        lives: see `program_sessions`. Other connections can be opened once it is registered."""
        if self._program is None:
            raise ValueError("only PostgreSQL can be shared")
        await self._program.use(program)
        engine = postgresql_engine(self.engine.url, LOCK_TIMEOUT_SECONDS)
        async with session(engine, program, hear, ended) as connection:
            yield connection

    @asynccontextmanager
    async def burying(self) -> AsyncIterator[AsyncConnection]:
        """A connection that is opened for the occasion, whether this program is registered or
        not."""
        engine = postgresql_engine(self.engine.url, LOCK_TIMEOUT_SECONDS)
        try:
            async with engine.connect() as connection:
                await end_when_silent(connection)
                yield connection
        finally:
            await engine.dispose()

    async def migrate(self) -> None:
        """Bring the tables up to the newest revision; data stays.

        Raises DatabaseError for a database that this version cannot use.
        """
        async with self.engine.begin() as connection:
            if self.on_postgresql:
                # Several programs may start at once. Others that migrate take their time.
                await connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
                await postgresql.lock(connection, Lock.MIGRATION)
            await connection.run_sync(schema.bring_up_to_date)

    async def older_revision(self) -> str | None:
        """Return the revision of the tables if `migrate` would change them."""
        async with self.engine.connect() as connection:
            return await connection.run_sync(schema.older_revision)

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
        waits for the disk, so that they need not: https://www.sqlite.org/wal.html#ckpt

        With a version of SQLite that may lose data then, nobody writes meanwhile; see
        `storage.sqlite.has_wal_reset_fault`. Does nothing if nothing was written since.
        """
        log = _state_of(wal_of(self.file))
        if self.on_postgresql or (log is not None and log == self._log_copied):
            return
        async with AsyncExitStack() as stack:
            # Before the lock: while many read, a connection may have to be waited for.
            connection = await stack.enter_async_context(self.engine.connect())
            if self._checkpoints_alone:
                await stack.enter_async_context(self._no_writers())
            result = await connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")
            found = result.mappings().one()
            self._log_copied = log if found["log"] == found["checkpointed"] else None

    async def empty_log(self) -> bool:
        """Do what `checkpoint` does, and cut the log to no length: what was forgotten stands in it
        until it is overwritten. Return whether nobody was reading, so that it could be done."""
        if self.on_postgresql:
            return True
        async with (
            self.dedicated_connection(_EMPTY_LOG_SECONDS) as connection,
            self.write_lock(),
        ):
            result = await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, *_ = result.one()
        return not busy

    @asynccontextmanager
    async def _no_writers(self) -> AsyncIterator[None]:
        """Hold SQLite's own lock for writing, which also programs beside this one respect, and
        before it the write lock, for the sake of its order."""
        async with self.engine.connect() as connection, self.write_lock():
            await connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield
            finally:
                await connection.rollback()

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[FileWatch]:
        """Keep a connection open, and with it SQLite's files, to see whether they are deleted."""
        if self.on_postgresql:
            yield FileWatch()
            return
        async with self.engine.connect() as connection:
            await connection.exec_driver_sql("SELECT 1 FROM sqlite_master")
            await connection.commit()
            yield FileWatch(self.file, wal_of(self.file))

    @property
    def file(self) -> Path:
        """SQLite's file."""
        return Path(self.engine.url.database or "")

    def explain(self, problem: Exception) -> str:
        """Return a sentence for an error of the database: what is wrong, and what to do."""
        return (
            postgresql.explained(problem) if self.on_postgresql else explained(problem, self.file)
        )

    async def close(self) -> None:
        await self.engine.dispose()
        await self.writing_engine.dispose()


def open_database(
    url: str, while_writing: Callable[[], AbstractAsyncContextManager[None]] = nullcontext
) -> Database:
    """Open the database at a URL, and create the folder of a SQLite file if it is missing. Nothing
    is connected to yet.
    `while_writing` is as for Database.

    Raises DatabaseError if the URL, the folder or the file cannot be used.
    """
    address = parse_address(url)
    if is_postgresql(address):
        return Database(
            postgresql_engine(address, postgresql.WRITERS_WAIT_SECONDS), while_writing=while_writing
        )
    if address.database and address.database != ":memory:":
        file = Path(address.database)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise DatabaseError(
                f"the folder of {file} cannot be made: {problem.strerror}"
            ) from problem
        check_file(file)
    engine, writing = _engine(address), None
    if address.database and address.database != ":memory:":
        writing = _engine(address, pool_size=1)
    return Database(engine, while_writing=while_writing, writing_engine=writing)


def _engine(address: URL, **options: int) -> AsyncEngine:
    engine = create_async_engine(address, **options)
    event.listen(engine.sync_engine, "connect", set_up_connection)
    event.listen(engine.sync_engine, "handle_error", keep_connections_of_cancelled_tasks)
    return engine


def open_to_read(url: str) -> Database:
    """Open an existing database for reading only: nothing is created, migrated or written, not
    even a file beside it.

    Raises DatabaseError if there is none, or the URL cannot be used.
    """
    address = parse_address(url)
    if is_postgresql(address):
        return Database(
            postgresql_engine(address, LOCK_TIMEOUT_SECONDS).execution_options(
                postgresql_readonly=True
            )
        )
    file = Path(address.database or ":memory:")
    if not file.is_file():
        raise DatabaseError(f"there is no database at {file}")
    name, _, query = read_only_uri(file).partition("?")
    options = {"uri": "true", **dict(option.split("=") for option in query.split("&"))}
    return Database(
        create_async_engine(URL.create(address.drivername, database=name, query=options))
    )


def _state_of(log: Path) -> tuple[int, int] | None:
    """Return what changes whenever something is written to a file; None if there is none."""
    try:
        status = log.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns


@asynccontextmanager
async def _transaction(
    engine: AsyncEngine, lock_timeout_seconds: float
) -> AsyncIterator[AsyncConnection]:
    async with engine.begin() as connection:
        if lock_timeout_seconds == LOCK_TIMEOUT_SECONDS:
            yield connection
            return
        if engine.dialect.name == "postgresql":
            await _set_lock_timeout(connection, lock_timeout_seconds, "LOCAL ")
            yield connection
            return
        await _set_lock_timeout(connection, lock_timeout_seconds)
        try:
            yield connection
        finally:
            await _set_lock_timeout(connection, LOCK_TIMEOUT_SECONDS)


async def _set_lock_timeout(
    connection: AsyncConnection, seconds: float, until_its_end: Literal["LOCAL ", ""] = ""
) -> None:
    milliseconds = int(seconds * 1000)
    if connection.dialect.name == "postgresql":
        statement = f"SET {until_its_end}lock_timeout = {milliseconds}"
    else:
        statement = f"PRAGMA busy_timeout={milliseconds}"
    await connection.exec_driver_sql(statement)

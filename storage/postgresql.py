"""What is special to PostgreSQL: its connections, its locks by name, and what its errors mean."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from sqlalchemy import URL, Dialect, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

# Of one program. With ten programs this stays below max_connections, which is 100 by default.
_MAX_CONNECTIONS = 8
_CONNECT_SECONDS = 10.0
# A connection that is given back may be used again; a server or a firewall may end an older one.
_MAX_CONNECTION_AGE_SECONDS = 1800
# A transaction that waits for its program for so long is ended: the program hangs, or is cut off.
_IDLE_TRANSACTION_SECONDS = 60
# A program that stops while it writes keeps its locks until another has taken over from it, which
# is within ten seconds. What waits for them goes on then, and nobody is told that it failed.
WRITERS_WAIT_SECONDS = 15.0

# The first half of the keys of this program's advisory locks; any number that others do not use.
_LOCKS = 0x526F756E


class Lock(IntEnum):
    """What programs on one database lock by name, for as long as a transaction.

    https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
    """

    MIGRATION = 1
    WRITERS = 2  # shared by all that write, exclusive for who may not be written beside


async def lock(connection: AsyncConnection, which: Lock, shared: bool = False) -> None:
    """Wait for a lock, and hold it until the transaction ends."""
    take = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    await connection.exec_driver_sql(f"SELECT {take}({_LOCKS}, {which:d})")


def postgresql_engine(address: URL, lock_timeout_seconds: float) -> AsyncEngine:
    """Return an engine of the driver `asyncpg`. Statements wait for a lock at most so long."""
    query = dict(address.query)
    if "sslmode" in query:  # as everything else calls it
        query["ssl"] = query.pop("sslmode")
    engine = create_async_engine(
        address.set(query=query),
        pool_size=_MAX_CONNECTIONS,
        max_overflow=0,
        pool_recycle=_MAX_CONNECTION_AGE_SECONDS,
        connect_args={"timeout": _CONNECT_SECONDS},
        hide_parameters=True,
    )

    def set_up(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute("SET application_name = 'roundtable'")
        # It takes longer to compile a claim than to carry it out.
        cursor.execute("SET jit = off")
        cursor.execute(f"SET lock_timeout = {int(lock_timeout_seconds * 1000)}")
        idle = _IDLE_TRANSACTION_SECONDS * 1000
        cursor.execute(f"SET idle_in_transaction_session_timeout = {idle}")
        cursor.close()
        connection.commit()

    event.listen(engine.sync_engine, "connect", set_up)
    event.listen(engine.sync_engine, "checkout", _leave_out_closed)
    event.listen(engine.sync_engine, "do_connect", _connect)
    return engine


def _leave_out_closed(
    connection: DBAPIConnection, _: ConnectionPoolEntry, __: PoolProxiedConnection
) -> None:
    """Take another connection for one that the server closed while nobody used it."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError


def _connect(dialect: Dialect, _: ConnectionPoolEntry, arguments: Any, options: Any) -> Any:
    """Connect. What the driver raises is raised as SQLAlchemy's errors are made of, without
    anything of the URL."""
    from asyncpg import InterfaceError, PostgresError

    try:
        return dialect.connect(*arguments, **options)
    except (OSError, TimeoutError, PostgresError, InterfaceError) as problem:
        raised = dialect.loaded_dbapi.OperationalError(type(problem).__name__)
        raised.sqlstate = getattr(problem, "sqlstate", _NOT_REACHED)  # type: ignore[attr-defined]
        raise raised from None


_NOT_REACHED = "08001"
# By the beginning of the SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html
_SENTENCES = {
    "08": "the PostgreSQL server of DATABASE_URL cannot be reached; see that it runs, and that "
    "DATABASE_URL names its host and port",
    "28": "the PostgreSQL server does not accept the name or password in DATABASE_URL",
    "3D000": "the PostgreSQL server has no database of the name in DATABASE_URL; create it with: "
    "createdb",
    "42501": "the role in DATABASE_URL may not use or make tables in its database; make it the "
    "owner of the database",
    "25006": "the PostgreSQL server of DATABASE_URL takes no writes; name the primary server",
    "53100": "the disk of the PostgreSQL server is full; make room on it",
    "53300": "the PostgreSQL server has no connection left; raise its max_connections",
    "57P": "the PostgreSQL server is starting or stopping; start again when it is up",
    "55P03": "another program holds the database; stop that program",
}


def sqlstate_of(problem: BaseException) -> str:
    """Return PostgreSQL's five-letter code of an error; empty if it has none."""
    return str(getattr(getattr(problem, "orig", problem), "sqlstate", "") or "")


def explained(problem: Exception) -> str:
    """Return a sentence for an error of PostgreSQL's: what is wrong, and what to do."""
    code = sqlstate_of(problem)
    for beginning, sentence in _SENTENCES.items():
        if code.startswith(beginning):
            return sentence
    return f"the PostgreSQL database cannot be used ({code or type(problem).__name__})"

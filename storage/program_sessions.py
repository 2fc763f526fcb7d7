"""Connections of a program that shares a PostgreSQL: under its name, and only while it is alive.

See storage/programs.py for what they are for.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.pool import ConnectionPoolEntry

from storage.leases import LeaseLost
from storage.programs import CHANNEL, application_name

# The program that a connection was opened for, among what its pool knows of it.
_PROGRAM = "program"
# One that falls silent in the middle of a transaction must not keep its own row, or that of one it
# takes over from, locked until the others have waited for longer than they may.
_SILENT_SECONDS = 4


class ProgramConnections:
    """Names the connections of an engine for the program that uses it."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._program: int | None = None
        event.listen(engine.sync_engine, "connect", self._name)
        event.listen(engine.sync_engine, "checkin", self._close_others)

    async def use(self, program: int) -> None:
        """Open connections only for this program from now on, as long as it is registered. Those of
        an earlier program are closed when they are given back."""
        self._program = program
        await self._engine.dispose()

    def _close_others(self, _: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
        """Close a connection of an earlier program: its pool is not used any more."""
        if entry.info.get(_PROGRAM) != self._program:
            entry.invalidate()

    def _name(self, connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        entry.info[_PROGRAM] = self._program
        if self._program is None:
            return
        cursor = connection.cursor()
        try:
            # The name first: whoever removes the row ends all connections of the name afterwards.
            cursor.execute(f"SET application_name = '{application_name(self._program)}'")
            cursor.execute(f"SELECT 1 FROM programs WHERE id = {self._program}")
            found = cursor.fetchone()
        finally:
            cursor.close()
        connection.commit()
        if found is None:
            connection.close()
            raise LeaseLost("the database does not know this program any more")


@asynccontextmanager
async def session(
    engine: AsyncEngine,
    program: int,
    hear: Callable[[str], None],
    ended: Callable[[], None],
) -> AsyncIterator[AsyncConnection]:
    """A connection for a program to keep, from an engine of its own. `hear` is called with each
    notification on CHANNEL, `ended` if the connection ends."""
    from asyncpg import InterfaceError, PostgresError

    connection = await engine.connect()
    try:
        await connection.exec_driver_sql(f"SET application_name = '{application_name(program)}'")
        await end_when_silent(connection)
        raw: Any = (await connection.get_raw_connection()).driver_connection
        raw.add_termination_listener(lambda _: ended())
        await raw.add_listener(CHANNEL, lambda _connection, _pid, _channel, payload: hear(payload))
        yield connection
    except (OSError, InterfaceError, PostgresError) as problem:
        # Of the driver itself, as LISTEN is not known to SQLAlchemy.
        raise LeaseLost("the session was lost") from problem
    finally:
        # Not given back, not even closed politely: it may lead nowhere.
        with suppress(SQLAlchemyError):
            await connection.invalidate()
        with suppress(SQLAlchemyError):
            await connection.close()
        await engine.dispose()


async def end_when_silent(connection: AsyncConnection) -> None:
    """Let the server end this connection when a transaction in it waits for its program."""
    silent = _SILENT_SECONDS * 1000
    await connection.exec_driver_sql(f"SET idle_in_transaction_session_timeout = {silent}")
    await connection.commit()


def is_disconnect(problem: BaseException) -> bool:
    """Return whether the database could not be reached, or ended a connection."""
    return isinstance(problem, LeaseLost) or (
        isinstance(problem, DBAPIError)
        and (problem.connection_invalidated or _sqlstate(problem)[:2] in ("08", "57"))
    )


def _sqlstate(problem: DBAPIError) -> str:
    return str(getattr(problem.orig, "sqlstate", "") or "")

"""What is special to SQLite: how its connections are set up, and a fault of some versions."""

from __future__ import annotations

import asyncio
import sqlite3
from functools import partial

from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
from sqlalchemy.pool import ConnectionPoolEntry

LOCK_TIMEOUT_SECONDS = 5.0
# Pages (4 kB) of the write-ahead log at which a writer itself has to copy them into the file.
# `Database.checkpoint` is called often enough that this does not happen.
_AUTOCHECKPOINT_PAGES = 20_000

_Version = tuple[int, int, int]


def has_wal_reset_fault(version: _Version = sqlite3.sqlite_version_info[:3]) -> bool:
    """Return whether this version of SQLite may lose what was committed if a checkpoint meets a
    writer that begins the write-ahead log anew: https://sqlite.org/wal.html#walresetbug"""
    fixed_branch = (3, 44, 6) <= version < (3, 45, 0) or (3, 50, 7) <= version < (3, 51, 0)
    return (3, 7, 0) <= version < (3, 51, 3) and not fixed_branch


def set_up_connection(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """Set what is of a connection and not of the file."""
    # Otherwise one damaged text fails the statement that reads it, and all others with it.
    text_factory = partial(str, encoding="utf-8", errors="replace")
    connection.driver_connection.text_factory = text_factory
    cursor = connection.cursor()
    for pragma in (
        # Readers and the writer do not wait for each other: https://www.sqlite.org/wal.html
        "journal_mode=WAL",
        # What is committed is on disk: with NORMAL, a power cut takes back the last second.
        "synchronous=FULL",
        f"busy_timeout={int(LOCK_TIMEOUT_SECONDS * 1000)}",
        # A writer's own checkpoint does not exclude other writers.
        f"wal_autocheckpoint={0 if has_wal_reset_fault() else _AUTOCHECKPOINT_PAGES}",
        "cache_size=-8000",  # kB, negative: the default of 2 MB is too little for a large outbox
        "foreign_keys=ON",
        # What is forgotten is overwritten with zeros; SQLite's default differs between builds.
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def keep_connections_of_cancelled_tasks(context: ExceptionContext) -> None:
    """Roll back the connection of a cancelled task and go on using it.

    SQLAlchemy would close it, since a server's connection may be left in the middle of an answer.
    Closing a SQLite connection while a statement is still running keeps the lock, and the next
    writer waits for ever. aiosqlite does one thing after another, so a rollback comes after the
    statement.
    """
    if isinstance(context.original_exception, asyncio.CancelledError):
        context.is_disconnect = False

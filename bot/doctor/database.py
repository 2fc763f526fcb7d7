"""The database: whether it can be used, its size, and what the program wrote of its troubles."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import func, inspect, select
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.doctor.findings import Finding, note, ok, wrong
from bot.logs import describe_error
from content.languages import SOURCE_LANGUAGE, Sentences
from handlers.desk.alert_views import alert_words
from handlers.framework.reader import Reader
from storage import operator_alerts, status
from storage.address import is_postgresql, parse_address
from storage.database import Database, open_to_read
from storage.errors import DatabaseError
from storage.files import check_file, database_file, lock_holder
from storage.schema import is_newest
from storage.tables import programs

_ABOUT = "Database"

_ALIVE_SECONDS = 30.0  # since the last heartbeat of a program
# A prepared statement that is missing, or there already: it was prepared in another session.
_OF_ANOTHER_SESSION = ("26000", "42P05")
_MAX_CHECKED_BYTES = 1_000_000_000  # checking all pages of a larger one takes too long


async def examine_database(url: str) -> tuple[list[Finding], bool | None]:
    """Return what was found, and whether a program uses the database; None if that cannot be known.
    With SQLite it is one of this machine, with PostgreSQL of any."""
    try:
        if is_postgresql(parse_address(url)):
            return await _examine(open_to_read(url), "PostgreSQL")
        file = database_file(url)
        holder = lock_holder(file)
        check_file(file)
        if not file.is_file() or not file.stat().st_size:
            return [_none_yet(file)], holder is not None
        findings, _ = await _examine(open_to_read(url), str(file))
    except DatabaseError as problem:
        return [wrong(_ABOUT, str(problem))], None
    except Exception as problem:  # it must not keep the other parts from being examined
        return [wrong(_ABOUT, f"could not be examined: {describe_error(problem)}")], None
    if holder is None:
        findings.append(note("Program", "no program of this machine uses the database now"))
    else:
        findings.append(ok("Program", f"the bot runs, as process {holder}"))
    return findings, holder is not None


def _none_yet(file: Path) -> Finding:
    folder = file.parent
    while not folder.is_dir():
        folder = folder.parent
    if not os.access(folder, os.W_OK | os.X_OK):
        return wrong(
            _ABOUT, f"{file} cannot be made: {folder} may not be written",
            "Give the program's user the right to write there, or set DATABASE_URL.",
        )  # fmt: skip
    return note(_ABOUT, f"there is none at {file} yet; the first start makes it")


async def _programs_alive(connection: AsyncConnection) -> int:
    """Return how many programs share a PostgreSQL; which are of this machine is not known."""
    if not await connection.run_sync(lambda opened: inspect(opened).has_table(programs.name)):
        return 0
    found = (await connection.execute(select(programs.c.heartbeat))).scalars().all()
    now = await connection.scalar(select(func.clock_timestamp()))
    return sum((now - heartbeat).total_seconds() < _ALIVE_SECONDS for heartbeat in found)


async def _keeps_sessions(database: Database) -> bool:
    """Return whether a connection stays with one process of the server. With a pooler that gives it
    another for each transaction, settings, prepared statements and notifications are lost."""
    process = select(func.pg_backend_pid())
    try:
        async with database.engine.connect() as first, database.engine.connect() as second:
            before = await first.scalar(process)
            await first.rollback()
            # In a transaction, so that the pooler has to give the first connection another process.
            await second.scalar(process)
            return bool(before == await first.scalar(process))
    except DBAPIError as problem:
        if getattr(problem.orig, "sqlstate", "") in _OF_ANOTHER_SESSION:
            return False
        raise


def _programs(alive: int) -> Finding:
    if not alive:
        return note("Programs", "none uses the database now")
    words = "1 uses the database" if alive == 1 else f"{alive} share the database"
    return ok("Programs", words)


async def _examine(database: Database, name: str) -> tuple[list[Finding], bool | None]:
    """Return what was found, and whether programs share a PostgreSQL; None if it is not known."""
    findings: list[Finding] = []
    running: bool | None = None
    try:
        if database.on_postgresql and not await _keeps_sessions(database):
            to_do = "Set PgBouncer's pool_mode to session, or connect directly."
            return [wrong(_ABOUT, "a pooler gives each transaction another session", to_do)], None
        async with database.engine.connect() as connection:
            newest = await connection.run_sync(is_newest)
            size = await status.database_bytes(connection)
            shown = f"{name}, {size / 1e6:.1f} MB"
            if not database.on_postgresql and size <= _MAX_CHECKED_BYTES:
                checked = await connection.exec_driver_sql("PRAGMA quick_check(1)")
                if checked.scalar() != "ok":
                    raise DatabaseError(
                        f"{name} is damaged; restore a backup with: python -m bot restore BACKUP"
                    )
                shown += ", whole"
            findings.append(ok(_ABOUT, shown))
            if database.on_postgresql:
                alive = await _programs_alive(connection)
                running = alive > 0
                findings.append(_programs(alive))
            if not newest:
                older = "of an earlier version; the next start brings it up to date"
                return [*findings, note(_ABOUT, older)], running
            alerts = await operator_alerts.open_alerts(connection)
    except (SQLAlchemyError, OSError) as problem:
        return [wrong(_ABOUT, database.explain(problem))], None
    finally:
        await database.close()
    reader = Reader(
        SOURCE_LANGUAGE, ZoneInfo("UTC"), False, datetime.now(UTC), Sentences()[SOURCE_LANGUAGE], ""
    )
    for alert in alerts:
        words = alert_words(reader, alert.name, alert.detail)
        since = f"{words.title}, since {alert.since:%Y-%m-%d %H:%M} UTC"
        findings.append(wrong("Told by the bot", since, words.to_do))
    return findings, running

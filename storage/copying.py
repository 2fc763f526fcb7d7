"""Moving all data to another database, of the same kind or of the other."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from sqlalchemy import Table, func, select, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import schema
from storage.address import is_postgresql, parse_address
from storage.backups import in_its_place
from storage.database import Database, open_database, open_to_read
from storage.errors import DatabaseError, DatabaseInUse
from storage.files import check_file, database_file, lock_file
from storage.tables import metadata

_BATCH_ROWS = 1000
_PROGRAMS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND application_name = 'roundtable' AND pid <> pg_backend_pid()"
)


async def copy_all(source_url: str, target_url: str) -> Mapping[str, int]:
    """Copy all rows of one database to another, which is new or has no tables; return how many
    each table has. The source stays as it is. If anything fails, the target has nothing of it.

    Raises DatabaseError where a database cannot be used, DatabaseInUse where a program uses one.
    """
    if _same(source_url, target_url):
        raise DatabaseError("both are the same database; name two")
    async with _source(source_url) as source, _target(target_url) as target:
        try:
            async with source.engine.connect() as reading, target.engine.begin() as writing:
                # One state of the source, whatever is written meanwhile.
                if source.on_postgresql:
                    await reading.execution_options(isolation_level="REPEATABLE READ")
                await _require_unused(reading, source)
                await _require_empty(writing, target)
                await writing.run_sync(schema.bring_up_to_date)
                copied = {
                    table.name: await _copy(table, reading, writing)
                    for table in metadata.sorted_tables
                }
                await _continue_ids(reading, writing)
        except SQLAlchemyError as problem:
            failed = target if _raised_by(problem, target) else source
            raise DatabaseError(failed.explain(problem)) from None
    return copied


@asynccontextmanager
async def _source(url: str) -> AsyncIterator[Database]:
    async with AsyncExitStack() as stack:
        if not is_postgresql(parse_address(url)):
            file = database_file(url)
            if not file.is_file():
                raise DatabaseError(f"there is no database at {file}")
            check_file(file)
            stack.enter_context(lock_file(file))
        database = open_to_read(url)
        stack.push_async_callback(database.close)
        try:
            is_newest = await database.is_newest()
        except DatabaseError as problem:
            raise DatabaseError(f"{problem} (the one to copy from)") from None
        if not is_newest:
            raise DatabaseError(
                "the database to copy from is not of this version; start the bot with it once, "
                "which brings it up to date, and stop it again"
            )
        yield database


@asynccontextmanager
async def _target(url: str) -> AsyncIterator[Database]:
    if is_postgresql(parse_address(url)):
        database = open_database(url)
        try:
            yield database
        finally:
            await database.close()
        return
    file = database_file(url)
    if file.exists():
        raise DatabaseError(f"{file} is there already; name a file that is not")
    with in_its_place(file) as unfinished:
        database = open_database(f"sqlite+aiosqlite:///{unfinished}")
        try:
            yield database
        finally:
            await database.close()  # and with the last connection goes the write-ahead log


async def _require_unused(connection: AsyncConnection, database: Database) -> None:
    if database.on_postgresql and await connection.scalar(_PROGRAMS):
        raise DatabaseInUse("a program uses the database to copy from; stop it first")


async def _require_empty(connection: AsyncConnection, database: Database) -> None:
    if not database.on_postgresql:
        return
    tables = "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema()"
    if await connection.scalar(text(tables)):
        raise DatabaseError("the database to copy to has tables already; create a new one for it")


async def _copy(table: Table, reading: AsyncConnection, writing: AsyncConnection) -> int:
    """Copy a table's rows, and compare how many there are on both sides."""
    async with reading.stream(select(table)) as result:
        async for rows in result.mappings().partitions(_BATCH_ROWS):
            await writing.execute(table.insert(), [dict(row) for row in rows])
    count = select(func.count()).select_from(table)
    numbers = {int(await each.scalar(count) or 0) for each in (reading, writing)}
    if len(numbers) != 1:
        raise DatabaseError(f"not all rows of {table.name} were copied; nothing is kept")
    return numbers.pop()


async def _continue_ids(reading: AsyncConnection, writing: AsyncConnection) -> None:
    """Let new ids begin above every id that was ever given: what is deleted may still be named in
    somebody's message."""
    for table in metadata.sorted_tables:
        column = table.autoincrement_column
        if column is None:
            continue
        highest = int(await reading.scalar(select(func.coalesce(func.max(column), 0))) or 0)
        given = {"table": table.name, "column": column.name}
        if reading.dialect.name == "postgresql":
            sequence = await reading.scalar(
                text("SELECT pg_get_serial_sequence(:table, :column)"), given
            )
            if sequence:
                used = f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}"
                highest = max(highest, int(await reading.scalar(text(used)) or 0))
        elif table.dialect_options["sqlite"]["autoincrement"]:
            used = "SELECT seq FROM sqlite_sequence WHERE name = :table"
            highest = max(highest, int(await reading.scalar(text(used), given) or 0))
        if not highest:
            continue
        if writing.dialect.name == "postgresql":
            move = "SELECT setval(pg_get_serial_sequence(:table, :column), :highest)"
            await writing.execute(text(move), given | {"highest": highest})
        elif table.dialect_options["sqlite"]["autoincrement"]:
            # https://www.sqlite.org/autoinc.html: the table may be changed by UPDATE and the like.
            for statement in (
                "DELETE FROM sqlite_sequence WHERE name = :table",
                "INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :highest)",
            ):
                await writing.execute(text(statement), {"table": table.name, "highest": highest})


def _same(one: str, other: str) -> bool:
    first, second = parse_address(one), parse_address(other)
    if is_postgresql(first) or is_postgresql(second):
        return first == second
    return Path(first.database or "").resolve() == Path(second.database or "").resolve()


def _raised_by(problem: SQLAlchemyError, database: Database) -> bool:
    """Whether an error is of this kind of database; where both are, it is taken for its own."""
    of_postgresql = isinstance(problem, DBAPIError) and hasattr(problem.orig, "sqlstate")
    return of_postgresql == database.on_postgresql

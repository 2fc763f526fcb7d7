"""On SQLite, a transaction that is broken off leaves nothing behind."""

from __future__ import annotations

import asyncio
import threading
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError

from storage.database import Database
from storage.sqlite import has_wal_reset_fault

CONNECTIONS = 15  # of SQLAlchemy's pool


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    return sqlite_database


async def test_one_that_is_broken_off_keeps_no_lock(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.execute(text("CREATE TABLE marks (mark INTEGER)"))
    for round in range(10):  # closing instead of rolling back kept it four times in five
        begun, go_on = threading.Event(), threading.Event()

        def slowly(begun: threading.Event = begun, go_on: threading.Event = go_on) -> int:
            begun.set()
            go_on.wait()
            return 1

        async def write() -> None:
            async with database.transaction() as connection:
                raw = await connection.get_raw_connection()
                assert raw.driver_connection is not None
                await raw.driver_connection.create_function("slowly", 0, slowly)
                await connection.execute(
                    text("INSERT INTO marks SELECT slowly() UNION SELECT 2 RETURNING mark")
                )

        writing = asyncio.create_task(write())
        await asyncio.to_thread(begun.wait)
        writing.cancel()
        await asyncio.sleep(0)
        go_on.set()
        await asyncio.wait([writing])
        assert writing.cancelled()

        async with database.transaction(lock_timeout_seconds=2) as connection:
            kept = await connection.scalar(text("SELECT count(*) FROM marks"))
            assert kept == round
            await connection.execute(text("INSERT INTO marks VALUES (3)"))


async def test_a_failed_statement_leaves_a_connection_that_works(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.execute(text("CREATE TABLE marks (mark INTEGER PRIMARY KEY)"))
    with pytest.raises(IntegrityError):
        async with database.transaction() as connection:
            await connection.execute(text("INSERT INTO marks VALUES (1), (2), (1) RETURNING mark"))
    async with database.transaction() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM marks")) == 0


async def test_frequent_writers_write_one_after_another_in_their_order(database: Database) -> None:
    order: list[int] = []

    async def write(number: int) -> None:
        async with database.write_transaction() as connection:
            order.append(number)
            await connection.execute(text("CREATE TABLE IF NOT EXISTS marks (mark INTEGER)"))
            await asyncio.sleep(0)
            order.append(number)

    await asyncio.gather(*map(write, range(5)))
    assert order == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]


async def test_a_writer_does_not_wait_for_ever_for_the_write_lock(database: Database) -> None:
    async with (
        database.write_lock(),
        asyncio.timeout(5),
        database.write_transaction() as connection,
    ):
        assert await connection.scalar(text("SELECT 1")) == 1


async def test_a_burst_of_writers_does_not_delay_one_that_is_urgent(database: Database) -> None:
    order: list[str] = []

    async def write(name: str, urgent: bool = False) -> None:
        async with database.write_transaction(urgent=urgent):
            order.append(name)

    async with asyncio.TaskGroup() as group, database.write_lock():
        for number in range(50):
            group.create_task(write(f"other {number}"))
        await asyncio.sleep(0)
        for number in range(3):
            group.create_task(write(f"urgent {number}", urgent=True))
        await asyncio.sleep(0)
    assert [order.index(f"urgent {number}") for number in range(3)] == [0, 2, 4], order


async def test_a_writer_that_gives_up_waiting_leaves_its_place(database: Database) -> None:
    async def write() -> None:
        async with database.write_transaction():
            pass

    async with database.write_lock():
        waiting = asyncio.create_task(write())
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting])
    async with asyncio.timeout(5):
        await write()


async def test_a_checkpoint_that_waits_for_a_connection_keeps_nobody_from_writing(
    database: Database,
) -> None:
    alone = Database(database.engine, checkpoints_alone=True)
    async with alone.transaction() as connection:
        await connection.execute(text("CREATE TABLE marks (mark INTEGER)"))
    async with AsyncExitStack() as stack:
        writer = await stack.enter_async_context(database.engine.connect())
        for _ in range(CONNECTIONS - 1):
            await stack.enter_async_context(database.engine.connect())
        checkpoint = asyncio.create_task(alone.checkpoint())
        await asyncio.sleep(0)
        await writer.execute(text("INSERT INTO marks VALUES (1)"))
        await writer.commit()
    await checkpoint


async def test_the_log_is_carried_over_beside_whoever_writes(database: Database) -> None:
    database = Database(database.engine, checkpoints_alone=False)
    async with database.transaction() as connection:
        await connection.execute(text("CREATE TABLE marks (mark TEXT)"))
    file = Path(database.engine.url.database or "")
    async with database.engine.connect() as connection:
        for round in range(1, 6):
            await connection.execute(text("INSERT INTO marks VALUES ('written so far')"))
            before = written_in(file)
            await connection.commit()
            await connection.execute(text("INSERT INTO marks VALUES ('not to stay')"))
            await database.checkpoint()  # somebody is in the middle of writing
            assert written_in(file) == round > before
            await connection.rollback()


async def test_a_log_that_was_copied_is_left_alone_until_something_is_written(
    database: Database,
) -> None:
    async with database.transaction() as connection:
        await connection.execute(text("CREATE TABLE marks (mark TEXT)"))
    statements: list[str] = []

    @event.listens_for(database.engine.sync_engine, "before_cursor_execute")
    def _(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    async def copies() -> bool:
        statements.clear()
        await database.checkpoint()
        return "PRAGMA wal_checkpoint(PASSIVE)" in statements

    async with database.engine.connect() as reader:
        # Whoever reads what was before keeps a part of the log from being copied.
        await reader.exec_driver_sql("BEGIN")
        await reader.execute(text("SELECT * FROM marks"))
        async with database.transaction() as connection:
            await connection.execute(text("INSERT INTO marks VALUES ('a')"))
        assert await copies()
        assert await copies()
    assert await copies()
    assert not await copies()
    async with database.transaction() as connection:
        await connection.execute(text("INSERT INTO marks VALUES ('b')"))
    assert await copies()
    assert not await copies()


async def test_with_a_faulty_sqlite_the_log_is_carried_over_while_nobody_writes(
    database: Database,
) -> None:
    async with database.transaction() as connection:
        await connection.execute(text("CREATE TABLE marks (mark TEXT)"))
    file = Path(database.engine.url.database or "")
    alone = Database(database.engine, checkpoints_alone=True)
    async with database.engine.connect() as connection:
        await connection.execute(text("INSERT INTO marks VALUES ('written so far')"))
        checkpoint = asyncio.create_task(alone.checkpoint())
        done, _ = await asyncio.wait([checkpoint], timeout=0.5)
        assert not done and written_in(file) == 0
        await connection.commit()
        await checkpoint
        assert written_in(file) == 1


@pytest.mark.parametrize(
    ("version", "faulty"),
    [
        ((3, 6, 23), False), ((3, 7, 0), True), ((3, 40, 1), True), ((3, 44, 5), True),
        ((3, 44, 6), False), ((3, 45, 0), True), ((3, 50, 6), True), ((3, 50, 7), False),
        ((3, 51, 0), True), ((3, 51, 2), True), ((3, 51, 3), False), ((3, 52, 0), False),
    ],
)  # fmt: skip
def test_versions_of_sqlite_with_the_fault_are_known(
    version: tuple[int, int, int], faulty: bool
) -> None:
    assert has_wal_reset_fault(version) is faulty


async def test_the_log_is_emptied_unless_somebody_reads(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.execute(text("CREATE TABLE marks (mark TEXT)"))
    async with database.engine.connect() as reader:
        await reader.execute(text("BEGIN"))
        await reader.execute(text("SELECT * FROM marks"))
        async with database.transaction() as connection:
            await connection.execute(text("INSERT INTO marks VALUES ('written')"))
        assert not await database.empty_log()
        assert size_of_log(database) > 0
        await reader.rollback()
    assert await database.empty_log()
    assert size_of_log(database) == 0


async def test_what_is_deleted_is_overwritten(database: Database) -> None:
    async with database.engine.connect() as connection:
        assert await connection.scalar(text("PRAGMA secure_delete")) == 1


def size_of_log(database: Database) -> int:
    return Path(f"{database.file}-wal").stat().st_size


def written_in(file: Path) -> int:
    return file.read_bytes().count(b"written so far")

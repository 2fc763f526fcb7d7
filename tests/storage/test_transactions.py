"""A transaction that is broken off leaves nothing behind."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

from sqlalchemy import text

from storage.database import Database


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

        async with database.transaction(patience_seconds=2) as connection:
            kept = await connection.scalar(text("SELECT count(*) FROM marks"))
            assert kept == round
            await connection.execute(text("INSERT INTO marks VALUES (3)"))


async def test_the_log_is_carried_over_beside_whoever_writes(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.execute(text("CREATE TABLE marks (mark TEXT)"))
    file = Path(database.engine.url.database or "")
    async with database.engine.connect() as connection:
        for round in range(1, 6):
            await connection.execute(text("INSERT INTO marks VALUES ('written so far')"))
            before = written_in(file)
            await connection.commit()
            await connection.execute(text("INSERT INTO marks VALUES ('not to stay')"))
            await database.settle()  # somebody is in the middle of writing
            assert written_in(file) == round > before
            await connection.rollback()


def written_in(file: Path) -> int:
    return file.read_bytes().count(b"written so far")

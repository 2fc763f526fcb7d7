"""A full disk and a locked database: said, survived, and over by itself."""

from __future__ import annotations

import asyncio
import resource
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from tests.databases import only_sqlite
from tests.factories import A_DAY_BEFORE_LIMA, LIMA_TITLE
from tests.program.crowd import a_preview, received, received_by_all, serving, subscribed_to_all
from tests.program.program import Person, Program

pytestmark = only_sqlite("one writer, and a disk of its own")

PEOPLE = range(1001, 1201)
# Neither is subscribed to anything at first.
ASKS, LOOKS_UP = 1201, 1202
KEPT, NOT_KEPT = "Subscribed: ", "That could not be saved"
KIB = 1024


@asynccontextmanager
async def a_world(
    session: aiohttp.ClientSession, folder: Path, until_due: timedelta
) -> AsyncIterator[tuple[Program, Person, Person]]:
    """The program with two hundred reminders to come, and two people; at the end all reminders
    have come once and the database is whole."""
    await subscribed_to_all(folder, PEOPLE)
    start = A_DAY_BEFORE_LIMA - until_due
    async with (
        a_preview((*PEOPLE, ASKS, LOOKS_UP), begun=True) as preview,
        serving(folder, preview, start, SEND_RATE="1000") as program,
    ):
        people = [Person(session, preview.url, person) for person in (ASKS, LOOKS_UP)]
        yield program, people[0], people[1]
        await received_by_all(session, preview, program, PEOPLE, LIMA_TITLE)
        await people[0].says("/privacy")
        assert set((await received(session, preview, PEOPLE, LIMA_TITLE)).values()) == {1}
    with sqlite3.connect(database_of(folder)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


def database_of(folder: Path) -> Path:
    return folder / "var" / "roundtable.db"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Another program holds the lock for writing."""
    connection = sqlite3.connect(database_of(folder), isolation_level=None)
    try:
        connection.execute("BEGIN EXCLUSIVE")
        yield
        connection.execute("ROLLBACK")
    finally:
        connection.close()


@contextmanager
def no_file_beyond(program: Program, most_bytes: int) -> Iterator[None]:
    """As on a full disk, no file of the program grows past so many bytes."""
    pid = program.process.pid
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (most_bytes, before[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


async def meanwhile(asks: Person, looks_up: Person) -> None:
    """Look-ups are answered, and what cannot be kept is said so."""
    asked = asyncio.create_task(asks.says("/subscribe roundtable 2"))
    for number in (1, 2, 3):
        assert f"Roundtable {number}" in (await looks_up.says(f"/roundtable {number}")).text
    assert NOT_KEPT in (await asked).text
    # What stayed with Telegram comes again, and is not answered again.
    await looks_up.settled()
    said = [each.text for each in await looks_up.heard()]
    for number in (1, 2, 3):
        assert sum(each.startswith(f"Roundtable {number}") for each in said) == 1


def check_log(program: Program, cause: str) -> None:
    said = program.said()
    assert cause in said
    assert "Traceback" not in said
    assert "INSERT" not in said
    assert "/subscribe" not in said


async def test_a_locked_database(session: aiohttp.ClientSession, tmp_path: Path) -> None:
    async with a_world(session, tmp_path, timedelta(seconds=4)) as (program, asks, looks_up):
        with locked(tmp_path):
            await meanwhile(asks, looks_up)
            await program.logs("worker=deliveries")
        # A reminder that waited may come before the answer.
        await asks.writes("/subscribe roundtable 2")
        await asks.hears(KEPT)
        check_log(program, "SQLITE_BUSY: the database is busy")


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="limits of other programs: Linux")
async def test_a_full_disk(session: aiohttp.ClientSession, tmp_path: Path) -> None:
    async with a_world(session, tmp_path, timedelta(seconds=6)) as (program, asks, looks_up):
        # What is written goes to the end of this file; the log needs room, too.
        wal = tmp_path / "var" / "roundtable.db-wal"
        limit = 128 * KIB
        for _ in range(40):
            if wal.stat().st_size > limit:
                break
            await looks_up.says("/recommendation 3.2")
        assert wal.stat().st_size > limit > program.log.stat().st_size + 64 * KIB
        with no_file_beyond(program, limit):
            await meanwhile(asks, looks_up)
            await program.logs("worker=deliveries")
        # A reminder that waited may come before the answer.
        await asks.writes("/subscribe roundtable 2")
        await asks.hears(KEPT)
        check_log(program, "the disk is full")

"""Backups are whole, and after restoring one nothing that was due before is sent again."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from storage.database import open_database
from storage.schema import upgrade
from tests.databases import only_sqlite
from tests.factories import A_DAY_BEFORE_LIMA, LIMA_TITLE
from tests.program.crowd import (
    a_preview,
    received,
    received_by_all,
    serving,
    settings_of,
    subscribed_to_all,
)
from tests.program.program import Person, bot

pytestmark = only_sqlite("backups are files; PostgreSQL has tools of its own")

PEOPLE = range(1001, 1061)
DUE = A_DAY_BEFORE_LIMA


async def command(
    folder: Path, *arguments: str, **settings: str
) -> subprocess.CompletedProcess[str]:
    done = await asyncio.to_thread(bot, folder, *arguments, **settings)
    assert "Traceback" not in done.stderr, done.stderr
    return done


def rows(file: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(query).fetchall()


def only(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found


def changed(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(statement)
        connection.commit()


@pytest.mark.parametrize("send_due", [False, True])
async def test_what_was_due_before_a_restore_is_sent_again_only_if_asked_for(
    session: aiohttp.ClientSession, tmp_path: Path, send_due: bool
) -> None:
    await subscribed_to_all(tmp_path, PEOPLE)
    async with a_preview(PEOPLE, begun=True) as preview:
        start = DUE - timedelta(seconds=2)
        async with serving(tmp_path, preview, start, SEND_RATE="10") as program:
            async with asyncio.timeout(60):
                while sum((await received(session, preview, PEOPLE, LIMA_TITLE)).values()) < 10:
                    await asyncio.sleep(0.05)
            made = await command(tmp_path, "backup", "backup.db")
            assert made.returncode == 0, made.stderr
            sent = "SELECT count(*) FROM deliveries WHERE state = 'sent'"
            ((sent_before,),) = rows(tmp_path / "backup.db", sent)
            unsent = len(PEOPLE) - int(str(sent_before))
            assert unsent, "the backup was made too late"
            refused = await command(tmp_path, "restore", "backup.db")
            assert refused.returncode == 6 and "stop that one first" in refused.stderr
            await received_by_all(session, preview, program, PEOPLE, LIMA_TITLE)
        later = DUE + timedelta(minutes=5)
        settings = settings_of(preview, later)
        options = ["--send-due"] if send_due else []
        restored = await command(tmp_path, "restore", "backup.db", *options, **settings)
        assert restored.returncode == 0, restored.stderr
        assert ("are not sent" in restored.stdout) is not send_due
        async with serving(tmp_path, preview, later + timedelta(seconds=5), SEND_RATE="1000"):
            someone = Person(session, preview.url, PEOPLE[0])
            assert "Recommendation 3.2" in (await someone.says("/recommendation 3.2")).text
            if send_due:
                async with asyncio.timeout(60):
                    while await total(session, preview.url) < len(PEOPLE) + unsent:
                        await asyncio.sleep(0.1)
            else:
                # The next reminder comes, an hour before; the one of a day before did not again.
                assert await total(session, preview.url) == len(PEOPLE)
                await someone.settled()
        found = await received(session, preview, PEOPLE, LIMA_TITLE)
        assert send_due or set(found.values()) == {1}
    database = tmp_path / "var" / "roundtable.db"
    reasons = dict(rows(database, "SELECT reason, count(*) FROM deliveries GROUP BY reason"))
    assert ("restored" in reasons) is not send_due
    assert only(database.parent, "*.before-*")


async def total(session: aiohttp.ClientSession, address: str) -> int:
    async with session.get(f"{address}/sim/sent", params={"contains": LIMA_TITLE}) as response:
        return sum(row["n"] for row in (await response.json())["sent"])


async def test_a_backup_made_while_it_runs_is_one_whole_file(
    session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    async with (
        a_preview(PEOPLE[:20], begun=True) as preview,
        serving(tmp_path, preview, DUE - timedelta(days=1)),
    ):
        people = [Person(session, preview.url, id) for id in PEOPLE[:20]]
        for number, person in enumerate(people):
            await person.says("/subscribe all")
            if number % 5 == 0:
                done = await command(tmp_path, "backup", "backup.db")
                assert done.returncode == 0, done.stderr
                backup = tmp_path / "backup.db"
                assert backup.stat().st_mode & 0o777 == 0o600
                assert rows(backup, "SELECT count(*) FROM subscriptions") == [(number + 1,)]
                assert rows(backup, "PRAGMA integrity_check") == [("ok",)]
    assert only(tmp_path, "backup*").name == "backup.db"


async def test_a_restore_without_a_database_and_over_a_damaged_one(tmp_path: Path) -> None:
    await subscribed_to_all(tmp_path, PEOPLE)
    database = tmp_path / "var" / "roundtable.db"
    assert (await command(tmp_path, "backup", "backup.db")).returncode == 0
    for damage in (None, b"no database", database.read_bytes()[:9000]):
        database.unlink(missing_ok=True)
        if damage is not None:
            database.write_bytes(damage)
        done = await command(tmp_path, "restore", "backup.db")
        assert done.returncode == 0, done.stderr
        assert ("The one before is" in done.stdout) is (damage is not None)
        count = rows(database, "SELECT count(*) FROM subscriptions")
        assert count == [(len(PEOPLE),)]


async def test_the_log_of_the_database_before_does_not_touch_the_restored_one(
    tmp_path: Path,
) -> None:
    await subscribed_to_all(tmp_path, PEOPLE)
    database = tmp_path / "var" / "roundtable.db"
    assert (await command(tmp_path, "backup", "backup.db")).returncode == 0
    # As a kill leaves it: what was written last stands in the log alone.
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_autocheckpoint=0")
        connection.execute("DELETE FROM subscriptions")
        connection.commit()
        left = {each.name: each.read_bytes() for each in database.parent.glob("roundtable.db*")}
    for name, content in left.items():
        (database.parent / name).write_bytes(content)
    assert (await command(tmp_path, "restore", "backup.db")).returncode == 0
    assert rows(database, "SELECT count(*) FROM subscriptions") == [(len(PEOPLE),)]
    assert rows(only(database.parent, "*.before-*[0-9]"), "SELECT count(*) FROM subscriptions") == [
        (0,)
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "there is no backup at"),
        (b"not a database, whatever its name says", "is not a database"),
        ("CREATE TABLE orders (id INTEGER)", "another program's tables"),
    ],
)
async def test_what_is_no_backup_changes_nothing(
    tmp_path: Path, content: bytes | str | None, sentence: str
) -> None:
    await subscribed_to_all(tmp_path, PEOPLE)
    backup, database = tmp_path / "backup.db", tmp_path / "var" / "roundtable.db"
    if isinstance(content, bytes):
        backup.write_bytes(content)
    elif content is not None:
        changed(backup, content)
    before = database.read_bytes()
    done = await command(tmp_path, "restore", "backup.db")
    assert done.returncode == 5
    assert sentence in done.stderr
    assert database.read_bytes() == before
    assert not list(database.parent.glob("*.before-*"))


async def test_a_backup_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    missing = await command(tmp_path, "backup", "backup.db")
    assert missing.returncode == 5 and "there is no database at" in missing.stderr
    await subscribed_to_all(tmp_path, PEOPLE)
    itself = await command(tmp_path, "backup", "var/roundtable.db")
    assert itself.returncode == 5 and "is the database itself" in itself.stderr


async def test_backups_named_by_date_are_kept_to_a_number(tmp_path: Path) -> None:
    await subscribed_to_all(tmp_path, PEOPLE[:3])
    folder = tmp_path / "backups"
    for number in range(3):
        done = await command(tmp_path, "backup", "backups", "--keep", "2")
        assert done.returncode == 0, done.stderr
        if number == 0:  # as if of days before
            only(folder, "*.db").rename(folder / "roundtable-20130101T000000Z.db")
            (folder / "roundtable-of-mine.db").write_bytes(b"")
        else:
            await asyncio.sleep(1.01)  # names have seconds
    assert "Deleted 1 older." in done.stdout
    kept = names(folder)
    assert "roundtable-20130101T000000Z.db" not in kept and "roundtable-of-mine.db" in kept
    assert len(kept) == 3
    newest = max(name for name in kept if name[11:12].isdigit())
    assert rows(folder / newest, "SELECT count(*) FROM subscriptions") == [(3,)]
    refused = await command(tmp_path, "backup", "backups", "--keep", "0")
    assert refused.returncode == 2


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


async def test_an_older_database_is_copied_before_it_is_brought_up_to_date(tmp_path: Path) -> None:
    var = tmp_path / "var"
    var.mkdir()
    file = var / "roundtable.db"
    database = open_database(f"sqlite+aiosqlite:///{file}")
    async with database.engine.begin() as connection:
        await connection.run_sync(upgrade, "0017_event_versions")
    await database.close()
    for number in range(4):  # of updates before
        (var / f"roundtable.db.before-update-from-000{number}_old").write_bytes(b"old")
    async with a_preview(PEOPLE[:1], begun=True) as preview:
        async with serving(tmp_path, preview, DUE) as program:
            assert "it was copied to roundtable.db.before-update-from-0017" in program.said()
        async with serving(tmp_path, preview, DUE) as program:
            assert "copied to" not in program.said()
    copy = only(var, "*.before-update-from-0017_event_versions")
    revision = "SELECT version_num FROM alembic_version"
    assert rows(copy, revision) == [("0017_event_versions",)]
    assert rows(file, revision) > rows(copy, revision)
    assert len([name for name in names(var) if "before-update" in name]) == 3

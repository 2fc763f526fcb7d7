"""deploy/backup-postgresql: whole dumps, kept to a number, restored to another database."""

from __future__ import annotations

import asyncio
import os
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import func, make_url, select

from storage.database import open_database
from storage.tables import subscriptions
from tests import postgresql
from tests.program.crowd import a_default_preview, settings_of, subscribed_to_all
from tests.program.program import ROOT, bot

PEOPLE = range(1001, 1004)


async def run(*command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    binaries = postgresql.programs()
    path = f"{binaries}:{os.environ['PATH']}"
    return await asyncio.to_thread(
        subprocess.run, list(map(str, command)), env={**os.environ, "PATH": path, **environment},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


async def backup(folder: Path, keep: str, url: str) -> subprocess.CompletedProcess[str]:
    secret = folder.parent / "database-url"
    secret.write_text(f"{url}\n")
    script = ROOT / "deploy" / "backup-postgresql"
    return await run(script, folder, keep, DATABASE_URL_FILE=str(secret))


async def test_a_dump_is_restored_to_another_database_and_the_doctor_finds_it_well(
    tmp_path: Path, postgresql_server: str, postgresql_url: str
) -> None:
    sqlite = tmp_path / "var" / "roundtable.db"
    await subscribed_to_all(tmp_path, PEOPLE)
    empty = await postgresql.create(postgresql_server, f"{make_url(postgresql_url).database}_from")
    other = await postgresql.create(postgresql_server, f"{make_url(postgresql_url).database}_to")
    try:
        source = f"sqlite+aiosqlite:///{sqlite}"
        copied = await asyncio.to_thread(bot, tmp_path, "copy-database", source, empty)
        assert copied.returncode == 0, copied.stderr
        made = await backup(tmp_path / "backups", "2", empty)
        assert made.returncode == 0, made.stderr
        (dump,) = (tmp_path / "backups").iterdir()
        assert dump.stat().st_mode & 0o777 == 0o600
        restored = await run("pg_restore", "--exit-on-error", "--no-owner", "-d", other, dump)
        assert restored.returncode == 0, restored.stderr
        opened = open_database(other)
        async with opened.engine.connect() as connection:
            found = await connection.scalar(select(func.count()).select_from(subscriptions))
        await opened.close()
        assert found == len(PEOPLE)
        async with a_default_preview() as preview:
            settings = {**settings_of(preview), "DATABASE_URL": other}
            settings = {name: value for name, value in settings.items() if "CLOCK" not in name}
            done = await asyncio.to_thread(bot, tmp_path, "doctor", **settings)
        assert done.returncode == 0, done.stdout
        assert "Database: PostgreSQL" in done.stdout
    finally:
        for url in (empty, other):
            await postgresql.drop(postgresql_server, str(make_url(url).database))


async def test_older_dumps_go_and_a_failed_one_leaves_nothing(
    tmp_path: Path, postgresql_url: str
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for year in range(2010, 2014):
        (folder / f"roundtable-{year}0101T000000Z.dump").write_bytes(b"old")
    (folder / "roundtable-of-mine.dump").write_bytes(b"")
    failed = await backup(folder, "2", "postgresql://roundtable@127.0.0.1:1/none")
    assert failed.returncode != 0
    assert len(list(folder.iterdir())) == 5
    made = await backup(folder, "2", postgresql_url)
    assert made.returncode == 0, made.stderr
    kept = sorted(file.name for file in folder.iterdir())
    assert kept[0] == "roundtable-20130101T000000Z.dump" and len(kept) == 3
    assert kept[-1] == "roundtable-of-mine.dump"


@pytest.mark.parametrize("keep", ["0", "some"])
async def test_a_number_to_keep_that_is_none_is_refused(tmp_path: Path, keep: str) -> None:
    refused = await backup(tmp_path / "backups", keep, "postgresql://127.0.0.1:1/none")
    assert refused.returncode == 2 and "KEEP is a number above 0" in refused.stderr
    assert not (tmp_path / "backups").exists()

"""The command that prints posters: which there are, what it reports, and what their codes open."""

from __future__ import annotations

import asyncio
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest

from bot.pack.calendar import calendar_to_print
from bot.printing.posters import posters_of
from content.loading import load_pack
from storage.database import open_database
from tests.content.example import example
from tests.databases import database_url, only_sqlite
from tests.factories import LIMA
from tests.printed import pages
from tests.program.desk import add_meeting, desk_meeting
from tests.program.program import OLGA, ROOT, Person, Program

MAY = datetime(2013, 5, 1, tzinfo=UTC)
NOWHERE = "\U00100001"  # of a private use area: no font has it


def command(folder: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1", "CLOCK_START": "2013-05-01T00:00:00Z", **settings,
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, "-m", "bot", "posters", *words], cwd=folder, env=environment,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_a_page_for_the_bot_each_roundtable_and_each_meeting_to_come(tmp_path: Path) -> None:
    result = command(tmp_path, "--bot", "@hld_bot", "--paper", "letter")
    assert result.returncode == 0, result.stderr
    printed = pages((tmp_path / "posters.pdf").read_bytes())
    pack = load_pack("hld-2013")
    assert [page.code for page in printed] == [
        "https://t.me/hld_bot",
        *(f"https://t.me/hld_bot?start=rt{number}" for number in (1, 2, 3, 4)),
        *(
            f"https://t.me/hld_bot?start=meeting-{meeting.id}"
            for meeting in pack.meetings
            if meeting.closes > MAY and not meeting.cancelled
        ),
    ]
    assert {(page.width, page.height) for page in printed} == {(612, 792)}
    assert f"{len(printed)} pages" in result.stdout
    assert len(posters_of(pack, "hld_bot", MAY, with_past=True)) > len(printed)


def test_every_code_says_its_link_and_is_large_enough(tmp_path: Path) -> None:
    result = command(tmp_path, "--bot", "a" * 32, "--all")
    assert result.returncode == 0, result.stderr
    printed = pages((tmp_path / "posters.pdf").read_bytes())
    codes = [page.code for page in printed]
    assert codes == [page.link for page in printed]
    assert len(set(codes)) == len(codes) > 16
    assert all(page.module_mm >= 0.8 for page in printed)


def test_what_could_not_be_printed_is_told_on_the_terminal(tmp_path: Path) -> None:
    made = example(tmp_path, "odd")
    meetings = made / "meetings.yaml"
    title = f'title: "A {NOWHERE} meeting"'
    meetings.write_text(re.sub(r"title: .*", title, meetings.read_text(), count=1))
    printed = command(tmp_path, "--bot", "hld_bot", "--all", PACK="odd")
    assert printed.returncode == 0, printed.stderr
    assert "! meeting-" in printed.stderr and "U+100001" in printed.stderr
    assert "Made posters.pdf" in printed.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [((), "--bot"), (("--bot", "x"), "username"), (("--bot", "hld_bot", "--paper", "a5"), "letter"),
     (("--bot", "hld_bot", "--out", "no/such/folder.pdf"), "cannot be written")],
)  # fmt: skip
def test_what_is_wrong_is_said(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    made = command(tmp_path, *words)
    assert made.returncode == 1
    assert said in made.stderr
    assert "Traceback" not in made.stderr


def test_without_the_extra_it_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "typst.py").write_text("raise ModuleNotFoundError('no typst', name='typst')")
    result = command(tmp_path, "--bot", "hld_bot", PYTHONPATH=f"{tmp_path}:{ROOT}")
    assert result.returncode == 1
    assert "pip install 'roundtable[posters]'" in result.stderr
    assert "Traceback" not in result.stderr


async def test_what_organisers_changed_is_on_paper_and_opens_in_the_bot(tmp_path: Path) -> None:
    url = database_url(tmp_path / "bot.db")
    program = Program(tmp_path, DATABASE_URL=url)
    try:
        async with aiohttp.ClientSession() as session:
            olga = Person(session, program.address(), OLGA)
            await olga.post(f"people/{OLGA}", language_code="en")
            new = await add_meeting(olga, "A meeting of the desk’s own")
            said = await olga.press(await desk_meeting(olga, LIMA), "Cancel the meeting")
            await olga.press(said, "Cancel without notifying")
            await olga.press(await desk_meeting(olga, "escap-bangkok-2013"), "Move")
            said = await olga.says("30-31 May 2013")
            await olga.press(said, "Save without notifying")

            pack, why = await calendar_to_print(load_pack("hld-2013"), url)
            assert not why
            posters = posters_of(pack, "hld_bot", MAY)
            (moved,) = [each for each in posters if each.id == "meeting-escap-bangkok-2013"]
            assert "31 May 2013" in " ".join(" ".join(moved.lines).split())

            words = ("--bot", "hld_bot")
            printed = await asyncio.to_thread(command, tmp_path, *words, DATABASE_URL=url)
            assert printed.returncode == 0, printed.stderr
            assert "those of the desk's calendar" in printed.stdout
            assert "Left out, as they are cancelled: 1." in printed.stdout
            codes = [page.code for page in pages((tmp_path / "posters.pdf").read_bytes())]
            assert codes == [poster.link for poster in posters]

            payloads = [code.partition("?start=")[2] for code in codes][1:]
            assert f"meeting-{new}" in payloads and f"meeting-{LIMA}" not in payloads
            for payload, poster in zip(payloads, posters[1:], strict=True):
                assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload)
                opened = (await olga.opens(payload)).plain
                assert opened.startswith(poster.title), opened
                assert all(" ".join(each.split()) in opened for each in poster.lines[-1:]), opened
    finally:
        assert await program.stopped() == 0


def files(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file()}


@only_sqlite("no file until the program made one")
async def test_printing_makes_and_changes_no_database(tmp_path: Path) -> None:
    path = tmp_path / "var" / "roundtable.db"
    first = command(tmp_path, "--bot", "hld_bot")
    assert "there is no database" in first.stderr
    assert not path.parent.exists()

    database = open_database(f"sqlite+aiosqlite:///{path}")
    await database.migrate()
    await database.close()
    kept = files(path.parent)
    empty = command(tmp_path, "--bot", "hld_bot")
    assert "has no meetings yet" in empty.stderr
    assert files(path.parent) == kept

    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
        connection.commit()
    kept = files(path.parent)
    older = command(tmp_path, "--bot", "hld_bot")
    assert "another version" in older.stderr
    assert files(path.parent) == kept

    path.write_bytes(b"no database at all" * 100)
    broken = command(tmp_path, "--bot", "hld_bot")
    assert "cannot be read" in broken.stderr
    assert path.read_bytes() == b"no database at all" * 100
    for each in (first, empty, older, broken):
        assert each.returncode == 0 and "Traceback" not in each.stderr
        assert "Made posters.pdf: 16 pages." in each.stdout

"""A power cut takes back nothing that Telegram or a person was told."""

from __future__ import annotations

import asyncio
import os
import random
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest

from tests.databases import only_sqlite
from tests.factories import LIMA
from tests.program.crowd import a_preview, settings_of
from tests.program.program import Person, Program
from tests.program.system_calls import Call, Disk, calls_of, traced_to

pytestmark = only_sqlite("what a power cut leaves of its files")

PEOPLE = range(1001, 1121)
CUTS = 100
_SUBSCRIBED = re.compile(rb'Subscribed: .*?"chat_id":(\d+)')
_CONFIRMED = re.compile(rb'/getUpdates .*?"offset":(\d+)', re.DOTALL)

needs_strace = pytest.mark.skipif(
    shutil.which("strace") is None and "CI" not in os.environ, reason="strace is not installed"
)


@needs_strace
async def test_a_power_cut_takes_back_nothing_that_was_told(
    session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    trace = tmp_path / "trace.txt"
    async with a_preview(PEOPLE, begun=True) as preview:
        settings = settings_of(preview, CLOCK_SPEED="1")
        program = Program(tmp_path, "run", under=traced_to(trace), **settings)
        await program.logs("ready")
        chance = random.Random(1)

        async def subscribe(id: int) -> None:
            await asyncio.sleep(chance.uniform(0, 4))
            await Person(session, preview.url, id).says(f"/subscribe {LIMA}")

        await asyncio.gather(*map(subscribe, PEOPLE))
        assert await program.stopped() == 0
    told = [call for call in calls_of(trace) if is_told(call)]
    assert len({chat for call in told for chat in subscribed(call)}) == len(PEOPLE)
    cuts = chance.sample(range(len(told)), CUTS)
    lost = list(losses(trace, tmp_path / "var", set(cuts)))
    assert lost == []


def is_told(call: Call) -> bool:
    return call.phase == "begins" and bool(subscribed(call) or confirmed(call))


def subscribed(call: Call) -> list[int]:
    return [int(each) for each in _SUBSCRIBED.findall(call.data)]


def confirmed(call: Call) -> list[int]:
    """Updates that Telegram forgets, as the program asks for those from here on."""
    return [int(each) for each in _CONFIRMED.findall(call.data)]


def losses(trace: Path, folder: Path, cuts: set[int]) -> Iterator[str]:
    """What was told and is not on disk after a power cut right after something was told."""
    disk, number = Disk(folder), 0
    chats: set[int] = set()
    offset = 0
    for call in calls_of(trace):
        disk.follow(call)
        if not is_told(call):
            continue
        chats.update(subscribed(call))
        offset = max([offset, *confirmed(call)])
        if number in cuts:
            yield from missing(disk, folder.with_name(f"cut-{number}"), chats, offset)
        number += 1


def missing(disk: Disk, folder: Path, chats: set[int], offset: int) -> Iterator[str]:
    folder.mkdir()
    disk.write_to(folder)
    with closing(sqlite3.connect(folder / "roundtable.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
        kept, highest = set[int](), 0
        if "updates" in tables:
            kept = {row[0] for row in connection.execute("SELECT chat_id FROM subscriptions")}
            highest = connection.execute("SELECT max(id) FROM updates").fetchone()[0] or 0
    yield from (f"the subscription of {chat}" for chat in sorted(chats - kept))
    if offset - 1 > highest:
        yield f"updates {highest + 1} to {offset - 1}"
    shutil.rmtree(folder)

"""A large calendar: whoever asks for all of it delays nobody else."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from pathlib import Path

import aiohttp

from tests.large_packs import write_pack
from tests.program.crowd import a_preview, serving
from tests.program.program import Person

NOW = datetime(2030, 4, 20, 7, tzinfo=UTC)
ASKING, LOOKING_UP = range(101, 109), 200
MEETINGS = 1000
# Fifty milliseconds where the machine has nothing else to do; seconds where the event loop makes
# the files.
LONGEST_LOOKUP_SECONDS = 1.0


async def test_calendar_files_delay_no_lookup(tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "large", 100, MEETINGS)
    folder = tmp_path / "run"
    folder.mkdir()
    async with (
        a_preview([*ASKING, LOOKING_UP], NOW) as preview,
        aiohttp.ClientSession() as session,
        serving(folder, preview, NOW, PACK=str(pack)),
    ):
        people = [Person(session, preview.url, person) for person in ASKING]
        other = Person(session, preview.url, LOOKING_UP)
        for person in people:
            await person.says("/subscribe all")
        # What is slow once, such as imports, is not measured.
        await other.says("/search matter")
        waits: list[float] = []

        async def look_up() -> None:
            number = 0
            while True:
                number += 1
                began = time.perf_counter()
                said = await other.says(f"/recommendation 1.{number % 40 + 1}")
                assert said.quotations
                waits.append(time.perf_counter() - began)

        looking_up = asyncio.create_task(look_up())
        files = await asyncio.gather(*(person.says("/agenda file") for person in people))
        agendas = await asyncio.gather(*(person.says("/agenda") for person in people))
        looking_up.cancel()
        content = await people[0].file(files[0])
        assert content.count(b"BEGIN:VEVENT") == MEETINGS
        assert all("My schedule" in said.text for said in agendas)
        print(
            f"look-ups beside {len(ASKING)} calendar files of {MEETINGS} meetings: {len(waits)}, "
            f"the longest {max(waits):.2f} s"
        )
        assert max(waits) < LONGEST_LOOKUP_SECONDS

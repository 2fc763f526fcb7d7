"""The pack is read again while the program runs, and taken over whole or not at all."""

from __future__ import annotations

import asyncio
import csv
import io
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from tests.program.program import AMINA, OLGA, ROOT, Person, Program, Said

_CHECK_SECONDS = 300


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[tuple[Path, Person, Person]]:
    """A copy of the shipped pack, an organiser and a delegate."""
    pack = tmp_path / "hld-2013"
    shutil.copytree(ROOT / "content" / "packs" / "hld-2013", pack)
    folder = tmp_path / "run"
    folder.mkdir()
    program = Program(folder, PACK=str(pack))
    try:
        async with aiohttp.ClientSession() as session:
            base = program.address()
            olga, amina = Person(session, base, OLGA), Person(session, base, AMINA)
            await amina.post(f"people/{AMINA}", language_code="en")
            yield pack, olga, amina
    finally:
        assert await program.stopped() == 0


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


async def hears_after_check(person: Person, words: str) -> Said:
    """Wait until the bot's last message says this. It checks a pack in a process of low priority,
    which takes long on a machine with other work."""
    async with asyncio.timeout(_CHECK_SECONDS):
        while True:
            for said in (await person.heard())[-1:]:
                if words in said.plain:
                    return said
            await asyncio.sleep(0.1)


@pytest.mark.timeout(3 * _CHECK_SECONDS)
async def test_a_changed_pack_is_taken_over_and_subscribers_are_told(
    served: tuple[Path, Person, Person],
) -> None:
    pack, olga, amina = served
    await amina.says("/subscribe all")
    old = await amina.says("/meeting global-rcp-lima-2013")
    await olga.writes("/reload")
    await hears_after_check(olga, "same as the one in use")
    edit(pack / "meetings.yaml", "city: Lima", "city: Cusco")
    await olga.writes("/reload")
    shown = await hears_after_check(olga, "Meetings: 1 changed")
    assert "• Changed: " in shown.plain and "1 chat will be notified." in shown.plain
    assert "Lima" in (await amina.says("/meeting global-rcp-lima-2013")).text
    done = await olga.press(shown, "Use this pack")
    assert "is in use now" in done.text
    assert "Cusco, Peru" in (await amina.press(old, "Stop reminders")).text
    assert "Cusco, Peru" in (await amina.says("/meeting global-rcp-lima-2013")).text
    # Pressed again, it says so and changes nothing.
    after = await olga.now()
    await olga.forge(shown, shown.rows[0][0]["callback_data"])
    assert "same as the one in use" in (await olga.outcome(after)).text
    traced = await olga.says("/trace")
    assert "Olga: reloaded the pack: " in traced.plain
    await olga.settled()
    file = await olga.press(traced, "As a file")
    kept = await olga.file(file)
    rows = list(csv.reader(io.StringIO(kept.decode("utf-8-sig"))))
    assert rows[0][:3] == ["Time (UTC)", "Who", "What"]
    assert rows[1][1] == "Olga"


@pytest.mark.timeout(2 * _CHECK_SECONDS)
async def test_a_broken_pack_changes_nothing_and_says_what_to_mend(
    served: tuple[Path, Person, Person],
) -> None:
    pack, olga, amina = served
    before = (await amina.says("/recommendation 3.2")).quotations
    edit(pack / "meetings.yaml", "city: Lima", "town: Lima")
    said = await olga.says("/reload")
    assert "cannot be used" in said.text
    assert "meetings.yaml" in said.text
    assert (await amina.says("/recommendation 3.2")).quotations == before
    assert "Lima" in (await amina.says("/meeting global-rcp-lima-2013")).text
    edit(pack / "meetings.yaml", "town: Lima", "city: Lima")
    row, column = said.place_of("Read it again")
    await olga.forge(said, said.rows[row][column]["callback_data"])
    await hears_after_check(olga, "same as the one in use")

"""The pack is read again while the program runs, and taken over whole or not at all."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from tests.program.program import AMINA, OLGA, ROOT, Person, Program


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


async def test_a_changed_pack_is_taken_over_and_subscribers_are_told(
    served: tuple[Path, Person, Person],
) -> None:
    pack, olga, amina = served
    await amina.says("/subscribe all")
    old = await amina.says("/meeting global-rcp-lima-2013")
    same = await olga.says("/reload")
    assert "same as the one in use" in same.text
    edit(pack / "meetings.yaml", "city: Lima", "city: Cusco")
    shown = await olga.says("/reload")
    assert "Meetings: 1 changed" in shown.plain
    assert "Subscribers are notified" in shown.plain
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
    assert "same as the one in use" in (await olga.press(said, "Read it again")).text

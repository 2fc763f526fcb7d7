"""A kind of meetings may have lead times of its own; what is said of reminders is true."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from tests.factories import LIMA
from tests.program.program import AMINA, ROOT, Person, Program


@pytest.fixture
async def amina(tmp_path: Path) -> AsyncIterator[Person]:
    """A delegate of an event where ten minutes suit Lima's kind of meetings."""
    pack = tmp_path / "hld-2013"
    shutil.copytree(ROOT / "content" / "packs" / "hld-2013", pack)
    with (pack / "pack.yaml").open("a", encoding="utf-8") as file:
        file.write("lead_times:\n  rcp: [10m]\n")
    folder = tmp_path / "run"
    folder.mkdir()
    program = Program(folder, PACK=str(pack))
    try:
        async with aiohttp.ClientSession() as session:
            person = Person(session, program.address(), AMINA)
            await person.says("/language en")
            yield person
    finally:
        assert await program.stopped() == 0


async def test_its_subscribers_are_reminded_as_it_says_and_are_told_so(amina: Person) -> None:
    reminders = await amina.says("/reminders")
    assert "Regional Consultative Processes (RCPs): 10 minutes" in reminders.plain
    subscribed = await amina.says("/subscribe all")
    assert "1 day, 1 hour; 10 minutes (Regional Consultative Processes (RCPs))" in subscribed.plain
    assert "Reminders: 10 minutes before" in (await amina.says(f"/meeting {LIMA}")).labels
    await amina.hears_nothing_at("2013-05-22T12:30:01+00:00")
    reminder = await amina.hears_at("2013-05-22T13:20:01+00:00")
    assert "10 minutes before" in reminder.plain
    assert "No reminder to come" in (await amina.says(f"/meeting {LIMA}")).labels


async def test_who_subscribes_late_is_told_which_reminder_will_come(amina: Person) -> None:
    await amina.says("/reminders 1d 1h")
    await amina.hears_nothing_at("2013-05-22T11:00:00+00:00")
    late = await amina.says(f"/subscribe {LIMA}")
    assert "Reminders: 1 hour before." in late.plain
    await amina.says(f"/unsubscribe {LIMA}")
    await amina.hears_nothing_at("2013-05-22T13:00:00+00:00")
    later = await amina.says(f"/subscribe {LIMA}")
    assert "It is too late for a reminder of this meeting." in later.plain
    usual = await amina.press(await amina.says("/reminders"), "Usual times of each kind")
    assert "Regional Consultative Processes (RCPs): 10 minutes" in usual.plain
    assert "Reminders: 10 minutes before" in (await amina.says(f"/meeting {LIMA}")).labels
    assert "10 minutes before" in (await amina.hears_at("2013-05-22T13:20:01+00:00")).plain

"""A pack with a deadline and a cancelled meeting: how both are shown and reminded of."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from tests.content.example import edit, example
from tests.program.program import AMINA, Person, Program


@pytest.fixture
async def amina(tmp_path: Path) -> AsyncIterator[Person]:
    pack = example(tmp_path)
    edit(pack, "meetings.yaml", "  prepares: forum", "  cancelled: true\n  prepares: forum")
    edit(pack, "pack.yaml", "2030-05-02T09:00+02:00", "2030-03-01T09:00+01:00")
    program = Program(tmp_path, PACK=str(pack))
    async with aiohttp.ClientSession() as session:
        person = Person(session, program.address(), AMINA)
        await person.post(f"people/{AMINA}", language_code="en")
        yield person
    assert await program.stopped() == 0


async def test_a_deadline_is_reminded_of_and_a_cancelled_meeting_still_listed(
    amina: Person,
) -> None:
    listed = await amina.says("/meetings")
    assert "Cancelled: Preparatory meeting" in listed.plain
    assert listed.parts("strikethrough") == ["Preparatory meeting of the towns on the Danube"]
    following = await amina.says("/next")
    assert "Papers for the Forum" in following.text and "Danube" not in following.text
    off = await amina.says("/meeting preparatory-vienna")
    assert "Remind me" not in off.labels
    assert "Cancelled:" in (await amina.says("/subscribe preparatory-vienna")).text
    assert "not subscribed to anything" in (await amina.says("/agenda")).text

    papers = await amina.says("/meetings papers")
    assert "Upcoming deadlines" in papers.text
    shown = await amina.says("/meeting papers-forum")
    assert "Due: Friday, 26 April 2030, 18:00 (Zurich time)" in shown.plain
    await amina.press(shown, "Remind me")
    after = await amina.now()
    await amina.post("clock", now="2030-04-26T15:00:01+00:00")
    reminder = await amina.outcome(after)
    assert "Papers for the Forum" in reminder.text
    assert "Due in " in reminder.text
    assert "Begins" not in reminder.text

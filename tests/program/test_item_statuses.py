"""An organiser sets the status of a motion at the desk; everybody sees it at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from tests.content.motions_example import motions_example
from tests.program.program import AMINA, OLGA, Person, Program


@pytest.fixture
async def people(tmp_path: Path) -> AsyncIterator[tuple[Person, Person]]:
    """An organiser and a delegate of an assembly."""
    folder = tmp_path / "run"
    folder.mkdir()
    program = Program(folder, PACK=str(motions_example(tmp_path)))
    try:
        async with aiohttp.ClientSession() as session:
            base = program.address()
            olga, amina = Person(session, base, OLGA), Person(session, base, AMINA)
            for person in (olga, amina):
                await person.says("/language en")
            yield olga, amina
    finally:
        assert await program.stopped() == 0


async def test_a_status_is_set_seen_by_all_traced_and_undone(
    people: tuple[Person, Person],
) -> None:
    olga, amina = people
    for asked in ("/motions", "/motions 2", "/motions"):
        seen = await amina.says(asked)
    assert "Change status" not in (await amina.says("/motions 2")).labels
    assert "Working together · proposed" in seen.plain
    item = await olga.says("/motions 2")
    choice = await olga.press(item, "Change status")
    assert "Everyone will see it at once" in choice.plain
    assert "proposed" not in choice.labels
    done = await olga.press(choice, "adopted")
    assert "Status: adopted (" in done.plain
    assert "Working together · adopted" in (await amina.says("/motions")).plain
    assert "Status: adopted" in (await amina.says("/motions 2")).plain
    assert "Olga: set the status of Motion 2: adopted" in (await olga.says("/trace")).plain
    assert (
        "same as the one in use"
        in (await olga.press(await olga.says("/desk"), "Reload the pack")).plain
    )
    undone = await olga.press(done, "Undo")
    assert "Status: proposed" in undone.plain
    assert "Working together · proposed" in (await amina.says("/motions")).plain
    assert "Olga: set the status of Motion 2: proposed" in (await olga.says("/trace")).plain


async def test_nobody_else_can_set_it(people: tuple[Person, Person]) -> None:
    _olga, amina = people
    seen = await amina.says("/motions 2")
    await amina.forge(seen, "is1:motion-2:adopted")
    await amina.forge(seen, "g1:desk-status.motion-2:")
    assert "Status: proposed" in (await amina.says("/motions 2")).plain

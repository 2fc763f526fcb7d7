"""Texts of statements over HTTP: to the interpreter once, to the rapporteur, and back as a note."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from tests.content.floor.documents import a_docx
from tests.program.desk import sends
from tests.program.floor import SHORTLY_BEFORE, a_database, a_pack
from tests.program.program import AMINA, OLGA, Meet, Person, Program

IRIS, RUI = 103, 104


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    team = {IRIS: "interpreter", RUI: "rapporteur"}
    running = Program(
        tmp_path, PACK=str(a_pack(tmp_path)), CLOCK_START=SHORTLY_BEFORE,
        DATABASE_URL=a_database(tmp_path, {AMINA: "Ruritania"}, team),
    )  # fmt: skip
    yield running
    assert running.stop() == 0


@pytest.fixture
async def meet(program: Program) -> AsyncIterator[Meet]:
    address = program.address()
    async with aiohttp.ClientSession() as session:
        someone = Person(session, address, OLGA)
        for person in (AMINA, OLGA, IRIS, RUI):
            await someone.post(f"people/{person}", language_code="en")
        yield lambda person, chat=None: Person(session, address, person, chat)


async def test_a_text_from_the_delegate_to_the_rapporteurs_note(meet: Meet) -> None:
    amina, olga, iris, rui = meet(AMINA), meet(OLGA), meet(IRIS), meet(RUI)
    await iris.says("/floor")
    await rui.says("/floor")
    said = await amina.press(await amina.says("/floor"), "Ask for the floor")
    said = await amina.press(said, "I will speak")
    said = await amina.press(said, "Another level")
    said = await amina.press(said, "Ruritania")
    card = await iris.hears("Ruritania · 3:00")
    await amina.press(said, "Send the text")
    content = a_docx("word " * 412)
    told = await sends(amina, content, "statement.docx")
    assert "412 words, about 3:45; you have 3:00" in told.plain
    text = await iris.hears("Check against delivery.")
    assert "412 words, about 3:45 · limit 3:00" in text.caption
    assert await iris.file(text) == content
    assert (await iris.hears("Ruritania · 3:00 · text sent")).id == card.id

    await olga.says("/floor")
    podium = await olga.sees(await olga.hears("Ruritania"), "Next: Ruritania")
    podium = await olga.press(podium, "Next: Ruritania")
    await olga.press(podium, "End of this turn")
    state = await olga.get("state")
    later = datetime.fromisoformat(state["clock"]["now"]) + timedelta(seconds=16)
    await olga.post("clock", now=later.isoformat())
    turn = await rui.hears("To add a note, reply to this message.")
    assert "Text: 412 words, about 3:45" in turn.plain
    note = await rui.says("Lower the fees", reply_to=turn.id)
    assert "Note: Ruritania" in note.plain
    marked = await rui.press(note, "Commitment")
    assert "Commitment: marked" in marked.labels
    for person in (iris, rui):
        texts = [one for one in await person.heard() if "Text of the" in one.caption]
        assert len(texts) == 1

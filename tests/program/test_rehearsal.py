"""`Rehearse a roundtable` in the preview, over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta

import aiohttp
import pytest

from tests.program.program import DIEGO, OLGA, Meet, Person, Program

GRACE = 103


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    running = Program(tmp_path_factory.mktemp("rehearsal"))
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="module")
def address(program: Program) -> str:
    return program.address()


@pytest.fixture
async def meet(address: str) -> AsyncIterator[Meet]:
    async with aiohttp.ClientSession() as session:
        someone = Person(session, address, OLGA)
        for person in (DIEGO, GRACE, OLGA):
            await someone.post(f"people/{person}", language_code="en")
        yield lambda person, chat=None: Person(session, address, person, chat)


async def test_chair_delegate_and_clerk_play_a_roundtable_and_end_it(meet: Meet) -> None:
    grace, diego, olga = meet(GRACE), meet(DIEGO), meet(OLGA)
    state = await grace.get("state")
    began = await grace.says(state["rehearsal_command"])
    assert "Rehearsal roundtable" in began.plain
    for who in ("Grace · chair", "Olga · clerk", "Amina · Ruritania", "Diego · Sylvania"):
        assert who in began.plain
    assert "Rehearsal roundtable" in (await diego.says("/meetings")).plain

    await grace.press(began, "Open the list of speakers")
    card = await grace.hears("Group of Invented States · Laputa")
    # A minute and a half later three invented people wait, and a delegate of the page asks, too.
    now = datetime.fromisoformat((await grace.get("state"))["clock"]["now"])
    await grace.post("clock", now=(now + timedelta(seconds=90)).isoformat())
    card = await grace.finds(
        "three who wait", lambda said: said.id == card.id and "Balnibarbi ·" in said.plain
    )
    said = await diego.press(await diego.says("/floor"), "Ask for the floor")
    said = await diego.press(await diego.press(said, "I will speak"), "Another level")
    assert "place" in (await diego.press(said, "Sylvania")).plain
    await olga.says("/floor")
    await olga.hears("Group of Invented States · Laputa")
    label = next(label for label in card.labels if label.startswith("Next: Group of Invented"))
    given = await grace.press(await grace.sees(card, label), label)
    assert "I now give the floor to Laputa, on behalf of Group of Invented States" in given.plain

    again = await grace.says("/rehearse")
    assert "End the rehearsal" in again.labels
    ended = await grace.press(again, "End the rehearsal")
    assert "The rehearsal has ended" in ended.plain
    assert "Rehearsal roundtable" not in (await diego.says("/meetings")).plain
    # Another one can begin.
    assert "Grace · chair" in (await grace.says("/rehearse")).plain
    await grace.press(await grace.says("/rehearse"), "End the rehearsal")

"""A roundtable over HTTP: the card, the notices, and what a group sees."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta

import aiohttp
import pytest

from tests.factories import BOT
from tests.program.floor import SHORTLY_BEFORE, a_database, a_pack, ask
from tests.program.program import AMINA, DIEGO, GROUP, OLGA, Meet, Person, Program


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    folder = tmp_path_factory.mktemp("floor")
    running = Program(
        folder, PACK=str(a_pack(folder)), CLOCK_START=SHORTLY_BEFORE,
        DATABASE_URL=a_database(folder, {AMINA: "Ruritania", DIEGO: "Sylvania"}),
    )  # fmt: skip
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="module")
def address(program: Program) -> str:
    return program.address()


@pytest.fixture
async def meet(address: str) -> AsyncIterator[Meet]:
    async with aiohttp.ClientSession() as session:
        someone = Person(session, address, OLGA)
        for person in (AMINA, DIEGO, OLGA):
            await someone.post(f"people/{person}", language_code="en")
        yield lambda person, chat=None: Person(session, address, person, chat)


async def test_a_roundtable_from_the_first_request_to_the_last_notice(meet: Meet) -> None:
    olga, amina, diego = meet(OLGA), meet(AMINA), meet(DIEGO)
    group = meet(OLGA, GROUP)
    assert "place 1 of 1" in (await ask(amina, "Ruritania")).plain
    await olga.says("/floor")
    card = await olga.sees(await olga.hears("Ruritania · 3:00"), "Next: Ruritania")
    assert card.raw["message_id"] in await pinned(olga)

    # A request edits the card in its place.
    assert "place 2 of 2" in (await ask(diego, "Sylvania")).plain
    assert (await olga.hears("Sylvania · 3:00")).id == card.id

    # A group follows in one message.
    shown = await group.says(f"/floor@{BOT}")
    live = await group.press(shown, "Keep up to date here")
    assert "Stop updating" in live.labels

    given = await olga.press(card, "Next: Ruritania")
    assert given.id == card.id
    assert "I now give the floor to Ruritania, to be followed by Sylvania." in given.plain
    await amina.hears("You have the floor.")
    await diego.hears("You are next.")
    assert (await group.hears("Now: Ruritania")).id == live.id

    state = await olga.get("state")
    up = datetime.fromisoformat(state["clock"]["now"]) + timedelta(seconds=180)
    await olga.post("clock", now=(up - timedelta(seconds=28)).isoformat())
    await amina.hears("30 seconds left.")
    await olga.post("clock", now=(up + timedelta(seconds=2)).isoformat())
    await amina.hears("Your time is up.")
    told = [said.plain.split(".")[0] for said in await amina.heard() if "floor" in said.plain]
    assert told.count("You have the floor") == 1


async def pinned(person: Person) -> list[int]:
    chats = (await person.get("state"))["chats"]
    return next(list(chat["pinned"]) for chat in chats if chat["id"] == person.chat)

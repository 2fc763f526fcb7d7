"""Speaking for a delegation over HTTP: its link, guessed codes, and asking the clerk."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import aiohttp
import pytest

from tests.program.floor import SHORTLY_BEFORE, a_database, a_pack
from tests.program.program import AMINA, DIEGO, OLGA, Meet, Person, Program


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    folder = tmp_path_factory.mktemp("delegations")
    running = Program(
        folder, PACK=str(a_pack(folder)), CLOCK_START=SHORTLY_BEFORE,
        DATABASE_URL=a_database(folder, {OLGA: "Ruritania"}),
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


async def test_the_clerk_lets_somebody_speak_who_has_no_code(meet: Meet) -> None:
    olga, amina = meet(OLGA), meet(AMINA)
    await olga.says("/start")
    asked = await amina.press(await amina.says("/floor"), "Ask for the floor")
    await amina.press(asked, "Ask the clerk")
    assert "Your request was sent" in (await amina.says("I am from Ruritania")).plain
    message = await olga.hears("I am from Ruritania")
    choice = await olga.press(message, "Let them speak…")
    assert "let them speak for Ruritania" in (await olga.press(choice, "Ruritania")).plain
    told = await amina.hears("You speak for Ruritania. 2 people do.")
    assert "Stop speaking for Ruritania" in told.labels


async def test_guessing_is_refused_and_told_once(meet: Meet, program: Program) -> None:
    olga, diego = meet(OLGA), meet(DIEGO)
    await olga.says("/start")
    one = await olga.press(await olga.says("/delegations"), "Ruritania")
    code = next(word for word in one.plain.split() if "dlg-" in word).partition("dlg-")[2]
    for number in range(5):
        said = await diego.says(f"/delegation guess{number}")
    assert "Too many wrong codes." in said.plain
    await olga.hears("5 wrong codes of delegations")
    assert "Too many wrong codes." in (await diego.opens(f"dlg-{code}")).plain
    heard = [said for said in await olga.heard() if "wrong codes of delegations" in said.plain]
    assert len(heard) == 1
    assert code not in program.said()


async def test_the_cards_are_printed(meet: Meet) -> None:
    olga = meet(OLGA)
    sent = await olga.press(await olga.says("/delegations"), "Print the codes (PDF)")
    assert sent.raw["document"]["file_name"] == "delegations.pdf"

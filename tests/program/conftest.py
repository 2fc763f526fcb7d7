"""A program for each module, which none before it has told anything; each test talks to it in
cleared chats."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import aiohttp
import pytest

from tests.factories import BOT
from tests.program.program import AMINA, GROUP, OLGA, Meet, Person, Program


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    running = Program(tmp_path_factory.mktemp("program"))
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="module")
def address(program: Program) -> str:
    return program.address()


@pytest.fixture
async def meet(address: str) -> AsyncIterator[Meet]:
    """`meet(AMINA)` or `meet(DIEGO, GROUP)`: a person in a chat."""
    async with aiohttp.ClientSession() as session:
        someone = Person(session, address, 101)
        await someone.post("reset")
        for person, language in ((101, "en"), (102, "en"), (201, "en")):
            await someone.post(f"people/{person}", language_code=language)
        await someone.post("clock", now="2013-05-20T13:00:00+00:00")

        def person_in(person: int, chat: int | None = None) -> Person:
            return Person(session, address, person, chat)

        yield person_in


@pytest.fixture
async def nothing_kept(meet: Meet) -> AsyncIterator[None]:
    """Forget Amina and the group after the test: a reminder goes out once a chat, so each test
    of reminders begins with chats that nothing is kept of."""
    yield
    for person in (meet(AMINA), meet(OLGA, GROUP)):
        suffix = "" if person.chat > 0 else f"@{BOT}"
        asked = await person.says(f"/forget{suffix}")
        await person.press(asked, asked.labels[0])


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened

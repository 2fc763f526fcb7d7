"""A program for each module, which none before it has told anything; each test talks to it in
cleared chats."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator

import aiohttp
import pytest

from tests.program.program import Person, Program

Meet = Callable[..., Person]


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

"""Questions from the room over HTTP: whoever asked is told, once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest

from tests.program.floor import SHORTLY_BEFORE, a_database, a_pack
from tests.program.hall import Hall
from tests.program.program import AMINA, DIEGO, OLGA, Person, Program


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("questions")


@pytest.fixture(scope="module")
def url(folder: Path) -> str:
    return a_database(folder, {AMINA: "Ruritania"})


@pytest.fixture(scope="module")
def program(folder: Path, url: str) -> Iterator[Program]:
    running = Program(
        folder, PACK=str(a_pack(folder)), CLOCK_START=SHORTLY_BEFORE, DATABASE_URL=url
    )
    yield running
    assert running.stop() == 0
    assert "remittances" not in running.said()


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def test_a_question_goes_from_the_room_to_the_moderator_and_back(
    program: Program, url: str, http: aiohttp.ClientSession
) -> None:
    address = program.address()
    olga, amina, diego = (Person(http, address, who) for who in (OLGA, AMINA, DIEGO))
    for person in (OLGA, AMINA, DIEGO):
        await olga.post(f"people/{person}", language_code="en")
    await olga.says("/floor")
    now = datetime.fromisoformat(SHORTLY_BEFORE).astimezone(UTC)
    async with Hall(url, lambda: now) as hall:
        await hall.change(rules='{"questions": "moderated"}')

    asked = await amina.says("/question What of remittances?")
    assert "went to the moderator" in asked.plain
    card = await olga.sees(await olga.hears("Round table 1"), "1 question waiting")
    waiting = await olga.press(card, "1 question waiting")
    assert "What of remittances?" in waiting.plain
    await olga.press(waiting, "Show")
    await amina.hears("Your question is now shown to all: Round table 1")

    voted = await diego.press(await diego.says("/question"), "Vote: 1")
    assert "2 votes" in voted.plain
    told = [said.plain for said in await amina.heard() if "now shown to all" in said.plain]
    assert len(told) == 1

"""After /forget nothing of a person is left in the database's files, byte by byte."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from bot.app import PREVIEW_TOKEN
from bot.clock import ShiftedClock
from bot.preview import PersonSeed, Preview, SeedData
from storage.tables import metadata
from tests.factories import BEFORE, LIMA
from tests.program.crowd import settings_of
from tests.program.desk import invitation, joins
from tests.program.program import Person, Program

# Numbers that stand in no other field by chance; in SQLite's records they take six bytes.
OWNER, ORGANISER, DELEGATE = 7_111_222_333, 7_444_555_666, 7_777_888_999
NAMES = {OWNER: "Vownerium", ORGANISER: "Qorganista", DELEGATE: "Zdelegatov"}
WORDS = {
    ORGANISER: ("Manswerium", "Mdraftium", "Mofficium"),
    DELEGATE: ("Mquestionum", "Msearchium", "Mfollowup"),
}
_FORGOTTEN_WITHIN_SECONDS = 10


@dataclass
class World:
    folder: Path
    settings: dict[str, str]
    program: Program
    people: dict[int, Person]

    def left_of(self, id: int) -> list[str]:
        """What of a person stands in the files."""
        marks = {name: name.encode() for name in (NAMES[id], *WORDS[id])}
        marks |= {"the number in text": str(id).encode(), "the number": id.to_bytes(6, "big")}
        found = []
        for file in (self.folder / "var").iterdir():
            content = file.read_bytes()
            found += [f"{mark} in {file.name}" for mark, code in marks.items() if code in content]
        return found

    async def forgets(self, id: int) -> None:
        asked = await self.people[id].says("/forget")
        await self.people[id].press(asked, "Delete everything")

    async def forgotten(self, id: int) -> None:
        """Wait until nothing is left, but not for long."""
        async with asyncio.timeout(_FORGOTTEN_WITHIN_SECONDS):
            while self.left_of(id):
                await asyncio.sleep(0.1)

    async def killed(self) -> None:
        await self.program.killed()
        self.program = Program(self.folder, "run", **self.settings)
        await self.program.logs("ready")


@pytest.fixture
async def world(session: aiohttp.ClientSession, tmp_path: Path) -> AsyncIterator[World]:
    seeds = tuple(PersonSeed(id, name, None, "en") for id, name in NAMES.items())
    preview = Preview(PREVIEW_TOKEN, ShiftedClock(BEFORE), SeedData(people=seeds))
    await preview.start()
    settings = settings_of(preview, OWNER_IDS=str(OWNER))
    people = {id: Person(session, preview.url, id) for id in NAMES}
    made = World(tmp_path, settings, Program(tmp_path, "run", **settings), people)
    try:
        await made.program.logs("ready")
        await busy(made)
        yield made
    finally:
        assert await made.program.stopped() == 0, made.program.said()
        await preview.stop()


async def busy(world: World) -> None:
    """All that can be stored of a person is stored."""
    owner, organiser, delegate = (world.people[id] for id in (OWNER, ORGANISER, DELEGATE))
    await joins(owner, organiser)
    await invitation(organiser)
    await delegate.says(f"/subscribe {LIMA}")
    await delegate.says("/reminders 2d")
    await delegate.says("/timezone Europe/Paris")
    await delegate.says("/search Msearchium")
    await delegate.says("/ask Where is Mquestionum?")
    shown = await organiser.hears("Mquestionum")
    await organiser.post(
        f"chats/{ORGANISER}/send", person=ORGANISER, text="In Manswerium", reply_to=shown.id
    )
    got = await delegate.hears("Manswerium")
    await organiser.hears("Delivered to Telegram")
    await delegate.post(
        f"chats/{DELEGATE}/send", person=DELEGATE, text="And Mfollowup?", reply_to=got.id
    )
    await organiser.hears("Mfollowup")
    await organiser.press(await organiser.says("/announce"), "Write an announcement")
    await organiser.says("A draft of Mdraftium")
    for person in (organiser, delegate):
        await person.settled()
    for id in (ORGANISER, DELEGATE):
        assert world.left_of(id)


@pytest.mark.parametrize("killed", [False, True])
async def test_nothing_of_a_delegate_is_left(world: World, killed: bool) -> None:
    await world.forgets(DELEGATE)
    if killed:
        await world.killed()
    await world.forgotten(DELEGATE)
    assert columns_with(world, DELEGATE) == []


@pytest.mark.parametrize("killed", [False, True])
async def test_nothing_of_an_organiser_is_left(world: World, killed: bool) -> None:
    await world.forgets(ORGANISER)
    if killed:
        await world.killed()
    await world.forgotten(ORGANISER)
    assert columns_with(world, ORGANISER) == []


def columns_with(world: World, id: int) -> list[str]:
    """Columns of the database in which a number stands."""
    found = []
    with closing(sqlite3.connect(world.folder / "var" / "roundtable.db")) as connection:
        for table in metadata.tables.values():
            for column in table.columns:
                query = f'SELECT count(*) FROM "{table.name}" WHERE "{column.name}" = ?'
                if connection.execute(query, (id,)).fetchone()[0]:
                    found.append(f"{table.name}.{column.name}")
    return found

"""After /forget nothing of a person is left in the database's files, byte by byte."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from bot.app import PREVIEW_TOKEN
from bot.clock import ShiftedClock
from bot.preview import PersonSeed, Preview, SeedData
from storage.tables import metadata
from tests.databases import ON_POSTGRESQL, execute, program_database
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
        """What of a person stands in the files, or in the rows of PostgreSQL."""
        marks = {name: name.encode() for name in (NAMES[id], *WORDS[id])}
        marks |= {"the number in text": str(id).encode(), "the number": id.to_bytes(6, "big")}
        found = []
        for name, content in self._contents():
            found += [f"{mark} in {name}" for mark, code in marks.items() if code in content]
        return found

    def _contents(self) -> list[tuple[str, bytes]]:
        if not ON_POSTGRESQL:
            return [(file.name, file.read_bytes()) for file in (self.folder / "var").iterdir()]
        rows = " UNION ALL ".join(
            f"SELECT '{name}', CAST(stored AS TEXT) FROM {name} AS stored"
            for name in metadata.tables
        )
        found = execute(program_database(self.folder), rows)
        return [(name, content.encode()) for name, content in found]

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
    for table in metadata.tables.values():
        counts = ", ".join(
            f'count(CASE WHEN CAST("{column.name}" AS TEXT) = :id THEN 1 END)'
            for column in table.columns
        )
        query = f'SELECT {counts} FROM "{table.name}"'
        (counted,) = execute(program_database(world.folder), query, id=str(id))
        found += [
            f"{table.name}.{column.name}"
            for column, count in zip(table.columns, counted, strict=True)
            if count
        ]
    return found

"""Two programs on one PostgreSQL: what is changed at one is seen at the other, and what one did
goes on at the other once it is killed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import aiohttp
import pytest

from bot.preview import Preview
from storage.programs import CHATS, OUTBOX
from storage.updates import chat_slot
from tests.databases import execute
from tests.factories import LIMA
from tests.program.crowd import a_preview, serving
from tests.program.desk import add_meeting, desk_meeting, invitation
from tests.program.floor import SHORTLY_BEFORE, a_pack, ask, fill
from tests.program.program import Person, Program

PEOPLE = range(1000, 1000 + len(CHATS))  # of every slot
OWNER, DELEGATES = PEOPLE[0], PEOPLE[1:]
PATIENCE_SECONDS = 60
# Within a second where nothing else runs.
SEEN_SECONDS = 10.0

pytestmark = pytest.mark.timeout(300)


class Together:
    """Two programs, of which the first sends, and people with the preview's chats."""

    def __init__(
        self, preview: Preview, session: aiohttp.ClientSession, url: str, first: Program
    ) -> None:
        self._preview = preview
        self._session = session
        self._url = url
        self.first = first

    def person(self, id: int) -> Person:
        return Person(self._session, self._preview.url, id)

    async def owners(self) -> dict[int, int | None]:
        """Which program has which slot."""
        rows = await asyncio.to_thread(execute, self._url, "SELECT slot, program FROM slots")
        return dict(rows)  # type: ignore[arg-type]

    async def shares(self) -> tuple[list[int], list[int]]:
        """The people whom the owner's program answers, and those whom the other one does."""
        owners = await self.owners()
        of_owner = owners[chat_slot(OWNER)]
        return (
            [id for id in DELEGATES if owners[chat_slot(id)] == of_owner],
            [id for id in DELEGATES if owners[chat_slot(id)] != of_owner],
        )

    async def until_owned(self, fits: Callable[[dict[int, int | None]], bool]) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not fits(await self.owners()):
                await asyncio.sleep(0.05)


@asynccontextmanager
async def together(
    folder: Path, url: str, now: datetime, **settings: str
) -> AsyncIterator[Together]:
    folders = [folder / "first", folder / "second"]
    for each in folders:
        each.mkdir()
    settings |= {"DATABASE_URL": url, "OWNER_IDS": str(OWNER)}
    async with (
        a_preview(PEOPLE, now, begun=True) as preview,
        aiohttp.ClientSession() as session,
        serving(folders[0], preview, now, **settings) as first,
    ):
        made = Together(preview, session, url, first)
        await made.until_owned(lambda owners: owners.get(OUTBOX) is not None)
        sender = (await made.owners())[OUTBOX]
        async with serving(folders[1], preview, now, **settings):
            await made.until_owned(
                lambda owners: (
                    len({owners[slot] for slot in CHATS} - {None}) == 2 and owners[OUTBOX] == sender
                )
            )
            yield made


async def until_said(people: Sequence[Person], command: str, words: str) -> float:
    """Let people ask until each is answered so; after how many seconds."""
    began = time.monotonic()
    async with asyncio.timeout(PATIENCE_SECONDS):
        for person in people:
            while words not in (await person.says(command)).plain:
                await asyncio.sleep(0.05)
    return time.monotonic() - began


async def test_calendar_and_team_are_the_same_at_both(tmp_path: Path, postgresql_url: str) -> None:
    now = datetime.fromisoformat("2013-05-20T13:00:00+00:00")
    async with together(tmp_path, postgresql_url, now) as programs:
        owner = programs.person(OWNER)
        here, there = await programs.shares()
        people = [programs.person(here[0]), programs.person(there[0])]
        organiser = people[1]

        said = await owner.press(await desk_meeting(owner, LIMA), "Cancel the meeting")
        await owner.press(said, "Cancel without notifying")
        cancelled = await until_said(people, f"/meeting {LIMA}", "Cancelled")
        new = await add_meeting(owner, "A meeting of the desk’s own")
        added = await until_said(people, f"/meeting {new}", "A meeting of the desk’s own")

        assert (await organiser.says("/desk")).plain.startswith("There is no command /desk.")
        payload = await invitation(owner)
        assert "Welcome to the team" in (await organiser.opens(payload)).plain
        joined = await until_said([organiser], "/desk", "Your role: organizer.")
        listed = await owner.says("/team")
        asked = await owner.press(listed, f"Remove: P{organiser.person}")
        await owner.press(asked, f"Remove P{organiser.person}")
        removed = await until_said([organiser], "/desk", "There is no command /desk.")
    found = [cancelled, added, joined, removed]
    print("changes were seen by all after", ", ".join(f"{seconds:.1f} s" for seconds in found))
    assert max(found) < SEEN_SECONDS


async def test_a_floor_and_its_notices_go_on_at_the_other(
    tmp_path: Path, postgresql_url: str
) -> None:
    now = datetime.fromisoformat(SHORTLY_BEFORE)
    first, second = DELEGATES[0], DELEGATES[1]
    await fill(postgresql_url, {first: "Ruritania", second: "Sylvania"})
    pack = str(a_pack(tmp_path))
    async with together(tmp_path, postgresql_url, now, PACK=pack) as programs:
        owner, ruritania, sylvania = (programs.person(id) for id in (OWNER, first, second))
        assert "place 1 of 1" in (await ask(ruritania, "Ruritania")).plain
        await owner.says("/floor")
        card = await owner.sees(await owner.hears("Ruritania · 3:00"), "Next: Ruritania")
        assert "Langue" in (await ruritania.says("/language fr")).plain
        await programs.first.killed()
        began = time.monotonic()
        # The other program edits the card, and sends the notices; what was chosen still holds.
        assert "place 2 of 2" in (await ask(sylvania, "Sylvania")).plain
        assert (await owner.hears("Sylvania · 3:00")).id == card.id
        await owner.press(card, "Next: Ruritania")
        await ruritania.hears("Vous avez la parole.")
        await sylvania.hears("You are next.")
        print(f"a floor went on after {time.monotonic() - began:.1f} s")

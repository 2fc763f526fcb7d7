"""Many delegates, a chair and a clerk at a roundtable of the real program."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.preview import Preview
from content.loading import load_pack
from handlers.floor.ask_buttons import Enter
from handlers.floor.context import session_for
from storage import chats
from storage.database import Database, open_database
from storage.floor import acts, delegations, sessions, speakers, team
from storage.floor.delegations import Wanted
from storage.floor.records import Floor, Session
from storage.floor.team import FloorRole, Holder
from tests.databases import database_url
from tests.program.crowd import a_preview, serving
from tests.program.floor import MEETING, a_pack
from tests.program.program import Person, Program, Said

CHAIR, SECOND_CHAIR, CLERK = 901, 902, 903
FIRST_DELEGATE = 2001
BEFORE = datetime.fromisoformat("2013-10-03T13:55:00+00:00")
BEGINS = BEFORE + timedelta(minutes=5)
_CATEGORIES = ("state", "state", "state", "state", "civil-society", "state", "observer", "un")


class Delegate(Person):
    """A person whose taps and letters are counted. To send what was written is a tap."""

    taps = 0
    letters = 0

    async def writes(self, text: str = "", **more: Any) -> None:
        self.letters += len(text)
        self.taps += 1
        await super().writes(text, **more)

    async def press(self, said: Said, label: str) -> Said:
        self.taps += 1
        return await super().press(said, label)

    async def taps_on(self, said: Said, beginning: str) -> Said:
        """Press the button whose label begins so, once the message has it; again where the bot
        says that the floor had changed before. See what became of the message: an edit that comes
        meanwhile may be due to something else, and still has the button."""
        while True:
            shown = await self.finds(
                f"a button “{beginning}”",
                lambda found: found.id == said.id and bool(labels(found, beginning)),
            )
            label = labels(shown, beginning)[0]
            row, column = shown.place_of(label)
            pressed = shown.rows[row][column]
            self.taps += 1
            answer = await self.pressed(shown, label)
            changed = await self.finds(
                f"“{label}” done",
                lambda found, pressed=pressed: (
                    found.id == said.id and all(pressed not in row for row in found.rows)
                ),
            )
            if not answer.get("text"):
                return changed

    async def asks(self, delegation: str) -> Said:
        """Ask for the floor from the card of the session, as a person who does so for the first or
        for the second time."""
        said = await self.press(await self.says("/floor"), "Ask for the floor")
        if "I will speak" in said.labels:
            said = await self.press(await self.press(said, "I will speak"), "Another level")
        else:
            said = await self.press(said, said.labels[0])
        return await self.press(said, delegation)


def labels(said: Said, beginning: str) -> list[str]:
    return [label for label in said.labels if label.startswith(beginning)]


def delegation_name(number: int) -> str:
    return f"Delegation {number + 1}"


def category(number: int) -> str:
    return _CATEGORIES[number % len(_CATEGORIES)]


async def a_database(folder: Path, number: int) -> Database:
    """A database with so many delegates, each with a delegation of their own, two chairs and a
    clerk."""
    database = open_database(database_url(folder / "floor.db"))
    await database.migrate()
    async with database.write_transaction() as connection:
        await delegations.save(
            connection,
            [
                Wanted(f"delegation-{one}", {"en": delegation_name(one)}, category(one))
                for one in range(number)
            ],
        )
        known = {
            one.slug: one.id for one in (await delegations.all_delegations(connection)).values()
        }
        for one in range(number):
            await delegations.let_speak(
                connection, known[f"delegation-{one}"], FIRST_DELEGATE + one, "Somebody", BEFORE
            )
        roles: list[tuple[int, FloorRole]] = [
            (CHAIR, "chair"), (SECOND_CHAIR, "chair"), (CLERK, "clerk"),
        ]  # fmt: skip
        for user, role in roles:
            await team.add_holder(connection, Holder(user, MEETING, role, f"P{user}"), BEFORE)
    return database


class Roundtable:
    """The running program, and the people who talk to it."""

    def __init__(
        self, preview: Preview, program: Program, database: Database, session: aiohttp.ClientSession
    ) -> None:
        self.preview = preview
        self.program = program
        self.database = database
        self._session = session

    def person(self, user: int) -> Delegate:
        return Delegate(self._session, self.preview.url, user)

    def delegate(self, number: int) -> Delegate:
        return self.person(FIRST_DELEGATE + number)

    async def floor(self) -> Floor:
        return await floor_of(self.database)


async def floor_of(database: Database) -> Floor:
    """The floor of the only session as the database has it."""
    async with database.transaction() as connection:
        session = await sessions.session_of_meeting(connection, MEETING)
        assert session is not None
        found = await acts.read_floor(connection, session.id)
    assert found is not None
    return found


async def request_buttons(database: Database, folder: Path, number: int) -> list[tuple[int, str]]:
    """The button with which each delegate is put on the list, after the steps before; the session
    is stored by then."""
    found = []
    async with database.write_transaction() as connection:
        session = await a_session(connection, folder)
        for one in range(number):
            chat = FIRST_DELEGATE + one
            await chats.record_contact(connection, chat, BEFORE)
            speaker = await speakers.remember(connection, chat, f"P{chat}", "", BEFORE)
            await speakers.set_level(connection, chat, speaker.id, "other", BEFORE)
            own = (await delegations.delegations_of(connection, chat))[0]
            found.append((chat, Enter(session.id, "s", speaker.id, own.id, 0, "").pack()))
    return found


async def a_session(connection: AsyncConnection, folder: Path) -> Session:
    """The session, as opening it for the first time stores it."""
    pack = load_pack(str(a_pack(folder)))
    meeting = pack.meeting(MEETING)
    assert meeting is not None
    return await session_for(connection, pack, meeting, BEFORE)


def settings_of_pack(folder: Path) -> dict[str, str]:
    return {
        "PACK": str(a_pack(folder)), "DATABASE_URL": database_url(folder / "floor.db")
    }  # fmt: skip


@asynccontextmanager
async def a_roundtable(
    folder: Path, number: int, now: datetime = BEFORE, **settings: str
) -> AsyncIterator[Roundtable]:
    """A roundtable with so many delegates, five minutes before it begins."""
    database = await a_database(folder, number)
    people: Sequence[int] = (
        CHAIR, SECOND_CHAIR, CLERK, *range(FIRST_DELEGATE, FIRST_DELEGATE + number),
    )  # fmt: skip
    try:
        async with (
            a_preview(people, now, begun=True) as preview,
            aiohttp.ClientSession() as session,
            serving(folder, preview, now, **settings_of_pack(folder), **settings) as program,
        ):
            yield Roundtable(preview, program, database, session)
    finally:
        await database.close()

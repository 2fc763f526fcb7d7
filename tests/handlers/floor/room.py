"""A roundtable with a list of speakers, for tests: a small pack, delegations and people."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from content.model import Meeting, Pack
from handlers.floor.context import FloorContext, read_context, session_for
from handlers.framework.reply import Notice, Press, Reply
from handlers.framework.services import Services
from handlers.framework.switchboard import Switchboard
from handlers.framework.topic import Answer
from storage.database import Database, open_database
from storage.floor import acts, delegations, machine, team
from storage.floor.acts import By
from storage.floor.delegations import Wanted
from storage.floor.records import Session, Turn
from storage.floor.team import FloorRole, Holder
from tests.databases import database_url
from tests.factories import (
    a_reader,
    a_request,
    a_switchboard,
    services_over,
    shipped_pack,
    text_of,
)

BEGINS = datetime(2013, 10, 3, 14, 0, tzinfo=UTC)  # 10:00 in New York
MEETING = "roundtable-1"
DELEGATIONS = (
    Wanted("ruritania", {"en": "Ruritania", "fr": "Ruritanie"}, "state", "Central Europe"),
    Wanted("sylvania", {"en": "Sylvania", "fr": "Sylvanie"}, "state", "Central Europe"),
    Wanted("zubrowka", {"en": "Zubrowka"}, "state", "Central Europe"),
    Wanted("group-of-40", {"en": "Group of 40"}, "group"),
    Wanted("network", {"en": "Diaspora Network"}, "civil-society"),
)
CHAIR, CLERK, DELEGATE, SECOND = 901, 902, 903, 904
INTERPRETER, RAPPORTEUR, SECOND_RAPPORTEUR = 911, 912, 913


def a_pack_with_a_floor(**rules: Any) -> Pack:
    """The shipped pack and a session of two hours with a list of speakers."""
    meeting = Meeting.model_validate(
        {
            "id": MEETING, "title": "Round table 1", "kind": "dialogue", "region": "global",
            "venue": "Conference Room 4", "time_zone": "America/New_York",
            "start": "2013-10-03T10:00", "end": "2013-10-03T12:00", "floor": rules or True,
            "source": "a test",
        }
    )  # fmt: skip
    pack = shipped_pack()
    kind, region = pack.meetings[0].kind, pack.meetings[0].region
    meeting = meeting.model_copy(update={"kind": kind, "region": region})
    return pack.model_copy(update={"meetings": (*pack.meetings, meeting)})


class Room:
    """The session, and what people do in it through the switchboard. `now` is the clock."""

    def __init__(self, services: Services, board: Switchboard, session: Session) -> None:
        self.services = services
        self.board = board
        self.session = session
        self.now = BEGINS
        self.language = "en"

    @property
    def database(self) -> Database:
        return self.services.database

    def request(self, user: int, words: str = "", **changed: Any) -> Any:
        values = {
            "chat_id": user, "user_id": user, "user_name": NAMES.get(user, "Somebody"),
            "pressed_message_id": 77, **changed,
        }  # fmt: skip
        return a_request(self.services, words, a_reader(self.language, self.now), **values)

    async def says(self, user: int, command: str, **changed: Any) -> Reply:
        """A command; its answer is a message."""
        name, _, words = command.removeprefix("/").partition(" ")
        answer = await self.board.command(
            self.request(user, words, pressed_message_id=0, asking_message_id=5, **changed), name
        )
        return shown(answer)

    async def opens(self, user: int, payload: str) -> Reply:
        return shown(await self.board.start(self.request(user, payload)))

    async def writes(self, user: int, words: str, **changed: Any) -> Answer | None:
        """A message that is not a command."""
        request = self.request(user, words, pressed_message_id=0, asking_message_id=5, **changed)
        return await self.board.message(request, addressed=True)

    async def press(self, user: int, reply: Reply, label: str) -> Answer:
        """Press the button whose label begins so."""
        return await self.forge(user, button(reply, label).data.pack())

    async def forge(self, user: int, data: str) -> Answer:
        return await self.board.button(self.request(user), data)

    async def card(self, user: int = CHAIR) -> Reply:
        """The podium's card as it is now."""
        return shown(await self.forge(user, f"g1:floor.{self.session.id}:"))

    async def enter(self, slug: str, **changed: Any) -> Turn:
        """The clerk adds a statement of a delegation to the list."""
        async with self.database.write_transaction() as connection:
            known = await delegations.all_delegations(connection)
            one = next(delegation for delegation in known.values() if delegation.slug == slug)
            values = {
                "id": 0, "session": self.session.id, "kind": "statement", "state": "waiting",
                "position": 0, "delegation": one.id, "group": None, "name": "", "title": "",
                "category": one.category, "level": "other", "region": one.region, "gender": None,
                "language": None, "reason": None, "user_id": None, "chat_id": None,
                "asked": self.now, "limit_seconds": 180, "extra_seconds": 0, "began": None,
                "ended": None, "spent_ms": 0, "last_word": False, **changed,
            }  # fmt: skip
            done = await acts.perform(
                connection, self.session.id, "add",
                lambda floor: machine.ask(floor, Turn(**values), self.now, 9, by_clerk=True),
                By(CLERK, "Chidi"), self.now,
            )  # fmt: skip
        assert done.added is not None
        return done.added

    async def context(self) -> FloorContext:
        async with self.database.transaction() as connection:
            found = await read_context(connection, self.services.packs.in_use.pack, self.session.id)
        assert found is not None
        return found

    def passes(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


NAMES = {
    CHAIR: "Amina", CLERK: "Chidi", DELEGATE: "Diego", SECOND: "Wei", INTERPRETER: "Iris",
    RAPPORTEUR: "Rana", SECOND_RAPPORTEUR: "Rui",
}  # fmt: skip


@asynccontextmanager
async def a_room(folder: Path, **rules: Any) -> AsyncIterator[Room]:
    """A room before its session, with a chair, a clerk and five delegations."""
    database = open_database(database_url(folder / "floor.db"))
    try:
        await database.migrate()
        pack = a_pack_with_a_floor(**rules)
        services = services_over(database, pack)
        meeting = pack.meeting(MEETING)
        assert meeting is not None
        async with database.write_transaction() as connection:
            session = await session_for(connection, pack, meeting, BEGINS)
            await delegations.save(connection, DELEGATIONS)
            roles: dict[int, FloorRole] = {
                CHAIR: "chair", CLERK: "clerk", INTERPRETER: "interpreter",
                RAPPORTEUR: "rapporteur", SECOND_RAPPORTEUR: "rapporteur",
            }  # fmt: skip
            for user, role in roles.items():
                await team.add_holder(connection, Holder(user, MEETING, role, NAMES[user]), BEGINS)
        yield Room(services, a_switchboard(), session)
    finally:
        await database.close()


async def speaks_for(room: Room, user: int, slug: str) -> None:
    async with room.database.write_transaction() as connection:
        known = await delegations.all_delegations(connection)
        one = next(each for each in known.values() if each.slug == slug)
        await delegations.let_speak(connection, one.id, user, "Somebody", room.now)


async def asks(room: Room, user: int, name: str) -> Reply:
    """Ask for the floor for the first time: five taps."""
    seen = await room.says(user, "/floor")
    who = shown(await room.press(user, seen, "Ask for the floor"))
    level = shown(await room.press(user, who, "I will speak"))
    whom = shown(await room.press(user, level, "minister"))
    return shown(await room.press(user, whom, name))


def shown(answer: Answer | None) -> Reply:
    assert isinstance(answer, Reply), answer
    return answer


def button(reply: Reply, label: str) -> Press:
    presses = [one for row in reply.buttons for one in row if isinstance(one, Press)]
    found = [one for one in presses if one.label.startswith(label)]
    assert found, (label, [one.label for one in presses])
    return found[0]


def labels_of(reply: Reply) -> list[str]:
    return [one.label for row in reply.buttons for one in row]


def told(answer: Answer | None) -> str:
    """What somebody sees: the popup, or the message."""
    if isinstance(answer, Notice):
        return answer.text
    reply = shown(answer)
    return " ".join(filter(None, [reply.notice, text_of(reply)]))


def without_notice(reply: Reply) -> Reply:
    return replace(reply, notice=None)

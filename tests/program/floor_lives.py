"""A session whose program is killed again and again, and a plain model of what must be left."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
from sqlalchemy import select

from storage.database import Database
from storage.floor import acts
from storage.floor.records import Act, Floor
from storage.tables import floor_notices
from tests.program.crowd import a_preview, received, serving, settings_of
from tests.program.lives import killed_at_random
from tests.program.program import Person, Said
from tests.program.roundtable import (
    BEFORE,
    CHAIR,
    a_database,
    floor_of,
    request_buttons,
    settings_of_pack,
)

_DELEGATES = 16
_NOTICES = {
    "third": "You are third on the list.", "next": "You are next.", "floor": "You have the floor.",
}  # fmt: skip


@dataclass(frozen=True)
class Killed:
    """What was done, and what became of the notices. Doubled are those that were sent again, as
    the program died between Telegram's answer and its own note of it."""

    kills: int
    acts: int
    notices: int
    lost: int
    doubled: int


@dataclass
class PlainFloor:
    """A list, a clock and limits, as the record alone says."""

    waiting: list[int] = field(default_factory=list)
    speaking: int | None = None
    since: datetime | None = None
    spent: timedelta = timedelta()
    extra: Counter[int] = field(default_factory=Counter)

    def apply(self, act: Act) -> None:
        turn = act.turn or 0
        match act.act:
            case "ask":
                self.waiting.append(turn)
            case "give":
                self.waiting.remove(turn)
                self.speaking, self.since, self.spent = turn, act.at, timedelta()
            case "stop" if self.since is not None:
                self.spent, self.since = self.spent + (act.at - self.since), None
            case "start":
                self.since = act.at
            case "extend":
                self.extra[turn] += json.loads(act.details)["value"]
            case "finish":
                self.speaking, self.since, self.spent = None, None, timedelta()
            case unknown:
                raise AssertionError(unknown)


async def killed_floor(folder: Path, kills: int, seed: int = 1) -> Killed:
    """Run a session while the program is killed; after each kill the database is as the model
    says. Raises AssertionError if it is not."""
    database = await a_database(folder, _DELEGATES)
    asking = await request_buttons(database, folder, _DELEGATES)
    began, chance = time.monotonic(), random.Random(seed)

    def now() -> datetime:
        return BEFORE + timedelta(seconds=time.monotonic() - began)

    people = [CHAIR, *(chat for chat, _ in asking)]
    async with a_preview(people, BEFORE, begun=True) as preview, aiohttp.ClientSession() as session:

        def settings() -> dict[str, str]:
            return {**settings_of(preview, now()), **settings_of_pack(folder)}

        screens: dict[int, Said] = {}
        async with serving(folder, preview, now(), **settings_of_pack(folder)):
            for person in people:
                screens[person] = await Person(session, preview.url, person).says("/floor")

        async def press(person: int, data: str) -> None:
            await Person(session, preview.url, person).post(
                f"chats/{person}/press", person=person, message_id=screens[person].id, data=data,
                wait=0,
            )  # fmt: skip

        async def alive(number: int) -> None:
            floor = await floor_of(database)
            busy = {turn.user_id for turn in floor.turns}
            free = [(chat, data) for chat, data in asking if chat not in busy]
            for chat, data in chance.sample(free, min(2, len(free))):
                await press(chat, data)
            await press(CHAIR, _podium_button(floor, chance))

        async def dead() -> None:
            await assert_as_the_model(database)

        await killed_at_random(folder, kills, seed, lambda _: settings(), 1.0, alive, dead)
        async with serving(folder, preview, now(), **settings_of_pack(folder)):
            person = Person(session, preview.url, CHAIR)
            await person.settled()
            await _no_notice_waits(database, now)
            while not (await _sent(database)).total():  # none came between kills
                await alive(kills)
                await person.settled()
                await _no_notice_waits(database, now)
        record = await assert_as_the_model(database)
        sent = await _sent(database)
        lost = doubled = 0
        for notice, words in _NOTICES.items():
            found = await received(session, preview, people, words)
            for chat in people:
                difference = found[chat] - sent[chat, notice]
                lost, doubled = lost + max(0, -difference), doubled + max(0, difference)
    await database.close()
    return Killed(kills, len(record), sum(sent.values()), lost, doubled)


def _podium_button(floor: Floor, chance: random.Random) -> str:
    """A press of the chair that is possible now."""
    session, following = floor.session, floor.next
    possible: list[tuple[str, int, int]] = []
    if following is not None:
        possible += [("give", following.id, 0)] * 3
    if session.speaking is not None:
        possible += [("stop" if session.clock_since else "start", 0, 0), ("extend", 0, 30)]
        possible.append(("finish", 0, 0))
    act, turn, value = chance.choice(possible or [("finish", 0, 0)])
    return f"fp1:{act}:{session.id}:{session.control}:{turn}:{value}"


async def assert_as_the_model(database: Database) -> list[Act]:
    """Compare list, clock, limits and numbers with what the record says; return the record."""
    floor = await floor_of(database)
    session = floor.session
    async with database.transaction() as connection:
        record = await acts.acts(connection, session.id)
    plain = PlainFloor()
    for act in record:
        plain.apply(act)
    assert [act.revision for act in record] == list(range(1, session.revision + 1))
    assert session.control == sum(act.podium for act in record)
    assert [turn.id for turn in floor.waiting()] == plain.waiting
    assert (session.speaking, session.clock_since) == (plain.speaking, plain.since)
    assert abs(session.clock_spent_ms - plain.spent / timedelta(milliseconds=1)) <= 2
    for turn in floor.turns:
        assert turn.extra_seconds == plain.extra[turn.id]
        assert floor.limit_of(turn) == turn.limit_seconds + plain.extra[turn.id]
    return record


async def _no_notice_waits(database: Database, now: object) -> None:
    """Wait until whoever is third, next or speaking was told."""
    waiting = select(floor_notices.c.id).where(
        floor_notices.c.state == "waiting", floor_notices.c.notice.in_(_NOTICES)
    )
    async with asyncio.timeout(60):
        while True:
            async with database.transaction() as connection:
                if (await connection.execute(waiting)).first() is None:
                    return
            await asyncio.sleep(0.05)


async def _sent(database: Database) -> Counter[tuple[int, str]]:
    """How many notices of a kind each chat was sent, by the outbox."""
    query = select(floor_notices.c.chat_id, floor_notices.c.notice).where(
        floor_notices.c.state == "sent"
    )
    async with database.transaction() as connection:
        return Counter((row.chat_id, row.notice) for row in await connection.execute(query))

"""A session that a test runs by its database, beside the program: as another program would."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import datetime
from typing import Any, Self

from storage.database import Database, open_database
from storage.floor import acts, delegations, machine, sessions
from storage.floor.acts import By
from storage.floor.delegations import Wanted
from storage.floor.machine import Change
from storage.floor.records import Session, Turn
from tests.program.floor import MEETING


class Hall(AbstractAsyncContextManager["Hall"]):
    """The session of the pack's roundtable; `now` is the program's clock."""

    def __init__(self, url: str, now: Callable[[], datetime], meeting: str = MEETING) -> None:
        self.database: Database = open_database(url)
        self.now = now
        self._meeting = meeting

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.database.close()

    async def session(self) -> Session:
        async with self.database.transaction() as connection:
            found = await sessions.session_of_meeting(connection, self._meeting)
        assert found is not None
        return found

    async def name(self, slug: str, names: Mapping[str, str], category: str = "state") -> None:
        async with self.database.write_transaction() as connection:
            await delegations.save(connection, [Wanted(slug, names, category)])

    async def act(self, name: str, change: Change) -> acts.Done:
        session = await self.session()
        async with self.database.write_transaction() as connection:
            return await acts.perform(
                connection, session.id, name, change, By(name="Olga", podium=True), self.now()
            )

    async def change(self, **values: Any) -> None:
        """Change the session itself, such as what its screen shows."""
        await self.act(
            "screen-mode",
            lambda floor: machine.change_session(floor, replace(floor.session, **values)),
        )

    async def enter(self, slug: str, **changed: Any) -> Turn:
        """Add a turn of a delegation to the list, as the clerk does."""
        session = await self.session()
        async with self.database.transaction() as connection:
            known = await delegations.all_delegations(connection)
        one = next(delegation for delegation in known.values() if delegation.slug == slug)
        values = {
            "id": 0, "session": session.id, "kind": "statement", "state": "waiting",
            "position": 0, "delegation": one.id, "group": None, "name": "", "title": "",
            "category": one.category, "level": "other", "region": one.region, "gender": None,
            "language": None, "reason": None, "user_id": None, "chat_id": None,
            "asked": self.now(), "limit_seconds": 180, "extra_seconds": 0, "began": None,
            "ended": None, "spent_ms": 0, "last_word": False, **changed,
        }  # fmt: skip
        turn = Turn(**values)
        done = await self.act(
            "add", lambda floor: machine.ask(floor, turn, self.now(), 9, by_clerk=True)
        )
        assert done.added is not None
        return done.added

    async def begin_again(self) -> None:
        """Take everybody off the list and the floor, and show the list in English."""
        session = await self.session()
        async with self.database.transaction() as connection:
            floor = await acts.read_floor(connection, session.id)
        assert floor is not None
        for turn in floor.turns:
            if turn.state == "waiting":
                await self.act(
                    "remove",
                    lambda floor, turn=turn: machine.leave_list(floor, turn.id, "removed"),
                )
        while (await self.session()).speaking is not None:
            await self.act("finish", lambda floor: machine.finish(floor, self.now()))
        await self.change(screen_mode="list", screen_languages="en", list_set=None)

    async def give(self, turn: Turn) -> None:
        await self.act("give", lambda floor: machine.give(floor, turn.id, self.now()))

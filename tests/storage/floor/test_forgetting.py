"""Persons leave sessions some days after they ended; what was said and how long stays."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.floor import acts, cards, delegations, forgetting, machine, speakers, team
from storage.floor.acts import By
from storage.floor.delegations import Wanted
from storage.floor.records import Session
from storage.floor.team import Holder
from storage.tables import floor_acts, metadata
from tests.storage.floor.floors import (
    NOW,
    PODIUM,
    ask,
    give,
    seconds,
    stored_session,
    wanted,
)

DAY = timedelta(days=1)
SECRET = "Secretissima"


async def dump(connection: AsyncConnection) -> str:
    """All rows of all tables."""
    rows = []
    for table in metadata.sorted_tables:
        rows += [f"{table.name} {tuple(row)}" for row in await connection.execute(select(table))]
    return "\n".join(rows)


async def a_closed_session(database: Database) -> Session:
    """Somebody speaks in place of another; all names are SECRET, all chats 4242."""
    session = await stored_session(database)
    first = wanted(4242, name=SECRET, title=SECRET, gender="f")
    asked = await ask(database, session, first)
    assert asked.added is not None
    turn = replace(asked.added, name="Other", gender=None)
    async with database.write_transaction() as connection:
        await delegations.save(connection, [Wanted("ruritania", {"en": "Ruritania"}, "state")])
        (one,) = await delegations.all_delegations(connection)
        await delegations.let_speak(connection, one, 4242, SECRET, NOW)
        await speakers.remember(connection, 4242, SECRET, SECRET, NOW)
        await team.add_holder(connection, Holder(4242, session.meeting_id, "clerk", SECRET), NOW)
        await cards.follow(connection, 4242, session.id, "podium", 7)
        await acts.perform(
            connection, session.id, "speaker",
            lambda floor: machine.change_turn(floor, turn), By(4242, SECRET), seconds(1),
            turn=turn.id,
        )  # fmt: skip
    await give(database, session, asked.added.id, 60)
    async with database.write_transaction() as connection:
        await acts.perform(
            connection, session.id, "close", lambda floor: machine.close(floor, seconds(120)),
            replace(PODIUM, name=SECRET, user_id=4242), seconds(120),
        )  # fmt: skip
    return session


async def test_persons_go_and_numbers_stay(database: Database) -> None:
    session = await a_closed_session(database)
    async with database.write_transaction() as connection:
        assert SECRET in await dump(connection)
        assert await forgetting.forget_ended_sessions(connection, NOW - DAY) == 0
        assert SECRET in await dump(connection)
        assert await forgetting.forget_ended_sessions(connection, NOW + DAY) == 1
        left = await dump(connection)
        assert SECRET not in left
        assert "4242" not in left
        assert "Other" not in left
        (turn,) = await acts.all_turns(connection, session.id)
        done = [act.act for act in await acts.acts(connection, session.id)]
        assert await forgetting.forget_ended_sessions(connection, NOW + 2 * DAY) == 0
    assert (turn.spent_ms, turn.state, turn.category) == (60_000, "done", "state")
    assert done == ["ask", "speaker", "give", "close"]


async def test_a_session_whose_meeting_is_still_to_come_keeps_its_speakers(
    database: Database,
) -> None:
    session = await a_closed_session(database)
    async with database.write_transaction() as connection:
        await connection.execute(
            text(
                "INSERT INTO meetings (id, revision, origin, status, kind, region, time_zone, "
                "first_day, last_day, opens, closes, body, changed, times_since) VALUES "
                f"('{session.meeting_id}', 1, 'pack', 'planned', 'k', 'r', 'UTC', '2013-12-01', "
                "'2013-12-01', '2013-12-01 09:00:00', '2013-12-01 12:00:00', '{}', "
                "'2013-10-03 09:00:00', '2013-10-03 09:00:00')"
            )
        )
        assert await forgetting.forget_ended_sessions(connection, NOW + DAY) == 0
        assert SECRET in await dump(connection)


async def test_gender_goes_when_the_session_is_closed(database: Database) -> None:
    session = await stored_session(database)
    await ask(database, session, wanted(1, gender="f"))
    asked = await ask(database, session, wanted(2, gender="f"))
    assert asked.added is not None
    changed = replace(asked.added, gender="m")

    async def genders() -> list[str | None]:
        async with database.write_transaction() as connection:
            await forgetting.forget_genders(connection)
            return [turn.gender for turn in await acts.all_turns(connection, session.id)]

    assert await genders() == ["f", "f"]
    async with database.write_transaction() as connection:
        await acts.perform(
            connection, session.id, "speaker",
            lambda floor: machine.change_turn(floor, changed), By(2), seconds(1), turn=changed.id,
        )  # fmt: skip
        await acts.perform(
            connection, session.id, "close", lambda floor: machine.close(floor, seconds(9)),
            PODIUM, seconds(9),
        )  # fmt: skip
    assert await genders() == [None, None]
    async with database.transaction() as connection:
        images = (await connection.execute(select(floor_acts.c.before))).scalars().all()
    assert not any("gender" in json.dumps(json.loads(image)) for image in images)

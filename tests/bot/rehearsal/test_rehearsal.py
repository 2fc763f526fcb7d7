"""The rehearsal: invented people act by a script, from the database alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.rehearsal.invented_people import MEETING_ID, take_next_step
from bot.rehearsal.script import FOR_THE_PAGE, INVENTED, SLUG_PREFIX, STEPS
from bot.rehearsal.topic import rehearsal_meeting
from content.languages import LANGUAGES
from content.model import Pack
from handlers.floor.context import session_for
from storage.database import Database, open_database
from storage.floor import acts, delegations, machine, sessions
from storage.floor.acts import By
from storage.floor.records import Floor
from tests.databases import database_url
from tests.factories import shipped_pack
from tests.handlers.floor.room import BEGINS

_CHAIR = By(7, "Grace", podium=True)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    found = open_database(database_url(tmp_path / "rehearsal.db"))
    await found.migrate()
    yield found
    await found.close()


@pytest.fixture
async def pack(database: Database) -> Pack:
    shipped = shipped_pack()
    meeting = rehearsal_meeting(shipped, "Rehearsal roundtable", BEGINS - timedelta(seconds=45))
    assert meeting.opens == BEGINS
    pack = shipped.with_meetings((*shipped.meetings, meeting))
    async with database.write_transaction() as connection:
        await session_for(connection, pack, meeting, BEGINS - timedelta(seconds=45))
        await delegations.save(connection, (*FOR_THE_PAGE, *INVENTED))
    return pack


async def all_steps(database: Database, pack: Pack, seconds: int) -> Floor:
    """Let everything happen that is due so many seconds after the beginning."""
    now = BEGINS + timedelta(seconds=seconds)
    for _ in range(50):
        async with database.write_transaction() as connection:
            if not await take_next_step(connection, pack, now):
                break
    async with database.transaction() as connection:
        session = await sessions.session_of_meeting(connection, MEETING_ID)
        assert session is not None
        floor = await acts.read_floor(connection, session.id)
    assert floor is not None
    return floor


async def give_next(database: Database, floor: Floor, seconds: int) -> None:
    now = BEGINS + timedelta(seconds=seconds)
    following = floor.next
    assert following is not None
    async with database.write_transaction() as connection:
        await acts.perform(
            connection, floor.session.id, "give",
            lambda before: machine.give(before, following.id, now), _CHAIR, now,
        )  # fmt: skip


async def test_people_ask_by_themselves_and_each_step_is_taken_once(
    database: Database, pack: Pack
) -> None:
    floor = await all_steps(database, pack, -20)
    assert [turn.name for turn in floor.waiting()] == ["Ms. Lemuel", "Mr. Higgs", "Ms. Munodi"]
    assert floor.waiting()[0].group is not None and floor.waiting()[0].limit_seconds == 240
    assert len((await all_steps(database, pack, -20)).waiting()) == 3

    # One withdraws; the point of order and the reply wait until people have spoken.
    floor = await all_steps(database, pack, 200)
    assert "Ms. Munodi" not in [turn.name for turn in floor.waiting()]
    assert not floor.waiting("point") and not floor.waiting("reply")
    for _ in range(3):
        await give_next(database, floor, 200)
        floor = await all_steps(database, pack, 200)
    assert len(floor.waiting("point")) == len(floor.waiting("reply")) == 1

    await all_steps(database, pack, 300)
    async with database.transaction() as connection:
        record = await acts.acts(connection, floor.session.id)
    assert Counter(act.act for act in record) == {"ask": len(STEPS) - 1, "withdraw": 1, "give": 3}


async def test_what_the_chair_does_not_allow_is_asked_again_when_it_is_possible(
    database: Database, pack: Pack
) -> None:
    floor = await all_steps(database, pack, -40)
    before = len(floor.waiting())
    for to, expected in (("closed", before), ("open", before + 1)):
        async with database.write_transaction() as connection:
            await acts.perform(
                connection, floor.session.id, f"{to}-list",
                lambda floor, to=to: machine.set_list(floor, to), _CHAIR, BEGINS,  # type: ignore[misc]
            )  # fmt: skip
        assert len((await all_steps(database, pack, -20)).waiting()) == expected


async def test_nobody_acts_in_a_session_that_is_over(database: Database, pack: Pack) -> None:
    floor = await all_steps(database, pack, -60)
    async with database.write_transaction() as connection:
        await acts.perform(
            connection, floor.session.id, "close",
            lambda before: machine.close(before, BEGINS), _CHAIR, BEGINS,
        )  # fmt: skip
    assert await all_steps(database, pack, 300) == replace(
        floor, session=(await all_steps(database, pack, 300)).session
    )


def test_all_delegations_are_named_in_all_languages_and_known_to_the_script() -> None:
    every = (*FOR_THE_PAGE, *INVENTED)
    assert all(set(one.names) >= set(LANGUAGES) for one in every)
    slugs = {one.slug for one in every}
    assert {f"{SLUG_PREFIX}{step.delegation}" for step in STEPS} <= slugs
    assert {f"{SLUG_PREFIX}{step.group}" for step in STEPS if step.group} <= slugs

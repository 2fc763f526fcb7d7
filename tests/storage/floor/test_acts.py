"""Acts are recorded with the state that they lead to, once, and undo takes them back wholly."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from storage.database import Database
from storage.floor import acts, machine
from storage.floor.acts import By
from storage.floor.machine import Refused
from storage.tables import floor_notices
from tests.storage.floor.floors import (
    NOW,
    PODIUM,
    ask,
    floor_of,
    give,
    seconds,
    stored_session,
    wanted,
)


async def test_the_clock_is_instants_and_outlives_the_program(database: Database) -> None:
    session = await stored_session(database)
    turn = (await ask(database, session, wanted(7))).added
    assert turn is not None
    await give(database, session, turn.id, 10)
    floor = await floor_of(database, session)
    assert floor.left(seconds(70)) == timedelta(seconds=120)
    assert floor.time_is_up_at() == seconds(190)
    async with database.write_transaction() as connection:
        await acts.perform(
            connection, session.id, "finish", lambda f: machine.finish(f, seconds(100)), PODIUM,
            seconds(100),
        )  # fmt: skip
        done = await acts.find_turn(connection, turn.id)
    assert done is not None
    assert (done.state, done.spent_ms, done.ended) == ("done", 90_000, seconds(100))


async def test_of_two_who_press_at_once_one_wins(database: Database) -> None:
    session = await stored_session(database)
    first = (await ask(database, session, wanted(7))).added
    second = (await ask(database, session, wanted(8))).added
    assert first is not None
    assert second is not None
    results = await asyncio.gather(
        give(database, session, first.id, 5, control=0),
        give(database, session, second.id, 5, control=0),
        return_exceptions=True,
    )
    refused = [result for result in results if isinstance(result, Refused)]
    assert [each.reason for each in refused] == ["out-of-date"]
    async with database.transaction() as connection:
        record = await acts.acts(connection, session.id)
    assert [act.act for act in record] == ["ask", "ask", "give"]
    assert [act.revision for act in record] == [1, 2, 3]


async def test_undo_takes_back_the_act_and_keeps_what_others_asked(database: Database) -> None:
    session = await stored_session(database)
    first = (await ask(database, session, wanted(7))).added
    second = (await ask(database, session, wanted(8))).added
    assert first is not None
    assert second is not None
    await give(database, session, first.id, 0)
    before = await floor_of(database, session)
    done = await give(database, session, second.id, 60)
    await ask(database, session, wanted(9), 61)
    async with database.write_transaction() as connection:
        undone = await acts.undo(connection, session.id, done.act.id, PODIUM, seconds(65))
    after = await floor_of(database, session)
    assert undone.act.act == "undo"
    assert after.speaking == before.speaking
    assert after.session.clock_since == before.session.clock_since
    assert after.left(seconds(70)) == timedelta(seconds=110)
    assert [turn.user_id for turn in after.waiting()] == [8, 9]
    async with database.transaction() as connection:
        record = await acts.acts(connection, session.id)
    assert record[3].undone == record[5].id


async def test_undo_is_refused_once_it_is_too_late_or_something_else_was_done(
    database: Database,
) -> None:
    session = await stored_session(database)
    first = (await ask(database, session, wanted(7))).added
    assert first is not None
    done = await give(database, session, first.id, 0)
    with pytest.raises(Refused, match="too-late"):
        async with database.write_transaction() as connection:
            await acts.undo(connection, session.id, done.act.id, PODIUM, seconds(16))
    async with database.write_transaction() as connection:
        await acts.perform(
            connection, session.id, "stop", lambda f: machine.stop_clock(f, seconds(5)), PODIUM,
            seconds(5),
        )  # fmt: skip
    with pytest.raises(Refused, match="nothing-to-undo"):
        async with database.write_transaction() as connection:
            await acts.undo(connection, session.id, done.act.id, PODIUM, seconds(6))
    assert (await floor_of(database, session)).session.revision == 3


async def test_an_act_of_the_clerk_that_adds_is_taken_back(database: Database) -> None:
    session = await stored_session(database)
    async with database.write_transaction() as connection:
        added = await acts.perform(
            connection, session.id, "add",
            lambda f: machine.ask(f, wanted(), NOW, 1, by_clerk=True), PODIUM, NOW,
        )  # fmt: skip
    async with database.write_transaction() as connection:
        await acts.undo(connection, session.id, added.act.id, PODIUM, seconds(3))
    assert (await floor_of(database, session)).turns == ()


async def test_who_was_absent_is_called_again_and_told_again(database: Database) -> None:
    session = await stored_session(database)
    turn = (await ask(database, session, wanted(7))).added
    assert turn is not None
    await give(database, session, turn.id, 0)
    async with database.write_transaction() as connection:
        await acts.perform(
            connection, session.id, "absent", lambda f: machine.absent(f, seconds(5)), PODIUM,
            seconds(5),
        )  # fmt: skip
    async with database.write_transaction() as connection:
        done = await acts.perform(
            connection, session.id, "call-again", lambda f: machine.call_again(f, turn.id), PODIUM,
            seconds(9), turn=turn.id, also=(turn.id,),
        )  # fmt: skip
    assert done.added is None
    assert [one.id for one in (await floor_of(database, session)).waiting()] == [turn.id]
    async with database.transaction() as connection:
        assert len(await acts.all_turns(connection, session.id)) == 1
        told = await connection.execute(
            select(floor_notices.c.round).where(floor_notices.c.notice == "next")
        )
        assert 1 in [row.round for row in told]


async def test_undo_is_refused_for_who_asked_again_after_being_removed(database: Database) -> None:
    session = await stored_session(database)
    turn = (await ask(database, session, wanted(7))).added
    assert turn is not None
    async with database.write_transaction() as connection:
        removed = await acts.perform(
            connection, session.id, "remove",
            lambda f: machine.leave_list(f, turn.id, "removed"), PODIUM, NOW,
        )  # fmt: skip
    again = await ask(database, session, wanted(7), 2)
    with pytest.raises(Refused, match="asked-again"):
        async with database.write_transaction() as connection:
            await acts.undo(connection, session.id, removed.act.id, PODIUM, seconds(4))
    assert (await floor_of(database, session)).turns == (again.added,)


async def test_a_refused_act_leaves_no_trace(database: Database) -> None:
    session = await stored_session(database)
    with pytest.raises(Refused, match="not-waiting"):
        await give(database, session, 99, 0)
    async with database.transaction() as connection:
        assert await acts.acts(connection, session.id) == []
    assert (await floor_of(database, session)).session.revision == 0


async def test_300_requests_at_once_are_all_kept_in_order(database: Database) -> None:
    session = await stored_session(database)
    done = await asyncio.gather(
        *(ask(database, session, wanted(user), 0) for user in range(1, 301))
    )
    floor = await floor_of(database, session)
    by_revision = sorted(done, key=lambda one: one.act.revision)
    assert [turn.id for turn in floor.waiting()] == [
        one.added.id for one in by_revision if one.added
    ]
    assert len(floor.waiting()) == 300


async def test_requests_leave_the_buttons_of_the_card_valid(database: Database) -> None:
    session = await stored_session(database)
    turn = (await ask(database, session, wanted(7))).added
    assert turn is not None
    await ask(database, session, wanted(8))
    await give(database, session, turn.id, 1, control=0)
    assert (await floor_of(database, session)).session.control == 1
    with pytest.raises(Refused, match="out-of-date"):
        await give(database, session, turn.id, 2, control=0)


def test_only_the_podium_makes_buttons_out_of_date() -> None:
    assert not By(7).podium

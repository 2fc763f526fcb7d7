"""Delegations, their codes, and whoever asks to speak for one."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from storage.chats import forget_chat
from storage.database import Database
from storage.floor import code_attempts, delegations, speaking_requests, switches, team
from storage.floor.delegations import Delegation, Wanted
from storage.floor.team import Holder
from tests.storage.floor.floors import NOW, ask, stored_session, wanted

RURITANIA = Wanted("ruritania", {"en": "Ruritania"}, "state", "Central Europe")
SYLVANIA = Wanted("sylvania", {"en": "Sylvania"}, "state")
AMINA, DIEGO, CHIDI, OWNER = 11, 12, 13, 14


async def by_slug(database: Database, removed: bool = False) -> dict[str, Delegation]:
    async with database.transaction() as connection:
        found = await delegations.all_delegations(connection, removed)
    return {one.slug: one for one in found.values()}


async def test_a_pack_that_is_loaded_again_keeps_codes_people_and_changes_of_the_desk(
    database: Database,
) -> None:
    async with database.write_transaction() as connection:
        await delegations.load_pack_delegations(connection, (RURITANIA, SYLVANIA))
    before = await by_slug(database)
    async with database.write_transaction() as connection:
        await delegations.let_speak(connection, before["ruritania"].id, AMINA, "Amina", NOW)
        await delegations.save(connection, [Wanted("zubrowka", {"en": "Zubrowka"}, "state")])
        await delegations.save(connection, [Wanted("sylvania", {"en": "New Sylvania"}, "group")])
        renamed = Wanted("ruritania", {"en": "Ruritania", "fr": "Ruritanie"}, "state")
        await delegations.load_pack_delegations(connection, (renamed, SYLVANIA))
        people = await delegations.people_of(connection, before["ruritania"].id)
    after = await by_slug(database)
    assert {slug: one.code for slug, one in after.items() if slug in before} == {
        slug: one.code for slug, one in before.items()
    }
    assert after["ruritania"].names == {"en": "Ruritania", "fr": "Ruritanie"}
    assert after["sylvania"].names == {"en": "New Sylvania"}
    assert people == [(AMINA, "Amina")]
    async with database.write_transaction() as connection:
        await delegations.load_pack_delegations(connection, ())
    assert sorted(await by_slug(database)) == ["sylvania", "zubrowka"]
    assert (await by_slug(database, removed=True))["ruritania"].removed


async def test_what_the_desk_removed_does_not_come_back_with_the_pack(database: Database) -> None:
    async with database.write_transaction() as connection:
        await delegations.load_pack_delegations(connection, (RURITANIA,))
    one = (await by_slug(database))["ruritania"]
    async with database.write_transaction() as connection:
        await delegations.remove(connection, one.id)
        await delegations.load_pack_delegations(connection, (RURITANIA,))
        assert await delegations.by_code(connection, one.code) is None
    assert await by_slug(database) == {}


async def test_codes_are_compared_exactly(database: Database) -> None:
    async with database.write_transaction() as connection:
        await delegations.save(connection, (RURITANIA,))
        one = next(iter((await delegations.all_delegations(connection)).values()))
        assert await delegations.by_code(connection, one.code) == one
        for wrong in (one.code.upper(), one.code[:-1], one.code + "a", f"{one.code} ", "%", ""):
            assert await delegations.by_code(connection, wrong) is None
        await delegations.renew_code(connection, one.id)
        assert await delegations.by_code(connection, one.code) is None


async def test_five_wrong_codes_in_an_hour_are_refused_for_an_hour(database: Database) -> None:
    async with database.write_transaction() as connection:
        refused = [
            await code_attempts.count_wrong_code(connection, AMINA, NOW + timedelta(minutes=minute))
            for minute in range(5)
        ]
        assert refused == [False, False, False, False, True]
        last = NOW + timedelta(minutes=4)
        until = last + timedelta(hours=1)
        assert await code_attempts.refused_until(connection, AMINA, last) == until
        assert await code_attempts.refused_until(connection, DIEGO, last) is None
        # Neither /forget nor somebody else's wrong code lets them go on.
        await forget_chat(connection, AMINA)
        await code_attempts.count_wrong_code(connection, DIEGO, last + timedelta(minutes=59))
        almost = last + timedelta(minutes=59)
        assert await code_attempts.refused_until(connection, AMINA, almost) == until
        assert await code_attempts.refused_until(connection, AMINA, until) is None
        assert not await code_attempts.count_wrong_code(connection, AMINA, until)


async def test_wrong_codes_of_different_hours_are_not_added_up(database: Database) -> None:
    async with database.write_transaction() as connection:
        for hour in range(12):
            at = NOW + timedelta(hours=hour)
            assert not await code_attempts.count_wrong_code(connection, AMINA, at)
        count = await connection.scalar(text("SELECT count(*) FROM delegation_code_attempts"))
    assert count == 1  # what is over is deleted


async def test_one_request_of_a_person_waits_and_each_clerk_is_told_once(
    database: Database,
) -> None:
    session = await stored_session(database)
    async with database.write_transaction() as connection:
        await team.add_holder(connection, Holder(CHIDI, session.meeting_id, "clerk", "Chidi"), NOW)
        await team.add_holder(connection, Holder(77, "another", "clerk", "Wei"), NOW)
        told = await speaking_requests.clerks(connection, {OWNER}, session.meeting_id)
        assert told == {CHIDI, OWNER}
        assert await speaking_requests.clerks(connection, {OWNER}) == {CHIDI, OWNER, 77}
        for answer in (True, False):
            added = await speaking_requests.add_request(
                connection, AMINA, session.id, "Amina", "Ruritania", told, NOW
            )
            assert added is answer
        due = await speaking_requests.due_messages(connection, NOW, 10)
        assert [(one.chat_id, one.message) for one in due] == [
            (CHIDI, "request"), (OWNER, "request"),
        ]  # fmt: skip


async def test_of_two_who_decide_one_wins_and_the_person_is_told_once(database: Database) -> None:
    session = await stored_session(database)
    async with database.write_transaction() as connection:
        await delegations.save(connection, (RURITANIA,))
        one = next(iter((await delegations.all_delegations(connection)).values()))
        await speaking_requests.add_request(
            connection, AMINA, session.id, "Amina", "Ruritania", {CHIDI, OWNER}, NOW
        )
        (first, second) = await speaking_requests.due_messages(connection, NOW, 10)
        number = first.request
        assert number is not None
        await speaking_requests.settle(connection, second.id, "sent")
        assert await speaking_requests.decide(connection, number, one.id, CHIDI, "Chidi", NOW)
        assert not await speaking_requests.decide(connection, number, None, OWNER, "Olga", NOW)
        found = await speaking_requests.find_request(connection, number)
        assert found is not None
        assert (found.state, found.delegation, found.decided_name) == ("let", one.id, "Chidi")
        due = await speaking_requests.due_messages(connection, NOW, 10)
        assert [(message.chat_id, message.message) for message in due] == [(AMINA, "let")]
        # And another request can be made later.
        assert await speaking_requests.add_request(
            connection, AMINA, session.id, "Amina", "Sylvania", (), NOW
        )


async def test_a_list_of_speakers_is_switched_off_only_while_nothing_is_on_it(
    database: Database,
) -> None:
    session = await stored_session(database)
    await ask(database, session, wanted(AMINA))
    async with database.write_transaction() as connection:
        assert not await switches.switch_off(connection, session.meeting_id)
        assert await switches.all_switches(connection) == {}
        assert await switches.switch_off(connection, "another")
        await switches.switch_on(connection, session.meeting_id)
        assert await switches.all_switches(connection) == {
            "another": False, session.meeting_id: True,
        }  # fmt: skip


async def test_an_unused_session_goes_with_its_list(database: Database) -> None:
    session = await stored_session(database)
    async with database.write_transaction() as connection:
        assert await switches.switch_off(connection, session.meeting_id)
        count = await connection.scalar(text("SELECT count(*) FROM floor_sessions"))
    assert count == 0

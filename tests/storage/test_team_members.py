"""The team in storage: an invitation works once; who is forgotten stays forgotten in the trace."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from storage import audit_log, dialogs, team_members
from storage.database import Database
from storage.team_members import Member
from tests.storage.calendar import NOW


async def test_an_invitation_works_once(database: Database) -> None:
    async with database.transaction() as connection:
        token = await team_members.invite(connection, "chair", (3, 1), 201, NOW)
        joined = await team_members.join(connection, token, 101, "Amina", NOW)
        assert joined == Member(101, "chair", "Amina", (1, 3))
        assert await team_members.join(connection, token, 102, "Diego", NOW) is None
        assert [each.member.user_id for each in await team_members.all_members(connection)] == [101]


async def test_of_two_who_open_it_at_once_one_joins(database: Database) -> None:
    async with database.transaction() as connection:
        token = await team_members.invite(connection, "organiser", (), 201, NOW)

    async def opens(user_id: int) -> Member | None:
        async with database.transaction() as connection:
            return await team_members.join(connection, token, user_id, "X", NOW)

    joined = await asyncio.gather(opens(101), opens(102))
    assert len([each for each in joined if each is not None]) == 1


async def test_an_invitation_ends(database: Database) -> None:
    async with database.transaction() as connection:
        token = await team_members.invite(connection, "organiser", (), 201, NOW)
        late = NOW + team_members.INVITE_LIFETIME + timedelta(seconds=1)
        assert await team_members.join(connection, token, 101, "Amina", late) is None


async def test_the_trace_forgets_a_person_and_keeps_the_act(database: Database) -> None:
    async with database.transaction() as connection:
        await audit_log.record(
            connection, 201, "Olga", "removed", audit_log.person_subject(101), NOW, '{"name":"A"}'
        )
        await audit_log.record(connection, 101, "Amina", "joined", "organiser", NOW)
        await audit_log.forget_person(connection, 101)
        joined, removed = await audit_log.entries(connection, 9)
        assert (joined.actor, joined.name, joined.act) == (None, None, "joined")
        assert (removed.name, removed.subject, removed.details) == ("Olga", "person", "{}")
        assert await audit_log.entries(connection, 9, 1) == [removed]
        assert await audit_log.count(connection) == 2


async def test_a_dialog_is_open_for_a_while_and_one_at_a_time(database: Database) -> None:
    async with database.transaction() as connection:
        await dialogs.open_dialog(connection, 1, "ask", "{}", NOW)
        await dialogs.open_dialog(connection, 1, "form", '{"step":1}', NOW)
        found = await dialogs.dialog_of(connection, 1, NOW + timedelta(hours=1))
        assert found == dialogs.Dialog("form", '{"step":1}')
        assert await dialogs.dialog_of(connection, 1, NOW + dialogs.DIALOG_LIFETIME) is None
        assert await dialogs.close_dialog(connection, 1)
        await dialogs.open_dialog(connection, 1, dialogs.TAKEN, "7", NOW)
        assert not await dialogs.close_dialog(connection, 1)

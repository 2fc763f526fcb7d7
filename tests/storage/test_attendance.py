"""Whether people come: one answer a person, numbers for the team, deleted in time."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from storage import attendance, chats, meetings, subscriptions
from storage.attendance import Attendance
from storage.database import Database
from storage.meetings import KeptMeeting
from tests.storage.calendar import NOW, a_chat, a_meeting

AMINA, DIEGO, GROUP = 101, 102, -7


async def lima(connection: AsyncConnection) -> KeptMeeting:
    await meetings.load_pack_meetings(connection, [a_meeting("lima")], NOW, [])
    kept = await meetings.find_meeting(connection, "lima")
    assert kept is not None
    return kept


async def test_numbers_count_each_person_once_and_no_group(database: Database) -> None:
    async with database.transaction() as connection:
        kept = await lima(connection)
        for chat in (AMINA, DIEGO, GROUP):
            await a_chat(connection, chat)
            await subscriptions.subscribe(connection, chat, "meeting", "lima", NOW)
        assert await attendance.numbers(connection, kept) == Attendance(0, 0, 2)
        for comes in (True, True, False):
            await attendance.answer(connection, AMINA, "lima", comes, NOW)
        assert await attendance.answer_of(connection, AMINA, "lima") is False
        assert await attendance.answer_of(connection, DIEGO, "lima") is None
        # Somebody who is not subscribed may come as well.
        await a_chat(connection, 103)
        await attendance.answer(connection, 103, "lima", True, NOW)
        assert await attendance.numbers(connection, kept) == Attendance(1, 1, 1)
        assert await attendance.count_of_chat(connection, AMINA) == 1
        await chats.forget_chat(connection, AMINA)
        assert await attendance.numbers(connection, kept) == Attendance(1, 0, 1)


async def test_answers_go_some_time_after_the_meeting(database: Database) -> None:
    async with database.transaction() as connection:
        kept = await lima(connection)
        for meeting_id in ("lima", "gone"):
            await attendance.answer(connection, AMINA, meeting_id, True, NOW)
            await attendance.switch(connection, meeting_id, True)
        assert await attendance.prune(connection, kept.closes) == 1
        assert await attendance.all_switches(connection) == {"lima": True}
        assert await attendance.prune(connection, kept.closes + timedelta(seconds=1)) == 1
        assert await attendance.answer_of(connection, AMINA, "lima") is None

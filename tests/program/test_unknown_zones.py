"""A time zone that the machine does not know any more counts as the event's, for that chat only."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import aiohttp

from storage import chats, reminder_settings
from storage.database import open_database
from tests.databases import program_database
from tests.factories import A_DAY_BEFORE_LIMA, BEFORE, LIMA_TITLE
from tests.program.crowd import a_preview, received_by_all, serving, subscribed_to_all
from tests.program.program import Person

PEOPLE = range(1001, 1021)
ODD = PEOPLE[0]
# Removed from the time zone database in 2020.
REMOVED = "US/Pacific-New"


async def test_it_is_answered_and_reminded_as_the_others_are(
    session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    await subscribed_to_all(tmp_path, PEOPLE)
    database = open_database(program_database(tmp_path))
    async with database.transaction() as connection:
        await chats.set_time_zone(connection, ODD, REMOVED)
        await reminder_settings.set_quiet_hours(connection, ODD, 2 * 60, 3 * 60)
        await reminder_settings.set_digest(connection, ODD, 23 * 60, BEFORE)
    await database.close()
    start = A_DAY_BEFORE_LIMA - timedelta(seconds=3)
    async with (
        a_preview(PEOPLE, begun=True) as preview,
        serving(tmp_path, preview, start) as program,
    ):
        await received_by_all(session, preview, program, PEOPLE, LIMA_TITLE)
        odd = Person(session, preview.url, ODD)
        for command in ("/meetings", "/reminders", "/agenda", "/settings", "/mydata"):
            assert "Something went wrong" not in (await odd.says(command)).text
        assert "Recommendation 3.2" in (await odd.says("/recommendation 3.2")).text
        assert REMOVED in (await odd.says("/mydata")).text
    assert "ERROR" not in program.said()

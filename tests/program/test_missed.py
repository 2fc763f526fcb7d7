"""After a long downtime each chat gets one summary of what it missed, whole or not at all."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp

from bot.preview import Preview
from storage import reminder_settings
from tests.factories import BEFORE
from tests.program.crowd import a_database, a_preview, serving, subscribed_to_all
from tests.program.program import Person

PEOPLE = range(1001, 1201)
MONTH = 30 * 86_400
# By then four meetings are nearer than a month, and reminded of none was.
BACK = datetime(2013, 6, 20, 13, tzinfo=UTC)
MISSED = ("General Assembly", "Africa", "Latin America", "civil society")


async def a_month_before(folder: Path) -> None:
    database = await a_database(folder)
    async with database.transaction() as connection:
        for person in PEOPLE:
            await reminder_settings.set_lead_times(connection, person, [MONTH], BEFORE)
    await database.close()


async def summaries(session: aiohttp.ClientSession, preview: Preview) -> dict[int, list[str]]:
    return {
        person: [each.text for each in await Person(session, preview.url, person).heard()]
        for person in PEOPLE
    }


async def test_what_was_missed_comes_as_one_summary_also_across_a_kill(
    session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    await subscribed_to_all(tmp_path, PEOPLE)
    await a_month_before(tmp_path)
    async with a_preview(PEOPLE, begun=True) as preview:
        async with serving(tmp_path, preview) as program:
            await program.killed()
        async with serving(tmp_path, preview, BACK) as program:
            async with asyncio.timeout(20):
                while not any((await summaries(session, preview)).values()):
                    await asyncio.sleep(0.02)
            await program.killed()
        before = await summaries(session, preview)
        assert not all(before.values()), "the kill was to fall among the sending"
        start = BACK + timedelta(minutes=5)
        async with serving(tmp_path, preview, start, SEND_RATE="1000"):
            async with asyncio.timeout(60):
                while not all((await summaries(session, preview)).values()):
                    await asyncio.sleep(0.1)
            person = Person(session, preview.url, PEOPLE[0])
            await person.says("/privacy")  # answered, it has had its turn
            found = await summaries(session, preview)
    del found[PEOPLE[0]][-1]
    for texts in found.values():
        for text in texts:
            assert text.startswith("4 reminders come late")
            assert [each for each in MISSED if each in text] == list(MISSED), text
    doubled = sum(len(texts) - 1 for texts in found.values())
    print(f"\n{len(found)} summaries; doubled {doubled}")
    # Only what had gone out and was not yet noted when the program died.
    assert doubled <= 3

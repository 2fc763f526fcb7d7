"""After a downtime each chat gets one message with all reminders that it missed."""

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
# By then four meetings are less than a month away, and no reminder of them was sent.
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
        person: [message.text for message in await Person(session, preview.url, person).heard()]
        for person in PEOPLE
    }


async def test_missed_reminders_come_in_one_message_even_if_the_program_is_killed_meanwhile(
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
        assert not all(before.values()), "the program was killed too late"
        start = BACK + timedelta(minutes=5)
        async with serving(tmp_path, preview, start, SEND_RATE="1000"):
            async with asyncio.timeout(60):
                while not all((await summaries(session, preview)).values()):
                    await asyncio.sleep(0.1)
            person = Person(session, preview.url, PEOPLE[0])
            # Once this is answered, what was queued for the chat before it is sent.
            await person.says("/privacy")
            found = await summaries(session, preview)
    del found[PEOPLE[0]][-1]
    for texts in found.values():
        for text in texts:
            assert text.startswith("4 late reminders")
            assert [title for title in MISSED if title in text] == list(MISSED), text
    duplicates = sum(len(texts) - 1 for texts in found.values())
    print(f"\n{len(found)} summaries; duplicates {duplicates}")
    # Only messages that were sent, but not recorded yet when the program was killed, come twice:
    # mostly one, more on a busy machine.
    assert duplicates <= len(PEOPLE) // 10

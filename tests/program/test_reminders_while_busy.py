"""Reminders that are due together come soon, also while others change their settings."""

from __future__ import annotations

import asyncio
import time

import aiohttp
import pytest

from tests.program.desk import label_of, sends
from tests.program.program import AMINA, DIEGO, OLGA, Person, Program

TABLE = "Title,Start,Kind,Region\n" + "".join(
    f"Parallel session {number},2013-06-18 09:00,briefing,global\n" for number in (1, 2, 3)
)
MAX_SECONDS = 15
PAUSE_SECONDS = 0.4


async def test_three_reminders_come_while_another_changes_settings(
    program: Program, address: str, session: aiohttp.ClientSession
) -> None:
    amina, diego, olga = (Person(session, address, person) for person in (AMINA, DIEGO, OLGA))
    for person in (amina, diego, olga):
        await person.post(f"people/{person.person}", language_code="en")
    shown = await sends(olga, TABLE)
    await olga.press(shown, label_of(shown, "Import: 3 new"))
    await amina.says("/reminders 1h")
    await amina.says("/subscribe all")
    await olga.post("clock", now="2013-06-18T11:59:58+00:00")
    begun = time.monotonic()
    arrived: list[float] = []

    async def busy() -> None:
        for number in range(100):
            await diego.says(f"/reminders {1 + number % 3}h")
            await asyncio.sleep(PAUSE_SECONDS)

    others = asyncio.create_task(busy())
    try:
        async with asyncio.timeout(60):
            while len(arrived) < 3:
                heard = [said for said in await amina.heard() if "Parallel session" in said.plain]
                arrived += [time.monotonic() - begun] * (len(heard) - len(arrived))
                await asyncio.sleep(0.2)
    finally:
        others.cancel()
    print(f"\nreminders came after {', '.join(f'{seconds:.1f}' for seconds in arrived)} s")
    assert arrived[-1] < MAX_SECONDS, "of 15 s, before: 2, 41 and 42 s"
    with pytest.raises(asyncio.CancelledError):
        await others

"""Many people with a stand-in for Telegram in the test's own process, and programs for them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import aiohttp

from bot.app import PREVIEW_TOKEN
from bot.clock import ShiftedClock
from bot.pack.calendar import load_calendar
from bot.preview import PersonSeed, Preview, SeedData
from storage import chats, subscriptions
from storage.database import Database, open_database
from tests.databases import program_database
from tests.factories import BEFORE, shipped_pack
from tests.program.program import AMINA, DIEGO, Person, Program

_PATIENCE_SECONDS = 60


@asynccontextmanager
async def a_preview(
    people: Sequence[int], now: datetime = BEFORE, begun: bool = False
) -> AsyncIterator[Preview]:
    """A stand-in for Telegram with these people; where they have `begun`, they pressed Start long
    ago, and no update of that waits."""
    seeds = tuple(PersonSeed(person, f"P{person}", None, "en") for person in people)
    server = Preview(PREVIEW_TOKEN, ShiftedClock(now), SeedData(people=seeds))
    await server.start()
    try:
        if begun:
            await _begin(server, people)
        yield server
    finally:
        await server.stop()


@asynccontextmanager
async def a_default_preview(now: datetime = BEFORE) -> AsyncIterator[Preview]:
    """A stand-in for Telegram with its usual people and groups; Amina and Diego speak English."""
    server = Preview(PREVIEW_TOKEN, ShiftedClock(now))
    await server.start()
    try:
        async with aiohttp.ClientSession() as session:
            for person in (AMINA, DIEGO):
                await Person(session, server.url, person).post(
                    f"people/{person}", language_code="en"
                )
        yield server
    finally:
        await server.stop()


async def _begin(preview: Preview, people: Sequence[int]) -> None:
    async with aiohttp.ClientSession() as session:
        for person in people:
            await Person(session, preview.url, person).post(
                f"chats/{person}/send", person=person, text="hello"
            )
        address = f"{preview.url}/bot{PREVIEW_TOKEN}/deleteWebhook"
        async with session.post(address, json={"drop_pending_updates": True}) as response:
            assert response.status == 200


def settings_of(preview: Preview, now: datetime = BEFORE, **more: str) -> dict[str, str]:
    """The settings of a program that serves a preview."""
    return {
        "BOT_TOKEN": PREVIEW_TOKEN, "BOT_API_URL": preview.url, "CLOCK_START": now.isoformat(),
        **more,
    }  # fmt: skip


@asynccontextmanager
async def serving(
    folder: Path, preview: Preview, now: datetime = BEFORE, **more: str
) -> AsyncIterator[Program]:
    """A program that serves a preview; it stops cleanly at the end, unless it was killed."""
    program = Program(folder, "run", **settings_of(preview, now, **more))
    try:
        await program.logs("ready")
        yield program
    finally:
        ended = program.process.poll()
        code = await program.stopped()
    assert ended is not None or code == 0, program.said()


async def a_database(folder: Path) -> Database:
    """The database that a program in this folder will use, with nothing in it yet."""
    database = open_database(program_database(folder))
    await database.migrate()
    return database


async def subscribed_to_all(folder: Path, people: Sequence[int]) -> None:
    """A database in which everybody is subscribed to all meetings of the shipped pack."""
    database = await a_database(folder)
    await load_calendar(shipped_pack(), database, BEFORE)
    async with database.transaction() as connection:
        for person in people:
            await chats.record_contact(connection, person, BEFORE)
            await subscriptions.subscribe(connection, person, "all", "", BEFORE)
    await database.close()


async def received(
    session: aiohttp.ClientSession, preview: Preview, people: Sequence[int], words: str
) -> Counter[int]:
    """How many messages that say this were sent to each chat."""
    found = Counter(dict.fromkeys(people, 0))
    query = {"contains": words}
    async with session.get(f"{preview.url}/sim/sent", params=query) as response:
        for row in (await response.json())["sent"]:
            if row["chat"] in found:
                found[row["chat"]] += row["n"]
    return found


async def received_by_all(
    session: aiohttp.ClientSession,
    preview: Preview,
    program: Program,
    people: Sequence[int],
    words: str,
) -> Counter[int]:
    """As `received`, once each chat has heard this."""
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while True:
            found = await received(session, preview, people, words)
            if all(found.values()):
                return found
            assert program.process.poll() is None, program.said()
            await asyncio.sleep(0.1)

"""Reminders across crashes and Telegram's bad days: none lost, doubled only where an answer was."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.app import PREVIEW_TOKEN
from bot.clock import ShiftedClock
from bot.pack.calendar import with_calendar
from bot.preview import PersonSeed, Preview, SeedData
from storage import chats, subscriptions
from storage.database import open_database
from tests.factories import shipped_pack
from tests.program.lives import killed_at_random
from tests.program.program import Person, Program

BEFORE = datetime(2013, 5, 20, 13, tzinfo=UTC)
DUE = datetime(2013, 5, 21, 13, 30, 1, tzinfo=UTC)  # a day before Lima begins
TITLE = "Fourth Global Meeting"
PEOPLE = range(1001, 1201)
KILLS = 50  # in each of two worlds beside each other


async def a_preview(session: aiohttp.ClientSession) -> Preview:
    """A stand-in for Telegram with many people, who pressed Start long ago."""
    seed = SeedData(people=tuple(PersonSeed(each, f"P{each}", None, "en") for each in PEOPLE))
    server = Preview(PREVIEW_TOKEN, ShiftedClock(DUE), seed)
    await server.start()
    for person in PEOPLE:
        await Person(session, server.url, person).post(
            f"chats/{person}/send", person=person, text="hello"
        )
    # What they wrote then is not what is tried here.
    address = f"{server.url}/bot{PREVIEW_TOKEN}/deleteWebhook"
    async with session.post(address, json={"drop_pending_updates": True}) as response:
        assert response.status == 200
    return server


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


async def subscribed(folder: Path) -> None:
    """A database in which everybody is subscribed to everything."""
    database = open_database(f"sqlite+aiosqlite:///{folder / 'var' / 'roundtable.db'}")
    await database.migrate()
    await with_calendar(shipped_pack(), database, BEFORE)
    async with database.transaction() as connection:
        for person in PEOPLE:
            await chats.see_chat(connection, person, BEFORE)
            await subscriptions.subscribe(connection, person, "all", "", BEFORE)
    await database.close()


def settings_of(preview: Preview, start: datetime, rate: int) -> dict[str, str]:
    return {
        "BOT_TOKEN": PREVIEW_TOKEN, "BOT_API_URL": preview.url, "CLOCK_START": start.isoformat(),
        "SEND_RATE": str(rate),
    }  # fmt: skip


def serving(folder: Path, preview: Preview, start: datetime, rate: int) -> Program:
    return Program(folder, "run", **settings_of(preview, start, rate))


async def received(session: aiohttp.ClientSession, preview: Preview) -> Counter[int]:
    """How many reminders of the meeting stand in each chat."""
    found: Counter[int] = Counter()
    for person in PEOPLE:
        heard = await Person(session, preview.url, person).heard()
        found[person] = sum(TITLE in each.text for each in heard)
    return found


async def all_received(
    session: aiohttp.ClientSession, preview: Preview, program: Program, without: int = 0
) -> Counter[int]:
    async with asyncio.timeout(60):
        while True:
            found = await received(session, preview)
            if all(found[person] for person in PEOPLE if person != without):
                return found
            assert program.process.poll() is None, program.said()
            await asyncio.sleep(0.2)


async def lives_and_dies(
    session: aiohttp.ClientSession, folder: Path, seed: int
) -> tuple[int, int, int]:
    """Kill the program at random instants while reminders go out; kills, reminders, doubled."""
    preview = await a_preview(session)
    # The clock goes on with every start, past the lease of what was claimed.
    starts = [DUE + timedelta(seconds=130) * kill for kill in range(KILLS + 1)]
    await killed_at_random(
        folder, KILLS, seed, lambda kill: settings_of(preview, starts[kill], 25), longest=0.15
    )
    going_out = await received(session, preview)
    assert not all(going_out.values()), "the last kill, too, was to fall among the sending"
    program = serving(folder, preview, starts[-1], 1000)
    try:
        found = await all_received(session, preview, program)
    finally:
        await program.stopped()
        await preview.stop()
    return KILLS, len(found), sum(count - 1 for count in found.values())


@pytest.mark.timeout(400)
async def test_kill_9_at_a_hundred_instants_loses_no_reminder(
    session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    folders = [tmp_path / name for name in ("one", "another")]
    for folder in folders:
        await subscribed(folder)
    lives = [lives_and_dies(session, folder, seed) for seed, folder in enumerate(folders)]
    both = await asyncio.gather(*lives)
    kills, reminders, doubled = (sum(each) for each in zip(*both, strict=True))
    print(f"\nkilled {kills} times; lost 0 of {reminders} reminders; doubled {doubled}")
    assert kills >= 100
    # Doubled only where the program died between Telegram's answer and its own note of it.
    assert doubled <= kills


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("429", {"retry_after": 1}),
        ("500", {}),
        ("502", {}),
        ("close_before", {}),
        ("stall", {"seconds": 1}),
    ],
)
async def test_what_is_temporary_is_tried_again_and_sent_once(
    session: aiohttp.ClientSession, tmp_path: Path, kind: str, more: dict[str, int]
) -> None:
    await subscribed(tmp_path)
    preview = await a_preview(session)
    rule = {"method": "sendMessage", "kind": kind, "times": 5, **more}
    await Person(session, preview.url, 1001).post("faults", rules=[rule])
    program = serving(tmp_path, preview, DUE, 1000)
    try:
        found = await all_received(session, preview, program)
    finally:
        await program.stopped()
        await preview.stop()
    assert set(found.values()) == {1}


async def test_a_blocked_chat_is_left_alone_and_the_others_are_reached(
    session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    await subscribed(tmp_path)
    preview = await a_preview(session)
    blocked = Person(session, preview.url, 1001)
    await blocked.post("chats/1001/block", person=1001, blocked=True)
    program = serving(tmp_path, preview, DUE, 1000)
    try:
        await all_received(session, preview, program, without=1001)
        await blocked.post("chats/1001/block", person=1001, blocked=False)
        # Whoever comes back hears of what is next.
        assert (await blocked.says("/agenda")).labels
    finally:
        await program.stopped()
        await preview.stop()


async def test_a_reminder_missed_while_down_goes_out_late_or_not_at_all(
    session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    await subscribed(tmp_path)
    preview = await a_preview(session)
    program = serving(tmp_path, preview, DUE + timedelta(hours=3), 1000)
    try:
        await all_received(session, preview, program)
        heard = await Person(session, preview.url, 1001).heard()
        assert "This reminder comes late" in heard[-1].text
    finally:
        await program.stopped()
    # Lima has begun, and its reminder of an hour before is of no use any more.
    program = serving(tmp_path, preview, DUE + timedelta(days=1, hours=1), 1000)
    try:
        await program.logs("ready")
        person = Person(session, preview.url, 1001)
        await person.says("/privacy")
        assert (await received(session, preview))[1001] == 1
    finally:
        await program.stopped()
        await preview.stop()

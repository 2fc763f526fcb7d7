"""Updates across crashes: each answered, its effect once, and twice only what was in flight."""

from __future__ import annotations

import asyncio
from pathlib import Path

import aiohttp
import pytest

from tests.databases import ON_POSTGRESQL, execute, program_database
from tests.program.crowd import a_preview, serving, settings_of
from tests.program.lives import killed_at_random
from tests.program.program import Person, free_port

PEOPLE = range(1001, 1061)
KILLS = 50  # in each of two worlds beside each other
# What each person writes, one after the other; each answer tells which question it belongs to.
ASKED = (
    ("/roundtable 1", "Roundtable 1"),
    ("/subscribe roundtable 2", "Subscribed: Roundtable 2"),
    ("/recommendation 3.2", "Recommendation 3.2"),
    ("/subscribe rcp", "Subscribed: Regional Consultative Processes"),
    ("/roundtable 4", "Roundtable 4"),
)


def rows(folder: Path, sql: str) -> list[tuple[int, ...]]:
    """What stands in the database of a program that is not running."""
    return execute(program_database(folder), sql)


async def in_flight(folder: Path) -> int:
    """How many updates a killed program left taken and unanswered."""
    if not ON_POSTGRESQL and not (folder / "var" / "roundtable.db").exists():
        return 0
    return (await asyncio.to_thread(
        rows, folder, "SELECT count(*) FROM updates WHERE body IS NOT NULL"
    ))[0][0]  # fmt: skip


async def answers(session: aiohttp.ClientSession, base: str) -> dict[int, list[str]]:
    """The first line of each answer, by person, in order."""
    found = {}
    for person in PEOPLE:
        heard = await Person(session, base, person).heard()
        found[person] = [each.text.split("\n")[0] for each in heard]
    return found


async def lives_and_dies(
    session: aiohttp.ClientSession, folder: Path, seed: int
) -> tuple[int, int, int]:
    """Kill the program at random instants while it answers; how many updates it answered, how
    many of the kills' updates were in flight, and how many were answered twice."""
    line = [(person, text) for text, _ in ASKED for person in PEOPLE]
    each_time = -(-len(line) // KILLS)
    flying = 0
    async with a_preview(PEOPLE) as preview:

        async def ask(kill: int) -> None:
            for person, text in line[kill * each_time : (kill + 1) * each_time]:
                await Person(session, preview.url, person).post(
                    f"chats/{person}/send", person=person, text=text
                )

        async def count() -> None:
            nonlocal flying
            flying += await in_flight(folder)

        await killed_at_random(folder, KILLS, seed, lambda _: settings_of(preview), 0.2, ask, count)
        async with serving(folder, preview):
            await Person(session, preview.url, PEOPLE[0]).settled()
            async with asyncio.timeout(60):
                while await in_flight(folder):
                    await asyncio.sleep(0.05)
            heard = await answers(session, preview.url)
    doubled = sum(map(more_than_once, heard.values()))
    kept = await asyncio.to_thread(rows, folder, "SELECT count(*) FROM subscriptions")
    assert kept == [(len(PEOPLE) * 2,)]
    return len(PEOPLE) * len(ASKED), flying, doubled


def more_than_once(said: list[str]) -> int:
    """How many answers came again; each came at least once, and they came in order."""
    first = []
    again = 0
    for _, start in ASKED:
        found = [place for place, line in enumerate(said) if line.startswith(start)]
        assert found, f"no answer {start}: {said}"
        first.append(found[0])
        again += len(found) - 1
    assert first == sorted(first), f"out of order: {said}"
    return again


@pytest.mark.timeout(400)
async def test_kill_9_at_a_hundred_instants_loses_no_update(
    session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    folders = [tmp_path / name for name in ("one", "another")]
    for folder in folders:
        folder.mkdir()
    lives = [lives_and_dies(session, folder, seed) for seed, folder in enumerate(folders)]
    both = await asyncio.gather(*lives)
    asked, flying, doubled = (sum(each) for each in zip(*both, strict=True))
    print(
        f"\nkilled {2 * KILLS} times; lost 0 of {asked} updates and no subscription; "
        f"{flying} were in flight, {doubled} of them answered twice"
    )
    assert flying, "some kill was to fall between taking an update and answering it"
    assert doubled <= flying


async def test_an_update_handed_over_twice_is_answered_once(
    session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    """A webhook's answer may get lost, and Telegram asks again, also much later."""
    port = free_port()
    user = {"id": PEOPLE[0], "is_bot": False, "first_name": "P"}
    update = {
        "update_id": 77,
        "message": {
            "message_id": 1, "date": 1369054800, "text": "/roundtable 2", "from": user,
            "chat": {"id": PEOPLE[0], "type": "private", "first_name": "P"},
        },
    }  # fmt: skip
    headers = {"X-Telegram-Bot-Api-Secret-Token": "s"}
    webhook = {
        "WEBHOOK_URL": f"http://127.0.0.1:{port}", "WEBHOOK_SECRET": "s",
        "LISTEN": f"127.0.0.1:{port}",
    }  # fmt: skip
    async with a_preview(PEOPLE) as preview, serving(tmp_path, preview, **webhook):
        person = Person(session, preview.url, PEOPLE[0])
        await person.says("/start")
        for _ in range(3):
            async with session.post(
                f"http://127.0.0.1:{port}/telegram", json=update, headers=headers
            ) as response:
                assert response.status == 200
        await person.says("/roundtable 1")
        lines = [said.text.split("\n")[0] for said in await person.heard()]
        assert sum(line.startswith("Roundtable 2") for line in lines) == 1, lines

"""Owners see how the program is, and are told once of what needs them, and once that it is over."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import aiohttp

from bot.app import PREVIEW_TOKEN
from bot.preview import Preview
from tests.databases import ON_POSTGRESQL, execute, program_database
from tests.factories import A_DAY_BEFORE_LIMA, BEFORE
from tests.program.crowd import a_preview, serving, subscribed_to_all
from tests.program.program import AMINA, OLGA, Meet, Person

OWNER, UNKNOWN, FOLLOWER = 1001, 1002, 1003


async def test_status_is_for_owners_alone(meet: Meet) -> None:
    olga, amina = meet(OLGA), meet(AMINA)
    said = await olga.says("/status")
    assert said.plain.startswith("Status Nothing needs you."), said.plain
    for words in (
        "Notices that are due: 0", "Messages to be answered: 1",
        f"Database: {'PostgreSQL' if ON_POSTGRESQL else 'SQLite'}, ",
        "Last trouble with Telegram: none since the start", "Pack: hld-2013 ", " free of ",
        "Takes updates: by polling", "Version: 0.",
    ):  # fmt: skip
        assert words in said.plain, said.plain
    assert "Look again" in said.labels
    assert "Nothing needs you" not in (await amina.says("/status")).plain
    assert "Status" in (await olga.says("/desk")).labels


async def test_status_in_the_owners_language(meet: Meet) -> None:
    olga = meet(OLGA)
    for language, words in (
        ("fr", "Rien ne demande"), ("es", "Nada requiere"), ("ru", "ничто не требует"),
        ("ar", "لا شيء يتطلب"), ("zh", "没有需要您处理的问题"),
    ):  # fmt: skip
        await olga.says(f"/language {language}")
        assert words in (await olga.says("/status")).plain
    await olga.says("/language en")


async def told(session: aiohttp.ClientSession, preview: Preview, person: int) -> list[str]:
    """What somebody was told by itself, without answers to what they wrote."""
    heard = await Person(session, preview.url, person).heard()
    return [said.plain for said in heard if "nothing for that" not in said.plain]


async def until_told(
    session: aiohttp.ClientSession, preview: Preview, person: int, words: str, times: int = 1
) -> None:
    async with asyncio.timeout(60):
        while sum(words in each for each in await told(session, preview, person)) < times:
            await asyncio.sleep(0.05)


async def until_written(folder: Path) -> None:
    """Wait until the database says that the message was sent."""
    url, query = program_database(folder), "SELECT state FROM operator_alert_messages"
    async with asyncio.timeout(10):
        while await asyncio.to_thread(execute, url, query) != [("sent",)]:
            await asyncio.sleep(0.02)


async def test_that_nothing_is_sent_is_told_once_also_over_a_restart(
    session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    await subscribed_to_all(tmp_path, [OWNER, FOLLOWER])
    start = A_DAY_BEFORE_LIMA - timedelta(minutes=5)
    # Ten minutes pass in a second.
    settings = {"OWNER_IDS": f"{OWNER},{UNKNOWN}", "CLOCK_SPEED": "600"}
    async with a_preview([OWNER, UNKNOWN, FOLLOWER], now=start) as preview:
        owner = Person(session, preview.url, OWNER)
        await Person(session, preview.url, FOLLOWER).writes("/start")
        await owner.writes("/unsubscribe all")
        async with serving(tmp_path, preview, start, **settings) as program:
            await owner.settled()
            rule = {"method": "sendMessage", "kind": "502", "chat": FOLLOWER}
            await owner.post("faults", rules=[rule])
            await until_told(session, preview, OWNER, "Nothing is being sent")
            said = (await told(session, preview, OWNER))[-1]
            assert "Messages have been due for ten minutes" in said and "Since " in said
            await until_written(tmp_path)
            await program.killed()
        async with serving(tmp_path, preview, start + timedelta(hours=1), **settings):
            await asyncio.sleep(3)  # half an hour: it is still so
            begun = [each for each in await told(session, preview, OWNER) if "sent" in each]
            assert len(begun) == 1
            shown = await owner.says("/status")
            assert "This needs you" in shown.plain and "Nothing is being sent" in shown.plain
            assert "Last trouble with Telegram: " in shown.plain and "Bad Gateway" in shown.plain
            await owner.post("faults", rules=[])
            await until_told(session, preview, OWNER, "This has passed. It lasted from ")
            await until_told(session, preview, FOLLOWER, "Fourth Global Meeting")
        # Whoever never opened a chat with the bot is left out.
        assert not await Person(session, preview.url, UNKNOWN).heard()


async def test_another_program_with_the_token_is_told_and_when_it_ended(
    session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    settings = {"OWNER_IDS": str(OWNER), "CLOCK_SPEED": "20"}  # five minutes in 15 seconds

    async def poll() -> None:
        address = f"{preview.url}/bot{PREVIEW_TOKEN}/getUpdates"
        while True:
            async with session.post(address, json={"timeout": 50}) as response:
                await response.read()

    async with a_preview([OWNER]) as preview:
        owner = Person(session, preview.url, OWNER)
        async with serving(tmp_path, preview, BEFORE, **settings):
            await owner.says("/start")
            other = asyncio.create_task(poll())
            try:
                await until_told(session, preview, OWNER, "Another program uses this bot’s token")
            finally:
                other.cancel()
            await until_told(session, preview, OWNER, "This has passed. It lasted from ")
        heard = await told(session, preview, OWNER)
        assert sum("Another program" in each for each in heard) == 2

"""`python -m bot run` against a Bot API: polling, webhook, and what goes wrong at the start."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest

from bot.app import PREVIEW_TOKEN
from bot.clock import ShiftedClock
from bot.preview import Preview
from tests.databases import ON_POSTGRESQL, only_sqlite
from tests.program.crowd import a_default_preview
from tests.program.program import AMINA, DIEGO, ROOT, Person, Program, free_port


@pytest.fixture
async def preview() -> AsyncIterator[Preview]:
    async with a_default_preview() as server:
        yield server


@pytest.fixture
def amina(preview: Preview, session: aiohttp.ClientSession) -> Person:
    return Person(session, preview.url, AMINA)


async def test_it_serves_by_polling(preview: Preview, amina: Person, tmp_path: Path) -> None:
    program = Program(tmp_path, "run", BOT_TOKEN=PREVIEW_TOKEN, BOT_API_URL=preview.url)
    try:
        assert "Recommendation 3.2" in (await amina.says("/recommendation 3.2")).text
    finally:
        assert await program.stopped() == 0
    assert ON_POSTGRESQL or (tmp_path / "var" / "roundtable.db").is_file()


@pytest.mark.parametrize("calls", [1, 2, 3, 4, 12])
async def test_it_stops_cleanly_in_the_middle_of_its_start(
    preview: Preview, amina: Person, tmp_path: Path, calls: int
) -> None:
    """Told to stop right after its first, second … call: getMe, deleteWebhook, the answer to what
    waits, and menus of commands."""
    await amina.writes("/recommendation 3.2")
    program = Program(tmp_path, "run", BOT_TOKEN=PREVIEW_TOKEN, BOT_API_URL=preview.url)
    try:
        async with asyncio.timeout(60):
            while len((await amina.get("transcript"))["calls"]) < calls:
                await asyncio.sleep(0.002)
    finally:
        assert await program.stopped() == 0
    assert "ERROR" not in program.said()
    assert "Traceback" not in program.said()


async def test_what_was_asked_while_it_was_down_is_answered(
    preview: Preview, amina: Person, tmp_path: Path
) -> None:
    await amina.post(f"chats/{AMINA}/send", person=AMINA, text="/start")
    after = (await amina.get("state"))["last_event"]
    program = Program(tmp_path, "run", BOT_TOKEN=PREVIEW_TOKEN, BOT_API_URL=preview.url)
    try:
        assert "High-level Dialogue" in (await amina.outcome(after)).text
    finally:
        assert await program.stopped() == 0


async def test_it_serves_by_webhook(preview: Preview, amina: Person, tmp_path: Path) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    program = Program(
        tmp_path, "run", BOT_TOKEN=PREVIEW_TOKEN, BOT_API_URL=preview.url,
        WEBHOOK_URL=address, WEBHOOK_SECRET="a-secret", LISTEN=f"127.0.0.1:{port}",
    )  # fmt: skip
    try:
        said = await amina.says("/recommendation 3.2")
        assert "Recommendation 3.2" in said.text
        async with aiohttp.ClientSession() as session:
            forged = {"update_id": 1, "message": {}}
            async with session.post(f"{address}/telegram", json=forged) as response:
                assert response.status == 403
            headers = {"X-Telegram-Bot-Api-Secret-Token": "a-secret"}
            for body in (b"not json", b"[]", b"7"):
                async with session.post(
                    f"{address}/telegram", data=body, headers=headers
                ) as response:
                    assert response.status == 400
        assert "Recommendation 3.3" in (await amina.press(said, "Next ›")).text
    finally:
        assert await program.stopped() == 0


async def test_it_waits_for_a_bot_api_that_is_not_there_yet(tmp_path: Path) -> None:
    port = free_port()
    program = Program(
        tmp_path, "run", BOT_TOKEN=PREVIEW_TOKEN, BOT_API_URL=f"http://127.0.0.1:{port}"
    )
    server = Preview(PREVIEW_TOKEN, ShiftedClock(datetime(2013, 5, 20, 13, tzinfo=UTC)))
    try:
        await program.logs("the Bot API does not answer")
        await server.start(port=port)
        async with aiohttp.ClientSession() as session:
            assert (await Person(session, server.url, AMINA).says("/start")).labels
    finally:
        assert await program.stopped() == 0
        await server.stop()
    assert PREVIEW_TOKEN not in program.said()


async def test_a_refused_token_is_said_plainly(preview: Preview, tmp_path: Path) -> None:
    wrong = "7000000009:" + "x" * 35
    program = Program(tmp_path, "run", BOT_TOKEN=wrong, BOT_API_URL=preview.url)
    assert await program.ended() == 3
    await program.stopped()
    assert "Telegram does not accept BOT_TOKEN" in program.said()
    assert wrong not in program.said()
    assert "Traceback" not in program.said()


@only_sqlite("a lock that keeps all writers out")
async def test_a_locked_database_does_not_keep_anyone_from_an_answer(
    preview: Preview, amina: Person, tmp_path: Path
) -> None:
    import sqlite3

    program = Program(tmp_path, "run", BOT_TOKEN=PREVIEW_TOKEN, BOT_API_URL=preview.url)
    try:
        assert (await amina.says("/start")).labels
        holder = sqlite3.connect(tmp_path / "var" / "roundtable.db")
        holder.execute("BEGIN IMMEDIATE")
        # Diego is not known yet; remembering him cannot be written.
        diego = Person(amina.session, preview.url, DIEGO)
        assert "Recommendation 3.2" in (await diego.says("/recommendation 3.2")).text
        holder.rollback()
        holder.close()
    finally:
        assert await program.stopped() == 0
    assert "chats could not be remembered" in program.said()


async def test_it_stops_also_when_the_bot_api_is_gone(
    preview: Preview, amina: Person, tmp_path: Path
) -> None:
    program = Program(tmp_path, "run", BOT_TOKEN=PREVIEW_TOKEN, BOT_API_URL=preview.url)
    assert (await amina.says("/start")).labels
    await preview.stop()
    assert await program.stopped() == 0


def test_serving_brings_in_nothing_that_it_may_do_without() -> None:
    """Each of these takes its time, which somebody waits for the first answer."""
    asked = "import sys, bot.app; print(*sys.modules)"
    said = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True
    )
    needless = {"aiohttp.web", "aiohttp_socks", "alembic", "bot.preview", "icalendar", "resvg_py",
                "segno", "snowballstemmer", "typst", "uharfbuzz"}  # fmt: skip
    assert not needless & set(said.stdout.split())

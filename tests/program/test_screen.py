"""The screen of a room over HTTP: from the chat to the wall, and over a restart."""

from __future__ import annotations

import asyncio
import json
import re
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp

from tests.program.crowd import a_default_preview, serving
from tests.program.floor import BEGINS, a_database, a_pack
from tests.program.hall import Hall
from tests.program.program import AMINA, OLGA, Person, Program, Said, free_port

NOW = datetime.fromisoformat(BEGINS)


async def next_state(response: aiohttp.ClientResponse) -> Any:
    async with asyncio.timeout(20):
        while (line := await response.content.readline()) != b"event: state\n":
            assert line, "the stream ended"
        return json.loads((await response.content.readline()).removeprefix(b"data: "))


async def screen_settings(olga: Person) -> Said:
    await olga.says("/floor")
    card = await olga.hears("list open")
    return await olga.press(await olga.press(card, "More"), "Screen")


def address_in(said: Said) -> str:
    found = re.search(r"http://127\.0\.0\.1:\d+/screen/[\w-]{32}", said.text)
    assert found is not None, said.text
    return found[0]


async def test_the_preview_serves_the_screen_and_a_tap_in_the_chat_is_on_it_at_once(
    session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    url = await asyncio.to_thread(a_database, tmp_path, {AMINA: "Ruritania"})
    program = Program(
        tmp_path, PACK=str(a_pack(tmp_path)), CLOCK_START=BEGINS, DATABASE_URL=url
    )  # fmt: skip
    try:
        olga = Person(session, await asyncio.to_thread(program.address), OLGA)
        await olga.post(f"people/{OLGA}", language_code="en")
        settings = await screen_settings(olga)
        address = address_in(settings)
        async with Hall(url, lambda: NOW) as hall:
            await hall.enter("ruritania")
        async with session.get(f"{address}/events") as stream:
            assert (await next_state(stream))["clock"] is None
            card = await olga.press(settings, "‹ Back")
            tapped = time.monotonic()
            await olga.press(card, "Next: Ruritania")
            while (state := await next_state(stream))["clock"] is None:
                pass
            assert time.monotonic() - tapped < 5
            assert state["languages"][0]["speaker"] == "Ruritania"
        async with session.get(address) as response:
            assert response.status == 200 and "screen.js" in await response.text()
        assert address.rsplit("/", 1)[1] not in program.said()
    finally:
        assert await program.stopped() == 0


async def test_the_address_and_what_it_shows_survive_a_kill_and_the_log_has_no_secret(
    session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    url = await asyncio.to_thread(a_database, tmp_path, {AMINA: "Ruritania"})
    settings = {
        "PACK": str(a_pack(tmp_path)), "DATABASE_URL": url, "OWNER_IDS": str(OLGA),
        "LISTEN": f"127.0.0.1:{free_port()}", "LOG_LEVEL": "DEBUG",
    }  # fmt: skip
    async with a_default_preview(NOW) as preview:
        async with serving(tmp_path, preview, NOW, **settings) as program:
            olga = Person(session, preview.url, OLGA)
            await olga.post(f"people/{OLGA}", language_code="en")
            address = address_in(await screen_settings(olga))
            assert address.startswith(f"http://{settings['LISTEN']}/")
            async with Hall(url, lambda: NOW) as hall:
                await hall.give(await hall.enter("ruritania"))
            async with session.get(f"{address}/state") as response:
                before = (await response.json())["state"]
            assert before["languages"][0]["speaker"] == "Ruritania"
            await program.killed()
        # It stops at once, also while a screen is open.
        async with serving(tmp_path, preview, NOW, **settings) as program:
            stream = await session.get(f"{address}/events")
            assert await next_state(stream) == before
            for wrong in (address[:-1], f"{address}A", f"{address}/events/x"):
                async with session.get(wrong) as response:
                    assert (response.status, await response.read()) == (404, b"")
        stream.close()
        assert address.rsplit("/", 1)[1] not in program.said()

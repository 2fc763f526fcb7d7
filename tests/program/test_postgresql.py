"""The program on PostgreSQL: a delegate's and a chair's day, and a server that goes away."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import aiohttp
from sqlalchemy import make_url

from tests import databases, postgresql
from tests.program.floor import SHORTLY_BEFORE, a_pack, ask, fill
from tests.program.program import AMINA, DIEGO, OLGA, Person, Program

LIMA = "/meeting global-rcp-lima-2013"
DAY_BEFORE_LIMA = "2013-05-21T13:30:01+00:00"


@contextmanager
def running(folder: Path, url: str) -> Iterator[Program]:
    program = Program(
        folder, DATABASE_URL=url, PACK=str(a_pack(folder)), CLOCK_START="2013-05-20T13:00+00:00"
    )
    try:
        yield program
    finally:
        try:
            code = program.stop()
        except Exception:
            print(program.said()[-3000:])
            raise
    assert code == 0, program.said()


async def test_a_day_of_a_delegate_and_a_chair(tmp_path: Path, postgresql_url: str) -> None:
    await fill(postgresql_url, {AMINA: "Ruritania", DIEGO: "Sylvania"})
    with running(tmp_path, postgresql_url) as program:
        address = await asyncio.to_thread(program.address)
        async with aiohttp.ClientSession() as session:
            amina, diego, olga = (
                Person(session, address, person) for person in (AMINA, DIEGO, OLGA)
            )
            for person in (amina, diego, olga):
                await person.post(f"people/{person.person}", language_code="en")

            assert "Roundtable 3" in (await amina.says("/roundtable 3")).plain
            shown = await amina.press(await amina.says(LIMA), "Remind me")
            assert "Stop reminders" in shown.labels
            assert "Fourth Global Meeting" in (await amina.hears_at(DAY_BEFORE_LIMA)).text

            await olga.says_all("/announce Coffee at 11")
            draft = [said for said in await olga.heard() if "Send…" in said.labels][-1]
            send = await olga.press(draft, "Send…")
            await olga.press(send, next(label for label in send.labels if "Send to" in label))
            await amina.hears("Coffee at 11")
            await olga.hears("· Sent")

            await olga.post("clock", now=SHORTLY_BEFORE)
            assert "place 1 of 1" in (await ask(amina, "Ruritania")).plain
            assert "place 2 of 2" in (await ask(diego, "Sylvania")).plain
            await olga.says("/floor")
            card = await olga.sees(await olga.hears("Ruritania · 3:00"), "Next: Ruritania")
            given = await olga.press(card, "Next: Ruritania")
            assert "I now give the floor to Ruritania" in given.plain
            await amina.hears("You have the floor.")
            await diego.hears("You are next.")


async def test_cut_connections_cost_nobody_an_answer(
    tmp_path: Path, postgresql_server: str, postgresql_url: str
) -> None:
    name = make_url(postgresql_url).database
    assert name is not None
    with running(tmp_path, postgresql_url) as program:
        address = await asyncio.to_thread(program.address)
        async with aiohttp.ClientSession() as session:
            amina = Person(session, address, AMINA)
            await amina.post(f"people/{AMINA}", language_code="en")
            for number in range(1, 5):
                await postgresql.cut_connections(postgresql_server, name)
                assert "Roundtable" in (await amina.says(f"/roundtable {number}")).plain
            await postgresql.cut_connections(postgresql_server, name)
            await asyncio.sleep(0.5)
            await amina.press(await amina.says(LIMA), "Remind me")
            await postgresql.cut_connections(postgresql_server, name)
            assert "Fourth Global Meeting" in (await amina.hears_at(DAY_BEFORE_LIMA)).text


async def test_what_is_asked_while_the_server_is_away_is_answered_once_it_is_back(
    tmp_path: Path,
) -> None:
    binaries = databases.postgresql_programs()
    server = await asyncio.to_thread(postgresql.PostgreSQL, binaries, durable=True)
    try:
        url = await postgresql.create(server.url, "roundtable")
        with running(tmp_path, url) as program:
            address = await asyncio.to_thread(program.address)
            async with aiohttp.ClientSession() as session:
                amina = Person(session, address, AMINA)
                await amina.post(f"people/{AMINA}", language_code="en")
                await amina.press(await amina.says(LIMA), "Remind me")
                await asyncio.to_thread(server.stop, signal.SIGQUIT)
                await amina.writes("/subscribe all")
                await amina.writes("/roundtable 3")
                await program.logs("updates cannot be kept; Telegram keeps them")
                await asyncio.to_thread(server.start)
                await amina.hears("Subscribed")
                await amina.hears("Roundtable 3")
                assert "Fourth Global Meeting" in (await amina.hears_at(DAY_BEFORE_LIMA)).text
        assert "roundtable@" not in program.said()
    finally:
        await asyncio.to_thread(server.close)

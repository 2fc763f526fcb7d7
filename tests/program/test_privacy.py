"""What the bot says it keeps is what it keeps."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import aiohttp

from tests.databases import only_sqlite
from tests.program.program import AMINA, DIEGO, GROUP, Meet, Person, Program


async def test_my_data_shows_what_was_chosen_and_forget_deletes_it(meet: Meet) -> None:
    amina = meet(AMINA)
    await amina.says("/language fr")
    await amina.says("/timezone Geneva")
    shown = await amina.says("/mydata")
    assert "101" in shown.text
    assert "Français" in shown.text
    assert "Zurich" in shown.text
    asked = await amina.says("/forget")
    style = [button.get("style") for row in asked.rows for button in row]
    assert style[0] == "danger"
    done = await amina.press(asked, asked.labels[0])
    assert done.labels == ["Accueil"]
    assert "Zurich" not in (await amina.says("/mydata")).text


@only_sqlite("what stands in its files")
async def test_the_database_file_holds_no_name_and_no_words(tmp_path: Path) -> None:
    database = tmp_path / "kept.db"
    program = Program(tmp_path, DATABASE_URL=f"sqlite+aiosqlite:///{database}")
    try:
        async with aiohttp.ClientSession() as session:
            amina = Person(session, program.address(), AMINA)
            await amina.says("/start")
            together = Person(session, amina.base, AMINA, GROUP)
            for words in ("extraordinarily private", "Extraordinarily  PRIVATE") * 2:
                await amina.says(f"/search {words}")
                await amina.types_inline(words)
                # The same person, so nobody else's words.
                await together.says(f"/search {words}")
            for each in (amina, Person(session, amina.base, DIEGO)):
                await each.says("/search Zeppelin  timetable")
    finally:
        assert program.stop() == 0
    with sqlite3.connect(database) as connection:
        dump = "\n".join(connection.iterdump())
    connection.close()
    assert "101" in dump
    # Counted moments before the end, and asked for by two.
    assert "'not-found','zeppelin timetable',1" in dump
    assert "'not-found','…',9" in dump
    for kept_private in ("extraordinarily", "Amina", "amina"):
        assert kept_private not in dump
        assert kept_private.encode() not in bytes_of(database)


def bytes_of(database: Path) -> bytes:
    """All its files, the write-ahead log among them."""
    return b"".join(each.read_bytes() for each in database.parent.glob(f"{database.name}*"))

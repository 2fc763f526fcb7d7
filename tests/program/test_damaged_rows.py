"""A damaged value in the database concerns its row: everybody else is answered and reminded."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from tests.databases import only_sqlite
from tests.factories import A_DAY_BEFORE_LIMA, LIMA_TITLE
from tests.program.crowd import a_preview, received_by_all, serving, subscribed_to_all
from tests.program.program import Person

PEOPLE = range(1001, 1006)
pytestmark = only_sqlite("any value in any column")

ODD, OTHERS = PEOPLE[0], PEOPLE[1:]
START = A_DAY_BEFORE_LIMA - timedelta(seconds=3)


def damage(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / "var" / "roundtable.db")) as connection:
        for statement in statements:
            assert connection.execute(statement).rowcount > 0
        connection.commit()


@pytest.mark.parametrize("value", ["'damaged'", "CAST(x'ff41' AS TEXT)"])
async def test_what_is_damaged_of_a_chat_concerns_that_chat_alone(
    session: aiohttp.ClientSession, tmp_path: Path, value: str
) -> None:
    await subscribed_to_all(tmp_path, PEOPLE)
    columns = ("language", "time_zone", "created", "last_seen", "reachable_since")
    settings = ("lead_times", "leads_since", "quiet_from", "quiet_to", "digest_since")
    damage(
        tmp_path,
        f"UPDATE chats SET {', '.join(f'{name} = {value}' for name in columns)} WHERE id = {ODD}",
        f"INSERT INTO reminder_settings (chat_id, {', '.join(settings)}) "
        f"VALUES ({ODD}, {', '.join([value] * len(settings))})",
    )
    async with (
        a_preview(PEOPLE, begun=True) as preview,
        serving(tmp_path, preview, START) as program,
    ):
        odd = Person(session, preview.url, ODD)
        for command in ("/roundtable 2", "/agenda", "/settings", "/mydata"):
            assert "Something went wrong" not in (await odd.says(command)).text, command
        await received_by_all(session, preview, program, OTHERS, LIMA_TITLE)
        other = Person(session, preview.url, OTHERS[0])
        assert "Recommendation 3.2" in (await other.says("/recommendation 3.2")).text
    assert "failed" not in program.said()


async def test_the_program_begins_whatever_is_damaged_in_what_it_reads_at_its_start(
    session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    await subscribed_to_all(tmp_path, PEOPLE)
    damage(
        tmp_path,
        *(f"INSERT INTO updates (id, received, body, attempts) VALUES ({id}, 'x', {body}, 0)"
          for id, body in enumerate(("'words'", "x'00'", "x'7b7d'", "'[1]'", "7"), 1)),
        "UPDATE meetings SET body = 'damaged', opens = '', status_by = 'local' "
        "WHERE id = (SELECT max(id) FROM meetings)",
    )  # fmt: skip
    async with (
        a_preview(PEOPLE, begun=True) as preview,
        serving(tmp_path, preview, START) as program,
    ):
        other = Person(session, preview.url, OTHERS[0])
        assert "Recommendation 3.2" in (await other.says("/recommendation 3.2")).text
        await received_by_all(session, preview, program, PEOPLE, LIMA_TITLE)
    said = program.said()
    assert said.count("is no update") == 5
    with closing(sqlite3.connect(tmp_path / "var" / "roundtable.db")) as connection:
        assert connection.execute(
            "SELECT count(*) FROM updates WHERE body IS NOT NULL"
        ).fetchone() == (0,)

"""An installation that moves from SQLite to PostgreSQL and back loses nothing and sends nothing
twice."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from tests import postgresql
from tests.databases import only_sqlite
from tests.factories import A_DAY_BEFORE_LIMA, LIMA_TITLE
from tests.program.crowd import a_preview, received, received_by_all, serving
from tests.program.program import Person, bot

PEOPLE = range(1001, 1007)
DUE = A_DAY_BEFORE_LIMA


@pytest.fixture
async def server(postgresql_server: str) -> AsyncIterator[str]:
    """The URL of a database without tables."""
    yield await postgresql.create(postgresql_server, "moved")
    await postgresql.drop(postgresql_server, "moved")


@only_sqlite("an installation that moves from a file to PostgreSQL and back")
async def test_an_installation_moves_to_postgresql_and_back(
    session: aiohttp.ClientSession, tmp_path: Path, server: str
) -> None:
    async with a_preview(PEOPLE, begun=True) as preview:
        async with serving(tmp_path, preview, DUE - timedelta(days=1)):
            for each in PEOPLE:
                await Person(session, preview.url, each).says("/subscribe all")
            refused = await asyncio.to_thread(
                bot, tmp_path, "copy-database", "DATABASE_URL", server
            )
            assert refused.returncode == 6 and "stop that one first" in refused.stderr
        moved = await asyncio.to_thread(bot, tmp_path, "copy-database", "DATABASE_URL", server)
        assert moved.returncode == 0, moved.stderr
        assert "6 subscriptions" in " ".join(moved.stdout.split())
        there = DUE - timedelta(seconds=2)
        async with serving(tmp_path, preview, there, DATABASE_URL=server) as program:
            await received_by_all(session, preview, program, PEOPLE, LIMA_TITLE)
            agenda = await Person(session, preview.url, PEOPLE[0]).says("/agenda")
            assert LIMA_TITLE.split()[0] in agenda.text
        back = f"sqlite+aiosqlite:///{tmp_path / 'back.db'}"
        returned = await asyncio.to_thread(
            bot, tmp_path, "copy-database", "DATABASE_URL", back, DATABASE_URL=server
        )
        assert returned.returncode == 0, returned.stderr
        assert (tmp_path / "back.db").stat().st_mode & 0o777 == 0o600
        later = DUE + timedelta(minutes=5)
        async with serving(tmp_path, preview, later, DATABASE_URL=back):
            someone = Person(session, preview.url, PEOPLE[0])
            again = await someone.says("/agenda")
            assert without_countdown(again.text) == without_countdown(agenda.text)
            await someone.settled()
        others = PEOPLE[1:]  # who did not look at a schedule
        assert set((await received(session, preview, others, LIMA_TITLE)).values()) == {1}


def without_countdown(agenda: str) -> str:
    return re.sub(r"\(in [^)]*\)", "", agenda)

"""The chat page in headless Chromium, against the real program."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import Browser, expect

from tests.databases import database_url
from tests.program.page.window import Window
from tests.program.program import AMINA, Person, Program

# Beside other tests a page takes longer to follow; what has to be fast has a time of its own.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="module")
def page_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file in which the program keeps what it remembers."""
    return tmp_path_factory.mktemp("page-database") / "page.db"


@pytest.fixture(scope="module")
def page_program(
    tmp_path_factory: pytest.TempPathFactory, page_database: Path
) -> Iterator[Program]:
    running = Program(tmp_path_factory.mktemp("page"), DATABASE_URL=database_url(page_database))
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="module")
def base(page_program: Program) -> str:
    return page_program.address()


@pytest.fixture
async def amina(base: str) -> AsyncIterator[Person]:
    async with aiohttp.ClientSession() as session:
        person = Person(session, base, AMINA)
        await person.post("reset")
        await person.post(f"people/{AMINA}", language_code="en")
        await person.post("clock", now="2013-05-20T13:00:00+00:00")
        yield person


@pytest.fixture
async def window(browser: Browser, amina: Person) -> AsyncIterator[Window]:
    context = await browser.new_context(
        viewport={"width": 420, "height": 860}, timezone_id="Europe/Paris", locale="en-GB",
        device_scale_factor=2, permissions=["clipboard-read", "clipboard-write"],
    )  # fmt: skip
    opened = Window(await context.new_page())
    yield opened
    assert opened.complaints == []
    await context.close()

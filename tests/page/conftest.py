"""The chat page in headless Chromium, against the real program."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright

from tests.program.program import AMINA, Person, Program

_CHROMIUM = shutil.which("chromium")
_ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync",
    "--disable-component-update", "--no-first-run", "--disable-quic", "--font-render-hinting=none",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if _CHROMIUM is None and os.environ.get("CI") != "true":
        missing = pytest.mark.skip(reason="needs Chromium: apt-get install chromium")
        for item in items:
            if "tests/page/" in item.nodeid:
                item.add_marker(missing)


@pytest.fixture(scope="module")
def page_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file in which the program keeps what it remembers."""
    return tmp_path_factory.mktemp("page-database") / "page.db"


@pytest.fixture(scope="module")
def page_program(
    tmp_path_factory: pytest.TempPathFactory, page_database: Path
) -> Iterator[Program]:
    running = Program(
        tmp_path_factory.mktemp("page"), DATABASE_URL=f"sqlite+aiosqlite:///{page_database}"
    )
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
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(
            executable_path=_CHROMIUM, args=_ARGUMENTS, headless=True
        )
        yield launched
        await launched.close()


class Window:
    """A page of the browser that remembers every complaint of its console."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("console", self._listen)
        page.on("pageerror", lambda problem: self.complaints.append(str(problem)))

    def _listen(self, line: ConsoleMessage) -> None:
        if line.type in ("error", "warning"):
            self.complaints.append(line.text)


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

"""For every layer: how Hypothesis looks for examples, a browser, databases, the figures that tests
print."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from storage.database import Database, open_database
from tests import databases, postgresql

if TYPE_CHECKING:
    from playwright.async_api import Browser

# Machines differ in speed, so no example has a deadline. CI looks at the same examples every
# time; at a developer's, each run looks at others, and what is found becomes a test.
settings.register_profile("developer", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "developer")

_CHROMIUM_ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync",
    "--disable-component-update", "--no-first-run", "--disable-quic", "--font-render-hinting=none",
]  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium; without it the test is skipped, except in CI, where it fails."""
    found = shutil.which("chromium")
    if found is None:
        missing = "needs Chromium: apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    return found


@pytest.fixture
async def browser(chromium: str) -> AsyncIterator[Browser]:
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(
            executable_path=chromium, args=_CHROMIUM_ARGUMENTS, headless=True
        )
        yield launched
        await launched.close()


def pytest_configure(config: pytest.Config) -> None:
    if databases.KIND not in ("sqlite", "postgresql"):
        raise pytest.UsageError(f"{databases.SWITCH} is sqlite or postgresql")
    if databases.ON_POSTGRESQL and not postgresql.programs():
        raise pytest.UsageError(f"{databases.SWITCH} {databases.MISSING}")
    if config.getoption("numprocesses", None) and not hasattr(config, "workerinput"):
        databases.share_server()


def pytest_unconfigure() -> None:
    databases.close_server()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Drop the databases of the test's own folder."""
    folder = getattr(item, "funcargs", {}).get("tmp_path")
    yield
    if folder is not None:
        databases.drop_below(folder)


@pytest.fixture(params=databases.KINDS)
def each_database(request: pytest.FixtureRequest) -> Iterator[str]:
    """Let the test use SQLite once, and PostgreSQL once; which it is now."""
    if request.param == "postgresql":
        databases.server_url()
    with databases.using(request.param):
        yield request.param


@pytest.fixture(scope="session")
def postgresql_server() -> str:
    """The URL of a PostgreSQL server; without one the test is skipped, except in CI."""
    return databases.server_url()


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> str:
    """The name of a database with all tables, to copy."""
    return databases.template()


_numbers = itertools.count(1)


@pytest.fixture
async def postgresql_url(postgresql_server: str, postgresql_template: str) -> AsyncIterator[str]:
    """The URL of a new PostgreSQL database with all tables."""
    name = f"given_{os.getpid()}_{next(_numbers)}"
    yield await postgresql.create(postgresql_server, name, postgresql_template)
    await postgresql.drop(postgresql_server, name)


@pytest.fixture
async def postgresql_empty_url(postgresql_server: str) -> AsyncIterator[str]:
    """The URL of a new PostgreSQL database without tables."""
    name = f"empty_{os.getpid()}_{next(_numbers)}"
    yield await postgresql.create(postgresql_server, name)
    await postgresql.drop(postgresql_server, name)


@pytest.fixture
async def postgresql_database(postgresql_url: str) -> AsyncIterator[Database]:
    opened = open_database(postgresql_url)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite_database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = open_database(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}")
    await opened.migrate()
    yield opened
    await opened.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def either_database(request: pytest.FixtureRequest) -> Database:
    """A database with all tables: each test runs on both."""
    database: Database = request.getfixturevalue(f"{request.param}_database")
    return database


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show the database, and what tests measured, also where they ran in another process."""
    if databases.ON_POSTGRESQL:
        terminalreporter.section(f"{databases.SWITCH}={databases.KIND}")
    measured = [
        report
        for report in terminalreporter.stats.get("passed", [])
        if report.when == "call" and report.capstdout.strip()
    ]
    if measured:
        terminalreporter.section("figures")
    for report in measured:
        terminalreporter.write_line(report.nodeid)
        terminalreporter.write_line(report.capstdout.strip("\n"))

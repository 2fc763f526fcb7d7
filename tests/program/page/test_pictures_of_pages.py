"""A practical page with its picture and its file on the chat page."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.content.pages_example import PDF, pages_example
from tests.databases import database_url
from tests.program.page.window import Window, url, visit
from tests.program.program import Program


@pytest.fixture(scope="module")
def page_program(
    tmp_path_factory: pytest.TempPathFactory, page_database: Path
) -> Iterator[Program]:
    pack = pages_example(tmp_path_factory.mktemp("pack"))
    running = Program(
        tmp_path_factory.mktemp("page"),
        DATABASE_URL=database_url(page_database),
        PACK=str(pack),
    )
    yield running
    assert running.stop() == 0


async def test_a_map_is_seen_and_a_plan_is_saved(window: Window, base: str) -> None:
    page = window.page
    await visit(page, url(base))
    await page.get_by_test_id("start").click()
    await page.get_by_test_id("key").filter(has_text="Practical information").click()
    await page.get_by_test_id("key").filter(has_text="Plan of the first floor").click()
    shown = page.get_by_test_id("message").last
    await expect(shown).to_contain_text("Plan of the first floor")
    picture = shown.get_by_role("img", name="Photo")
    await expect(picture).to_be_visible()
    natural = "image => image.decode().then(() => [image.naturalWidth, image.naturalHeight])"
    assert await picture.evaluate(natural) == [640, 480]
    await page.get_by_test_id("key").filter(has_text="All floors").click()
    link = page.get_by_test_id("message").last.get_by_role("link", name="floors.pdf")
    async with page.expect_download() as started:
        await link.click()
    download = await started.value
    assert download.suggested_filename == "floors.pdf"
    saved = await asyncio.to_thread(Path(await download.path()).read_bytes)
    assert saved == PDF

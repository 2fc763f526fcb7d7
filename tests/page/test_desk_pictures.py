"""The desk as an organiser sees it; `make pictures` keeps the pictures for docs/secretariat.md."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.async_api import Page, expect

from tests.page.conftest import Window
from tests.page.test_page import PICTURES, url, visit
from tests.program.program import OLGA, Person


class Album:
    """Takes pictures, and holds them against those that are kept."""

    def __init__(self, page: Page, folder: Path) -> None:
        self._page = page
        self._folder = PICTURES if os.environ.get("KEEP_PICTURES") else folder

    async def take(self, name: str, says: str) -> None:
        """A picture once the last message says something."""
        await expect(self._page.get_by_test_id("message").last).to_contain_text(says)
        await self._page.wait_for_function("document.fonts.status === 'loaded'")
        taken, kept = (where / f"{name}.png" for where in (self._folder, PICTURES))
        await self._page.screenshot(path=taken, animations="disabled")
        # Same size in pixels, and no blank page; fonts differ between machines.
        assert taken.read_bytes()[16:24] == kept.read_bytes()[16:24]
        assert taken.stat().st_size > kept.stat().st_size / 2


async def test_pictures_of_the_desk(
    window: Window, base: str, amina: Person, tmp_path: Path
) -> None:
    album = Album(window.page, tmp_path)
    olga = Person(amina.session, base, OLGA)
    await amina.says("/subscribe all")
    await visit(window.page, url(base, OLGA, OLGA))

    await olga.says("/desk")
    await album.take("desk", "You are here as owner.")

    listed = await olga.press(await olga.says("/desk"), "Calendar")
    label = next(each for each in listed.labels if "Bangkok" in each or "ESCAP" in each)
    await olga.press(await olga.press(listed, label), "Move")
    await olga.says("30-31 May 2013")
    asked = await olga.says("The hall is not free")
    assert "Reason: The hall is not free" in asked.plain
    await album.take("desk-calendar", "When, now:")
    await olga.says("/cancel")

    await olga.says("/announce The session begins in room 3")
    await album.take("desk-announce", "Announcement")
    await olga.says("/cancel")

    await amina.says("/ask Where do I get my badge?")
    await album.take("desk-question", "Where do I get my badge?")

    await amina.says("/roundtable 3")
    await amina.says("flying carpets")
    await olga.says("/stats")
    await album.take("desk-statistics", "Delegates")

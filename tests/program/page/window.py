"""A window of the browser on the chat page."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.async_api import ConsoleMessage, Page, expect

from tests.program.program import AMINA, ROOT

PICTURES = ROOT / "docs" / "pictures"


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


class Album:
    """Takes pictures, and holds them against those that are kept."""

    def __init__(self, page: Page, folder: Path) -> None:
        self._page = page
        self._folder = PICTURES if os.environ.get("KEEP_PICTURES") else folder

    async def take(self, name: str, says: str) -> None:
        """A picture once the last message says something."""
        await expect(self._page.get_by_test_id("message").last).to_contain_text(says)
        await self._page.wait_for_function("document.fonts.status === 'loaded'")
        await self._page.mouse.move(0, 0)  # nothing is highlighted
        taken, kept = (where / f"{name}.png" for where in (self._folder, PICTURES))
        await self._page.screenshot(path=taken, animations="disabled")
        # Same size in pixels, and no blank page; fonts differ between machines.
        assert taken.read_bytes()[16:24] == kept.read_bytes()[16:24]
        assert taken.stat().st_size > kept.stat().st_size / 2


def url(base: str, chat: int = AMINA, person: int = AMINA, theme: str = "light") -> str:
    return f"{base}/?chat={chat}&person={person}&theme={theme}"


async def visit(page: Page, address: str) -> None:
    """Open an address, and wait until the page is ready."""
    await page.goto(address)
    await page.locator("body[data-ready]").wait_for()

"""A window of the browser on the chat page."""

from __future__ import annotations

from playwright.async_api import ConsoleMessage, Page

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


def url(base: str, chat: int = AMINA, person: int = AMINA, theme: str = "light") -> str:
    return f"{base}/?chat={chat}&person={person}&theme={theme}"


async def visit(page: Page, address: str) -> None:
    """Open an address, and wait until the page is ready."""
    await page.goto(address)
    await page.locator("body[data-ready]").wait_for()

"""A rehearsal on a phone; `make pictures` keeps the pictures for docs/floor.md."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from playwright.async_api import Browser, Page, expect

from tests.program.page.window import Album, Window, url, visit
from tests.program.program import DIEGO, Person

GRACE = 103
PHONE = {"width": 390, "height": 844}


async def test_pictures_of_a_rehearsal(
    browser: Browser, base: str, amina: Person, tmp_path: Path
) -> None:
    context = await browser.new_context(
        viewport=PHONE, timezone_id="America/New_York", locale="en-GB", device_scale_factor=2
    )  # type: ignore[arg-type]
    window = Window(await context.new_page())
    page, album = window.page, Album(window.page, tmp_path)
    await amina.post(f"people/{DIEGO}", language_code="en")
    await visit(page, url(base, GRACE, GRACE))

    await page.get_by_role("button", name="Rehearsal").click()
    rehearse = page.get_by_test_id("rehearse")
    await rehearse.scroll_into_view_if_needed()
    await rehearse.click()
    await album.take("floor-rehearsal", "Who is who on this page")

    await press(page, "Open the list of speakers")
    await expect(page.get_by_test_id("message").last).to_contain_text("Group of Invented States")
    await later(amina, 90)
    await expect(page.get_by_test_id("message").last).to_contain_text("Balnibarbi")
    await album.take("floor-chair-before", "Balnibarbi")
    await press(page, "Next: Group of Invented")
    await album.take("floor-chair", "I now give the floor to")

    diego = Person(amina.session, base, DIEGO)
    said = await diego.press(await diego.says("/floor"), "Ask for the floor")
    said = await diego.press(await diego.press(said, "I will speak"), "Another level")
    await visit(page, url(base, DIEGO, DIEGO))
    await album.take("floor-for-whom", "For whom?")
    await press(page, "Sylvania")
    await album.take("floor-delegate", "On the list")
    assert window.complaints == []
    grace = Person(amina.session, base, GRACE)
    await grace.press(await grace.says("/rehearse"), "End the rehearsal")
    await context.close()


async def press(page: Page, label: str) -> None:
    await page.get_by_test_id("key").filter(has_text=label).last.click()


async def later(person: Person, seconds: int) -> None:
    now = datetime.fromisoformat((await person.get("state"))["clock"]["now"])
    await person.post("clock", now=(now + timedelta(seconds=seconds)).isoformat())

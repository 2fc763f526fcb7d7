"""The clerk's page in Chromium: keyboard, mouse and touch, in English and Arabic.

`make pictures` keeps the pictures for docs/secretariat.md.
"""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from tests.program.floor import SHORTLY_BEFORE, a_database, a_pack
from tests.program.page.window import PICTURES, Window
from tests.program.program import AMINA, OLGA, Person, Program

LAPTOP, PHONE = (1366, 768), (390, 844)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    folder = tmp_path_factory.mktemp("clerk")
    running = Program(
        folder, PACK=str(a_pack(folder)), CLOCK_START=SHORTLY_BEFORE,
        DATABASE_URL=a_database(folder, {AMINA: "Ruritania"}),
    )  # fmt: skip
    yield running
    assert running.stop() == 0
    assert "/clerk/" not in running.said()


@pytest.fixture(scope="module")
def base(program: Program) -> str:
    return program.address()


@pytest.fixture
async def olga(base: str) -> AsyncIterator[Person]:
    async with aiohttp.ClientSession() as session:
        person = Person(session, base, OLGA)
        await person.post(f"people/{OLGA}", language_code="en")
        yield person


async def link(person: Person) -> str:
    """The address of the page, as the chat gives it."""
    await person.says("/floor")
    while True:
        card = await person.finds("the card", lambda said: "More" in said.labels)
        more = await person.press(card, "More")
        if "On a laptop" in more.labels:  # else the card was edited in the same moment
            break
    told = await person.press(more, "On a laptop")
    found = re.search(r"http://127\.0\.0\.1:\d+/clerk/[\w-]{32}", told.text)
    assert found, told.text
    return found[0]


async def open_page(page: Page, address: str) -> None:
    await page.goto(address)
    await page.wait_for_url("**/clerk/")
    await page.locator("body[data-ready]").wait_for()


@pytest.fixture
async def window(browser: Browser, olga: Person) -> AsyncIterator[Window]:
    context = await browser.new_context(viewport={"width": LAPTOP[0], "height": LAPTOP[1]})
    opened = Window(await context.new_page())
    await open_page(opened.page, await link(olga))
    await start_again(opened.page)
    yield opened
    assert opened.complaints == []
    await context.close()


async def start_again(page: Page) -> None:
    """Take everybody off the list and the floor."""
    while await page.locator("#waiting .turn").count():
        await page.locator("body").press("ArrowDown")
        before = await page.locator("#waiting .turn").count()
        await page.locator("body").press("Delete")
        await expect(page.locator("#waiting .turn")).to_have_count(before - 1)
    if await page.locator("#toggle").is_visible():
        await page.locator("#next").click()
        await expect(page.locator("#speaker")).to_have_text("Nobody has the floor.")


async def add(page: Page, letters: str, name: str) -> None:
    await page.locator("body").press("/")
    await page.keyboard.type(letters)
    await page.keyboard.press("Enter")
    await expect(page.locator("#waiting, #points").get_by_text(name, exact=True)).to_be_visible()
    await page.keyboard.press("Escape")


async def picture(page: Page, name: str, folder: Path) -> None:
    kept = name == "clerk-page" and os.environ.get("KEEP_PICTURES")
    keep = PICTURES if kept else folder
    await page.screenshot(path=keep / f"{name}.png")


async def test_a_session_runs_by_the_keyboard_with_pictures(window: Window, tmp_path: Path) -> None:
    page = window.page
    for letters, name in (("ru", "Ruritania"), ("zub", "Zubrowka"), ("dn", "Diaspora Network")):
        await add(page, letters, name)
    waiting = page.locator("#waiting bdi")
    await expect(waiting).to_have_text(["Ruritania", "Zubrowka", "Diaspora Network"])
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Alt+ArrowUp")
    await expect(waiting).to_have_text(["Ruritania", "Diaspora Network", "Zubrowka"])
    await expect(page.locator("body.busy")).to_have_count(
        0
    )  # a key is not taken while an act is sent
    await page.keyboard.press(" ")
    await expect(page.locator("#speaker")).to_have_text("Ruritania")
    await expect(page.locator("#clock")).to_have_text(re.compile(r"^(3:00|2:5\d)$"))
    await page.keyboard.press("+")
    await expect(page.locator("#clock")).to_have_text(re.compile(r"^3:[23]\d$"))
    await page.keyboard.press("s")
    await expect(page.locator("#toggle")).to_have_text("Start the clock")
    await page.keyboard.press("u")
    await expect(page.locator("#toggle")).to_have_text("Stop the clock")
    await page.keyboard.press("p")
    await page.keyboard.type("sylv")
    await picture(page, "clerk-adding", tmp_path)
    await page.keyboard.press("Enter")
    await expect(page.locator("#points")).to_contain_text("Point of order Sylvania")
    await page.keyboard.press("Escape")
    await picture(page, "clerk-page", tmp_path)
    # Another script on the keyboard: the key's place counts.
    await page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown',"
        " {key: 'ы', code: 'KeyS', bubbles: true}))"
    )
    await expect(page.locator("#toggle")).to_have_text("Start the clock")
    await page.locator("#points button").first.click()
    await expect(page.locator("#speaker")).to_have_text("Sylvania")
    await expect(page.locator("#next")).to_have_text("Back to Ruritania")
    await page.keyboard.press(" ")
    await expect(page.locator("#speaker")).to_have_text("Ruritania")
    assert (await Axe().run(page)).response["violations"] == []


async def test_a_held_or_clicked_button_is_not_pressed_twice(window: Window) -> None:
    page = window.page
    for letters, name in (("ru", "Ruritania"), ("zub", "Zubrowka")):
        await add(page, letters, name)
    await page.evaluate(
        "for (const repeat of [false, true, true]) document.body.dispatchEvent("
        "new KeyboardEvent('keydown', {key: ' ', bubbles: true, repeat}))"
    )
    await expect(page.locator("#speaker")).to_have_text("Ruritania")
    await page.locator("#more-time").click()
    await expect(page.locator("#acted")).to_contain_text("gave 30 more seconds")
    await page.keyboard.press(" ")
    await expect(page.locator("#speaker")).to_have_text("Zubrowka")


async def test_rows_are_dragged_with_the_mouse(window: Window) -> None:
    page = window.page
    for letters, name in (("ru", "Ruritania"), ("zub", "Zubrowka"), ("sylv", "Sylvania")):
        await add(page, letters, name)
    rows = page.locator("#waiting .turn")
    await rows.nth(2).drag_to(rows.nth(0), target_position={"x": 40, "y": 3})
    await expect(page.locator("#waiting bdi")).to_have_text(["Sylvania", "Ruritania", "Zubrowka"])


async def test_two_browsers_see_the_same_and_a_stale_press_changes_nothing(
    window: Window, browser: Browser, olga: Person
) -> None:
    page = window.page
    await add(page, "ru", "Ruritania")
    context = await browser.new_context(locale="en-GB")
    other = await context.new_page()
    await open_page(other, await link(olga))
    await page.keyboard.press(" ")
    await expect(other.locator("#speaker")).to_have_text("Ruritania", timeout=3000)
    await context.close()
    # The card in the chat follows as well, and the page follows the card.
    card = await olga.hears("gave the floor to Ruritania")
    await olga.press(card, "Stop the clock")
    await expect(page.locator("#toggle")).to_have_text("Start the clock", timeout=3000)


async def test_the_page_goes_on_when_telegram_does_not_answer(window: Window, olga: Person) -> None:
    page = window.page
    await add(page, "ru", "Ruritania")
    stalled = [{"method": method, "kind": "stall", "seconds": 60} for method in ("*", "getUpdates")]
    await olga.post("faults", rules=stalled)
    try:
        await page.keyboard.press(" ")
        await expect(page.locator("#speaker")).to_have_text("Ruritania", timeout=2000)
        await add(page, "zub", "Zubrowka")
    finally:
        await olga.post("faults", rules=[])


async def test_on_a_phone_by_touch_from_right_to_left(
    browser: Browser, olga: Person, tmp_path: Path
) -> None:
    context = await browser.new_context(
        viewport={"width": PHONE[0], "height": PHONE[1]}, has_touch=True, is_mobile=True,
        device_scale_factor=2, color_scheme="dark",
    )  # fmt: skip
    address = await link(olga)
    await olga.says("/language ar")
    try:
        opened = Window(await context.new_page())
        page = opened.page
        await open_page(page, address)
        assert await page.locator("html").get_attribute("dir") == "rtl"
        await page.locator("#search").tap()
        await page.keyboard.type("zub")
        await page.locator("#found li").first.tap()
        await expect(page.locator("#waiting bdi").last).to_have_text("Zubrowka")
        await page.locator("#waiting .row").last.tap()
        await picture(page, "clerk-phone", tmp_path)
        width = await page.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE[0]
        await page.locator("#waiting .chosen .buttons button").first.tap()
        await expect(page.locator("#speaker")).to_have_text("Zubrowka")
        await page.screenshot(path=tmp_path / "clerk-phone-whole.png", full_page=True)
        assert (await Axe().run(page)).response["violations"] == []
        assert opened.complaints == []
        await context.close()
    finally:
        await olga.says("/language en")


async def test_a_used_link_says_what_to_do(window: Window, browser: Browser, olga: Person) -> None:
    address = await link(olga)
    context = await browser.new_context(locale="en-GB")
    page = await context.new_page()
    await open_page(page, address)
    context_of_another = await browser.new_context(locale="en-GB")
    other = await context_of_another.new_page()
    await other.goto(address)
    await expect(other.locator("#told")).to_contain_text("This link no longer works.")
    await page.locator("#out").click()
    await expect(page.locator("#told")).to_contain_text("You are signed out.")
    await page.reload()
    await expect(page.locator("#told")).to_contain_text("You are signed out.")
    for one in (context, context_of_another):
        await one.close()

"""axe finds nothing wrong with the page: phone and laptop, light and dark, English and Arabic."""

from __future__ import annotations

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from tests.program.page.window import url, visit
from tests.program.program import AMINA, GROUP, Person

PHONE, LAPTOP = {"width": 390, "height": 844}, {"width": 1440, "height": 900}


async def violations(page: Page, state: str) -> list[str]:
    """What axe finds in light and dark; a line for each violation."""
    found = []
    for theme in ("light", "dark"):
        await page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
        response = (await Axe().run(page)).response
        assert response["testEngine"]["name"] == "axe-core"
        found += [
            f"{state}, {theme}: {rule['id']}: {node['html'][:200]}"
            for rule in response["violations"]
            for node in rule["nodes"]
        ]
    return found


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
@pytest.mark.parametrize("language", ["en", "ar"])
async def test_axe_finds_nothing_on_any_screen(
    browser: Browser, base: str, amina: Person, size: dict[str, int], language: str
) -> None:
    await amina.post(f"people/{AMINA}", language_code=language)
    context = await browser.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        has_touch=size is PHONE, locale=language, reduced_motion="reduce",
    )  # fmt: skip
    page = await context.new_page()
    await visit(page, url(base))
    await expect(page.get_by_test_id("start")).to_be_visible()
    found = await violations(page, "before the first message")

    await amina.opens("box-2")
    for words in (
        "/start", "/help", "/roundtable 3", "/recommendation 3.2", "/meeting lima",
        "pensions", "/agenda", "/settings", "/privacy", "/saved", "/new",
    ):  # fmt: skip
        await amina.says(words)
    await amina.settled()
    await expect(page.get_by_test_id("time").first).to_be_attached()
    found += await violations(page, "messages")

    await page.locator(".menu-button").click()
    await expect(page.get_by_test_id("command").first).to_be_visible()
    found += await violations(page, "menu of commands")
    await page.keyboard.press("Escape")
    await page.locator(".who").click()
    found += await violations(page, "people")
    await page.keyboard.press("Escape")
    await page.locator(".clock").click()
    found += await violations(page, "rehearsal")
    await page.locator("#tools .danger").click()
    found += await violations(page, "dialog")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.locator("#tools .plain").click()
    if size is PHONE:
        await page.locator(".back").click()
        found += await violations(page, "chats")
        await page.keyboard.press("Escape")
    else:
        await page.locator(".head-button").click()
        found += await violations(page, "two chats")

    await visit(page, url(base, GROUP))
    await page.get_by_test_id("composer").fill("@roundtable_preview_bot pensions")
    await expect(page.get_by_test_id("inline-result").first).to_be_visible()
    found += await violations(page, "inline results")
    await context.close()
    assert found == [], "\n".join(found)

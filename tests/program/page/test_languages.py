"""The page in the reader's language and direction."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.program.page.window import Window, url, visit
from tests.program.program import AMINA, Person

LAYLA = 104


async def stranger(browser: Browser, base: str, locale: str) -> Page:
    """The page as somebody sees it who opens it for the first time."""
    context = await browser.new_context(
        viewport={"width": 390, "height": 844}, locale=locale, has_touch=True
    )
    page = await context.new_page()
    await visit(page, base)
    return page


@pytest.fixture
async def arabic(browser: Browser, base: str, amina: Person) -> AsyncIterator[Page]:
    page = await stranger(browser, base, "ar-EG")
    yield page
    await page.context.close()


@pytest.mark.parametrize(
    ("locale", "name", "start"),
    [
        ("ar-EG", "Layla", "ابدأ"), ("en-US", "Grace", "Start"), ("es-MX", "Diego", "Iniciar"),
        ("fr-CA", "Amina", "Démarrer"), ("ru-RU", "Pavel", "Запустить"), ("zh-CN", "Wei", "开始"),
        ("de-DE", "Grace", "Start"),
    ],
)  # fmt: skip
async def test_a_newcomer_is_somebody_who_speaks_their_language(
    browser: Browser, base: str, amina: Person, locale: str, name: str, start: str
) -> None:
    await amina.post(f"people/{AMINA}", language_code="fr")
    page = await stranger(browser, base, locale)
    await expect(page.locator(".who")).to_contain_text(name)
    await expect(page.get_by_test_id("start")).to_have_text(start)
    # The bot's description names the button.
    await expect(page.locator(".description")).to_contain_text(start)
    await page.context.close()


async def test_an_english_browser_shows_english_only(
    browser: Browser, base: str, amina: Person
) -> None:
    page = await stranger(browser, base, "en-US")
    await expect(page.locator(".description")).not_to_be_empty()
    seen = await page.locator("body").inner_text()
    assert re.findall(r"[^\x00-\x7f…’“”·—–×]", seen) == []
    await page.context.close()


async def test_the_page_runs_from_right_to_left_in_arabic(arabic: Page, base: str) -> None:
    html = arabic.locator("html")
    await expect(html).to_have_attribute("dir", "rtl")
    await expect(html).to_have_attribute("lang", "ar")
    await arabic.get_by_test_id("start").click()
    message = arabic.get_by_test_id("message").last
    await expect(message.get_by_test_id("key").first).to_be_visible()
    # Each paragraph begins at the right, as wide as it is.
    edges = await message.locator(".content").evaluate(
        """content => {
          const range = document.createRange();
          range.selectNodeContents(content);
          const box = content.getBoundingClientRect();
          const rights = new Map(); // by line
          for (const { bottom, right, width } of range.getClientRects()) {
            if (width < 1) continue; // an empty line
            const line = Math.round(bottom);
            rights.set(line, Math.max(rights.get(line) ?? 0, right));
          }
          return [...rights.values()].map(right => box.right - right);
        }"""
    )
    assert edges
    assert max(edges) < 3


async def test_commands_and_names_run_from_left_to_right_in_arabic(
    arabic: Page, base: str, amina: Person
) -> None:
    await Person(amina.session, base, LAYLA).says("/help")
    links = arabic.get_by_test_id("message").last.locator(".command-link, .mention")
    await expect(links.first).to_be_visible()
    assert set(
        await links.evaluate_all("all => all.map(one => getComputedStyle(one).direction)")
    ) == {"ltr"}
    await arabic.locator(".menu-button").click()
    name = arabic.get_by_test_id("command").first.locator(".command-name")
    assert await name.evaluate("one => getComputedStyle(one).direction") == "ltr"


async def test_a_persons_app_is_in_their_language(window: Window, base: str, amina: Person) -> None:
    page = window.page
    await amina.post(f"people/{AMINA}", language_code="fr")
    await visit(page, url(base))
    await expect(page.get_by_test_id("start")).to_have_text("Démarrer")
    await expect(page.get_by_test_id("composer")).to_have_attribute("placeholder", "Message")
    await amina.post(f"people/{AMINA}", language_code="ar")
    await expect(page.get_by_test_id("start")).to_have_text("ابدأ")
    await expect(page.locator("section.pane")).to_have_attribute("dir", "rtl")
    await expect(page.get_by_test_id("composer")).to_have_attribute("placeholder", "رسالة")

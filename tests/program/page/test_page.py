"""A person on the chat page: what they see, press and type."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.factories import BOT, shipped_pack
from tests.program.page.window import PICTURES, Window, url, visit
from tests.program.program import AMINA, GROUP, OLGA, Person


async def say(window: Window, words: str) -> None:
    await window.page.get_by_test_id("composer").fill(words)
    await window.page.get_by_test_id("send").click()


async def test_a_stranger_presses_start_and_finds_a_roundtable(window: Window, base: str) -> None:
    page = window.page
    await visit(page, url(base))
    await page.get_by_test_id("start").click()
    await page.get_by_test_id("key").filter(has_text="Roundtables").click()
    await page.get_by_test_id("key").filter(has_text="Roundtable 2").click()
    theme = shipped_pack().passages["rt2"].text
    await expect(page.get_by_test_id("message").last).to_contain_text(theme)
    await page.get_by_test_id("key").filter(has_text="Back").click()
    await expect(page.get_by_test_id("message").last).to_contain_text("Open one to read its theme")


_PRESS_AT_THE_END = """async () => {
  const frames = () => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
  const list = document.querySelector(".log");
  list.scrollTop = 0;
  await frames();
  const before = list.clientHeight;
  list.scrollTop = list.scrollHeight;
  list.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
  await frames();
  const pressed = list.clientHeight;
  window.dispatchEvent(new PointerEvent("pointerup"));
  await new Promise((go) => setTimeout(go, 50));
  await frames();
  const left = list.scrollHeight - list.clientHeight - list.scrollTop;
  return [before, pressed, list.clientHeight, left];
}"""


async def test_nothing_moves_from_under_a_finger(window: Window, base: str) -> None:
    page = window.page
    await visit(page, url(base))
    await say(window, "/start")
    await expect(page.get_by_test_id("key").first).to_be_visible()
    # The way to the end takes its place from the list, and gives it back once nothing is pressed.
    before, pressed, after, left = await page.evaluate(_PRESS_AT_THE_END)
    assert before == pressed < after
    assert left < 1


async def test_copying_a_quotation_fills_the_clipboard(window: Window, base: str) -> None:
    page = window.page
    await visit(page, url(base))
    await say(window, "/recommendation 3.2")
    await page.get_by_test_id("key").filter(has_text="Copy quotation").click()
    await expect(page.get_by_test_id("toast").last).to_contain_text("Copied")
    copied = await page.evaluate("navigator.clipboard.readText()")
    assert shipped_pack().passages["rec-3-2"].text in copied


async def test_an_old_button_says_so_in_a_notice(window: Window, base: str, amina: Person) -> None:
    page = window.page
    await visit(page, url(base))
    await say(window, "/start")
    await expect(page.get_by_test_id("key").first).to_be_visible()
    answer = await amina.forge((await amina.heard())[-1], "g0:gone")
    assert answer["text"] == "This button is out of date. Open /start."
    await expect(page.get_by_test_id("toast").last).to_contain_text("out of date")


async def test_a_long_quotation_opens_and_folds(window: Window, base: str, amina: Person) -> None:
    page = window.page
    await visit(page, url(base))
    await amina.opens("box-2")
    toggle = page.get_by_test_id("message").last.get_by_test_id("expand")
    await expect(toggle).to_be_visible()
    folded = await page.get_by_test_id("message").last.bounding_box()
    await toggle.click()
    opened = await page.get_by_test_id("message").last.bounding_box()
    assert folded is not None
    assert opened is not None
    assert opened["height"] > folded["height"]


async def test_inline_results_are_picked_from_a_list(window: Window, base: str) -> None:
    page = window.page
    await visit(page, url(base, GROUP))
    await page.get_by_test_id("composer").fill(f"@{BOT} portability of social security")
    await page.get_by_test_id("inline-result").first.click()
    said = page.get_by_test_id("message").last
    await expect(said).to_contain_text(shipped_pack().passages["rec-3-2"].text)
    await expect(said).to_contain_text("via")


async def test_commands_are_offered_at_a_slash(window: Window, base: str) -> None:
    page = window.page
    await visit(page, url(base))
    await page.get_by_test_id("composer").fill("/")
    await expect(page.get_by_test_id("command").filter(has_text="/roundtables")).to_be_visible()
    assert await page.get_by_test_id("command").count() <= 10


async def test_hostile_text_is_shown_as_text(window: Window, base: str) -> None:
    page = window.page
    await visit(page, url(base))
    words = "<img src=x onerror=alert(1)><b>bold</b>"
    await say(window, words)
    await expect(page.get_by_test_id("message").first).to_contain_text(words)
    assert await page.locator("#messages img, main img[src=x]").count() == 0


async def test_a_link_to_a_group_lets_one_choose_it(window: Window, base: str) -> None:
    page = window.page
    await visit(page, url(base, OLGA, OLGA))
    await say(window, "/desk")
    await page.get_by_test_id("key").filter(has_text="Questions").click()
    await page.get_by_test_id("key").filter(has_text="Choose a group").click()
    await expect(page.get_by_test_id("message").last).to_contain_text("It can be used once")
    await page.get_by_test_id("key").filter(has_text="Choose a group").click()
    await page.get_by_role("dialog").get_by_text("Delegation of Exampleland").click()
    await expect(page.get_by_test_id("message").last).to_contain_text("arrive here")


async def test_nothing_is_loaded_from_elsewhere(window: Window, base: str) -> None:
    page = window.page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await visit(page, url(base))
    await say(window, "/start")
    await expect(page.get_by_test_id("key").first).to_be_visible()
    assert asked
    assert all(each.startswith((base, "data:")) for each in asked)


@pytest.mark.parametrize("width", [360, 800, 1280])
@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_nothing_is_wider_than_the_window(
    browser: Browser, base: str, amina: Person, width: int, theme: str
) -> None:
    context = await browser.new_context(viewport={"width": width, "height": 740})
    page = await context.new_page()
    await visit(page, url(base, theme=theme))
    await page.get_by_test_id("composer").fill("/roundtable 3")
    await page.get_by_test_id("send").click()
    await expect(page.get_by_test_id("key").first).to_be_visible()
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width
    await context.close()


async def test_all_can_be_done_by_keyboard(window: Window, base: str) -> None:
    page = window.page
    await visit(page, url(base))
    await page.get_by_test_id("composer").focus()
    await page.keyboard.type("/recommendation 3.2")
    await page.keyboard.press("Enter")
    key = page.get_by_test_id("key").filter(has_text="Next ›")
    await key.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("message").last).to_contain_text("Recommendation 3.3")


async def test_the_bot_speaks_the_persons_language_from_right_to_left(
    window: Window, base: str, amina: Person
) -> None:
    page = window.page
    await amina.post(f"people/{AMINA}", language_code="ar")
    await visit(page, url(base))
    await say(window, "/privacy")
    said = page.get_by_test_id("message").last
    await expect(said).to_contain_text("الخصوصية")
    direction = await said.evaluate(
        "node => getComputedStyle(node.querySelector('.content')).direction"
    )
    assert direction == "rtl"


async def test_pictures_for_the_readme(
    window: Window, base: str, amina: Person, tmp_path: Path
) -> None:
    """Takes the README's pictures; `make pictures` keeps them."""
    page = window.page
    folder = PICTURES if os.environ.get("KEEP_PICTURES") else tmp_path
    folder.mkdir(exist_ok=True)
    await visit(page, url(base))
    await say(window, "/roundtable 3")
    await expect(page.get_by_test_id("key").first).to_be_visible()
    await page.wait_for_function("document.fonts.status === 'loaded'")
    await page.screenshot(path=folder / "roundtable.png", animations="disabled")
    await say(window, "pensions abroad")
    await expect(page.get_by_test_id("message").last).to_contain_text("result")
    await page.screenshot(path=folder / "search.png", animations="disabled")
    await amina.says("/subscribe rcp")
    await page.get_by_role("button", name="Rehearsal").click()
    await page.get_by_test_id("to-next").click()
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("message").last).to_contain_text("1 day before")
    await page.screenshot(path=folder / "reminder.png", animations="disabled")
    for name in ("roundtable", "search", "reminder"):
        taken, kept = (where / f"{name}.png" for where in (folder, PICTURES))
        # Same size in pixels, and no blank page; fonts differ between machines.
        assert taken.read_bytes()[16:24] == kept.read_bytes()[16:24]
        assert taken.stat().st_size > kept.stat().st_size / 2

"""Nothing on the page is covered or cut, and a long chat does not hold it up."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from bot.app import PREVIEW_TOKEN
from tests.program.page.window import Window, url, visit
from tests.program.program import AMINA, Person

_SIZES = [(390, 844), (1440, 900)]
_LONG_TASKS = """
  window.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.longTasks.push(duration);
  }).observe({ type: "longtask", buffered: true });
"""


async def box(element: Locator) -> tuple[float, float, float, float]:
    """Left, top, right and bottom in the window."""
    found = await element.bounding_box()
    assert found is not None
    return (
        found["x"], found["y"], found["x"] + found["width"], found["y"] + found["height"],
    )  # fmt: skip


async def with_many_messages(amina: Person, base: str, number: int) -> None:
    """Fill the chat as a bot would that was much used."""
    await amina.says("/start")
    quotation = "words of a quotation that is folded because it is long " * 12
    folded = f"<blockquote expandable>{quotation}</blockquote>"
    rows = [[{"text": "One", "callback_data": "a"}, {"text": "Two", "callback_data": "b"}]] * 3
    for count in range(number):
        body = {
            "chat_id": AMINA, "parse_mode": "HTML", "reply_markup": {"inline_keyboard": rows},
            "text": f"<b>Number {count}.</b> /next\n{folded}",
        }  # fmt: skip
        async with amina.session.post(f"{base}/bot{PREVIEW_TOKEN}/sendMessage", json=body) as sent:
            assert sent.status == 200


async def test_five_hundred_messages_do_not_freeze_the_page(
    browser: Browser, base: str, amina: Person
) -> None:
    await with_many_messages(amina, base, 500)
    context = await browser.new_context(viewport={"width": 390, "height": 844})
    page = await context.new_page()
    await page.add_init_script(_LONG_TASKS)
    await visit(page, url(base))
    messages = page.get_by_test_id("message")
    await expect(messages.last).to_contain_text("Number 499.")
    await expect(messages.last).to_be_in_viewport()
    longest = max(await page.evaluate("window.longTasks"), default=0)
    print(f"longest task while 500 messages load: {longest:.0f} ms")
    # It was 3,000 ms when all were drawn at once.
    assert longest < 1000

    # The older ones come on scrolling up, and what is read stays where it is.
    drawn = await messages.count()
    assert drawn < 100
    log = page.get_by_role("log")
    first = page.locator(
        f"[data-message-id='{await messages.first.get_attribute('data-message-id')}']"
    )
    before = await log.evaluate("log => { log.scrollTop = 600; return log.scrollHeight }")
    await page.wait_for_function(
        "drawn => document.querySelectorAll('article').length > drawn", arg=drawn
    )
    _, top, *_ = await box(first)
    after = await log.evaluate("log => log.scrollHeight")
    assert after > before
    assert -700 < top < 0
    while not await page.get_by_text("Number 0.").count():
        drawn = await messages.count()
        await log.evaluate("log => { log.scrollTop = 0 }")
        await page.wait_for_function(
            "drawn => document.querySelectorAll('article').length > drawn", arg=drawn
        )
    await context.close()


async def test_a_reply_leads_to_an_old_message(window: Window, base: str, amina: Person) -> None:
    asked = await amina.post(f"chats/{AMINA}/send", person=AMINA, text="/roundtable 2")
    await with_many_messages(amina, base, 60)
    await amina.post(
        f"chats/{AMINA}/send",
        person=AMINA, text="/next", reply_to=asked["message"]["message_id"],
    )  # fmt: skip
    await visit(window.page, url(base))
    await window.page.locator(".quoted").click()
    old = window.page.get_by_test_id("message").filter(has_text="/roundtable 2").first
    await expect(old).to_be_in_viewport()


@pytest.mark.parametrize(("width", "height"), _SIZES)
async def test_nothing_lies_over_the_messages(
    browser: Browser, base: str, amina: Person, width: int, height: int
) -> None:
    context = await browser.new_context(viewport={"width": width, "height": height})
    page = await context.new_page()
    await visit(page, url(base))
    for words in ("/start", "/help", "/roundtable 3", "/recommendation 3.2"):
        await amina.says(words)
    await amina.settled()
    await page.get_by_role("log").evaluate("log => { log.scrollTop = 300 }")
    to_end = page.locator(".to-end")
    await expect(to_end).to_be_visible()
    assert (await box(page.get_by_role("log")))[3] <= (await box(to_end))[1]

    await to_end.click()
    await expect(to_end).to_be_hidden()
    key = page.get_by_test_id("key").filter(has_text="Copy quotation").last
    await key.click()
    toast = page.get_by_test_id("toast")
    await expect(toast).to_be_visible()
    left, top, right, bottom = await box(toast)
    _, visible_from, _, visible_to = await box(page.get_by_role("log"))
    for pressed in await page.get_by_test_id("key").all():
        key_left, key_top, key_right, key_bottom = await box(pressed)
        if key_top >= visible_from and key_bottom <= visible_to:
            apart = right <= key_left or key_right <= left or bottom <= key_top or key_bottom <= top
            assert apart, await pressed.inner_text()
    await context.close()


@pytest.mark.parametrize(("width", "height"), _SIZES)
async def test_no_field_is_cut_and_no_command_half_shown(
    browser: Browser, base: str, amina: Person, width: int, height: int
) -> None:
    # English as in America has the widest dates.
    context = await browser.new_context(viewport={"width": width, "height": height}, locale="en-US")
    page = await context.new_page()
    await visit(page, url(base))
    await page.locator(".menu-button").click()
    await expect(page.get_by_test_id("command").first).to_be_visible()
    panel = await box(page.locator(".choices-panel:not([hidden])"))
    assert (await box(page.get_by_test_id("command").last))[3] <= panel[3]
    await page.keyboard.press("Escape")
    await page.locator(".clock").click()
    given, wanted = await page.locator("#moment").evaluate(
        """field => {
          const given = field.getBoundingClientRect().width;
          field.style.cssText = "position: absolute; width: max-content; max-width: none";
          return [given, field.getBoundingClientRect().width];
        }"""
    )
    assert given >= wanted
    await context.close()


async def messages_time(page: Page, amina: Person, base: str, markup: str) -> Locator:
    await amina.says("/start")
    body = {"chat_id": AMINA, "parse_mode": "HTML", "text": markup}
    async with amina.session.post(f"{base}/bot{PREVIEW_TOKEN}/sendMessage", json=body) as sent:
        assert sent.status == 200
    return page.get_by_test_id("message").last.get_by_test_id("time")


async def test_a_date_shows_the_time_of_this_screen(
    window: Window, base: str, amina: Person
) -> None:
    page = window.page
    await visit(page, url(base))
    date = await messages_time(
        page, amina, base, '<tg-time unix="1369229400">08:30 (Lima time)</tg-time>'
    )
    # Without a format the words stay as they are.
    await expect(date).to_have_text("08:30 (Lima time)")
    await date.click()
    item = page.get_by_role("menuitem")
    await expect(item).to_contain_text("Wednesday, 22 May 2013 at 15:30")
    await expect(item).to_contain_text("Paris")
    await item.click()
    copied = await page.evaluate("navigator.clipboard.readText()")
    assert "15:30" in copied


async def test_without_a_subscription_the_next_reminder_asks_for_one(
    window: Window, base: str, amina: Person
) -> None:
    page = window.page
    asked = await amina.says("/forget")
    await amina.press(asked, asked.labels[0])
    await visit(page, url(base))
    await page.get_by_role("button", name="Rehearsal").click()
    await page.get_by_test_id("to-next").click()
    await expect(page.get_by_test_id("toast")).to_contain_text("Subscribe to an upcoming meeting")

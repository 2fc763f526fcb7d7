"""The room's screen in Chromium: what is on the wall, and what happens when the line breaks.

`make pictures` keeps the pictures for docs/secretariat.md.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect
from sqlalchemy import delete

from storage.floor import machine, questions
from storage.tables import floor_questions
from tests.program.floor import BEGINS, a_database, a_pack
from tests.program.hall import Hall
from tests.program.page.window import PICTURES, Window
from tests.program.program import AMINA, OLGA, Person, Program, free_port

LARGE, SMALL = (1920, 1080), (1280, 720)
MORE = (
    {"id": "opening", "title": "Opening of the day", "start": "2013-10-03T09:00",
     "end": "2013-10-03T09:45"},
    {"id": "side-event", "title": "Side event on remittances", "start": "2013-10-03T13:15",
     "end": "2013-10-03T14:30"},
    {"id": "roundtable-3", "title": "Round table 3", "start": "2013-10-03T15:00",
     "end": "2013-10-03T17:00", "cancelled": True},
)  # fmt: skip
NAMES = {
    "ruritania": {"en": "Ruritania", "ar": "روريتانيا"},
    "sylvania": {"en": "Sylvania", "ar": "سيلفانيا"},
    "zubrowka": {"en": "Zubrowka", "ar": "زوبروفكا"},
    "network": {"en": "Diaspora Network", "ar": "شبكة المغتربين"},
}
LONG = "The United Kingdom of the Great Northern and Southern Islands and of the Far Eastern Coast"


@dataclass
class Wall:
    """A program whose screens are at a fixed address, so that it can be stopped and begun again."""

    folder: Path
    settings: dict[str, str]
    port: int
    program: Program

    def begin_again(self) -> None:
        self.program = Program(self.folder, **self.settings)
        self.program.address()


@pytest.fixture(scope="module")
def wall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wall]:
    folder, port = tmp_path_factory.mktemp("wall"), free_port()
    settings = {
        "PACK": str(a_pack(folder, MORE)), "CLOCK_START": BEGINS,
        "DATABASE_URL": a_database(folder, {AMINA: "Ruritania"}), "LISTEN": f"127.0.0.1:{port}",
        "PREVIEW_PORT": str(free_port()),
    }  # fmt: skip
    running = Wall(folder, settings, port, Program(folder, **settings))
    yield running
    assert running.program.stop() == 0
    assert "screen/" not in running.program.said()


@pytest.fixture(scope="module")
def base(wall: Wall) -> str:
    return wall.program.address()


@pytest.fixture
async def hall(wall: Wall, base: str) -> AsyncIterator[Hall]:
    async with aiohttp.ClientSession() as http:
        olga = Person(http, base, OLGA)
        clock = datetime.fromisoformat((await olga.get("state"))["clock"]["now"])
        await olga.says("/floor")
    began = time.monotonic()
    now = lambda: clock + timedelta(seconds=time.monotonic() - began)  # noqa: E731
    async with Hall(wall.settings["DATABASE_URL"], now) as opened:
        await opened.begin_again()
        for slug, names in NAMES.items():
            kind = "civil-society" if slug == "network" else "state"
            await opened.name(slug, names, kind)
        yield opened


Open = Callable[..., Awaitable[Page]]


@pytest.fixture
async def open_screen(browser: Browser, wall: Wall, hall: Hall) -> AsyncIterator[Open]:
    """Open the screen of the session; at the end no complaint is in the console."""
    windows: list[Window] = []

    async def opened(size: tuple[int, int] = LARGE, theme: str = "light") -> Page:
        context = await browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="en-GB"
        )
        window = Window(await context.new_page())
        windows.append(window)
        token = (await hall.session()).screen_token
        await window.page.goto(f"http://127.0.0.1:{wall.port}/screen/{token}?theme={theme}")
        await window.page.locator("body[data-ready]").wait_for()
        return window.page

    yield opened
    for window in windows:
        complaints = [
            text for text in window.complaints if not text.startswith("Failed to load resource")
        ]
        assert complaints == []
        await window.page.context.close()


async def a_debate(hall: Hall) -> None:
    """Ruritania speaks, and three others wait."""
    first = await hall.enter("ruritania", level="minister")
    for slug in ("sylvania", "network", "zubrowka"):
        await hall.enter(slug)
    await hall.give(first)


async def is_whole(page: Page) -> None:
    """Nothing reaches out of the picture or over something else."""
    problems = await page.evaluate(
        """() => {
          const found = [];
          const screen = document.getElementById("screen");
          if (screen.scrollHeight > innerHeight) found.push("too high");
          if (screen.scrollWidth > innerWidth) found.push("too wide");
          const boxes = [...screen.children].map((child) => child.getBoundingClientRect());
          if (boxes.some((box) => box.bottom > innerHeight + 1)) found.push("below");
          for (let i = 1; i < boxes.length; i++)
            if (boxes[i].height && boxes[i].top < boxes[i - 1].bottom - 1) found.push(`over ${i}`);
          const middle = screen.querySelector(".middle");
          for (const part of middle?.querySelectorAll(".digits, .code, .words p") ?? []) {
            const box = part.getBoundingClientRect(), room = middle.getBoundingClientRect();
            if (box.top < room.top - 2 || box.bottom > room.bottom + 2) found.push(part.className);
          }
          return found;
        }"""
    )
    assert problems == []


@pytest.mark.parametrize(
    ("size", "theme"), [(LARGE, "light"), (SMALL, "dark"), ((1024, 768), "light")],
    ids=["1080", "720", "4:3"],
)  # fmt: skip
@pytest.mark.parametrize("languages", ["en", "ar,en", "en,ar"])
async def test_every_mode_has_room_on_the_wall(
    hall: Hall, open_screen: Open, size: tuple[int, int], theme: str, languages: str
) -> None:
    await hall.change(screen_languages=languages)
    await a_debate(hall)
    page = await open_screen(size, theme)
    await expect(page.locator(".speaker:lang(en)")).to_have_text("Ruritania (minister)")
    await is_whole(page)
    await hall.enter("sylvania", kind="point", limit_seconds=60)
    await expect(page.locator(".notice")).to_be_visible()
    await hall.act("extend", lambda floor: machine.extend(floor, -180))
    await expect(page.locator(".digits")).to_have_attribute("data-level", "over")
    await is_whole(page)
    for mode, shown in (("clock", ".clock-only .digits"), ("today", ".today table"),
                        ("blank", "#screen.blank")):  # fmt: skip
        await hall.change(screen_mode=mode)
        await expect(page.locator(shown).first).to_be_attached()
        await is_whole(page)


@pytest.mark.parametrize("languages", ["en", "ar,en"])
@pytest.mark.parametrize("size", [LARGE, SMALL, (1024, 768)], ids=["1080", "720", "4:3"])
async def test_questions_on_the_wall_are_words_and_have_room(
    hall: Hall, open_screen: Open, size: tuple[int, int], languages: str
) -> None:
    session = await hall.session()
    words = ("<script>alert(1)</script> & why?", "ماذا عن التحويلات المالية؟", "W" * 300)
    async with hall.database.write_transaction() as connection:
        await connection.execute(delete(floor_questions))
        for number, text in enumerate(words):
            asked = await questions.add(
                connection, session.id, 100 + number, 1, "Secretissima", None, text, "shown",
                hall.now(),
            )  # fmt: skip
            for voter in range(number):
                await questions.vote(connection, asked, 200 + voter, True)
    await hall.change(
        rules='{"questions": "open"}', screen_mode="questions", screen_languages=languages
    )
    page = await open_screen(size)
    shown = page.locator(".wall li p")
    await expect(shown).to_have_text(list(reversed(words)))
    await expect(page.locator(".wall .votes")).to_have_text(["3", "2", "1"])
    await is_whole(page)
    assert "Secretissima" not in await page.content()
    async with hall.database.write_transaction() as connection:
        await connection.execute(delete(floor_questions))
    await hall.change(screen_mode="list")
    await hall.change(screen_mode="questions")
    await expect(page.get_by_text("No question is shown yet.")).to_be_visible()
    await hall.change(rules="{}", screen_mode="list")


async def test_letters_can_be_read_at_twenty_metres_where_the_picture_is_two_metres_high(
    hall: Hall, open_screen: Open
) -> None:
    for languages in ("en", "en,ar"):
        await hall.begin_again()
        await hall.change(screen_languages=languages)
        await a_debate(hall)
        for size in (LARGE, SMALL):
            page = await open_screen(size)
            capitals = await page.evaluate(
                """() => [...document.querySelectorAll(
                  ".speaker, .name, .limit, .foot p:lang(en), .digits")].map((element) => {
                  const style = getComputedStyle(element);
                  const context = document.createElement("canvas").getContext("2d");
                  context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
                  const height = context.measureText("H").actualBoundingBoxAscent;
                  return [element.textContent, height / innerHeight];
                })"""
            )
            assert len(capitals) > 8
            small = [(text, part) for text, part in capitals if part < 0.05]
            assert small == []
            digits = next(part for text, part in capitals if ":" in text and part > 0.12)
            assert digits > 0.2


async def test_long_names_become_smaller_before_they_are_cut(hall: Hall, open_screen: Open) -> None:
    await hall.name("ruritania", {"en": LONG})
    await hall.name("network", {"en": LONG}, "civil-society")
    await a_debate(hall)
    page = await open_screen()
    await expect(page.locator(".speaker")).to_contain_text("Far Eastern Coast (minister)")
    await is_whole(page)
    cut = "element => element.scrollHeight > element.clientHeight * 1.3"
    assert not await page.locator(".speaker").evaluate(cut)


async def test_the_clock_goes_from_green_to_amber_to_red_and_no_name_is_red(
    hall: Hall, open_screen: Open
) -> None:
    await a_debate(hall)
    page = await open_screen()
    digits, words = page.locator(".digits"), page.locator(".words")
    await expect(digits).to_have_attribute("data-level", "good")
    await expect(words).to_have_text("")
    await hall.act("extend", lambda floor: machine.extend(floor, -155))
    await expect(digits).to_have_attribute("data-level", "soon")
    await expect(words).to_have_text("Please conclude")
    await hall.act("extend", lambda floor: machine.extend(floor, -25))
    await expect(digits).to_have_attribute("data-level", "over")
    await expect(words).to_have_text("Time is up")
    first = await digits.inner_text()
    assert first.startswith("+0:")
    await expect(digits).not_to_have_text(first)
    colours = await page.evaluate(
        """() => {
          const ink = getComputedStyle(document.body).color;
          const red = getComputedStyle(document.querySelector(".digits")).color;
          return [red !== ink, [...document.querySelectorAll(".speaker, .name")]
            .map((element) => getComputedStyle(element).color === ink)];
        }"""
    )
    assert colours == [True, [True] * 4]
    await hall.act("stop", lambda floor: machine.stop_clock(floor, hall.now()))
    await expect(words).to_have_text("Clock stopped")


async def test_scripts_in_names_are_letters(hall: Hall, open_screen: Open) -> None:
    name = "<img src=x onerror=\"document.title='broken'\"><script>1</script>"
    await hall.name("ruritania", {"en": name})
    await a_debate(hall)
    page = await open_screen()
    await expect(page.locator(".speaker")).to_contain_text(name)
    assert await page.locator("#screen script, #screen img:not(.code img)").count() == 0
    assert await page.title() == "Round table 1"


async def test_without_events_the_page_asks_for_the_state(hall: Hall, open_screen: Open) -> None:
    page = await open_screen()
    await page.context.route("**/events", lambda route: route.abort())
    await page.reload()
    await page.locator("body[data-ready]").wait_for()
    await expect(page.locator("#lost")).to_be_hidden()
    await a_debate(hall)
    await expect(page.locator(".speaker")).to_have_text("Ruritania (minister)", timeout=10_000)
    await expect(page.locator("#lost")).to_be_hidden()


async def test_the_page_survives_a_restart_counts_on_and_says_that_the_line_is_broken(
    hall: Hall, open_screen: Open, wall: Wall
) -> None:
    await a_debate(hall)
    page = await open_screen()
    digits = page.locator(".digits")
    await wall.program.killed()
    await expect(page.locator("#lost")).to_have_text("No connection. The clock continues.")
    before = await digits.inner_text()
    await expect(digits).not_to_have_text(before)
    await expect(page.locator(".speaker")).to_have_text("Ruritania (minister)")
    await asyncio.to_thread(wall.begin_again)
    await expect(page.locator("#lost")).to_be_hidden(timeout=20_000)
    await hall.change(screen_mode="today")
    await expect(page.locator(".today .room")).to_have_text("Conference Room 4", timeout=10_000)


async def test_a_new_address_ends_what_the_old_one_shows(hall: Hall, open_screen: Open) -> None:
    await a_debate(hall)
    page = await open_screen()
    await hall.change(screen_token="N" * 32)
    await expect(page.locator("#screen")).to_have_text(
        "This address is no longer valid.", timeout=10_000
    )


async def test_axe_finds_nothing(hall: Hall, open_screen: Open) -> None:
    await hall.change(screen_languages="en,ar")
    await a_debate(hall)
    await hall.enter("sylvania", kind="point", limit_seconds=60)
    for theme in ("light", "dark"):
        page = await open_screen(SMALL, theme)
        response = (await Axe().run(page)).response
        assert [rule["id"] for rule in response["violations"]] == []


async def test_pictures_of_the_screen(hall: Hall, open_screen: Open, tmp_path: Path) -> None:
    folder = PICTURES if os.environ.get("KEEP_PICTURES") else tmp_path

    async def take(page: Page, name: str) -> None:
        await page.wait_for_function("document.fonts.status === 'loaded'")
        taken, kept = (where / f"{name}.png" for where in (folder, PICTURES))
        await page.screenshot(path=taken, animations="disabled")
        # Same size in pixels, and no blank page; fonts differ between machines.
        assert taken.read_bytes()[16:24] == kept.read_bytes()[16:24]
        assert taken.stat().st_size > kept.stat().st_size / 2

    await a_debate(hall)
    page = await open_screen(SMALL)
    await expect(page.locator(".digits")).to_have_text("2:55")
    await take(page, "screen")
    await hall.change(screen_languages="ar,en")
    await hall.enter("sylvania", kind="point", limit_seconds=60)
    await hall.act("extend", lambda floor: machine.extend(floor, -140))
    page = await open_screen(SMALL, "dark")
    await expect(page.locator(".digits")).to_have_attribute("data-level", "soon", timeout=30_000)
    await take(page, "screen-two-languages")
    await hall.change(screen_mode="clock", screen_languages="en,fr")
    await hall.act("extend", lambda floor: machine.extend(floor, -40))
    await expect(page.locator(".digits")).to_have_text("+0:12", timeout=30_000)
    await take(page, "screen-clock")

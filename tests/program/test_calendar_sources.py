"""The calendar from an address: fetched by the program over HTTP from a server of the test's,
shown to organisers, imported by a press or by itself."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from tests.bot.calendar_sources.feed_server import FeedServer, a_feed_server, answer
from tests.program.crowd import a_preview, serving
from tests.program.desk import joins
from tests.program.program import AMINA, DIEGO, OLGA, Person, Program, Said, bot

EVENT = """BEGIN:VEVENT
UID:{uid}
DTSTAMP:20130101T000000Z
DTSTART:201306{day:02}T140000Z
DTEND:201306{day:02}T160000Z
SUMMARY:{title}
LOCATION:{place}
END:VEVENT
"""


def calendar(*days: int, place: str = "Geneva", title: str = "Briefing", stamp: str = "") -> bytes:
    """A calendar with a meeting on each of these days of June 2013."""
    events = [
        EVENT.format(uid=f"{day}@a", day=day, title=f"{title} {day}", place=place) for day in days
    ]
    text = "".join(["BEGIN:VCALENDAR\nVERSION:2.0\n", *events, f"{stamp}END:VCALENDAR\n"])
    return text.replace("\n", "\r\n").encode()


class Desk:
    """An organiser, the program and the feed that it fetches."""

    def __init__(self, olga: Person, feed: FeedServer, program: Program) -> None:
        self.olga = olga
        self.feed = feed
        self.program = program

    def gives(self, body: bytes, **headers: str) -> None:
        self.feed.answers["/secret/feed.ics"] = answer(body, **headers)

    async def opens(self) -> Said:
        """The screen of the address."""
        await self.olga.writes("/calendar")
        await self.olga.settled()
        listed = await self.olga.finds("the calendar", lambda said: "Addresses" in said.labels)
        return await self.presses(await self.presses(listed, "Addresses"), "127.0.0.1")

    async def fetches(self) -> Said:
        """What came of a fetch, also if it takes longer than the press waits for it."""
        said = await self.presses(await self.opens(), "Fetch now")
        while "It is being fetched." in said.plain:
            said = await self.opens()
        return said

    async def presses(self, said: Said, label: str) -> Said:
        """Press a button that edits its message; messages that come meanwhile do not matter."""
        row, column = said.place_of(label)
        await self.olga.post(
            f"chats/{OLGA}/press", person=OLGA, message_id=said.id, row=row, column=column,
            wait=30,
        )  # fmt: skip
        await self.olga.settled()
        (shown,) = [heard for heard in await self.olga.heard() if heard.id == said.id]
        return shown

    async def imports_first(self, *days: int) -> None:
        """Import what the feed gives, by a press; the questions are answered for good."""
        self.gives(calendar(*days))
        said = await self.fetches()
        said = await self.presses(said, "See the changes")
        said = await self.presses(said, "IOM HLD Series")
        said = await self.presses(said, "Global")
        said = await self.presses(said, f"Import: {len(days)} new")
        assert "The file has been imported" in said.plain


@pytest.fixture
async def desk(tmp_path: Path, session: aiohttp.ClientSession) -> AsyncIterator[Desk]:
    async with a_feed_server(secure=False) as feed:
        feed.answers["/secret/feed.ics"] = answer(status="404 Not Found")
        url = feed.url("/secret/feed.ics?token=hidden", "127.0.0.1")
        feed.answers["/secret/feed.ics?token=hidden"] = moved
        program = Program(tmp_path, CALENDAR_SOURCES=url)
        olga = Person(session, program.address(), OLGA)
        for person in (OLGA, AMINA, DIEGO):
            await olga.post(f"people/{person}", language_code="en")
        yield Desk(olga, feed, program)
        if program.process.poll() is None:
            assert await program.stopped() == 0
        # No secret of the address is in the log, nor anything that failed unexpectedly.
        log = program.said()
        assert "hidden" not in log and "/secret" not in log
        assert "ERROR" not in log, log


moved = answer(status="302 Found", Location="/secret/feed.ics")


async def test_changes_are_told_once_shown_and_imported_by_a_press(desk: Desk) -> None:
    olga, feed = desk.olga, desk.feed
    amina = Person(olga.session, olga.base, AMINA)
    await joins(olga, amina)
    desk.gives(calendar(3, 4))
    said = await desk.fetches()
    assert "Result: There are changes to import." in said.plain
    assert "It would import: 2 new." in said.plain
    told = await olga.hears("Changes from 127.0.0.1")
    await amina.hears("Changes from 127.0.0.1")
    # The same again, and the same with another stamp, is not told again.
    await desk.fetches()
    desk.gives(calendar(3, 4, stamp="X-STAMP:2\n"))
    await desk.fetches()
    assert sum("Changes from" in said.plain for said in await olga.heard()) == 1
    said = await desk.presses(told, "See the changes")
    assert "From the address 127.0.0.1." in said.plain
    said = await desk.presses(said, "IOM HLD Series")
    shown = await desk.presses(said, "Global")
    assert "New: Briefing 3" in shown.plain
    # A newer version takes the place of what is shown.
    desk.gives(calendar(3, 4, 5))
    await desk.fetches()
    said = await desk.presses(shown, "Import: 2 new")
    assert "There has been a newer version since." in said.plain
    said = await desk.presses(said, "IOM HLD Series")
    said = await desk.presses(said, "Global")
    said = await desk.presses(said, "Import: 3 new")
    assert "The file has been imported" in said.plain
    assert "Geneva" in (await olga.says("/meeting briefing-5-2013")).text
    # A colleague's older button finds that it is done.
    said = await amina.press(await amina.hears("Changes from 127.0.0.1"), "See the changes")
    assert "Result: Imported: 3 new" in said.plain
    assert "imported from 127.0.0.1: 3 new" in (await olga.says("/trace")).plain
    assert set(feed.paths()) == {"/secret/feed.ics?token=hidden", "/secret/feed.ics"}
    # What was chosen is not asked again.
    desk.gives(calendar(3, 4, 5, 6))
    said = await desk.presses(await desk.fetches(), "See the changes")
    assert "Import: 1 new" in said.labels


async def test_it_is_fetched_on_a_schedule_and_asked_only_whether_it_changed(desk: Desk) -> None:
    desk.gives(calendar(3), ETag='"one"')
    await desk.fetches()
    asked = len(desk.feed.requests)
    desk.feed.answers["/secret/feed.ics"] = answer(status="304 Not Modified", length=False)
    await desk.olga.post("clock", advance_seconds=17 * 60)
    said = await desk.opens()
    while len(desk.feed.requests) < asked + 2:
        said = await desk.opens()
    assert 'If-None-Match: "one"' in desk.feed.requests[-1]
    assert "There are changes to import." in said.plain


async def test_by_itself_it_imports_what_is_sensible_and_asks_otherwise(desk: Desk) -> None:
    olga = desk.olga
    days = tuple(range(3, 15))
    await desk.imports_first(*days)
    said = await desk.presses(await desk.opens(), "Import by itself")
    assert "It is imported by itself" in said.plain
    desk.gives(calendar(*days, place="Vienna"))
    said = await desk.fetches()
    assert "Result: Imported: 12 changed" in said.plain
    await olga.hears("Imported from 127.0.0.1 12 changed")
    assert "Vienna" in (await olga.says("/meeting briefing-3-2013")).text
    assert "127.0.0.1: imported from 127.0.0.1: 12 changed" in (await olga.says("/trace")).plain
    # One that is gone is cancelled, and no meeting that did not come from there.
    desk.gives(calendar(*days[1:], place="Vienna"))
    assert "Result: Imported: 1 cancelled" in (await desk.fetches()).plain
    # Half of them are not.
    desk.gives(calendar(*days[6:], place="Vienna"))
    said = await desk.fetches()
    assert "5 upcoming meetings are no longer in it." in said.plain
    assert "It would cancel many, so it was not imported by itself." in said.plain
    await olga.hears("Changes from 127.0.0.1 5 upcoming meetings")
    # An empty one is no calendar at all.
    desk.gives(calendar())
    assert "Result: The file has no meetings." in (await desk.fetches()).plain
    assert "Cancelled" not in (await olga.says("/meeting briefing-14-2013")).plain
    # Nor is anything overwritten that was edited here.
    said = await desk.opens()
    await olga.forge(said, "ca1:cancel:briefing-13-2013")
    await olga.settled()
    said = await olga.finds("the form", lambda said: "Cancel without notifying" in said.labels)
    said = await desk.presses(said, next(label for label in said.labels if "Cancel" in label))
    desk.gives(calendar(*days[1:], place="Rome"))
    said = await desk.fetches()
    assert "It would change meetings of yours" in said.plain
    assert "Vienna" in (await olga.says("/meeting briefing-14-2013")).text


async def test_failures_are_told_once_and_when_they_are_over(desk: Desk) -> None:
    olga = desk.olga
    said = await desk.fetches()
    assert "Result: The server answers with error 404." in said.plain
    desk.gives(calendar(3))
    assert "There are changes to import." in (await desk.fetches()).plain
    for html in (b"<!DOCTYPE html><title>Sign in</title>", b"\n<html><body>"):
        desk.gives(html)
        assert "gives a web page, not a calendar" in (await desk.fetches()).plain
    desk.gives(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:A\r\n")
    assert "The file ends too early." in (await desk.fetches()).plain
    desk.feed.answers["/secret/feed.ics"] = answer(
        status="302 Found", Location="https://169.254.169.254/latest/meta-data/"
    )
    assert "leads inside the network" in (await desk.fetches()).plain
    desk.feed.answers["/secret/feed.ics"] = answer(status="503 Service Unavailable")
    await olga.post("clock", advance_seconds=4 * 3600)
    told = await olga.hears("127.0.0.1 cannot be fetched")
    assert "The server answers with error 503." in told.plain
    await olga.post("clock", advance_seconds=20 * 3600)
    await desk.fetches()
    heard = [said for said in await olga.heard() if "cannot be fetched" in said.plain]
    assert len(heard) == 1
    # What it gave before still waits; it is not told again, but that it is there.
    assert "See the changes" in (await desk.opens()).labels
    desk.gives(calendar(3))
    await desk.fetches()
    await olga.hears("127.0.0.1 can be fetched again.")
    assert sum("Changes from" in said.plain for said in await olga.heard()) == 1


async def silent(path: str, writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def test_a_fetch_under_way_holds_up_neither_answers_nor_the_end(desk: Desk) -> None:
    desk.feed.answers["/secret/feed.ics"] = silent
    said = await desk.presses(await desk.opens(), "Fetch now")
    assert "It is being fetched." in said.plain
    assert "4 · " in (await desk.olga.says("/roundtable 4")).text
    began = time.monotonic()
    assert await desk.program.stopped() == 0
    assert time.monotonic() - began < 8


async def test_a_fast_clock_fetches_no_more_often(
    tmp_path: Path, session: aiohttp.ClientSession
) -> None:
    """Fifteen minutes stay fifteen minutes for the server, also in a rehearsal."""
    async with a_feed_server(secure=False) as feed:
        feed.answers["/feed.ics"] = answer(calendar(3))
        program = Program(
            tmp_path, CALENDAR_SOURCES=feed.url("/feed.ics", "127.0.0.1"), CLOCK_SPEED="1000000"
        )
        try:
            olga = Person(session, program.address(), OLGA)
            await program.logs("a calendar was fetched")
            for _question in range(5):
                await olga.says("/roundtable 4")
        finally:
            await program.stopped()
        assert len(feed.requests) == 1


async def test_an_organiser_who_opens_the_bot_later_is_told_then(
    tmp_path: Path, session: aiohttp.ClientSession
) -> None:
    async with a_feed_server(secure=False) as feed:
        feed.answers["/feed.ics"] = answer(calendar(3))
        program = Program(tmp_path, CALENDAR_SOURCES=feed.url("/feed.ics", "127.0.0.1"))
        try:
            olga = Person(session, program.address(), OLGA)
            await olga.post(f"people/{OLGA}", language_code="en")
            await program.logs("a calendar was fetched")
            await olga.says("/roundtable 4")
            await olga.post("clock", advance_seconds=2 * 3600)
            await olga.hears("Changes from 127.0.0.1")
        finally:
            await program.stopped()


async def test_a_bot_that_serves_telegram_fetches_nothing_from_its_own_machine(
    tmp_path: Path,
) -> None:
    async with a_feed_server(secure=False) as feed, a_preview([OLGA]) as preview:
        feed.answers["/feed.ics"] = answer(calendar(3))
        secure = feed.url("/secret.ics", "127.0.0.1").replace("http:", "https:")
        addresses = f"one={feed.url('/feed.ics', '127.0.0.1')} two={secure}"
        async with serving(tmp_path, preview, CALENDAR_SOURCES=addresses) as program:
            await program.logs("a calendar could not be fetched kind=one code=not-https")
            await program.logs("a calendar could not be fetched kind=two code=inside")
        assert feed.requests == []


def test_the_settings_are_printed_without_the_secrets_of_an_address(tmp_path: Path) -> None:
    printed = bot(
        tmp_path, "config",
        CALENDAR_SOURCES="https://me:hidden@a.example/hidden.ics?hidden, x=https://b.example/hidden",
    )  # fmt: skip
    assert "CALENDAR_SOURCES=a.example=https://a.example/*** x=https://b.example/***" in (
        printed.stdout
    )
    assert "hidden" not in printed.stdout + printed.stderr
    refused = bot(tmp_path, "config", CALENDAR_SOURCES="http://hidden.example/")
    assert refused.returncode == 2
    assert "address 1: only https is fetched" in refused.stderr
    assert "hidden" not in refused.stderr


async def test_nobody_else_sees_the_addresses(desk: Desk) -> None:
    diego = Person(desk.olga.session, desk.olga.base, DIEGO)
    said = await desk.opens()
    data = [button["callback_data"] for row in said.rows for button in row]
    home = await diego.says("/start")
    for forged in data[:2]:
        assert "out of date" in (await diego.forge(home, forged))["text"]
    assert all("hidden" not in text.plain for text in await desk.olga.heard())

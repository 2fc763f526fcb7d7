"""Channels: never greeted, chosen by organisers who administer them, and left with the bot."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.program.desk import add_meeting, joins
from tests.program.program import AMINA, DIEGO, OLGA, Meet, Person, Said

ANNOUNCE, CHANGES = "News: post announcements", "News: post changes"


@pytest.fixture
async def channel(meet: Meet) -> AsyncIterator[Person]:
    """Olga's channel; the bot is an administrator of it."""
    made = await meet(OLGA).post("channels", title="News", person=OLGA)
    inside = meet(OLGA, made["chat"]["id"])
    await inside.settled()
    yield inside
    await becomes(inside, "left")


async def screen(olga: Person) -> Said:
    return await olga.press(await olga.says("/desk"), "Channels")


async def becomes(channel: Person, status: str) -> None:
    await channel.post(f"chats/{channel.chat}/bot", person=OLGA, status=status)
    await channel.settled()


async def recipients(olga: Person, words: str) -> Said:
    """Write an announcement, and see whom it may go to."""
    await olga.says_all(f"/announce {words}")
    drafts = [said for said in await olga.heard() if "Recipients" in said.labels]
    return await olga.press(drafts[-1], "Recipients")


async def test_a_channel_is_not_greeted_and_nothing_is_posted_unasked(
    meet: Meet, channel: Person
) -> None:
    await channel.settled()
    assert await channel.heard() == []
    shown = await screen(meet(OLGA))
    assert "News" in shown.text
    assert "nothing" in shown.text
    assert {ANNOUNCE, CHANGES} <= set(shown.labels)


async def test_the_channel_gets_what_an_organiser_chooses(meet: Meet, channel: Person) -> None:
    olga = meet(OLGA)
    shown = await olga.press(await screen(olga), ANNOUNCE)
    assert "News: no announcements" in shown.labels
    audiences = await recipients(olga, "The gates open at 8.")
    assert "Channels, part of everyone: News" in audiences.text
    draft = await olga.press(audiences, "Only channels")
    assert "the channels alone" in draft.text
    await olga.press(await olga.press(draft, "Send…"), "Send to 1 chat")
    posted = await channel.hears("The gates open at 8.")
    assert posted.labels == []


async def test_changes_are_posted_and_reminders_are_not(meet: Meet, channel: Person) -> None:
    olga = meet(OLGA)
    await olga.press(await screen(olga), CHANGES)
    await olga.hears_nothing_at("2013-05-21T13:30:01+00:00")
    assert await channel.heard() == []


async def test_a_new_meeting_is_posted_with_a_link_and_no_other_button(
    meet: Meet, channel: Person
) -> None:
    olga = meet(OLGA)
    await olga.press(await screen(olga), CHANGES)
    await add_meeting(olga, "Talks in the garden")
    await olga.post("clock", advance_seconds=180)
    posted = await channel.hears("Talks in the garden")
    assert [sorted(button) for row in posted.rows for button in row] == [["text", "url"]]


async def test_who_does_not_administer_a_channel_does_not_see_it(
    meet: Meet, channel: Person
) -> None:
    olga, diego = meet(OLGA), meet(DIEGO)
    shown = await screen(olga)
    button = next(
        button["callback_data"]
        for row in shown.rows
        for button in row
        if button["text"] == ANNOUNCE
    )
    await joins(olga, diego)
    theirs = await screen(diego)
    assert "News" not in theirs.text
    assert "out of date" in (await diego.forge(theirs, button))["text"]
    assert (
        "out of date" in (await meet(AMINA).forge(await meet(AMINA).says("/now"), button))["text"]
    )


@pytest.mark.parametrize("status", ["left", "kicked"])
async def test_a_channel_that_removes_the_bot_is_forgotten(
    meet: Meet, channel: Person, status: str
) -> None:
    olga = meet(OLGA)
    await olga.press(await screen(olga), ANNOUNCE)
    await becomes(channel, status)
    assert "News" not in (await screen(olga)).text
    await becomes(channel, "administrator")
    assert ANNOUNCE in (await screen(olga)).labels

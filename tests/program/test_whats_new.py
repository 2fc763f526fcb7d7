"""/new tells what changed since one last looked."""

from __future__ import annotations

import pytest

from tests.program.desk import add_meeting
from tests.program.program import AMINA, OLGA, Meet, Person


@pytest.fixture
async def people(meet: Meet) -> tuple[Person, Person]:
    """Olga, who owns the event, and a delegate who has just begun."""
    olga, amina = meet(OLGA), meet(AMINA)
    for person in (olga, amina):
        await person.says("/language en")
        await person.forgets()
    await amina.says("/start")
    return olga, amina


async def test_meetings_and_announcements_are_told_and_open_at_a_press(
    people: tuple[Person, Person],
) -> None:
    olga, amina = people
    assert "Nothing is new since" in (await amina.says("/new")).plain
    await add_meeting(olga, "Briefing of ministers")
    messages = await olga.says_all("/announce The session is open")
    draft = next(said for said in messages if "Send…" in said.labels)
    send = await olga.press(draft, "Send…")
    await olga.press(send, next(label for label in send.labels if label.startswith("Send to")))
    await amina.hears("The session is open")
    news = await amina.says("/new")
    assert "New: Briefing of ministers" in news.plain
    assert "From the secretariat: The session is open" in news.plain
    read = await amina.press(news, "The session is open")
    assert read.plain.startswith("From the secretariat")
    assert "The session is open" in read.plain
    listed = await amina.press(read, "‹ Back")
    opened = await amina.press(listed, next(x for x in listed.labels if x.startswith("Geneva")))
    assert opened.plain.startswith("Briefing of ministers")
    assert "Last looked at what’s new" in (await amina.says("/mydata")).plain


async def test_a_forged_press_shows_no_draft(people: tuple[Person, Person]) -> None:
    olga, amina = people
    await olga.says_all("/announce Not for anybody yet")
    home = await amina.says("/start")
    for number in range(12):
        await amina.forge(home, f"g1:new.a{number}:")
    await amina.settled()
    assert not any("Not for anybody yet" in said.text for said in await amina.heard())

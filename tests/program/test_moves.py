"""Swapping two meetings and moving several, over HTTP: one act, one notice for each person."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.factories import BOT
from tests.program.desk import desk_meeting, joins, label_of, sends
from tests.program.program import AMINA, DIEGO, GROUP, OLGA, Meet, Person, Said

HEADER = "Title,Start,End,Kind,Region,City,Country,Time zone,Room,Speaker\n"
DAY = "2013-06-12"
TALKS = {
    "Opening talk": ("09:00", "09:45", "Hall A", "Mona Said"),
    "Second talk": ("10:00", "10:45", "Hall B", "Karim Aziz"),
    "Third talk": ("14:00", "15:00", "Hall A", "Mona Said"),
}


def row(title: str, begins: str, ends: str, room: str, speaker: str) -> str:
    place = "Geneva,Switzerland,Europe/Zurich"
    return f"{title},{DAY} {begins},{DAY} {ends},briefing,global,{place},{room},{speaker}\n"


@pytest.fixture
async def people(meet: Meet) -> AsyncIterator[tuple[Person, Person, Person]]:
    """Olga and Amina, organisers, and Diego, a delegate who is subscribed to nothing yet."""
    three = meet(OLGA), meet(AMINA), meet(DIEGO)
    for person in three:
        await person.says("/language en")
        await person.forgets()
    olga, amina, diego = three
    group = meet(OLGA, GROUP)
    asked = await group.says(f"/forget@{BOT}")
    await group.press(asked, asked.labels[0])
    await joins(olga, amina)
    shown = await sends(olga, HEADER + "".join(row(name, *given) for name, given in TALKS.items()))
    if any(label.startswith("Import") for label in shown.labels):
        await olga.press(shown, label_of(shown, "Import"))
    yield olga, amina, diego


async def id_of(person: Person, title: str) -> str:
    """The id of one of the talks."""
    return f"{title.lower().replace(' ', '-')}-2013"


async def subscribed(person: Person, *titles: str, suffix: str = "") -> None:
    for title in titles:
        await person.says(f"/subscribe{suffix} {await id_of(person, title)}")


async def test_rooms_are_swapped_told_in_one_notice_and_taken_back(
    people: tuple[Person, Person, Person], meet: Meet
) -> None:
    olga, amina, diego = people
    group = meet(OLGA, GROUP)
    await subscribed(diego, "Opening talk", "Second talk")
    await subscribed(amina, "Second talk")
    await subscribed(group, "Opening talk", "Second talk", suffix=f"@{BOT}")
    said = await olga.press(await desk_meeting(olga, "opening-talk-2013"), "Swap with…")
    assert said.plain.startswith("Swap: Opening talk")
    said = await olga.says("nothing like this")
    assert "I found no other meeting" in said.plain
    said = await olga.says("second")
    assert "What do they swap?" in said.plain
    assert said.labels[:3] == ["Rooms", "Times", "Rooms and times"]
    said = await olga.press(said, "Rooms")
    one, two = said.plain.split("Second talk")
    assert one.index("(before): Hall A") < one.index("(now): Hall B")
    assert two.index("(before): Hall B") < two.index("(now): Hall A")
    assert "3 chats will be notified, each by one message." in said.plain
    await olga.press(said, "Add a reason")
    said = await olga.says("The projector is broken")
    before = [len(await person.heard()) for person in (diego, amina, group)]
    done = await olga.press(said, "Save and notify 3 chats")
    assert done.plain.startswith("Saved. 2 meetings changed. 3 chats will be notified at ")
    await olga.post("clock", advance_seconds=180)
    got = await diego.hears("2 of your meetings have changed")
    assert "Opening talk" in got.plain and "Second talk" in got.plain
    assert got.plain.count("Reason: The projector is broken") == 1
    assert "Second talk" in (await amina.hears("Changed: Second talk")).plain
    told = await group.hears("2 of your meetings have changed")
    assert "Opening talk" in told.plain and "Second talk" in told.plain
    for person, number in zip((diego, amina, group), before, strict=True):
        await person.settled()
        assert len(await person.heard()) == number + 1
    trace = await olga.says("/trace")
    assert "Olga: swapped two meetings: Opening talk, Second talk · Rooms" in trace.plain
    assert trace.plain.count("swapped two meetings") == 1
    said = await olga.press(done, "Undo")
    assert said.plain.startswith("Undo the last swap or move")
    done = await olga.press(said, "Save and notify 3 chats")
    assert "Hall A" in (await desk_meeting(olga, "opening-talk-2013")).plain
    # What is undone cannot be undone once more, and there is nothing else.
    assert "There is no swap or move to undo." in (await olga.says("/calendar undo")).plain
    await olga.post("clock", advance_seconds=180)
    back = await diego.finds(
        "a second notice", lambda said: said.id > got.id and "2 of your meetings" in said.plain
    )
    assert back.plain.index("(before): Hall B") < back.plain.index("(now): Hall A")


async def the_day(person: Person, said: Said) -> Said:
    """The list of the talks of the day, which is on some page of the days."""
    said = await person.press(said, "By day")
    while not any(label.startswith("Wed 12 Jun") for label in said.labels):
        said = await person.press(said, "Next page ›")
    return await person.press(said, label_of(said, "Wed 12 Jun"))


async def chosen_day(person: Person) -> Said:
    """The talks of the day, all chosen, up to the question what becomes of them."""
    said = await person.press(await person.says("/calendar"), "Move several…")
    said = await the_day(person, said)
    assert "3 meetings chosen." in said.plain
    return await person.press(said, "Continue")


async def test_a_day_is_moved_with_its_clashes_told_and_reminders_follow(
    people: tuple[Person, Person, Person],
) -> None:
    olga, _, diego = people
    await subscribed(diego, *TALKS)
    said = await olga.press(await olga.says("/calendar"), "Move several…")
    said = await the_day(olga, said)
    # The first two alone: the second would be in the way of the third in the same room.
    third = next(label for label in said.labels if label.startswith("Chosen: Third talk"))
    said = await olga.press(said, third)
    assert "2 meetings chosen." in said.plain
    said = await olga.press(said, "Continue")
    await olga.press(said, "Later by…")
    assert "I could not read “soon”." in (await olga.says("soon")).plain
    said = await olga.says("6 heures")
    assert "In one room at one time" not in said.plain, said.plain
    assert "Later by 6 hours" in said.plain and "15:00–15:45 (Zurich time)" in said.plain
    said = await olga.press(said, "‹ Back")
    said = await olga.press(said, "To another room")
    said = await olga.press(said, "Hall A")
    assert "Unchanged: 1" in said.plain and "Meetings: 1" in said.plain
    said = await olga.press(await olga.press(said, "‹ Back"), "Later by…")
    said = await olga.says("5 h 15 min")
    assert "In one room at one time: Third talk, Opening talk (Hall A)" in said.plain
    assert "One person at two places: Mona Said (Third talk, Opening talk)" in said.plain
    assert "Later by 315 minutes" in said.plain
    said = await olga.press(said, "Save and notify 1 chat")
    await olga.post("clock", advance_seconds=180)
    got = await diego.hears("2 of your meetings have changed")
    assert "14:15–15:00 (Zurich time)" in got.plain
    # 09:00 in Geneva was 07:00 UTC; an hour before that nobody is reminded any more.
    await olga.post("clock", now="2013-06-12T06:05:00+00:00")
    await diego.settled()
    assert not any("Opening talk" in said.plain and "Begins" in said.plain
                   for said in (await diego.heard())[-2:])  # fmt: skip
    await olga.post("clock", now="2013-06-12T11:16:00+00:00")
    await diego.hears("Opening talk Begins")
    await diego.settled()
    reminded = [
        said
        for said in await diego.heard()
        if said.plain.startswith("Opening talk Begins in 1 hour")
        or said.plain.startswith("Opening talk Begins in 59")
    ]
    assert len(reminded) == 1, [said.plain for said in await diego.heard()]


async def test_of_two_organisers_one_wins_and_the_other_is_told(
    people: tuple[Person, Person, Person],
) -> None:
    olga, amina, _ = people
    shown = []
    for person in (olga, amina):
        said = await chosen_day(person)
        shown.append(await person.press(said, "Later by 30 minutes"))
    both = await asyncio.gather(
        olga.press(shown[0], "Save without notifying"),
        amina.press(shown[1], "Save without notifying"),
    )
    won = [said for said in both if said.plain.startswith("Saved. 3 meetings changed.")]
    told = [said for said in both if "The calendar was changed in the meantime." in said.plain]
    assert (len(won), len(told)) == (1, 1)
    assert "09:30" in (await desk_meeting(olga, "opening-talk-2013")).plain
    assert (await olga.says("/trace")).plain.count("moved 3 meetings: Later by 30 minutes") == 1
    # One of them is moved alone before all is undone: that one stays.
    await olga.press(await desk_meeting(olga, "third-talk-2013"), "Move")
    said = await olga.says("13 June 2013 16:00")
    await olga.press(said, "Save without notifying")
    said = await amina.says("/calendar undo")
    assert "Changed again since then (left out): 1" in said.plain
    mine = await olga.says("/calendar undo")
    assert (await amina.press(said, "Save without notifying")).plain.startswith("Saved. 2")
    said = await olga.press(mine, "Save without notifying")
    assert "There is nothing to save." in said.plain
    await olga.press(said, "Quit")
    assert "09:00–09:45" in (await desk_meeting(olga, "opening-talk-2013")).plain
    assert "16:00" in (await desk_meeting(olga, "third-talk-2013")).plain


async def test_what_was_begun_can_be_continued_and_nobody_else_presses_it(
    people: tuple[Person, Person, Person],
) -> None:
    olga, _, diego = people
    said = await chosen_day(olga)
    shown = await olga.press(said, "To another day")
    said = await olga.press(await olga.says("/calendar"), "Continue where you left off")
    assert said.plain.startswith("To which day?")
    assert "does not exist" in (await olga.says("31 June")).plain
    said = await olga.says("14 June")
    assert "Fri, 14 Jun" in said.plain or "14 June 2013" in said.plain
    data = next(b["callback_data"] for row in said.rows for b in row if "Save" in b["text"])
    hers = await diego.says("/meetings")
    for forged in (data, "cm1:opening-talk-2013", "cm3:day:20130612", "cm6:1:all", "cm8:1"):
        assert "out of date" in (await diego.forge(hers, forged))["text"], forged
    said = await olga.press(said, "Quit")
    assert "out of date" in (await olga.forge(said, data))["text"]
    assert "12 June 2013" in (await desk_meeting(olga, "opening-talk-2013")).plain
    assert shown.labels[-1] == "Quit"

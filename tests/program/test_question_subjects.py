"""Delegates choose what a question is about, and it goes to the people of that subject."""

from __future__ import annotations

from tests.factories import BOT
from tests.program.desk import joins
from tests.program.program import AMINA, DIEGO, GROUP, OLGA, Meet, Person, Said


async def the_subjects(organiser: Person) -> Said:
    desk = await organiser.press(await organiser.says("/desk"), "Questions")
    return await organiser.press(desk, "Subjects")


async def replies(person: Person, to: Said, text: str) -> None:
    await person.post(f"chats/{person.chat}/send", person=person.person, text=text, reply_to=to.id)
    await person.settled()


async def test_a_question_goes_to_the_people_or_the_group_of_its_subject(meet: Meet) -> None:
    amina, diego, olga = meet(AMINA), meet(DIEGO), meet(OLGA)
    for person in (amina, diego, olga):
        await person.says("/language en")
    await joins(olga, diego)
    # Without subjects one writes at once.
    assert "What would you like to ask?" in (await amina.says("/ask")).plain
    await amina.says("/cancel")
    assert (
        "Delegates see it." in (await olga.press(await the_subjects(olga), "Add a subject")).plain
    )
    assert "It has 41 characters" in (await olga.says("x" * 41)).plain
    said = await olga.says("Visas <1>")
    assert "Questions go to: where all questions go" in said.plain
    said = await olga.press(said, "Diego")
    assert "Questions go to: Diego" in said.plain and "Diego · chosen" in said.labels
    names = await olga.press(said, "Names")
    await olga.press(names, "French: add")
    assert "French: Visas et séjours" in (await olga.says("Visas et séjours")).plain
    # Diego alone is shown what is asked about visas.
    choice = await amina.says("/ask")
    assert choice.labels == ["Visas <1>", "Something else", "Cancel"]
    asks = await amina.press(choice, "Visas <1>")
    assert "Subject: Visas <1>" in asks.plain
    assert "has been sent" in (await amina.says("Where is my visa?")).plain
    shown = await diego.hears("Where is my visa?")
    assert shown.plain.startswith("Question from Amina Subject: Visas <1> Language: English")
    await replies(diego, shown, "On its way")
    got = await amina.hears("On its way")
    await replies(amina, got, "And when?")
    await diego.hears("And when?")
    # Something else, and words without a choice, go to all.
    await amina.press(await amina.says("/ask"), "Something else")
    await amina.says("Where is the lift?")
    await olga.hears("Where is the lift?")
    await amina.says("/ask")
    await amina.says("Where is the tea?")
    await olga.hears("Where is the tea?")
    await diego.hears("Where is the tea?")
    assert not any("visa?" in message.plain for message in await olga.heard())
    assert not any("And when?" in message.plain for message in await olga.heard())
    # In French it has its French name; in Spanish, the English one.
    await amina.says("/language fr")
    assert "Visas et séjours" in (await amina.says("/ask")).labels
    await amina.says("/cancel")
    await amina.says("/language es")
    assert "Visas <1>" in (await amina.says("/ask")).labels
    await amina.says("/cancel")
    await amina.says("/language en")
    # A group of its own.
    said = await olga.press(await the_subjects(olga), "Visas <1>")
    made = await olga.press(said, "Choose a group")
    url = made.rows[0][0]["url"]
    assert url.startswith(f"https://t.me/{BOT}?startgroup=group-")
    there = meet(OLGA, GROUP)
    chosen = await there.opens(url.partition("=")[2])
    assert "Questions about Visas <1> arrive here." in chosen.plain
    await amina.press(await amina.says("/ask"), "Visas <1>")
    await amina.says("Which form?")
    in_group = await there.hears("Which form?")
    await replies(there, in_group, "The blue one")
    await amina.hears("The blue one")
    said = await olga.press(await the_subjects(olga), "Visas <1>")
    assert "the group Delegation of Exampleland" in said.plain
    said = await olga.press(said, "Not to this group any more")
    assert "Questions go to: Diego" in said.plain
    # Forgeries, an hour later: five questions were asked.
    await amina.post("clock", advance_seconds=3601)
    choice = await amina.says("/ask")
    for data in ("qs1:99", "qs1:x", "qs2", "qs3:1:1", f"qs4:1:{AMINA}:1", "qs5:1", "qs6:1"):
        assert "out of date" in (await amina.forge(choice, data))["text"], data
    await amina.says("/cancel")
    for data in ("qs3:99:1", f"qs4:1:{AMINA}:1", "qs4:1:x:1", "qs5:99", "tt1:subject:99:en"):
        assert "out of date" in (await olga.forge(said, data))["text"], data
    # Removed: asking is as it was.
    gone = await olga.press(await olga.press(said, "Remove"), "Remove")
    assert "Visas" not in " ".join(gone.labels)
    assert "What would you like to ask?" in (await amina.says("/ask")).plain
    trace = (await olga.says("/trace")).plain
    assert "added a subject of questions: Visas <1>" in trace
    assert "questions about Visas <1> go to the group: Delegation of Exampleland" in trace

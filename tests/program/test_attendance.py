"""A meeting asks whether people come, and has a line of the secretariat's in its reminders."""

from __future__ import annotations

from tests.factories import LIMA, LIMA_TITLE
from tests.program.desk import desk_meeting
from tests.program.program import AMINA, DIEGO, GROUP, OLGA, Meet, Person, Said


async def the_meeting(person: Person) -> Said:
    return await person.says(f"/meeting {LIMA}")


async def test_people_say_whether_they_come_and_the_desk_has_the_numbers(meet: Meet) -> None:
    amina, diego, olga = meet(AMINA), meet(DIEGO), meet(OLGA)
    for person in (amina, diego, olga):
        await person.says("/language en")
        await person.post("clock", now="2013-05-20T13:00:00+00:00")
    assert "I’m coming" not in (await the_meeting(amina)).labels
    await amina.press(await the_meeting(amina), "Remind me")
    await diego.press(await the_meeting(diego), "Remind me")
    desk = await olga.press(await desk_meeting(olga, LIMA), "Ask who comes: off")
    assert "Who comes: yes: 0 · no: 0 · no answer: 2" in desk.plain
    said = await the_meeting(amina)
    assert {"I’m coming", "I can’t come"} <= set(said.labels)
    said = await amina.press(said, "I’m coming")
    said = await amina.press(said, "I can’t come")
    assert "I can’t come · chosen" in said.labels
    said = await amina.press(said, "I’m coming")
    desk = await desk_meeting(olga, LIMA)
    assert "yes: 1 · no: 0 · no answer: 1" in desk.plain
    # A line of the secretariat's; who will see it is said before it is written.
    line = await olga.press(desk, "Line in reminders")
    asks = await olga.press(line, "English: add")
    assert "2 chats are subscribed and will see it in reminders." in asks.plain
    assert "It has 301 characters" in (await olga.says("x" * 301)).plain
    line = await olga.says("Bring your <badge>.\nAnd a pen.")
    assert "English: Bring your <badge>. And a pen." in line.plain
    assert "French: as in: English" in line.plain
    # The reminder, in private: the line, and the answer that was given.
    await diego.post("clock", now="2013-05-21T13:30:01+00:00")
    reminded = await diego.hears("You asked to be reminded")
    assert "From the secretariat: Bring your <badge>. And a pen." in reminded.plain
    assert reminded.labels[:2] == ["I’m coming", "I can’t come"]
    assert "I’m coming · chosen" in (await amina.hears("You asked to be reminded")).labels
    await diego.press(reminded, "I can’t come")
    desk = await desk_meeting(olga, LIMA)
    assert "yes: 1 · no: 1 · no answer: 0" in desk.plain
    assert "Bring your <badge>. And a pen." in desk.plain
    # Emptied, it is gone.
    line = await olga.press(desk, "Line in reminders")
    line = await olga.press(await olga.press(line, "English: change"), "Remove this text")
    assert "badge" not in line.plain
    assert "badge" not in (await the_meeting(amina)).plain
    trace = await olga.says("/trace")
    assert f"wrote a line for reminders of {LIMA_TITLE}" in trace.plain
    assert "asks who comes to:" in trace.plain and "Amina" not in trace.plain
    # What is stored, and forgetting it.
    assert "Answers whether you come: 1" in (await amina.says("/mydata")).plain
    await diego.forgets()
    assert "yes: 1 · no: 0 · no answer: 0" in (await desk_meeting(olga, LIMA)).plain
    # Forged, in a group, of another meeting, of a meeting that is cancelled or over.
    there = meet(AMINA, GROUP)
    in_group = await there.says("/help")
    told = await there.forge(in_group, f"at1:{LIMA}:yes")
    assert told["text"] == "Please answer in a private chat with the bot."
    said = await the_meeting(amina)
    for data in (f"at1:{LIMA}:maybe", "at1:nothing:yes", f"ca9:{LIMA}:0", f"tt1:line:{LIMA}:en"):
        assert "out of date" in (await amina.forge(said, data))["text"], data
    told = await amina.forge(said, "at1:hld-2013:yes")
    assert told["text"] == "This meeting no longer asks whether you come."
    await amina.post("clock", now="2013-05-30T13:00:00+00:00")
    assert (await amina.forge(said, f"at1:{LIMA}:yes"))["text"] == "This meeting has ended."
    assert "I’m coming" not in (await the_meeting(amina)).labels
    await olga.post("clock", now="2013-05-20T13:00:00+00:00")
    await olga.press(await desk_meeting(olga, LIMA), "Ask who comes: on")
    assert "I’m coming" not in " ".join((await the_meeting(amina)).labels)

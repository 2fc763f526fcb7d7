"""Organisers take questions, give them back, and see at the desk which ones wait."""

from __future__ import annotations

import asyncio

from tests.program.desk import joins
from tests.program.program import AMINA, DIEGO, GROUP, OLGA, Meet, Person, Said


async def presses(person: Person, said: Said, label: str) -> str:
    """Press a button that edits nothing at once; the notice that is shown."""
    row, column = said.place_of(label)
    answer = await person.post(
        f"chats/{person.chat}/press",
        person=person.person, message_id=said.id, row=row, column=column, wait=30,
    )  # fmt: skip
    return str(answer.get("text", ""))


async def test_one_takes_a_question_and_all_see_it(meet: Meet) -> None:
    amina, diego, olga = meet(AMINA), meet(DIEGO), meet(OLGA)
    for person in (amina, diego, olga):
        await person.says("/language en")
    await joins(olga, diego)
    await amina.says("/ask Where is the cloakroom?")
    of_olga = await olga.hears("Where is the cloakroom?")
    of_diego = await diego.hears("Where is the cloakroom?")
    # Both at once: one has it, the other is told.
    told = await asyncio.gather(
        presses(olga, of_olga, "I’ll take it"), presses(diego, of_diego, "I’ll take it")
    )
    (first,) = [n for n, text in enumerate(told) if text == "You have taken this question."]
    holder, name = ((olga, "Olga"), (diego, "Diego"))[first]
    assert told[1 - first] == f"{name} has taken this question. You can still answer it."
    of_olga = await olga.sees(of_olga, f"Taken by {name}")
    of_diego = await diego.sees(of_diego, f"Taken by {name}")
    shown = (of_olga, of_diego)[first]
    assert await presses(holder, shown, f"Taken by {name}") == "You have given this question back."
    of_olga = await olga.sees(of_olga, "I’ll take it")
    of_diego = await diego.sees(of_diego, "I’ll take it")
    # At the desk: what waits, since when, and who has it.
    await presses(olga, of_olga, "I’ll take it")
    of_diego = await diego.sees(of_diego, "Taken by Olga")
    desk = await diego.press(await diego.says("/desk"), "Questions")
    waiting = await diego.press(desk, "Open questions: 1")
    assert "Amina · since " in waiting.plain and "· Taken by Olga" in waiting.plain
    screen = await diego.press(waiting, "Amina · Where is the cloakroom?")
    assert "Taken by Olga:" in screen.plain and "Where is the cloakroom?" in screen.plain
    # A reply to the screen answers, and says that somebody had taken it.
    await diego.post(f"chats/{DIEGO}/send", person=DIEGO, text="By the lift", reply_to=screen.id)
    await amina.hears("By the lift")
    told_after = await diego.hears("Delivered to Telegram")
    assert "Olga had taken this question." in told_after.plain
    await olga.sees(of_olga, "Answered by Diego")
    trace = await olga.says("/trace")
    assert "took question" in trace.plain and "gave question" in trace.plain
    assert "Amina" not in trace.plain
    # Forged: delegates, strangers' numbers, and people in a group who are not on the team.
    help_ = await amina.says("/help")
    for data in ("qt1:1:0", "qt2:1:1", "g1:desk-question.1:", "g1:desk-questions.open:"):
        assert "out of date" in (await amina.forge(help_, data))["text"]
    for data in ("qt1:999999:0", "qt1:x:0", "qt2:999999:1", "g1:desk-question.x:"):
        assert "out of date" in (await diego.forge(screen, data))["text"]
    group = meet(AMINA, GROUP)
    shown_there = await group.says("/help")
    assert "out of date" in (await group.forge(shown_there, "qt1:1:0"))["text"]

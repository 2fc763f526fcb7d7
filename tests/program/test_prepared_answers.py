"""Organisers write answers once, and send them in the delegate's language."""

from __future__ import annotations

from tests.program.desk import joins
from tests.program.program import AMINA, DIEGO, GROUP, OLGA, Meet, Person, Said


async def write(olga: Person, title: str, **words: str) -> Said:
    """Olga prepares an answer, with words in languages by their names."""
    desk = await olga.press(await olga.says("/desk"), "Questions")
    listed = await olga.press(desk, "Prepared answers")
    assert "Delegates do not see it." in (await olga.press(listed, "Add an answer")).plain
    said = await olga.says(title)
    for language, text in words.items():
        asks = await olga.press(said, f"{language}: add")
        assert "at most 1500 characters" in asks.plain
        said = await olga.says(text)
        assert text in said.plain
    return said


async def replies(person: Person, to: Said, text: str) -> None:
    await person.post(f"chats/{person.chat}/send", person=person.person, text=text, reply_to=to.id)
    await person.settled()


async def test_an_answer_is_written_once_and_sent_in_the_delegates_language(meet: Meet) -> None:
    amina, diego, olga = meet(AMINA), meet(DIEGO), meet(OLGA)
    for person in (amina, diego, olga):
        await person.says("/language en")
    await joins(olga, diego)
    said = await write(olga, "Badges", English="At the <desk>", French="À l’accueil <1>")
    assert "French: À l’accueil <1>" in said.plain and "Spanish: as in: English" in said.plain
    for number in range(7):
        await write(olga, f"Answer {number}", English=f"Words {number}")
    await amina.says("/language fr")
    await amina.says("/ask Où sont les badges ?")
    shown = await diego.hears("Où sont les badges")
    listed = await diego.press(shown, "Prepared answers")
    # In a new message: the question stays.
    assert listed.id != shown.id and listed.labels[:2] == ["Answer 0", "Answer 1"]
    listed = await diego.press(listed, "Next page ›")
    preview = await diego.press(listed, "Badges")
    assert "À l’accueil <1>" in preview.plain and preview.labels[0] == "Send to Amina"
    listed = await diego.press(preview, "‹ Back")
    await replies(diego, listed, "ACCUEIL")
    found = await diego.hears("Found for “ACCUEIL”")
    assert found.labels == ["Badges", "All prepared answers"]
    preview = await diego.press(found, "Badges")
    # Olga changes the words meanwhile: nothing goes out that he did not see.
    desk = await olga.press(await olga.says("/desk"), "Questions")
    one = await olga.press(await olga.press(desk, "Prepared answers"), "Next page ›")
    one = await olga.press(one, "Badges")
    await olga.press(one, "French: change")
    one = await olga.says("À l’accueil, porte 2")
    preview = await diego.press(preview, "Send to Amina")
    assert "porte 2" in preview.plain and "Sent" not in preview.plain
    send = preview.rows[0][0]["callback_data"]
    sent = await diego.press(preview, "Send to Amina")
    assert sent.plain.startswith("Sent to Amina: Badges") and sent.labels == []
    got = await amina.hears("À l’accueil, porte 2")
    assert got.plain.startswith("Le secrétariat répond")
    told = await diego.hears("Delivered to Telegram: your answer to Amina.")
    assert told.raw["reply_to_message"]["message_id"] == sent.id
    await diego.sees(shown, "Answered by Diego")
    # The same button again sends nothing twice.
    await diego.forge(sent, send)
    await amina.settled()
    texts = [message.plain for message in await amina.heard()]
    assert sum("porte 2" in text for text in texts) == 1
    # A reply to the preview sends other words instead.
    await amina.says("/ask Et les vestiaires ?")
    shown = await diego.hears("Et les vestiaires")
    preview = await diego.press(await diego.press(shown, "Prepared answers"), "Answer 0")
    assert "Amina reads French; there are only words in: English." in preview.plain
    await replies(diego, preview, "Derrière la porte 3")
    await amina.hears("Derrière la porte 3")
    # Limits, forgeries, and the trace.
    one = await olga.press(one, "Spanish: add")
    assert "It has 1501 characters" in (await olga.says("x" * 1501)).plain
    assert "Nothing was saved" in (await olga.says("/cancel")).plain
    help_ = await amina.says("/help")
    for data in (
        "qp1", "qp2:1", "qp3:1:1", "qp4:1:0", "qp5:1:a1", send, "g1:desk-prepared:",
        "tt1:answer:1:en", "tt2:answer:1:en",
    ):  # fmt: skip
        assert (await amina.forge(help_, data))["text"].startswith("Ce bouton"), data
    for data in (
        "qp4:999999:1", "qp5:1:a999", "qp5:1:pnone", "qp6:1:a1", "tt1:none:1:en",
        "tt1:answer:x:en", "tt1:answer:999:en", "tt1:answer:1:xx", "qp2:999",
    ):  # fmt: skip
        assert "out of date" in (await olga.forge(one, data))["text"], data
    trace = await olga.says("/trace")
    assert "Olga: wrote a prepared answer: Badges, Français" in trace.plain


async def test_in_the_teams_group_an_answer_is_chosen_by_whoever_is_on_the_team(
    meet: Meet,
) -> None:
    amina, olga, there = meet(AMINA), meet(OLGA), meet(OLGA, GROUP)
    for person in (amina, olga):
        await person.says("/language en")
    await write(olga, "Lift", English="Behind <the> bar")
    desk = await olga.press(await olga.says("/desk"), "Questions")
    made = await olga.press(desk, "Choose a group")
    await there.opens(made.rows[0][0]["url"].partition("=")[2])
    await amina.says("/ask Where is the lift?")
    shown = await there.hears("Where is the lift?")
    listed = await there.press(shown, "Prepared answers")
    assert "Prepared answers for Amina" in listed.plain
    # A delegate in that group can neither choose nor send.
    for data in [button["callback_data"] for row in listed.rows for button in row]:
        assert "out of date" in (await meet(AMINA, GROUP).forge(listed, data))["text"]
    await replies(there, listed, "bar")
    found = await there.hears("Found for “bar”")
    preview = await there.press(found, "Lift")
    assert "Behind <the> bar" in preview.plain
    sent = await there.press(preview, "Send to Amina")
    assert sent.plain.startswith("Sent to Amina: Lift")
    await amina.hears("Behind <the> bar")
    await there.sees(shown, "Answered by Olga")
    desk = await olga.press(await olga.says("/desk"), "Questions")
    await olga.press(desk, "Send to each organizer")

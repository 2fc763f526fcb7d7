"""Photos, files, voice and places go along with questions and answers, and edits follow them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.program.desk import joins
from tests.program.program import AMINA, DIEGO, OLGA, Meet, Person, Said

PASSED_ON = ("photo", "video", "document", "audio", "voice", "location")
REFUSED = (
    "sticker", "animation", "video_note", "contact", "dice", "poll", "paid_media", "checklist",
    "story", "gift",
)  # fmt: skip


@dataclass(frozen=True)
class People:
    """Olga owns the event, Diego is an organiser, Amina a delegate."""

    olga: Person
    diego: Person
    amina: Person


@pytest.fixture
async def people(meet: Meet) -> AsyncIterator[People]:
    amina, diego, olga = meet(AMINA), meet(DIEGO), meet(OLGA)
    for person in (amina, diego, olga):
        # Messages that the test before has caused may still arrive.
        await person.writes("/language en")
        await person.forgets()
    await joins(olga, diego)
    yield People(olga, diego, amina)


async def begins_to_ask(person: Person) -> None:
    assert "What would you like to ask?" in (await person.says("/ask")).plain


async def gets(person: Person, kind: str) -> Said:
    """Wait for a message of the bot's with a photo, a file …"""
    return await person.finds(kind, lambda said: kind in said.raw)


async def replies(person: Person, to: Said, text: str = "", **more: Any) -> None:
    await person.writes(text, reply_to=to.id, **more)


async def edits(person: Person, message: int, text: str) -> None:
    body = {"person": person.person, "message_id": message, "text": text}
    await person.post(f"chats/{person.chat}/edit", **body)


async def sends(person: Person, text: str = "", **more: Any) -> int:
    """Write; return the id of what was written."""
    body = {"person": person.person, **({"text": text} if text else {}), **more}
    sent = await person.post(f"chats/{person.chat}/send", **body)
    return int(sent["message"]["message_id"])


async def kinds_of(person: Person) -> list[str]:
    """Return the kinds of the photos and films that a person got."""
    found = (
        kind for said in await person.heard() for kind in ("photo", "video") if kind in said.raw
    )
    return list(found)


@pytest.mark.parametrize("kind", PASSED_ON)
async def test_it_goes_to_the_team_and_back(people: People, kind: str) -> None:
    await begins_to_ask(people.amina)
    asked = await people.amina.says(kind=kind)
    if kind not in ("audio", "voice"):
        assert "Now write your question" in asked.plain
        asked = await people.amina.says("Where is this?")
    assert "has been sent" in asked.plain
    words = "See below." if kind in ("audio", "voice") else "Where is this?"
    shown = await people.olga.hears(words)
    came = await gets(people.olga, kind)
    assert came.raw["reply_to_message"]["message_id"] == shown.id
    await gets(people.diego, kind)
    # A reply to the photo answers the question, and brings one back.
    await replies(people.olga, came, kind=kind)
    got = await gets(people.amina, kind)
    assert "The secretariat answers:" in got.raw["reply_to_message"]["text"]
    # As a reply to what came with the answer, the question goes on.
    await replies(people.amina, got, "And the lift?")
    assert (await people.olga.hears("And the lift?")).text.startswith("Follow-up question")


@pytest.mark.parametrize("kind", REFUSED)
async def test_other_kinds_are_refused_with_what_can_be_sent(people: People, kind: str) -> None:
    await begins_to_ask(people.amina)
    (said,) = await people.amina.says_all(kind=kind)
    assert "You can send text, photos, videos, documents, audio, voice messages" in said.plain
    assert "has been sent" in (await people.amina.says("Where is room 4?")).plain


async def test_an_album_is_one_question_and_arrives_as_an_album(people: People) -> None:
    await begins_to_ask(people.amina)
    parts = [{"kind": "photo"}, {"kind": "video", "caption": "Which <b>door</b>?"}]
    asked = await people.amina.says(kind="album", parts=parts, media_group_id="500")
    assert "has been sent" in asked.plain
    # Its third part comes later.
    await people.amina.hears_nothing_of(people.amina.writes(kind="photo", media_group_id="500"))
    await people.olga.hears("Which door?")
    await gets(people.olga, "video")
    while len(kinds := await kinds_of(people.olga)) < 3:
        await people.olga.outcome(await people.olga.now())
    assert kinds == ["photo", "video", "photo"]
    first, second, *_ = [said for said in await people.olga.heard() if "media_group_id" in said.raw]
    assert first.raw["media_group_id"] == second.raw["media_group_id"]


async def test_a_photo_with_ask_as_its_caption_and_one_after_the_question(people: People) -> None:
    asked = await people.amina.says(kind="photo", caption="/ask Is this room 4?")
    assert "has been sent" in asked.plain
    await people.olga.hears("Is this room 4?")
    await gets(people.olga, "photo")
    added = await people.amina.says(kind="location")
    assert added.plain == "Added to your question."
    await gets(people.olga, "location")


async def test_a_photo_may_go_without_words(people: People) -> None:
    await begins_to_ask(people.amina)
    asked = await people.amina.says(kind="photo")
    sent = await people.amina.press(asked, "Send without words")
    assert "has been sent" in sent.plain
    await gets(people.olga, "photo")


async def test_too_many_are_refused(people: People) -> None:
    await begins_to_ask(people.amina)
    await people.amina.says(kind="album", parts=[{"kind": "photo"}] * 10)
    refused = await people.amina.says(kind="photo", caption="And this?")
    assert "At most 10 files" in refused.plain


async def test_an_edited_question_is_shown_as_edited(people: People) -> None:
    message = await sends(people.amina, "/ask Where is room 4?")
    shown = await people.olga.hears("Where is room 4?")
    await edits(people.amina, message, "/ask Where is room 5?")
    await people.amina.hears("Your edited question has been sent")
    changed = await people.olga.hears("Where is room 5? Edited")
    assert changed.id == shown.id
    assert "I’ll take it" in changed.labels
    await people.olga.hears("Amina has edited this question.")
    await replies(people.olga, shown, "Second floor")
    await people.amina.hears("Second floor")
    await edits(people.amina, message, "/ask Where is room 6?")
    await people.olga.hears("Amina has edited this question after it was settled.")
    await people.olga.hears("Where is room 6? Edited")


async def test_an_edited_answer_is_shown_as_edited(people: People) -> None:
    await people.amina.says("/ask Where is room 4?")
    shown = await people.olga.hears("Where is room 4?")
    answer = await sends(people.olga, "Second floor.", reply_to=shown.id)
    got = await people.amina.hears("Second floor.")
    await edits(people.olga, answer, "Third floor.")
    changed = await people.amina.hears("Third floor. Edited")
    assert changed.id == got.id
    await people.amina.hears("The secretariat has edited this answer.")
    assert not any("Second" in said.plain for said in await people.amina.heard())


async def test_a_reply_to_the_own_question_goes_on_with_it(people: People) -> None:
    message = await sends(people.amina, "/ask Where is room 4?")
    await people.olga.hears("Where is room 4?")
    added = await people.amina.says("I mean the large one", reply_to=message)
    assert "has been sent" in added.plain
    assert (await people.olga.hears("the large one")).text.startswith("Follow-up question")


async def test_what_nobody_stores_any_more_is_told(people: People) -> None:
    await people.amina.says("/ask Where is room 4?")
    shown = await people.olga.hears("Where is room 4?")
    await replies(people.olga, shown, "Second floor.")
    got = await people.amina.hears("Second floor.")
    await people.amina.forgets()
    told = await people.olga.says("Third floor.", reply_to=shown.id)
    assert "this question is no longer stored" in told.plain
    # The delegate's words reach the team all the same, as a new question.
    asked = await people.amina.says("And the lift?", reply_to=got.id)
    assert "has been sent" in asked.plain
    assert (await people.olga.hears("And the lift?")).text.startswith("Question from")

"""Questions from the room: asked, moderated, voted for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from handlers.framework.reply import Notice, Reply
from storage.floor import acts, delegations, questions, team
from storage.floor.questions import MAX_CHARACTERS, MAX_OPEN_QUESTIONS
from tests.handlers.floor.room import (
    CHAIR,
    CLERK,
    DELEGATE,
    MEETING,
    SECOND,
    Room,
    a_room,
    button,
    labels_of,
    shown,
    told,
)

pytestmark = pytest.mark.usefixtures("each_database")


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with a_room(tmp_path, questions="moderated") as made:
        yield made


_messages = iter(range(100, 10**6))


async def asks(room: Room, user: int, words: str, **changed: Any) -> Reply:
    values = {
        "chat_id": user, "user_id": user, "user_name": "Diego <b>" if user == DELEGATE else "Wei",
        "asking_message_id": next(_messages), **changed,
    }  # fmt: skip
    request = room.request(user, words, **values)
    return shown(await room.board.command(request, "question"))


async def stored(room: Room) -> list[str]:
    async with room.database.transaction() as connection:
        return [
            one.words
            for state in (questions.waiting, questions.shown)
            for one in await state(connection, room.session.id)
        ]


async def moderation(room: Room, user: int = CLERK) -> Reply:
    return shown(await room.forge(user, f"g1:floor-questions.{room.session.id}-moderate:"))


async def test_a_question_is_moderated_shown_voted_for_and_answered(room: Room) -> None:
    reply = await asks(room, DELEGATE, "What of <b>remittances</b>?")
    assert "went to the moderator" in told(reply)
    seen = shown(await room.press(DELEGATE, reply, "Questions"))
    assert "remittances" not in told(seen)

    card = await room.card(CHAIR)
    waiting = shown(await room.press(CHAIR, card, "1 question waiting"))
    assert "What of &lt;b&gt;remittances&lt;/b&gt;?" in told(waiting)
    assert "Diego &lt;b&gt;" in told(waiting)
    after = shown(await room.press(CHAIR, waiting, "Show"))
    assert "No question is waiting." in told(after)
    # It leaves the buttons of the card as they are.
    assert "fp1" in button(card, "Close the list").data.pack()
    assert (await room.context()).session.control == 0

    seen = shown(await room.says(SECOND, "/question"))
    assert "remittances" in told(seen)
    assert "Diego" not in told(seen)
    voted = shown(await room.press(SECOND, seen, "Vote: 1"))
    assert "2 votes" in told(voted)
    assert "Voted: 1" in labels_of(voted)

    listed = shown(await room.press(CHAIR, after, "Shown: 1"))
    one = shown(await room.press(CHAIR, listed, "2 · What of"))
    done = shown(await room.press(CHAIR, one, "Answered"))
    assert await stored(room) == []
    await room.press(CHAIR, done, "Undo")
    assert len(await stored(room)) == 1
    async with room.database.transaction() as connection:
        record = await acts.acts(connection, room.session.id)
    assert [act.act for act in record] == [
        "question", "question-shown", "question-answered", "question-back",
    ]  # fmt: skip
    assert not any("remittances" in act.details for act in record)


async def test_names_are_shown_as_the_rules_say(tmp_path: Path) -> None:
    for anonymous, public, expected in (
        (True, "name", []), (False, "delegation", ["Ruritania"]),
        (False, "name", ["Diego", "Ruritania"]), (False, "none", []),
    ):  # fmt: skip
        folder = tmp_path / f"{anonymous}-{public}"
        folder.mkdir()
        rules = {"questions": "open", "anonymous_questions": anonymous, "public": public}
        async with a_room(folder, **rules) as room:
            async with room.database.write_transaction() as connection:
                known = await delegations.all_delegations(connection)
                await delegations.let_speak(connection, next(iter(known)), DELEGATE, "D", room.now)
            assert "shown to all" in told(await asks(room, DELEGATE, "Why?"))
            text = told(await room.says(SECOND, "/question"))
            assert [name for name in ("Diego", "Ruritania") if name in text] == expected
            listed = shown(await room.forge(CHAIR, f"g1:floor-questions.{room.session.id}-shown:"))
            assert "Diego" in told(await room.press(CHAIR, listed, "1 · Why?"))


async def test_a_thousand_questions_of_one_person_are_a_few(room: Room) -> None:
    for number in range(1000):
        reply = await asks(room, DELEGATE, f"Question {number}")
    assert "3 of your questions are still open" in told(reply)
    assert len(await stored(room)) == MAX_OPEN_QUESTIONS
    # Somebody else asks all the same, and so does this person after a refusal, but not for long.
    await asks(room, SECOND, "Mine")
    for _ in range(10):
        view = await moderation(room)
        if "Refuse" in labels_of(view):
            await room.press(CLERK, view, "Refuse")
        reply = await asks(room, DELEGATE, "Again")
    assert "You have asked many questions" in told(reply)


async def test_the_same_message_is_stored_once(room: Room) -> None:
    for _ in range(3):
        reply = await asks(room, DELEGATE, "Why?", asking_message_id=5)
        assert "went to the moderator" in told(reply)
    assert await stored(room) == ["Why?"]


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("x" * (MAX_CHARACTERS + 1), "the maximum is 300."),
        ("\u202e\u2066", "Questions · Round table 1"),
        (" \n ", "Questions · Round table 1"),
    ],
)
async def test_what_is_too_long_or_nothing_is_not_taken(
    room: Room, words: str, answer: str
) -> None:
    assert answer in told(await asks(room, DELEGATE, words))
    assert await stored(room) == []


async def test_lines_and_signs_that_turn_text_around_are_taken_out(room: Room) -> None:
    await asks(room, DELEGATE, "One\n\u202etwo")
    assert await stored(room) == ["One two"]


async def test_a_question_can_be_written_after_the_button(room: Room) -> None:
    seen = await room.says(DELEGATE, "/question")
    written = shown(await room.press(DELEGATE, seen, "Ask a question"))
    assert "The moderators see your name" in told(written)
    request = room.request(DELEGATE, "Why?", pressed_message_id=0, asking_message_id=9)
    answer = await room.board.message(request, addressed=True)
    assert "went to the moderator" in told(answer)
    assert await stored(room) == ["Why?"]


async def test_merging_moves_the_votes(room: Room) -> None:
    for user, words in ((DELEGATE, "Why?"), (SECOND, "But why?")):
        await asks(room, user, words)
    view = shown(await room.press(CLERK, await moderation(room), "Show"))
    merge = shown(await room.press(CLERK, view, "Merge with"))
    await room.press(CLERK, merge, "1 · Why?")
    assert "2 votes" in told(await room.says(DELEGATE, "/question"))


@pytest.mark.parametrize("act", ["show", "refuse", "answered", "pin", "merge", "back", "x"])
async def test_delegates_and_former_clerks_moderate_nothing(room: Room, act: str) -> None:
    await asks(room, DELEGATE, "Why?")
    async with room.database.write_transaction() as connection:
        await team.remove_holder(connection, CLERK, MEETING, "clerk")
    for user in (DELEGATE, CLERK, 0):
        assert isinstance(await room.forge(user, f"fq2:{act}:1:1"), Notice)
        for part in ("moderate", "shown", "q1", "m1"):
            place = f"g1:floor-questions.{room.session.id}-{part}:"
            assert isinstance(await room.forge(user, place), Notice)
    async with room.database.transaction() as connection:
        found = await questions.find(connection, 1)
    assert found is not None
    assert found.state == "waiting"


async def test_votes_cannot_be_forged(room: Room) -> None:
    await asks(room, DELEGATE, "Why?")
    # Nobody votes for what is not shown.
    assert isinstance(await room.forge(SECOND, "fq1:1:1:1"), Notice)
    await room.press(CLERK, await moderation(room), "Show")
    for _ in range(5):
        await room.forge(SECOND, "fq1:1:1:1")
        await room.forge(SECOND, "fq1:1:1:-7")
    place = f"g1:floor-questions.{room.session.id}-q999:"
    for forged in ("fq1:999:1:1", "fq1:-1:1:1", "fq2:show:999:0", place, "g1:floor-questions.x:"):
        assert isinstance(await room.forge(CLERK, forged), Notice)
    assert "2 votes" in told(await room.says(DELEGATE, "/question"))
    # In a group nobody votes, and nobody asks.
    request = room.request(SECOND, "Why?", chat_id=-5, chat_kind="group")
    assert isinstance(await room.board.button(request, "fq1:1:0:1"), Notice)
    group = shown(await room.board.command(request, "question"))
    assert "Questions are asked in a private chat." in told(group)


async def test_two_moderators_at_once_see_what_happened(room: Room) -> None:
    await asks(room, DELEGATE, "Why?")
    view = await moderation(room)
    await room.press(CLERK, view, "Show")
    late = shown(await room.press(CHAIR, view, "Show"))
    assert late.notice == "This question has changed in the meantime."


async def test_after_the_session_nobody_asks_or_votes(room: Room) -> None:
    await asks(room, DELEGATE, "Why?")
    await room.press(CLERK, await moderation(room), "Show")
    more = shown(await room.press(CHAIR, await room.card(), "More"))
    await room.press(CHAIR, more, "Close the session")
    assert "No session takes questions" in told(await asks(room, SECOND, "Late"))
    assert isinstance(await room.forge(SECOND, "fq1:1:1:1"), Notice)


async def test_without_the_rule_there_are_no_questions(tmp_path: Path) -> None:
    async with a_room(tmp_path) as room:
        assert "No session takes questions" in told(await asks(room, DELEGATE, "Why?"))
        answer = await room.forge(DELEGATE, f"fq3:{room.session.id}")
        assert "This session takes no questions." in told(answer)
        assert "Questions" not in labels_of(await room.says(DELEGATE, "/floor"))
